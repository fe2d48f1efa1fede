public import Documents
import Stochastics

extension ScenarioFile {
  /// Whether fleets are resized to the fewest replicas that keep the objectives.
  ///
  /// - Throws: as ``equalization()``.
  public func isEqualizedByObjective() throws(Diagnostics) -> Bool {
    try equalization() == "objective"
  }

  /// What the fleets of alternatives are made to have in common: `none`, `objective`, `dollars`,
  /// `megawatts` or `accelerators`.
  ///
  /// - Throws: `Diagnostics` where the key says something else, or the scenario does not tell what it
  ///   takes to make them so.
  public func equalization() throws(Diagnostics) -> String {
    let problems = DiagnosticCollector()
    let keys = KeyReader(root: root, problems: problems)
    let word = keys.optional("equalize")?.tabulatedName(of: "way to equalize") ?? "none"
    switch word {
    case "none": break
    case "objective": try checkObjective(keys, problems)
    default: try checkBudget(word, keys, problems)
    }
    try problems.throwIfAny()
    return word
  }

  private func checkObjective(
    _ keys: KeyReader, _ problems: DiagnosticCollector
  ) throws(Diagnostics) {
    let variants = try variants()
    let hasObjective = variants.allSatisfy { variant in
      let own = KeyReader(root: variant.root, problems: DiagnosticCollector())
      return own.stated("objectives.time-to-first-token") != nil
        || own.stated("objectives.time-per-output-token") != nil
    }
    if !hasObjective {
      keys.stated("equalize")?.report(
        "there is no objective to equalize by",
        expected: "time-to-first-token or time-per-output-token under `objectives`",
        suggestion: .advice("state an objective, or remove `equalize`"))
    }
    for variant in variants {
      let own = KeyReader(root: variant.root, problems: problems)
      own.stated("fleet.replicas")?.report(
        "`equalize: objective` finds the number of replicas", expected: "no number of replicas",
        suggestion: .advice("remove `fleet.replicas`, or `equalize`"))
    }
    let isClosed = variants.contains { variant in
      variant.root[KeyReader.path("workload.arrivals.process")]?.text == "closed"
    }
    if isClosed {
      keys.stated("equalize")?.report(
        "a closed workload has no load to size a fleet for",
        expected: "arrivals with a rate, such as poisson(2 /s)",
        suggestion: .advice("state a rate of arrivals, or remove `equalize`"))
    }
  }

  /// Every fleet but the first is sized by what the first one takes.
  private func checkBudget(
    _ word: String, _ keys: KeyReader, _ problems: DiagnosticCollector
  ) throws(Diagnostics) {
    let variants = try variants()
    guard Set(variants.map(\.alternative)).count > 1 else {
      keys.stated("equalize")?.report(
        "there is one fleet, and nothing to make it like", expected: "at least two alternatives",
        suggestion: .advice("state `alternatives`, or remove `equalize`"))
      return
    }
    let stated = KeyReader(root: root, problems: problems).stated("fleet.replicas")
    for variant in variants where variant.alternative != variants[0].alternative {
      let own = KeyReader(root: variant.root, problems: problems).stated("fleet.replicas")
      // What stands for all alternatives is the size of the first fleet.
      guard let own, own.location != stated?.location else { continue }
      own.report(
        "`equalize: \(word)` finds the number of replicas of every alternative but the first",
        expected: "no number of replicas",
        suggestion: .advice("remove it, or name this alternative first"))
    }
  }

  /// The names of the figures to draw.
  public func figures(among known: [String]) throws(Diagnostics) -> [String] {
    let problems = DiagnosticCollector()
    let keys = KeyReader(root: root, problems: problems)
    let names = keys.stated("figures")?.list { $0.name(among: known, of: "figure") } ?? []
    try problems.throwIfAny()
    return names
  }

  /// How precise the means shall be; nil where the number of runs is fixed.
  public func precision() throws(Diagnostics) -> PrecisionRule? {
    let problems = DiagnosticCollector()
    let keys = KeyReader(root: root, problems: problems)
    guard let section = keys.stated("precision") else { return nil }
    let target = keys.required("precision.target")?.tabulatedNumber()
    let most = keys.optional("precision.most-replications")?.tabulatedCount()
    let metrics = keys.stated("precision.metrics").map { reader in
      reader.list { item in item.text(expected: "a metric").map { NamedPlace($0, at: item) } }
    }
    if let metrics, metrics?.isEmpty == true {
      keys.stated("precision.metrics")?.report(
        "no metric is named", expected: "at least one",
        suggestion: .advice("name one, such as cost.output, or remove the key"))
    }
    let least = keys.optional("replications")?.tabulatedCount() ?? 2
    if least < 2 {
      keys.stated("replications")?.report(
        "one run has no interval whose width could be watched", expected: "at least 2",
        suggestion: .advice("raise it, or remove `precision`"))
    }
    if let most, most < least {
      section.report(
        "at least \(least) and at most \(most) runs are asked for",
        expected: "most-replications of at least `replications`",
        suggestion: .advice("raise most-replications, or lower replications"))
    }
    if let sample = keys.stated("sample") {
      sample.report(
        "the number of draws is fixed, and that of runs is not",
        expected: "either `sample` or `precision`",
        suggestion: .advice("remove `precision`, and raise sample.points for narrower intervals"))
    }
    try problems.throwIfAny()
    guard let target, let most, let metrics = metrics ?? .some(nil) else { return nil }
    return PrecisionRule(target: target, mostReplications: most, metrics: metrics)
  }

  /// How uncertain inputs are drawn; nil where the file does not say.
  public func sample() throws(Diagnostics) -> SamplePlan? {
    let problems = DiagnosticCollector()
    let keys = KeyReader(root: root, problems: problems)
    guard keys.stated("sample") != nil else { return nil }
    let points = keys.optional("sample.points")?.tabulatedCount()
    let design = keys.optional("sample.design")?.tabulatedName(of: "design")
      .flatMap(InputDesign.Method.init(rawValue:))
    let facts = keys.optional("sample.facts")?.tabulatedName(of: "choice of facts")
    let correlations = (keys.stated("sample.correlations")?.entries() ?? []).compactMap {
      Self.correlation($0.key, $0.value)
    }
    try problems.throwIfAny()
    guard let points, let design, let facts else { return nil }
    return SamplePlan(
      design: design, points: points, drawsFacts: facts == "ranges", correlations: correlations)
  }

  private static func correlation(
    _ name: String, _ reader: ValueReader
  ) -> SamplePlan.Correlation? {
    guard let group = reader.mapping(keys: ["inputs", "rank-correlation"]) else { return nil }
    let inputs = group.required("inputs", expected: "a list of paths of uncertain inputs")?.list {
      $0.text(expected: "the path of an uncertain input")
    }
    let coefficient = group.required("rank-correlation", expected: "a number from -1 to 1")?
      .number(in: -1...1)
    guard let inputs, let coefficient else { return nil }
    guard inputs.count >= 2, Set(inputs).count == inputs.count else {
      reader.report(
        "a correlation is between at least two inputs, each named once", expected: "two paths",
        suggestion: .advice("write inputs: [owner.capital, owner.electricity]"))
      return nil
    }
    return SamplePlan.Correlation(name: name, inputs: inputs, rankCorrelation: coefficient)
  }

  /// What must hold of every design point.
  public func thresholds() throws(Diagnostics) -> [Threshold] {
    let problems = DiagnosticCollector()
    let keys = KeyReader(root: root, problems: problems)
    let found = keys.stated("thresholds").map { $0.list { Threshold($0) } }
    try problems.throwIfAny()
    return (found ?? []) ?? []
  }
}
