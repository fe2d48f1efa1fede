import Economics
import Hardware
import Performance
import Quantities
import Scenarios
import Training

/// A design point's training run made ready to run: its step, and what happens on the way.
struct TrainingStudy: Sendable {
  let question: TrainingQuestion
  let owner: Owner
  let step: TrainingStep
  let course: TrainingCourse

  /// - Throws: `LongRunError` where what happens on the way does not go together.
  init(
    _ question: TrainingQuestion, step: TrainingStep, scenario: Scenario
  ) throws(LongRunError) {
    self.question = question
    owner = scenario.owner
    self.step = step
    let steps = max(1, Int((question.tokens.value / step.run.tokensPerStep).rounded(.up)))
    course = try TrainingCourse(
      question.course, of: [LongRun.Phase(steps: steps, step: step.duration)], as: step.run,
      seed: scenario.seed)
  }

  /// The time of the run before any simulation.
  var expectedTime: Seconds {
    step.timeToTrain(question.tokens, goodput: course.expectedGoodput)
  }

  /// Its cost; nil where nobody can say what an hour costs.
  var expectedCost: USDollars? {
    guard let phases = try? PhaseShares(prefill: 1, decode: 0) else { return nil }
    let tenure: Tenure =
      if case .stated = course { owner.tenure } else { owner.tenure.perInstalledAccelerator }
    return try? TrainingCost(
      accelerators: accelerators, wallTime: expectedTime,
      hour: tenure.acceleratorHour(phases: phases)
    ).total
  }

  /// What stood in for what was missing in the prediction.
  var notes: [String] { step.notes.map(\.sentence) }

  /// Accelerators that are paid for.
  var accelerators: Int { step.run.accelerators + course.spares }

  /// One run of the whole: what is measured of it, and how many events it took.
  ///
  /// - Throws: ``StudyFailure`` where it does not come to an end, or its books do not balance.
  func run(replication: Int) throws -> (measurements: [Measurement], events: Int) {
    var found = stepMeasurements
    switch course {
    case .stated(let goodput):
      let time = step.timeToTrain(question.tokens, goodput: goodput)
      found += timeMeasurements(time) + [Measurement(.trainingGoodput, goodput)]
      // Steps draw what prompts do, and the rest of the time what idle machines do.
      found += try costMeasurements(
        held: time * Double(accelerators), tenure: owner.tenure,
        phases: PhaseShares(prefill: goodput, decode: 0))
      return (found, 0)
    case .simulated(let simulator):
      let result = simulator.result(replication: replication)
      guard result.audit.isKept else {
        let broken = result.audit.balances.filter { !$0.isKept }.map(\.subject)
        throw StudyFailure(reason: "the books do not balance: \(broken.joined(separator: ", "))")
      }
      guard result.isFinished else {
        throw StudyFailure(
          reason:
            "the training run is at \(UnitNotation.format(percentage: result.progress)) after "
            + "\(UnitNotation.format(result.wallTime)): it fails faster than it gets on")
      }
      found += timeMeasurements(result.wallTime) + courseMeasurements(result)
      let held = result.wallTime * Double(accelerators)
      found += try costMeasurements(
        held: held, tenure: owner.tenure.perInstalledAccelerator,
        phases: PhaseShares(prefill: min(1, result.acceleratorTime.computing / held), decode: 0))
      return (found, result.events)
    }
  }

  /// What is known of a step without any run.
  private var stepMeasurements: [Measurement] {
    let run = step.run
    let throughput = step.tokensPerSecond.value
    return [
      Measurement(.trainingAccelerators, Double(run.accelerators)),
      Measurement(.trainingSpares, Double(course.spares)),
      Measurement(.trainingStep, step.duration.value),
      Measurement(.trainingThroughput, throughput),
      Measurement(.trainingThroughputEach, throughput / Double(run.accelerators)),
      Measurement(.modelUtilization, step.modelUtilization()),
      Measurement(.hardwareUtilization, step.hardwareUtilization()),
      Measurement(.trainingMemory, TrainingMemory(run: run).largest.total.value / 1e9),
    ]
  }

  private func timeMeasurements(_ time: Seconds) -> [Measurement] {
    [Measurement(.trainingTime, time / .day)]
      + (question.deadline.map { [Measurement(.trainingOnTime, time <= $0 ? 1 : 0)] } ?? [])
  }

  private func courseMeasurements(_ result: LongRunResult) -> [Measurement] {
    let days = result.wallTime / .day
    var found = [
      Measurement(.trainingGoodput, result.goodput),
      Measurement(.trainingEffective, result.effectiveTrainingTimeRatio),
    ]
    found += zip(Metric.lostTime, LongRunResult.Use.lost).map {
      Measurement($0, result.share($1))
    }
    found.append(
      Measurement(
        .interruptions, Double(result.interruptions) / days, count: result.interruptions))
    if let interval = result.checkpointInterval {
      found.append(Measurement(.checkpointInterval, interval / .minute, count: result.checkpoints))
    }
    return found
  }

  /// - Parameters:
  ///   - held: accelerators times the time for which they are paid.
  ///   - phases: the share of it in which they compute.
  private func costMeasurements(
    held: Seconds, tenure: Tenure, phases: PhaseShares
  ) -> [Measurement] {
    let cost = tenure.acceleratorHour(phases: phases).total * held
    var found = [
      Measurement(.acceleratorHours, held / .hour), Measurement(.trainingCost, cost.value),
      Measurement(.trainingCostPerToken, cost.value / (question.tokens.value / 1e6)),
    ]
    if case .owned(let purchase, let terms) = tenure {
      // W × s × PUE, in megawatt-hours.
      let drawn = purchase.nameplate * terms.power.meanShare(over: phases)
      found.append(
        Measurement(
          .trainingEnergy, drawn.value * terms.powerUsageEffectiveness * held.value / 3.6e9))
    }
    return found
  }
}

extension LongRunResult.Use {
  /// Everything but steps at full strength, in the order of ``Metric/lostTime``.
  fileprivate static let lost: [Self] = [
    .checkpointing, .lostWork, .detection, .restart, .waiting, .stragglers, .shrunk, .maintenance,
  ]
}
