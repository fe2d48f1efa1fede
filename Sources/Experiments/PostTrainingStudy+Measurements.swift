import Economics
import Hardware
import Performance
import Quantities
import Scenarios
import Training

/// A study with what its scenario says of money and of the whole run.
struct PostTrainingPoint: Sendable {
  let study: PostTrainingStudy
  let tenure: Tenure
  let iterations: Int?

  /// One iteration: what is measured of it, and how many events it took.
  func run(replication: Int) throws -> (measurements: [Measurement], events: Int) {
    let run = try study.run(replication: replication)
    return (
      try study.measurements(of: run, tenure: tenure, iterations: iterations),
      run.written.events
    )
  }
}

extension PostTrainingStudy {
  /// What stood in for what was missing in the predictions.
  var notes: [String] {
    let serving = rollout.replica.predictor.notes.map(\.sentence)
    let learning = trainingNotes.map(\.sentence)
    return serving + learning.filter { !serving.contains($0) }
  }

  /// How far measured times fall from predicted ones: the weaker of both sides.
  var confidence: CalibrationConfidence {
    [rollout.replica.predictor.confidence, trainingCalibration.confidence]
      .max { $0.grade < $1.grade }!
  }

  /// What is measured of one iteration, at the cost of an hour of the owner's.
  ///
  /// Rollouts draw what decoding does, and learning what prompts do.
  func measurements(
    of run: PostTrainingRun, tenure: Tenure, iterations: Int?
  ) throws(EconomicsError) -> [Measurement] {
    let iteration = run.iteration
    let time = iteration.duration
    var found = [
      Measurement(.postTrainingAccelerators, Double(terms.placement.accelerators)),
      Measurement(.postTrainingStates, iteration.memory.states.value / 1e9),
      Measurement(.postTrainingMemory, iteration.memory.trainingPeak.value / 1e9),
      Measurement(.iteration, time.value),
      Measurement(.rolloutTime, iteration[.rollout].value),
      Measurement(.rewardTime, iteration[.reward].value),
      Measurement(
        .logProbabilityTime,
        (iteration[.oldLogProbabilities] + iteration[.referenceLogProbabilities]).value),
      Measurement(.criticValueTime, iteration[.criticValues].value),
      Measurement(.criticUpdateTime, iteration[.criticUpdate].value),
      Measurement(.actorUpdateTime, iteration[.actorUpdate].value),
      Measurement(.offloadTime, iteration[.offload].value),
      Measurement(.synchronizationTime, iteration[.synchronization].value),
      Measurement(.rolloutTail, run.written.tailShare),
      Measurement(.rolloutOccupancy, run.written.occupancy),
      Measurement(.postTrainingThroughput, (iteration.trainedTokens / time).value),
      Measurement(.postTrainingWork, iteration.work.value / 1e15),
      Measurement(.postTrainingHours, iteration.acceleratorTime / .hour),
    ]
    if let fewest = fewestAccelerators {
      found.append(Measurement(.postTrainingFewest, Double(fewest)))
    }
    if let fewest = fewestHoldingAllStates {
      found.append(Measurement(.postTrainingFewestHolding, Double(fewest)))
    }
    if let peak = peakRate {
      found.append(Measurement(.postTrainingUtilization, iteration.work / (peak * time)))
    }
    for pool in iteration.pools {
      let idle = pool.idle / time
      switch pool.name {
      case .shared: break
      case .rollout: found.append(Measurement(.idleRollout, idle))
      case .training: found.append(Measurement(.idleTraining, idle))
      }
    }
    func price(decode: Seconds, prefill: Seconds) throws(EconomicsError) -> USDollarsPerSecond {
      tenure.acceleratorHour(
        phases: try PhaseShares(
          prefill: min(1, prefill / time), decode: min(1 - min(1, prefill / time), decode / time))
      ).total
    }
    let sync = iteration[.synchronization]
    let isSplit = terms.isSplit
    let cost = iteration.cost(
      rollout: try price(decode: iteration[.rollout] + sync, prefill: .zero),
      training: try price(
        decode: isSplit ? .zero : iteration[.rollout], prefill: iteration.learning + sync))
    found += [
      Measurement(.postTrainingCost, cost.value),
      Measurement(.postTrainingCostPerToken, cost.value / iteration.trainedTokens.value * 1e6),
    ]
    if let iterations {
      found += [
        Measurement(.postTrainingTime, time * Double(iterations) / .day),
        Measurement(.postTrainingRunCost, cost.value * Double(iterations)),
      ]
    }
    return found
  }

  /// What all accelerators could do at the dense peak of the actor's arithmetic.
  private var peakRate: FLOPsPerSecond? {
    func rate(_ cluster: Cluster) -> FLOPsPerSecond? {
      ArithmeticChoice(stored: terms.actor.recipe.products, peak: cluster.accelerator.peak)
        .flatMap { cluster.accelerator.peak[$0.arithmetic] }
        .map { $0 * Double(cluster.accelerators) }
    }
    guard let training = rate(terms.placement.training) else { return nil }
    guard terms.isSplit else { return training }
    return rate(terms.placement.rollout).map { $0 + training }
  }
}
