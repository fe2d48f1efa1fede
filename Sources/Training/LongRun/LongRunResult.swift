public import Quantities

/// What became of a long run.
public struct LongRunResult: Sendable, Hashable {
  /// How it ended.
  public enum Ending: String, Sendable, Hashable, CaseIterable {
    case finished
    case timeLimitReached = "time-limit"
    case eventLimitReached = "event-limit"
  }

  /// What wall time was spent on.
  public enum Use: String, Sendable, Hashable, CaseIterable {
    /// Steps that counted, at the time of a step on the whole machine when nothing is wrong.
    case productive
    /// Standing still for checkpoints.
    case checkpointing
    /// Steps that were lost with a failure and had to be done again, at the same time of a step.
    case lostWork = "lost-work"
    /// From a failure until it was noticed and diagnosed.
    case detection
    /// Placing, starting, and loading a checkpoint.
    case restart
    /// For spares or repairs.
    case waiting
    /// What steps, lost ones too, took longer for slow nodes.
    case stragglers
    /// What steps, lost ones too, took longer on fewer nodes.
    case shrunk
    case maintenance
  }

  /// How often a class of failures struck.
  public struct Strikes: Sendable, Hashable {
    public let name: String
    /// All strikes; those that hit nothing that mattered among them, such as a spare or a job that
    /// was down.
    public let count: Int
    /// Strikes that stopped the job, at once or when a corruption was found.
    public let interruptions: Int
  }

  /// What became of nodes and spares.
  public struct NodeUse: Sendable, Hashable {
    /// Nodes that went to repair, and those that came back.
    public let removed: Int
    public let returned: Int
    /// Spares that took a place in the job, ready ones and such as had to be brought up.
    public let hotTaken: Int
    public let warmTaken: Int
    /// Times at which the job lacked nodes.
    public let shortages: Int
    /// The most nodes in repair at a time, and the mean over the run.
    public let greatestInRepair: Int
    public let meanInRepair: Double
    /// The fewest nodes that the job ran on.
    public let fewest: Int
  }

  /// Accelerator time by what the accelerators drew power for.
  public struct AcceleratorTime: Sendable, Hashable {
    /// Of the job's nodes while it computed, in lost, slowed and shrunk steps too.
    public let computing: Seconds
    /// Of the job's nodes while it stood still for checkpoints, failures, restarts or nodes.
    public let stalled: Seconds
    /// Of the job's nodes in planned maintenance.
    public let maintained: Seconds
    /// Of spares that waited.
    public let spare: Seconds
    /// Of nodes in repair.
    public let repaired: Seconds

    public var total: Seconds { computing + stalled + maintained + spare + repaired }
  }

  /// A corner of the curve of progress against time.
  public struct TimelinePoint: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
      case started, resumed, ended
      /// A failure of a class, by its place in ``LongRunResult/strikes``.
      case failed(class: Int)
      /// Stopped for maintenance, to swap slow nodes, or to take nodes back.
      case stopped
    }

    public let wallTime: Seconds
    /// Steps done and kept at this moment.
    public let steps: Double
    /// Nodes of the job.
    public let nodes: Int
    public let kind: Kind
  }

  public let ending: Ending
  public let wallTime: Seconds
  /// Whole steps done and kept.
  public let steps: Int
  /// The share of all work done and kept.
  public let progress: Double
  /// Wall time by use, in whole nanoseconds, in the order of ``Use``.
  let nanoseconds: [Int64]
  /// One for each class, in order.
  public let strikes: [Strikes]
  /// Stops to swap slow nodes or to take nodes back, and for maintenance.
  public let plannedStops: Int
  public let slowNodesSwapped: Int
  public let checkpoints: Int
  /// Computing time from one checkpoint to the next; nil where none are made.
  public let checkpointInterval: Seconds?
  public let nodes: NodeUse
  public let acceleratorTime: AcceleratorTime
  public let events: Int
  public let audit: LongRunAudit
  /// Corners of the curve, thinned evenly; empty unless asked for.
  public let timeline: [TimelinePoint]
}

extension LongRunResult {
  public var isFinished: Bool { ending == .finished }

  /// The wall time of one use.
  public subscript(use: Use) -> Seconds {
    Seconds(Double(nanoseconds(use)) / 1e9)
  }

  /// The wall time of one use in whole nanoseconds; those of all uses add up to
  /// ``wallNanoseconds`` exactly.
  public func nanoseconds(_ use: Use) -> Int64 {
    nanoseconds[Use.allCases.firstIndex(of: use)!]
  }

  public var wallNanoseconds: Int64 { nanoseconds.reduce(0, +) }

  /// The share of the wall time of one use.
  public func share(_ use: Use) -> Double {
    wallNanoseconds > 0 ? Double(nanoseconds(use)) / Double(wallNanoseconds) : 0
  }

  /// Productive time at full speed over wall time: ``effectiveTrainingTimeRatio`` times ``pace``
  /// (Eq. 7.11). What a step itself wastes is a third factor, the model FLOPs utilization.
  public var goodput: Double { share(.productive) }

  /// The share of wall time in which work advanced at all, at whatever pace (ETTR).
  public var effectiveTrainingTimeRatio: Double {
    share(.productive) + share(.stragglers) + share(.shrunk)
  }

  /// How fast it then advanced, of full speed.
  public var pace: Double {
    let advancing = effectiveTrainingTimeRatio
    return advancing > 0 ? goodput / advancing : 1
  }

  /// Failures that stopped the job, of all classes.
  public var interruptions: Int { strikes.reduce(0) { $0 + $1.interruptions } }

  /// Wall time over interruptions; nil where there were none.
  public var meanTimeBetweenInterruptions: Seconds? {
    interruptions > 0 ? wallTime / Double(interruptions) : nil
  }
}

/// The books of a run: what went in against what came out, counted independently and in integers.
public struct LongRunAudit: Sendable, Hashable {
  /// One law.
  public struct Balance: Sendable, Hashable {
    /// What is conserved.
    public let subject: String
    public let entered: Int128
    public let accounted: Int128

    public var isKept: Bool { entered == accounted }
  }

  public let balances: [Balance]

  public var isKept: Bool { balances.allSatisfy(\.isKept) }
}
