internal import Foundation
import Quantities
import Stochastics

/// The law of slow nodes made ready for draws.
struct SlownessSource: Sendable {
  let share: Double
  /// Mean seconds between onsets on the whole machine; nil where there are none.
  let onset: Double?
  let slowdown: Sampler
  let detection: TimeLaw?
  let repair: TimeLaw

  init(_ stragglers: Stragglers, nodes: Int) {
    share = stragglers.share
    onset = stragglers.onset.map { $0.value / Double(nodes) }
    slowdown = Sampler(stragglers.slowdown)
    detection = stragglers.detection.map { TimeLaw($0) }
    repair = TimeLaw(stragglers.repair)
  }
}

/// Which nodes are slow, and who knows.
struct Slowness {
  private let source: SlownessSource
  private let onsets: StreamAddress
  private let victims: StreamAddress
  private let natures: StreamAddress
  private let detections: StreamAddress
  private let repairs: StreamAddress
  /// By what share each node slows steps down; zero for most.
  private var slowdowns: ContiguousArray<Double>
  /// How often each has become slow.
  private var counts: ContiguousArray<Int32>
  /// Nodes of the job that are slow, and those of them that are known, from the first found.
  private var slow: ContiguousArray<Int32> = []
  private var known: ContiguousArray<Int32> = []
  private var strikes = 0

  init(_ source: SlownessSource, nodes: Int, _ seed: UInt64, _ replication: Int) {
    self.source = source
    func address(_ purpose: String) -> StreamAddress {
      StreamAddress(seed: seed, replication: replication, purpose: "\(purpose) of slow nodes")
    }
    onsets = address("times")
    victims = address("victims")
    natures = address("slowdown")
    detections = address("detection")
    repairs = address("repair")
    slowdowns = ContiguousArray(repeating: 0, count: nodes)
    counts = ContiguousArray(repeating: 0, count: nodes)
    guard source.share > 0 else { return }
    let chosen = address("choice")
    for node in 0..<nodes where chosen.of(entity: node).uniform(0) < source.share {
      slowdowns[node] = draw(node)
      counts[node] = 1
    }
  }

  private func draw(_ node: Int) -> Double {
    max(0, source.slowdown.value(at: natures.of(entity: node).uniform(Int(counts[node]))))
  }

  /// The step time over that without slow nodes: the slowest sets the pace.
  var factor: Double { slow.reduce(1) { max($0, 1 + slowdowns[Int($1)]) } }

  var hasKnown: Bool { !known.isEmpty }

  var firstKnown: Int? { known.first.map { Int($0) } }

  /// Nanoseconds to the next onset anywhere on the machine.
  func nextGap() -> Int64? {
    source.onset.map { Int64(min(-$0 * log1p(-onsets.uniform(strikes)), 4e9) * 1e9) }
  }

  /// The place among the nodes that an onset strikes now.
  mutating func strike(among nodes: Int) -> Int {
    defer { strikes += 1 }
    return min(Int(victims.uniform(strikes) * Double(nodes)), nodes - 1)
  }

  /// A node of the job becomes slow.
  ///
  /// - Returns: when that will be known; nil where it never is, or was slow before.
  mutating func slow(_ node: Int) -> Int64? {
    guard slowdowns[node] == 0 else { return nil }
    slowdowns[node] = draw(node)
    counts[node] += 1
    return enter(node)
  }

  /// A node joins the job, slow or not.
  ///
  /// - Returns: when it will be known to be slow.
  mutating func enter(_ node: Int) -> Int64? {
    guard slowdowns[node] > 0 else { return nil }
    slow.append(Int32(node))
    return source.detection?.nanoseconds(
      detections.of(entity: node), at: Int(counts[node]))
  }

  /// A slow node of the job is found.
  mutating func know(_ node: Int) {
    if !known.contains(Int32(node)) { known.append(Int32(node)) }
  }

  /// A node leaves for repair, from which it comes back sound.
  mutating func heal(_ node: Int) {
    slowdowns[node] = 0
    leave(node)
  }

  /// A node leaves the job as it is.
  mutating func leave(_ node: Int) {
    slow.removeAll { $0 == Int32(node) }
    known.removeAll { $0 == Int32(node) }
  }

  func repairTime(of node: Int) -> Int64 {
    source.repair.nanoseconds(repairs.of(entity: node), at: Int(counts[node]))
  }
}

/// When maintenance is due.
struct MaintenanceClock {
  let every: Int64
  private let law: TimeLaw
  private let durations: StreamAddress
  private var count = 0
  var isDue = false

  init(_ maintenance: Maintenance, _ seed: UInt64, _ replication: Int) {
    every = TimeLaw.nanoseconds(maintenance.every.value)
    law = TimeLaw(maintenance.duration)
    durations = StreamAddress(
      seed: seed, replication: replication, purpose: "duration of maintenance")
  }

  /// - Returns: how long it takes.
  mutating func begin() -> Int64 {
    defer { count += 1 }
    isDue = false
    return law.nanoseconds(durations, at: count)
  }
}
