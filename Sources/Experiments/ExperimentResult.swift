import Serving

/// What an experiment showed, design point by design point.
public struct ExperimentResult: Sendable {
  public let points: [DesignPointResult]
  /// What each uncertain input does alone, for points with draws; nothing where there are many points.
  public let swings: [InputSwings]
  /// Whether any input was uncertain and drawn.
  public let isSampled: Bool
  /// Whether any point has classes of requests that were measured apart.
  let hasClasses: Bool

  init(points: [DesignPointResult], swings: [InputSwings] = []) {
    self.points = points
    self.swings = swings
    isSampled = points.contains { !$0.draws.isEmpty }
    hasClasses = points.contains { !$0.classNames.isEmpty }
  }

  /// Runs that a store should have held and does not.
  public var missingRuns: Int {
    points.reduce(0) { $0 + $1.missingRuns } + swings.reduce(0) { $0 + $1.missingRuns }
  }

  /// Whether at least one point could be run.
  public var hasRuns: Bool { points.contains { !$0.runs.isEmpty } }
  /// Whether at least one request was completed, or something trained.
  public var hasData: Bool { points.contains { $0.runs.contains(where: \.hasData) } }
}
