public import EventKernel
public import Quantities

/// What a run of a serving system showed.
public struct ServingResult: Sendable, Hashable {
  /// Why a run came to its end.
  public enum Ending: String, Sendable, Hashable, CaseIterable {
    /// All requests have left.
    case drained
    /// The duration is over; requests were left inside.
    case stopped
    /// More events were due than were allowed.
    case eventLimitReached
    /// A closed system rejected one request after another and accepted none.
    case everythingRejected
  }

  /// The warm-up that was left out of the measured window.
  public struct WarmUpFinding: Sendable, Hashable {
    /// Its length.
    public let length: Seconds
    /// Whether MSER-5 finds the run settled by then; if not, a longer run is needed.
    public let isSufficient: Bool

    public init(length: Seconds, isSufficient: Bool) {
      self.length = length
      self.isSufficient = isSufficient
    }
  }

  /// Little's law, L = λW, over the whole run, exact by the books (Little 1961).
  public struct LittlesLaw: Sendable, Hashable {
    /// The time-average number in the system, L.
    public let meanInSystem: Double
    /// Arrivals per second, λ, over the whole time.
    public let arrivalRate: RequestsPerSecond
    /// The mean time in the system, W; of unfinished requests, until the end of the run.
    public let meanSojourn: Seconds
  }

  public let ending: Ending
  /// When arrivals ended.
  public let arrivalsEnd: Instant
  /// When the run ended.
  public let end: Instant
  /// How many events were handled.
  public let events: Int
  /// The names of the classes that were measured apart, in the order of
  /// ``WindowMeasurement/classes``; none where all requests were measured together.
  public let classNames: [String]
  public let replicas: Int
  /// Cache blocks of one replica of each pool, in the order of ``WindowMeasurement/pools``.
  public let cacheBlocks: [Int]
  public let objective: ServiceLevelObjective

  /// From the end of the warm-up to the end of arrivals: what results are stated for.
  public let measured: WindowMeasurement
  /// From the first instant to the last, warm-up and cool-down included.
  public let wholeRun: WindowMeasurement
  public let warmUp: WarmUpFinding
  /// Whether the run was measured from its empty start to its end, as a horizon of its own; see
  /// ``WarmUpRule/terminating``.
  public let isTerminating: Bool
  /// The course of the whole run, where it was to be kept; see ``RunControl/Keeping``.
  public let timeline: Timeline?
  /// What the warm-up was judged by, where the course was to be kept.
  public let warmUpCourse: WarmUpCourse?

  /// The trend of an open system over the measured window; nothing for a closed one, whose number
  /// in the system is bounded, and for a window too short to tell.
  public let trend: LoadTrend?
  /// Whether the system keeps up. A closed one always does; an open one is never called stable
  /// without a trend that says so.
  public let verdict: SaturationVerdict
  public let audit: ConservationAudit
  /// Nothing if no request arrived or no time passed.
  public let littlesLaw: LittlesLaw?

  /// Whether latencies describe what was asked for: the system, as ``SaturationVerdict`` says, or the
  /// horizon of a terminating run, whatever its verdict.
  public var describesWhatIsAsked: Bool { isTerminating || verdict.describesSystem }

  /// The latencies of the measured window; refused where they describe the length of the run (see
  /// ``describesWhatIsAsked``). What was seen nevertheless stands in ``measured``.
  public var latencies: Latencies? { describesWhatIsAsked ? measured.latencies : nil }

  /// The share of the cache blocks of replicas in service that were in use over the measured window,
  /// as in a ``TimelineBucket``; nothing where none served.
  public var cacheUse: Double? {
    let inService = zip(measured.pools, cacheBlocks).reduce(0) {
      $0 + $1.0.phases.inService.value * Double($1.1)
    }
    return inService > 0 ? measured.occupancy.blocks / inService : nil
  }
}
