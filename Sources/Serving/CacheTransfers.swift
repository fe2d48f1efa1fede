import EventKernel
import Quantities

/// The caches on their way, and the rates at which they travel: max-min fair, computed anew whenever
/// one starts, ends or is called off (Bertsekas & Gallager 1992, *Data Networks*, section 6.5).
///
/// - Complexity: a start or an end takes O(rounds · flows), each round stopping a link at least.
struct CacheTransfers: Sendable {
  private struct Flow: Sendable {
    let slot: Int32
    let source: Int32
    let destination: Int32
    /// Bytes.
    var remaining: Double
    /// Bytes per second; negative while it is not known.
    var rate: Double
  }

  /// A direction of a replica's way into the network.
  fileprivate struct Way: Sendable {
    var left = 0.0
    var flows = 0
  }

  private let fabric: CacheFabric
  private var flows = ContiguousArray<Flow>()
  private var outward: ContiguousArray<Way>
  private var inward: ContiguousArray<Way>
  private var last = Instant.zero
  /// Tells the event of the next end from those that were called off.
  private(set) var generation: UInt32 = 0

  init(_ fabric: CacheFabric, replicas: Int) {
    self.fabric = fabric
    outward = ContiguousArray(repeating: Way(), count: replicas)
    inward = outward
  }

  /// The rates of the transfers under way, in the order of their starts.
  var rates: [BytesPerSecond] { flows.map { BytesPerSecond($0.rate) } }

  /// Starts to send so many bytes.
  mutating func start(
    _ slot: Int32, from source: Int32, to destination: Int32, size: Bytes, at now: Instant
  ) {
    advance(to: now)
    flows.append(
      Flow(
        slot: slot, source: source, destination: destination, remaining: size.value, rate: -1))
  }

  /// Lets the flows have gone on until `now`, and removes those that have ended.
  mutating func end(at now: Instant, _ finished: inout ContiguousArray<Int32>) {
    advance(to: now)
    var kept = 0
    for index in flows.indices {
      // An end is rounded up to whole nanoseconds, so nothing is left but rounding.
      if flows[index].remaining <= flows[index].rate * 1e-9 || flows[index].remaining < 1e-3 {
        finished.append(flows[index].slot)
      } else {
        flows[kept] = flows[index]
        kept += 1
      }
    }
    flows.removeLast(flows.count - kept)
  }

  /// Calls off all that goes from a replica or to it: it is lost, whatever has been sent of it.
  ///
  /// - Returns: Whether that was anything, so that the links are to be shared anew.
  mutating func callOff(of replica: Int32, at now: Instant) -> Bool {
    let before = flows.count
    advance(to: now)
    flows.removeAll { $0.source == replica || $0.destination == replica }
    return flows.count < before
  }

  /// Shares the links anew.
  ///
  /// - Returns: When the next transfer ends; nil if there is none.
  mutating func share(at now: Instant) -> Instant? {
    generation &+= 1
    fill()
    var soonest = Double.infinity
    for flow in flows {
      soonest = min(soonest, flow.rate.isInfinite ? 0 : flow.remaining / flow.rate)
    }
    guard !flows.isEmpty else { return nil }
    return Instant(nanoseconds: now.nanoseconds + Int64((soonest * 1e9).rounded(.up)))
  }

  private mutating func advance(to now: Instant) {
    let time = (now - last).value
    last = now
    for index in flows.indices where flows[index].rate > 0 {
      let rate = flows[index].rate
      flows[index].remaining = rate.isInfinite ? 0 : max(0, flows[index].remaining - rate * time)
    }
  }

  /// Progressive filling: the links that are full first stop the flows that pass them.
  private mutating func fill() {
    for flow in flows {
      outward[Int(flow.source)] = Way(left: fabric.sending.value, flows: 0)
      inward[Int(flow.destination)] = Way(left: fabric.receiving.value, flows: 0)
    }
    for index in flows.indices {
      flows[index].rate = -1
      outward[Int(flows[index].source)].flows += 1
      inward[Int(flows[index].destination)].flows += 1
    }
    var network = Way(left: fabric.network.value, flows: flows.count)
    var rising = flows.count
    while rising > 0 {
      var level = network.left / Double(network.flows)
      for flow in flows where flow.rate < 0 { level = min(level, fairShare(of: flow)) }
      let isEverywhere = network.left / Double(network.flows) <= level
      var stopped = 0
      for index in flows.indices where flows[index].rate < 0 {
        let flow = flows[index]
        guard isEverywhere || fairShare(of: flow) <= level * (1 + 1e-12) else { continue }
        flows[index].rate = level
        stopped += 1
        outward[Int(flow.source)].stop(at: level)
        inward[Int(flow.destination)].stop(at: level)
        network.stop(at: level)
      }
      precondition(stopped > 0, "no transfer of \(rising) finds its rate")
      rising -= stopped
    }
  }

  private func fairShare(of flow: Flow) -> Double {
    min(outward[Int(flow.source)].share, inward[Int(flow.destination)].share)
  }
}

extension CacheTransfers.Way {
  fileprivate var share: Double { left / Double(flows) }

  fileprivate mutating func stop(at rate: Double) {
    if left.isFinite { left = max(0, left - rate) }
    flows -= 1
  }
}
