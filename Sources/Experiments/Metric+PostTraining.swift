import Performance
import Training

extension Metric {
  private static func stage(_ word: String, _ title: String, _ meaning: String) -> Metric {
    Metric("post-training.\(word)", "s", "  \(title)", meaning)
  }

  // MARK: An iteration

  public static let iteration = Metric(
    "post-training.iteration", "s", "iteration of post-training",
    "From one iteration to the next: samples written, scored and learnt from, weights handed over.")
  public static let rolloutTime = Metric(
    "post-training.rollout", "s", "rollout",
    "From the first prompt to the last token of the longest sample.")
  public static let rewardTime = stage(
    "reward", "reward", "A model's pass over all samples, or what a rule takes after the last one.")
  public static let logProbabilityTime = stage(
    "log-probabilities", "log-probabilities",
    "Passes of the actor and of the reference over all samples.")
  public static let criticValueTime = stage(
    "critic-values", "values of the critic", "A pass of the critic over all samples.")
  public static let criticUpdateTime = stage(
    "critic-update", "critic's updates", "All optimizer steps of the critic.")
  public static let actorUpdateTime = stage(
    "actor-update", "actor's updates", "All optimizer steps of the actor.")
  public static let offloadTime = stage(
    "offload", "states to the host and back", "States that make room for other phases or models.")
  public static let synchronizationTime = stage(
    "synchronization", "weights to the engines", "New weights on their way to the serving ranks.")

  public static let rolloutTail = Metric(
    "post-training.tail", nil, "tail of the rollout",
    "Share of the rollout, at its end, in which fewer than half as many samples are under way as at "
      + "most.")
  public static let rolloutOccupancy = Metric(
    "post-training.occupancy", nil, "samples under way",
    "Mean number of samples under way during the rollout, over the greatest.")
  public static let idleRollout = Metric(
    "post-training.idle-rollout", nil, "idle, rollout pool",
    "Share of the iteration in which the pool that writes samples waits.")
  public static let idleTraining = Metric(
    "post-training.idle-training", nil, "idle, training pool",
    "Share of the iteration in which the pool that learns waits.")

  // MARK: Its work and its place

  public static let postTrainingThroughput = Metric(
    "post-training.throughput", "tok/s", "response tokens trained",
    "Response tokens of an iteration, once however many epochs, over its time.")
  public static let postTrainingWork = Metric(
    "post-training.work", "PFLOP", "work of an iteration",
    "FLOPs of all models: 2 for each parameter and token forward, 6 with the backward pass, causal "
      + "attention; neither recomputation nor padding.")
  public static let postTrainingUtilization = Metric(
    "post-training.utilization", nil, "FLOP utilization",
    "That work over what all accelerators could do in the iteration at the dense peak of the training "
      + "format.")
  public static let postTrainingAccelerators = Metric(
    "post-training.accelerators", nil, "accelerators of post-training",
    "Accelerator packages of both tasks, each held for the whole iteration.")
  public static let postTrainingFewest = Metric(
    "post-training.fewest-accelerators", nil, "fewest accelerators by memory",
    "The fewest on which an iteration fits: one replica, and the fewest ranks that hold the states."
  )
  public static let postTrainingFewestHolding = Metric(
    "post-training.fewest-holding-states", nil, "fewest that hold all states",
    "The fewest accelerators on which the states of all models lie at once while samples are learnt "
      + "from, so that none takes turns.")
  public static let postTrainingStates = Metric(
    "post-training.states", "GB", "states on a device",
    "Weights, gradients, master copies and moments of all models on the fullest rank that learns.")
  public static let postTrainingMemory = Metric(
    "post-training.memory", "GB", "memory of the fullest device",
    "States and what the fullest microbatch keeps, on the fullest rank that learns.")

  // MARK: Its cost

  public static let postTrainingHours = Metric(
    "post-training.accelerator-hours", "h", "accelerator-hours of an iteration",
    "All accelerators for the whole iteration, idle ones included.")
  public static let postTrainingCost = Metric(
    "post-training.cost", "USD", "cost of an iteration",
    "Accelerator-hours at the owner's cost of an hour, with the power that each phase draws.")
  public static let postTrainingCostPerToken = Metric(
    "post-training.cost-per-mtok", "USD/Mtok", "cost of a million trained response tokens",
    "The cost of an iteration over its response tokens.")
  public static let postTrainingTime = Metric(
    "post-training.time", "d", "time of the whole run", "All iterations, without failures.")
  public static let postTrainingRunCost = Metric(
    "post-training.run-cost", "USD", "cost of the whole run", "All iterations, without failures.")

  /// All metrics of post-training, in the order of tables.
  public static let ofPostTraining: [Metric] = [
    postTrainingAccelerators, postTrainingFewest, postTrainingFewestHolding,
    postTrainingStates, postTrainingMemory,
    iteration, rolloutTime, rewardTime, logProbabilityTime, criticValueTime, criticUpdateTime,
    actorUpdateTime, offloadTime, synchronizationTime, rolloutTail, rolloutOccupancy, idleRollout,
    idleTraining, postTrainingThroughput, postTrainingWork, postTrainingUtilization,
    postTrainingHours, postTrainingCost, postTrainingCostPerToken, postTrainingTime,
    postTrainingRunCost,
  ]

  /// Whether it is of an iteration of reinforcement learning.
  var isOfPostTraining: Bool { name.hasPrefix("post-training.") }

  /// The quantity whose error a metric of post-training has, and whether it goes with its inverse.
  ///
  /// A rollout takes what its engines' throughput says; so does a whole iteration, of which it is most,
  /// with all that follows from its time.
  var basisOfPostTraining: (quantity: PredictedQuantity, isInverse: Bool)? {
    switch self {
    case .rewardTime, .logProbabilityTime, .criticValueTime, .criticUpdateTime, .actorUpdateTime:
      (.trainingStep, false)
    case .iteration, .rolloutTime, .postTrainingHours, .postTrainingCost,
      .postTrainingCostPerToken, .postTrainingTime, .postTrainingRunCost:
      (.throughput, true)
    case .postTrainingThroughput, .postTrainingUtilization: (.throughput, false)
    default: nil
    }
  }
}
