import Performance
import Training

/// A design point made ready to run: what of it serves, and what trains.
struct PointStudy: Sendable {
  /// Its fleet, with as many replicas as it has; nil where nothing is served, or can be.
  var serving: (study: ServingStudy, replicas: Int)?
  /// Nil where nothing is trained, or can be.
  var training: TrainingStudy?

  init(training: TrainingStudy?) { self.training = training }

  /// Whether nothing of it can run.
  var isEmpty: Bool { serving == nil && training == nil }

  var replicas: Int { serving?.replicas ?? 0 }

  /// What stood in for what was missing, and what the simulation leaves out.
  var notes: [String] {
    let served = serving?.study.notes ?? []
    return served + (training?.notes ?? []).filter { !served.contains($0) }
  }

  /// How far measured times fall from predicted ones: the weakest of all parts.
  var confidence: CalibrationConfidence? {
    let pools = serving?.study.fleet.pools.map(\.replica.predictor.confidence) ?? []
    return (pools + [training?.step.confidence].compactMap(\.self)).max { $0.grade < $1.grade }
      ?? serving?.study.predictor.confidence
  }
}
