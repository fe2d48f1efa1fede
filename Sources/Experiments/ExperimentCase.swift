import Documents
import OutputAnalysis
import Performance
import Scenarios
import Serving

/// One parameter set that is run: a design point whose inputs are all certain, or one draw of those
/// that are not.
struct ExperimentCase: Sendable {
  /// What is run, or what cannot be read of it.
  let scenario: @Sendable () throws(Diagnostics) -> Scenario
  /// What decides its runs, for a store; nil where it cannot be told.
  let content: @Sendable () -> PointContent?
  let fleet: FleetRule
  /// The replications that are run, by number: from the first on, as many as the rule asks for.
  var firstReplication: Int
  let rule: ReplicationRule
  /// What is kept of the first replication.
  let keeping: RunControl.Keeping
  /// The number of the design point, for whoever takes the requests of its runs.
  let point: Int
  /// What people call it.
  var label: String

  /// A replication that is never reported, so that a fleet is not sized by its own evidence.
  var sizingReplication: Int
}

/// How many replicas a design point has.
enum FleetRule: Sendable {
  case asWritten
  /// The fewest that keep the objectives.
  case fewestWithinObjectives
  /// As many as another scenario's fleet pays for.
  case matching(FleetBudget.Measure, of: @Sendable () throws(Diagnostics) -> Scenario)
}

/// What came of a case.
struct CaseResult: Sendable {
  /// Nil where it could not be read.
  let scenario: Scenario?
  let verdicts: ScenarioVerdicts?
  let outcome: DesignPointResult.Outcome
  /// In the order of replications.
  let runs: [RunRecord]
  let notes: [String]
  let confidence: CalibrationConfidence?
  /// Which intervals are not as narrow as asked, where that was asked.
  let precision: PrecisionAssessment?
  /// Runs that a store should have held and does not.
  let missingRuns: Int
}
