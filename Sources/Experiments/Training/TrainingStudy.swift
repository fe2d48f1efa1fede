import Economics
import Hardware
import Performance
import Quantities
import Scenarios
import Training

/// A design point's training run made ready to run: its steps, and what happens on the way.
struct TrainingStudy: Sendable {
  let question: TrainingQuestion
  let owner: Owner
  /// The step of each phase.
  let steps: [TrainingStep]
  let course: TrainingCourse

  /// - Throws: `LongRunError` where what happens on the way does not go together.
  init(
    _ question: TrainingQuestion, steps: [TrainingStep], scenario: Scenario
  ) throws(LongRunError) {
    self.question = question
    owner = scenario.owner
    self.steps = steps
    var work: [LongRun.Phase] = []
    for (phase, step) in zip(question.phases, steps) {
      work.append(try LongRun.Phase(steps: phase.steps, step: step.duration))
    }
    course = try TrainingCourse(
      question.course, of: work, as: steps[0].run, seed: scenario.seed)
  }

  /// The phase that takes longest, which stands for the run where one step is told of.
  var mainPhase: Int {
    steps.indices.max {
      steps[$0].duration * Double(question.phases[$0].steps)
        < steps[$1].duration * Double(question.phases[$1].steps)
    }!
  }

  var step: TrainingStep { steps[mainPhase] }

  /// The time of all steps at full strength.
  var idealTime: Seconds {
    zip(question.phases, steps).reduce(.zero) { $0 + $1.1.duration * Double($1.0.steps) }
  }

  /// The time of the run before any simulation.
  var expectedTime: Seconds { idealTime / course.expectedGoodput }

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
  var notes: [String] {
    steps.flatMap { $0.notes.map(\.sentence) }.reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }

  /// Accelerators that are paid for.
  var accelerators: Int { steps.map(\.run.accelerators).max()! + course.spares }

  /// One run of the whole: what is measured of it, and how many events it took.
  ///
  /// - Throws: ``StudyFailure`` where it does not come to an end, or its books do not balance.
  func run(replication: Int) throws -> (measurements: [Measurement], events: Int) {
    var found = stepMeasurements
    switch course {
    case .stated(let goodput):
      let time = idealTime / goodput
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
        // It fails faster than it gets on: that is an answer, and no time.
        found += courseMeasurements(result) + [Measurement(.trainingProgress, result.progress)]
        if question.deadline != nil { found.append(Measurement(.trainingOnTime, 0)) }
        return (found, result.events)
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
    let accelerators = steps.map(\.run.accelerators).max()!
    let throughput = (question.tokens / idealTime).value
    let count = question.phases.reduce(0) { $0 + $1.steps }
    /// The mean over the time of steps.
    func mean(_ value: (TrainingStep) -> Double) -> Double {
      zip(question.phases, steps).reduce(0.0) {
        $0 + value($1.1) * ($1.1.duration * Double($1.0.steps) / idealTime)
      }
    }
    return [
      Measurement(.trainingAccelerators, Double(accelerators)),
      Measurement(.trainingSpares, Double(course.spares)),
      Measurement(.trainingStep, idealTime.value / Double(count)),
      Measurement(.trainingThroughput, throughput),
      Measurement(.trainingThroughputEach, throughput / Double(accelerators)),
      Measurement(.modelUtilization, mean { $0.modelUtilization() }),
      Measurement(.hardwareUtilization, mean { $0.hardwareUtilization() }),
      Measurement(
        .trainingMemory,
        steps.map { TrainingMemory(run: $0.run).largest.total.value / 1e9 }.max()!),
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
      // Saves fall on the ends of steps.
      let step = idealTime / Double(question.phases.reduce(0) { $0 + $1.steps })
      let whole = step * max(1, (interval / step).rounded())
      found.append(Measurement(.checkpointInterval, whole / .minute, count: result.checkpoints))
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

extension TrainingQuestion.Phase {
  /// Whole steps, the last one perhaps not full.
  var steps: Int {
    max(1, Int((tokens.value / (Double(sequence) * Double(globalBatch))).rounded(.up)))
  }
}

extension LongRunResult.Use {
  /// Everything but steps at full strength, in the order of ``Metric/lostTime``.
  fileprivate static let lost: [Self] = [
    .checkpointing, .lostWork, .detection, .restart, .waiting, .stragglers, .shrunk, .maintenance,
  ]
}
