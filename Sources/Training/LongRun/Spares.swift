public import Quantities
public import Stochastics

/// Nodes kept beside those of the job. Spares do not fail while they wait.
public struct Spares: Sendable, Hashable {
  /// Nodes that stand ready, with the job's software running.
  public let hot: Int
  /// Nodes that have to be brought up first. One that takes a hot one's place later does so while
  /// the job runs.
  public let warm: Int
  /// Seconds to bring warm ones up, drawn once for each interruption that needs any.
  public let activation: Distribution

  public init(hot: Int = 0, warm: Int = 0, activation: Distribution = .zero) throws(LongRunError) {
    try LongRunError.require(hot, in: 0...1_000_000, "hot spares")
    try LongRunError.require(warm, in: 0...1_000_000, "warm spares")
    try LongRunError.require(activation, "activation of warm spares")
    self.hot = hot
    self.warm = warm
    self.activation = activation
  }

  public static let none = Spares()

  private init() { (hot, warm, activation) = (0, 0, .zero) }

  public var count: Int { hot + warm }
}

/// What a job does that lacks nodes.
public enum ShortageRule: Sendable, Hashable {
  /// It stands still until all its nodes are there.
  case wait
  /// It goes on with fewer.
  case shrink(Shrinking)
}

/// How a job goes on with fewer nodes, at the same global batch: a step takes longer by the full
/// number of nodes over those in use.
///
/// Ignores that a data-parallel cut leaves microbatches that do not divide evenly.
public struct Shrinking: Sendable, Hashable {
  /// When a shrunk job takes nodes back that have returned.
  public enum Growth: String, Sendable, Hashable, CaseIterable {
    /// As soon as a whole unit is there: it saves, starts again and loads.
    case atOnce = "at-once"
    /// When it next has to start again.
    case atInterruption = "at-interruption"
  }

  /// Nodes that join and leave together: those of one data-parallel replica.
  public let unit: Int
  /// The fewest nodes it goes on with.
  public let minimum: Int
  /// How long it waits for nodes before it shrinks.
  public let patience: Seconds
  public let growth: Growth

  public init(
    unit: Int = 1, minimum: Int = 1, patience: Seconds = .zero, growth: Growth = .atOnce
  ) throws(LongRunError) {
    try LongRunError.require(unit, in: 1...10_000_000, "nodes of a unit")
    try LongRunError.require(minimum, in: 1...10_000_000, "fewest nodes")
    try LongRunError.require(patience.value, in: 0...1e9, "patience")
    self.unit = unit
    self.minimum = minimum
    self.patience = patience
    self.growth = growth
  }
}
