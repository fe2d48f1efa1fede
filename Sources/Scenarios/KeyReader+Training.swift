import Documents
import Quantities
import Training

extension KeyReader {
  /// The training section; nil where there is none, or after its problems were reported.
  ///
  /// - Parameter course: what happens on the way, which the catalog has a part in.
  func training(course: TrainingQuestion.CourseTerms?) -> TrainingQuestion? {
    guard stated("training") != nil else { return nil }
    let within = stated("training.within")
    let deadline = within?.quantity(
      as: Seconds.self, in: Seconds(1)...Seconds.year * 100,
      words: ScenarioKeys.key("training.within")?.expected)
    let accelerators = required("training.accelerators")?.tabulatedCount()
    let sequence = required("training.sequence")?.tabulatedCount()
    let globalBatch = required("training.global-batch")?.tabulatedCount(of: "sequence")
    let precision = optional("training.precision")?.tabulatedName(of: "training precision")
    guard (within == nil) == (deadline == nil), let accelerators, let sequence, let globalBatch,
      let phases = trainingPhases(sequence: sequence, globalBatch: globalBatch),
      let plan = trainingPlan(),
      let precision = precision.flatMap(TrainingPrecision.init(rawValue:)), let course
    else { return nil }
    return TrainingQuestion(
      tokens: phases.reduce(.zero) { $0 + $1.tokens }, deadline: deadline,
      accelerators: accelerators, sequence: sequence, globalBatch: globalBatch,
      precision: precision, phases: phases, plan: plan, course: course)
  }

  /// The phases of the run, or all of it as one; nil after a problem.
  private func trainingPhases(sequence: Int, globalBatch: Int) -> [TrainingQuestion.Phase]? {
    func tokens(_ reader: ValueReader?) -> Tokens? {
      reader?.quantity(
        as: Tokens.self, in: Tokens(1)...Tokens(1e18),
        words: ScenarioKeys.key("training.tokens")?.expected)
    }
    guard let named = stated("training.phases") else {
      return tokens(required("training.tokens")).map {
        [.init(name: "", tokens: $0, sequence: sequence, globalBatch: globalBatch)]
      }
    }
    if let stated = stated("training.tokens") {
      stated.report(
        "the tokens are those of the phases", expected: "either of `tokens` and `phases`",
        suggestion: .advice("remove `training.tokens`"))
      return nil
    }
    guard let entries = named.entries() else { return nil }
    guard !entries.isEmpty else {
      named.report("there is no phase", expected: "at least one name with its tokens")
      return nil
    }
    let phases = entries.map { name, _, _ -> TrainingQuestion.Phase? in
      let section = ScenarioKeys.namedPhases + name
      /// What the phase states, or else the run; nil after a problem.
      func count(_ key: String, _ other: Int) -> Int? {
        guard let reader = stated("\(section).\(key)") else { return other }
        return reader.tabulatedCount(of: "sequence")
      }
      let own = stated("\(section).context")
      let context = own?.tabulatedCount()
      guard let tokens = tokens(required("\(section).tokens")),
        let sequence = count("sequence", sequence),
        let globalBatch = count("global-batch", globalBatch), (own == nil) == (context == nil)
      else { return nil }
      return TrainingQuestion.Phase(
        name: name, tokens: tokens, sequence: sequence, globalBatch: globalBatch, context: context)
    }
    return phases.contains { $0 == nil } ? nil : phases.compactMap(\.self)
  }

  /// How the model is cut; nil after a problem.
  private func trainingPlan() -> TrainingQuestion.PlanTerms? {
    guard let search = optional("training.plan.search")?.tabulatedName(of: "search") else {
      return nil
    }
    let goal = PlanSearchGoal(rawValue: search)
    var isSound = true
    /// What is stated, else the default, which a search leaves open.
    func value<Value>(_ key: String, _ read: (ValueReader) -> Value?) -> Value? {
      let path = "training.\(key)"
      guard let reader = goal == nil ? required(path) : stated(path) else { return nil }
      let value = read(reader)
      isSound = isSound && value != nil
      return value
    }
    func count(_ key: String) -> Int? { value(key) { $0.tabulatedCount(of: "sequence") } }
    func name<Name: RawRepresentable<String>>(_ key: String, _ kind: String) -> Name? {
      value(key) { $0.tabulatedName(of: kind).flatMap(Name.init(rawValue:)) }
    }
    let terms = TrainingQuestion.PlanTerms(
      goal: goal, tensor: count("plan.tensor"), pipeline: count("plan.pipeline"),
      virtualStages: count("plan.virtual-stages"), context: count("plan.context"),
      expert: count("plan.expert"), schedule: name("plan.schedule", "schedule"),
      layout: name("plan.layout", "layout"), offload: name("plan.offload", "offload"),
      microBatch: count("micro-batch"), recompute: name("recompute", "recomputation"),
      sharding: value("sharding") { reader in
        let levels = ScenarioKeys.key("training.sharding")?.choices ?? []
        return reader.tabulatedName(of: "sharding").flatMap(levels.firstIndex(of:)).map {
          StateSharding.allCases[$0]
        }
      }, overlap: name("overlap", "overlap"))
    return isSound ? terms : nil
  }

  /// The machines that there are; nil after a problem.
  func clusterLimits() -> ClusterLimits? {
    let count = stated("cluster.accelerators")
    let site = stated("cluster.power")
    let accelerators = count?.tabulatedCount()
    let power = site?.quantity(
      as: Watts.self, in: Watts(1)...Watts(1e13), words: ScenarioKeys.key("cluster.power")?.expected
    )
    guard (count == nil) == (accelerators == nil), (site == nil) == (power == nil) else {
      return nil
    }
    return ClusterLimits(accelerators: accelerators, power: power)
  }
}
