import Performance
import Training

/// A design point made ready to run: what of it serves, and what trains.
struct PointStudy: Sendable {
  /// Its fleet, with as many replicas as it has; nil where nothing is served, or can be.
  var serving: (study: ServingStudy, replicas: Int)?
  /// Nil where nothing is trained, or can be.
  var training: TrainingStudy?
  /// Nil where there is no reinforcement learning, or can be none.
  var postTraining: PostTrainingPoint?

  init(_ verdicts: ScenarioVerdicts) {
    training = verdicts.training?.study
    postTraining = verdicts.postTraining?.study
  }

  /// Whether nothing of it can run.
  var isEmpty: Bool { serving == nil && training == nil && postTraining == nil }

  var replicas: Int { serving?.replicas ?? 0 }

  /// What stood in for what was missing, and what the simulation leaves out.
  var notes: [String] {
    let served = serving?.study.notes ?? []
    let learnt = (training?.notes ?? []) + (postTraining?.study.notes ?? [])
    return learnt.reduce(into: served) { notes, note in
      if !notes.contains(note) { notes.append(note) }
    }
  }

  /// How far measured times fall from predicted ones: the weakest of all parts.
  var confidence: CalibrationConfidence? {
    let pools = serving?.study.fleet.pools.map(\.replica.predictor.confidence) ?? []
    let learning = [training?.step.confidence, postTraining?.study.confidence]
    return (pools + learning.compactMap(\.self)).max { $0.grade < $1.grade }
      ?? serving?.study.predictor.confidence
  }
}
