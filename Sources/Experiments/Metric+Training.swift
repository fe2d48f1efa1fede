extension Metric {
  // MARK: A step

  public static let trainingAccelerators = Metric(
    "training.accelerators", nil, "accelerators that train",
    "Accelerator packages of the training plan, spares left out.")
  public static let trainingSpares = Metric(
    "training.spares", nil, "spare accelerators",
    "Accelerators of the nodes that stand ready to take a failed one's place; paid for.")
  public static let trainingStep = Metric(
    "training.step", "s", "training step",
    "Time of one step at full strength, jitter of the ranks included and failures left out; of several "
      + "phases, the mean over all steps.")
  public static let trainingThroughput = Metric(
    "training.throughput", "tok/s", "tokens trained",
    "Tokens of a step over its time, failures left out.")
  public static let trainingThroughputEach = Metric(
    "training.throughput-per-accelerator", "tok/s", "  per accelerator",
    "The same over the accelerators of the plan.")
  public static let modelUtilization = Metric(
    "training.mfu", nil, "model FLOP utilization (MFU)",
    "FLOPs that the model needs, causal attention pairs only, over what the accelerators could do at the "
      + "dense peak of the training format during a step; recomputation is no work.")
  public static let hardwareUtilization = Metric(
    "training.hfu", nil, "hardware FLOP utilization (HFU)",
    "The same with recomputed FLOPs counted as work.")
  public static let trainingMemory = Metric(
    "training.memory", "GB", "memory of the fullest device",
    "States, activations and buffers of one rank of the pipeline stage that needs most.")

  // MARK: The run

  public static let trainingTime = Metric(
    "training.time", "d", "time to train",
    "From start to end of the run: steps, saves, failures, repairs and waiting.")
  public static let trainingOnTime = Metric(
    "training.on-time", nil, "ends in time", "Whether the run ends within its deadline: 1 or 0.")
  public static let trainingProgress = Metric(
    "training.progress", nil, "work done when it was cut",
    "Share of all steps that were done and kept when the run was given up: it takes twenty times as long as "
      + "its steps alone. Of runs that do not end.")
  public static let trainingGoodput = Metric(
    "training.goodput", nil, "goodput",
    "Time that the steps take at full strength over the time of the run.")
  public static let trainingEffective = Metric(
    "training.effective-time", nil, "effective training time",
    "Share of time in which steps are made that are kept, slowed ones included (ETTR; Kokolis et al. "
      + "2025, arXiv 2410.21680).")
  public static let interruptions = Metric(
    "training.interruptions", "1/d", "interruptions",
    "Failures that stop the run, per day; the count is of all of them.")
  public static let checkpointInterval = Metric(
    "training.checkpoint-interval", "min", "between checkpoints",
    "Time of steps between two saves.")
  public static let lostToSaving = lost(
    "saving", "saving", "Steps wait while a checkpoint is taken.")
  public static let lostToReplay = lost(
    "replay", "work done again", "Steps since the last checkpoint that survived a failure.")
  public static let lostToDetection = lost(
    "detection", "failures not yet noticed", "From a failure until it is noticed and located.")
  public static let lostToRestart = lost(
    "restart", "restarts", "Scheduling, start of the processes and loading of the checkpoint.")
  public static let lostToWaiting = lost(
    "waiting", "waiting for machines", "Nodes are under repair and no spare is left.")
  public static let lostToStragglers = lost(
    "stragglers", "slow machines", "What steps take longer because of slow nodes.")
  public static let lostToShrinking = lost(
    "shrinking", "fewer machines", "What steps take longer while some of the nodes are missing.")
  public static let lostToMaintenance = lost(
    "maintenance", "maintenance", "Planned stops.")

  private static func lost(_ word: String, _ title: String, _ meaning: String) -> Metric {
    Metric(
      "training.lost-to-\(word)", nil, "  lost to \(title)", "Share of the run's time. " + meaning)
  }

  // MARK: Its cost

  public static let acceleratorHours = Metric(
    "training.accelerator-hours", "h", "accelerator-hours",
    "Accelerators of the run, spares included, times the hours it takes.")
  public static let trainingEnergy = Metric(
    "training.energy", "MWh", "energy of the run",
    "Energy of the accelerators with their share of the host, spares and cooling included.")
  public static let trainingCost = Metric(
    "training.cost", "USD", "cost of the run",
    "Accelerator-hours at the owner's cost of an hour, with the power that steps and stops draw.")
  public static let trainingCostPerToken = Metric(
    "training.cost-per-mtok", "USD/Mtok", "cost of a million trained tokens",
    "The cost of the run over its tokens.")

  /// Where the time of a run goes beside steps at full strength.
  public static let lostTime: [Metric] = [
    lostToSaving, lostToReplay, lostToDetection, lostToRestart, lostToWaiting, lostToStragglers,
    lostToShrinking, lostToMaintenance,
  ]

  /// All metrics of training, in the order of tables.
  public static let ofTraining: [Metric] =
    [
      trainingAccelerators, trainingSpares, trainingStep, trainingThroughput,
      trainingThroughputEach,
      modelUtilization, hardwareUtilization, trainingMemory, trainingTime, trainingProgress,
      trainingOnTime,
      trainingGoodput, trainingEffective,
    ] + lostTime + [
      interruptions, checkpointInterval, acceleratorHours, trainingEnergy, trainingCost,
      trainingCostPerToken,
    ]
}
