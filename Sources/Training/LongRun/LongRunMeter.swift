import Quantities

/// What a long run counts, in whole nanoseconds.
struct LongRunMeter {
  typealias Use = LongRunResult.Use

  /// Wall time by use; the ideal time of computed steps stands under ``Use/productive`` until the
  /// books are closed.
  private var uses: ContiguousArray<Int64>
  /// The ideal time of steps that were computed and lost.
  private(set) var lost: Int64 = 0

  /// Node time: of the job computing, standing still, in maintenance; of spares; in repair.
  private(set) var computing: Int128 = 0
  private(set) var stalled: Int128 = 0
  private(set) var maintained: Int128 = 0
  private(set) var spare: Int128 = 0
  private(set) var inRepair: Int128 = 0

  var checkpointsBegun = 0
  var checkpointsMade = 0
  var checkpointsBroken = 0
  var plannedStops = 0
  var swapped = 0
  var hotTaken = 0
  var warmTaken = 0
  var shortages = 0
  var fewest: Int

  init(nodes: Int) {
    uses = ContiguousArray(repeating: 0, count: Use.allCases.count)
    fewest = nodes
  }

  private static let productive = Use.allCases.firstIndex(of: .productive)!
  private static let stragglers = Use.allCases.firstIndex(of: .stragglers)!
  private static let shrunk = Use.allCases.firstIndex(of: .shrunk)!
  private static let lostWork = Use.allCases.firstIndex(of: .lostWork)!
  private static let checkpointing = Use.allCases.firstIndex(of: .checkpointing)!

  /// The ideal time of all steps that were computed.
  var computed: Int64 { uses[Self.productive] }

  /// Computing for a time, of which a part would have been enough, or with slow nodes a greater one.
  mutating func compute(_ wall: Int64, ideal: Int64, shrunk: Int64, nodes: Int) {
    uses[Self.productive] += ideal
    uses[Self.shrunk] += shrunk
    uses[Self.stragglers] += wall - ideal - shrunk
    computing += Int128(nodes) * Int128(wall)
  }

  mutating func saved(_ wall: Int64, nodes: Int) {
    uses[Self.checkpointing] += wall
    stalled += Int128(nodes) * Int128(wall)
  }

  mutating func add(_ wall: Int64, to use: Use, nodes: Int) {
    uses[Use.allCases.firstIndex(of: use)!] += wall
    if use == .maintenance {
      maintained += Int128(nodes) * Int128(wall)
    } else {
      stalled += Int128(nodes) * Int128(wall)
    }
  }

  mutating func lose(_ ideal: Int64) { lost += ideal }

  mutating func idle(_ wall: Int64, spares: Int, repaired: Int) {
    spare += Int128(spares) * Int128(wall)
    inRepair += Int128(repaired) * Int128(wall)
  }

  /// Wall time by use, with lost steps in their place.
  func nanoseconds() -> [Int64] {
    var uses = Array(uses)
    uses[Self.productive] -= lost
    uses[Self.lostWork] += lost
    return uses
  }
}

/// Corners of the curve of progress against time, thinned as they come.
struct TimelineRecorder {
  private(set) var points: [LongRunResult.TimelinePoint] = []
  private let limit: Int
  /// Of each so many stops with their resumptions, one is kept.
  private var stride = 1
  private var stops = 0
  private var keepsThis = true

  /// - Parameter limit: how many corners are kept at most; none at zero.
  init(limit: Int) { self.limit = limit }

  var isRecording: Bool { limit > 0 }

  mutating func add(_ point: LongRunResult.TimelinePoint) {
    switch point.kind {
    case .started, .ended: points.append(point)
    case .failed, .stopped:
      keepsThis = stops % stride == 0
      stops += 1
      if keepsThis { points.append(point) }
    case .resumed:
      if keepsThis { points.append(point) }
      if points.count >= max(8, limit) { thin() }
    }
  }

  /// Drops every second pair of a stop and what follows it.
  private mutating func thin() {
    var kept: [LongRunResult.TimelinePoint] = []
    var pairs = 0
    var keeps = true
    for point in points {
      switch point.kind {
      case .started, .ended: kept.append(point)
      case .failed, .stopped:
        keeps = pairs % 2 == 0
        pairs += 1
        if keeps { kept.append(point) }
      case .resumed: if keeps { kept.append(point) }
      }
    }
    points = kept
    stride *= 2
  }
}
