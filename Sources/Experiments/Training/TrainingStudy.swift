import Economics
import Performance
import Quantities
import Scenarios
import Training

/// A design point's training run made ready to run: its step, and what happens on the way.
struct TrainingStudy: Sendable {
  let scenario: Scenario
  let question: TrainingQuestion
  let step: TrainingStep

  /// What stood in for what was missing in the prediction.
  var notes: [String] { step.notes.map(\.sentence) }

  /// One run of the whole: what is measured of it, and how many events it took.
  func run(replication: Int) throws -> (measurements: [Measurement], events: Int) {
    let time = step.timeToTrain(question.tokens, goodput: question.goodput)
    var found = stepMeasurements
    found += [
      Measurement(.trainingTime, time / .day),
      Measurement(.trainingOnTime, time <= question.deadline ? 1 : 0),
      Measurement(.trainingGoodput, question.goodput),
    ]
    // Steps draw what prompts do, and the rest of the time what idle machines do.
    found += try costMeasurements(
      time: time, accelerators: Double(question.accelerators),
      phases: PhaseShares(prefill: question.goodput, decode: 0))
    return (found, 0)
  }

  /// What is known of a step without any run.
  private var stepMeasurements: [Measurement] {
    let run = step.run
    let memory = TrainingMemory(run: run)
    let throughput = step.tokensPerSecond.value
    return [
      Measurement(.trainingAccelerators, Double(run.accelerators)),
      Measurement(.trainingStep, step.duration.value),
      Measurement(.trainingThroughput, throughput),
      Measurement(.trainingThroughputEach, throughput / Double(run.accelerators)),
      Measurement(.modelUtilization, step.modelUtilization()),
      Measurement(.hardwareUtilization, step.hardwareUtilization()),
      Measurement(.trainingMemory, memory.largest.total.value / 1e9),
    ]
  }

  /// - Parameter accelerators: held for the whole time, spares included.
  private func costMeasurements(
    time: Seconds, accelerators: Double, phases: PhaseShares
  ) throws(EconomicsError) -> [Measurement] {
    let hour = scenario.owner.tenure.acceleratorHour(phases: phases)
    // Accelerators × s.
    let held = time * accelerators
    let cost = hour.total * held
    var found = [
      Measurement(.acceleratorHours, held / .hour), Measurement(.trainingCost, cost.value),
      Measurement(.trainingCostPerToken, cost.value / (question.tokens.value / 1e6)),
    ]
    if case .owned(let purchase, let terms) = scenario.owner.tenure {
      // W × s × PUE, in megawatt-hours.
      let drawn = purchase.nameplate * terms.power.meanShare(over: phases)
      found.append(
        Measurement(
          .trainingEnergy, drawn.value * terms.powerUsageEffectiveness * held.value / 3.6e9))
    }
    return found
  }
}
