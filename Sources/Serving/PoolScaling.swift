public import Quantities
public import Stochastics

/// How many replicas of a pool serve as the load changes: between a least number and all of them.
///
/// Every ``interval`` the rule says how many are wanted. More are started at once, and serve after a
/// start-up time; fewer, once no rule within the last ``stabilization`` wanted more. A difference
/// within the ``tolerance`` changes nothing. These are the rules of the horizontal autoscaler of
/// Kubernetes, with its defaults (kubernetes.io, "Horizontal Pod Autoscaling", 2025): 15 s, 300 s
/// and 10 %.
public struct PoolScaling: Sendable, Hashable {
  /// What says how many replicas are wanted.
  public enum Rule: Sendable, Hashable {
    /// So many that each has this many requests, waiting or running, in the mean of the last
    /// interval; those at the router count.
    case concurrency(perReplica: Double)
    /// So many that this many requests wait for each.
    case queue(perReplica: Double)
    /// So many that they are busy for this share of their time.
    case utilization(Double)
    /// Numbers by the time of day, each from its time on until the next one's.
    case schedule([(from: Seconds, replicas: Int)])

    public static func == (one: Rule, other: Rule) -> Bool { one.figures == other.figures }

    public func hash(into hasher: inout Hasher) { hasher.combine(figures) }

    private var figures: [Double] {
      switch self {
      case .concurrency(let target): [0, target]
      case .queue(let target): [1, target]
      case .utilization(let target): [2, target]
      case .schedule(let entries): [3] + entries.flatMap { [$0.from.value, Double($0.replicas)] }
      }
    }
  }

  /// What becomes of the requests of a replica that is stopped.
  public enum Draining: String, Sendable, Hashable, CaseIterable {
    /// It takes no more and stops when it has served its own.
    case runsOut = "runs-out"
    /// It stops at once; they find other replicas, which compute them anew.
    case moves
  }

  public let rule: Rule
  /// The fewest replicas that serve, or all where there are fewer; the most are those of the pool.
  public let least: Int
  /// How many serve when the run begins.
  public let initial: Int?
  public let interval: Seconds
  /// The share by which the wanted number must differ.
  public let tolerance: Double
  /// How long a lower number must be wanted.
  public let stabilization: Seconds
  /// Seconds from when a replica is started until it serves: a machine, the weights, warm-up.
  public let startUp: Distribution
  public let draining: Draining

  public init(
    _ rule: Rule, least: Int = 1, initial: Int? = nil, interval: Seconds = Seconds(15),
    tolerance: Double = 0.1, stabilization: Seconds = Seconds(300), startUp: Distribution,
    draining: Draining = .runsOut
  ) throws(ServingError) {
    try ServingError.require(least, in: 1...1_048_576, "fewest replicas")
    if let initial { try ServingError.require(initial, in: 1...1_048_576, "replicas at first") }
    try ServingError.require(interval.value, in: 0.1...Seconds.day.value, "interval of scaling")
    try ServingError.require(tolerance, in: 0...1, "tolerance of scaling")
    try ServingError.require(
      stabilization.value, in: 0...Seconds.day.value, "stabilization of scaling")
    try ServingError.require(startUp.support.lowerBound, in: 0...1e9, "start-up time")
    try ServingError.require(startUp.mean, in: 0...1e9, "mean start-up time")
    switch rule {
    case .concurrency(let target), .queue(let target):
      try ServingError.require(target, in: 1e-6...1e9, "requests per replica")
    case .utilization(let target):
      try ServingError.require(target, in: 0.01...1, "utilization")
    case .schedule(let entries):
      try ServingError.require(entries.count, in: 1...10_000, "entries of the schedule")
      var last = -1.0
      for entry in entries {
        try ServingError.require(
          entry.from.value, in: last.nextUp...Seconds.day.value.nextDown, "times of the schedule")
        try ServingError.require(entry.replicas, in: 1...1_048_576, "replicas of the schedule")
        last = entry.from.value
      }
    }
    self.rule = rule
    self.least = least
    self.initial = initial
    self.interval = interval
    self.tolerance = tolerance
    self.stabilization = stabilization
    self.startUp = startUp
    self.draining = draining
  }
}
