public import Quantities
public import Training

extension DesignPointResult {
  /// The course of a training run.
  public struct TrainingCourseLine: Sendable {
    public let points: [LongRunResult.TimelinePoint]
    /// Nodes of the whole job.
    public let nodes: Int
    /// The mean time of a step at full strength.
    public let step: Seconds
  }

  /// The course of the first replication, run once more to be drawn; nil where nothing is simulated.
  public var trainingCourse: TrainingCourseLine? {
    guard let study = verdicts.training?.study, case .simulated(let simulator) = study.course,
      let first = runs.first
    else { return nil }
    let result = simulator.result(
      replication: first.replication, timelineCorners: Self.corners)
    let run = simulator.run
    return TrainingCourseLine(
      points: result.timeline, nodes: run.nodes, step: run.idealTime / Double(run.steps))
  }

  /// So many corners of a curve can be seen.
  private static let corners = 400
}
