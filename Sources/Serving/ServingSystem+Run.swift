public import EventKernel
import Performance
import Quantities

extension ServingSystem {
  /// Runs a system from its first request to its end and says what was seen.
  ///
  /// - Parameter records: takes what became of each request; nil where nobody asks.
  ///
  /// Compiled apart for `RememberedStepTimes`, which makes it two to three times as fast.
  public static func run(
    _ fleet: ServingFleet, _ workload: Workload, objective: ServiceLevelObjective = .unlimited,
    predictor: Predictor, control: RunControl, records: RequestRecordTaker? = nil
  ) throws(ServingError) -> ServingResult {
    try run(
      fleet, workload, objective: objective, predictors: [predictor], control: control,
      records: records)
  }

  /// Runs a fleet of several pools, with a predictor for each.
  @specialized(where Predictor == RememberedStepTimes)
  public static func run(
    _ fleet: ServingFleet, _ workload: Workload, objective: ServiceLevelObjective = .unlimited,
    predictors: [Predictor], control: RunControl, records: RequestRecordTaker? = nil
  ) throws(ServingError) -> ServingResult {
    var observer = Unobserved<ServingObservation>()
    return try run(
      fleet, workload, objective: objective, predictors: predictors, control: control,
      records: records, observer: &observer)
  }

  /// Runs a system under the eyes of an observer, which learns of each request's life.
  public static func run<Witness: Observer<ServingObservation>>(
    _ fleet: ServingFleet, _ workload: Workload, objective: ServiceLevelObjective = .unlimited,
    predictors: [Predictor], control: RunControl, records: RequestRecordTaker? = nil,
    observer: inout Witness
  ) throws(ServingError) -> ServingResult {
    let system = try ServingSystem(
      fleet, workload, objective: objective, predictors: predictors, control: control,
      records: records)
    var simulation = Simulation(system, observer: observer)
    if case .duration(let duration, _) = control.end {
      // Scheduled first, so that it precedes whatever else happens then.
      simulation.schedule(.closed, at: Instant(duration))
    }
    simulation.schedule(.opened, at: .zero)
    let outcome = simulation.run(eventLimit: control.eventLimit)
    observer = simulation.observer
    // A step that was called off is no part of the run.
    let now = min(simulation.now, max(simulation.model.core.meter.last, .zero))
    let events = simulation.handledCount
    simulation.model.core.closeBooks(at: now)
    let ending: ServingResult.Ending =
      switch outcome {
      case .exhausted, .reachedHorizon: .drained
      case .reachedEventLimit: .eventLimitReached
      case .stopped:
        if simulation.model.core.isGivenUp {
          .everythingRejected
        } else if case .duration(_, then: .stop) = control.end {
          .stopped
        } else {
          .drained
        }
      }
    return simulation.model.core.result(
      ending: ending, objective: objective, events: events, at: now)
  }
}
