public import Quantities
public import Stochastics

/// What goes wrong in a fleet, and how long it takes to go on: all that a long run asks of it.
public struct Reliability: Sendable, Hashable {
  public let failures: [FailureClass]
  /// How nodes differ; nil where all are alike.
  public let nodes: NodeVariation?
  public let recovery: Recovery
  /// Nodes that become slow; nil where none do.
  public let stragglers: Stragglers?

  public init(
    failures: [FailureClass] = [], nodes: NodeVariation? = nil, recovery: Recovery = .instant,
    stragglers: Stragglers? = nil
  ) throws(LongRunError) {
    for (index, failure) in failures.enumerated()
    where failures[..<index].contains(where: { $0.name == failure.name }) {
      throw .repeatedName(failure.name)
    }
    self.failures = failures
    self.nodes = nodes
    self.recovery = recovery
    self.stragglers = stragglers
  }

  /// Nothing goes wrong.
  public static let perfect = Reliability(recovery: .instant)

  private init(recovery: Recovery) {
    failures = []
    nodes = nil
    self.recovery = recovery
    stragglers = nil
  }
}

/// What lies between the detection of a failure and the next step, in seconds drawn each time
/// (Eq. 7.4); the load of the checkpoint is that of its tier.
public struct Recovery: Sendable, Hashable {
  /// Finding out what failed, after each failure that stopped the job.
  public let diagnosis: Distribution
  /// Putting other nodes in place, wherever the nodes of the job change.
  public let reschedule: Distribution
  /// Starting processes and communicators, whatever the size.
  public let initialization: Distribution
  /// What starting takes more for each accelerator of the job.
  public let initializationPerAccelerator: Seconds

  public init(
    diagnosis: Distribution = .zero, reschedule: Distribution = .zero,
    initialization: Distribution, initializationPerAccelerator: Seconds = .zero
  ) throws(LongRunError) {
    try LongRunError.require(diagnosis, "diagnosis")
    try LongRunError.require(reschedule, "reschedule")
    try LongRunError.require(initialization, "initialization")
    try LongRunError.require(
      initializationPerAccelerator.value, in: 0...3_600, "initialization per accelerator")
    self.diagnosis = diagnosis
    self.reschedule = reschedule
    self.initialization = initialization
    self.initializationPerAccelerator = initializationPerAccelerator
  }

  /// The next step follows at once.
  public static let instant = Recovery()

  private init() {
    (diagnosis, reschedule, initialization) = (.zero, .zero, .zero)
    initializationPerAccelerator = .zero
  }

  /// The mean from the detection of a failure to the load of a checkpoint.
  ///
  /// - Parameter replacing: whether nodes change.
  public func mean(accelerators: Int, replacing: Bool) -> Seconds {
    Seconds(diagnosis.mean + initialization.mean + (replacing ? reschedule.mean : 0))
      + initializationPerAccelerator * Double(accelerators)
  }
}

/// Nodes that compute slowly without failing; the job goes at the pace of the slowest (Eq. 6.22).
///
/// Once found, a slow node is swapped for a spare: the job saves, starts again and loads. It stays
/// while there is no spare. Slow microbatches and stages, which make up most of the slowness of
/// production jobs (Lin et al. 2025, arXiv 2505.05713), belong to the step time.
public struct Stragglers: Sendable, Hashable {
  /// The chance that a node is slow when the run begins.
  public let share: Double
  /// Mean time until a node becomes slow; nil where none does on the way.
  public let onset: Seconds?
  /// By what share a step with a slow node is longer: 0.1 for ten per cent.
  public let slowdown: Distribution
  /// Seconds until a slow node is known as such; nil where it never is.
  public let detection: Distribution?
  /// Seconds that a swapped node is gone.
  public let repair: Distribution

  public init(
    share: Double = 0, onset: Seconds? = nil, slowdown: Distribution, detection: Distribution?,
    repair: Distribution = .zero
  ) throws(LongRunError) {
    try LongRunError.require(share, in: 0...1, "share of slow nodes")
    if let onset { try LongRunError.require(onset.value, in: 1e-3...1e15, "onset of slowness") }
    try LongRunError.require(slowdown, "slowdown")
    guard slowdown.support.upperBound <= 1e6 || slowdown.mean <= 1e6 else {
      throw .outside(parameter: "mean slowdown", value: slowdown.mean, allowed: 0...1e6)
    }
    if let detection { try LongRunError.require(detection, "detection of slow nodes") }
    try LongRunError.require(repair, "repair of slow nodes")
    self.share = share
    self.onset = onset
    self.slowdown = slowdown
    self.detection = detection
    self.repair = repair
  }
}

/// Planned stops: every so often, for so long, with a checkpoint before.
public struct Maintenance: Sendable, Hashable {
  /// From the end of one to the next.
  public let every: Seconds
  /// Seconds that one takes.
  public let duration: Distribution

  public init(every: Seconds, duration: Distribution) throws(LongRunError) {
    try LongRunError.require(every.value, in: 1...1e10, "time between maintenances")
    try LongRunError.require(duration, "maintenance")
    self.every = every
    self.duration = duration
  }
}
