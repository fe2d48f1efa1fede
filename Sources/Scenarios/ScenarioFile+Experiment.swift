public import Documents

extension ScenarioFile {
  /// Whether fleets are resized to the fewest replicas that keep the objectives.
  ///
  /// - Throws: `Diagnostics` where the key says something else, or no objective is stated.
  public func isEqualizedByObjective() throws(Diagnostics) -> Bool {
    let problems = DiagnosticCollector()
    let keys = KeyReader(root: root, problems: problems)
    let word = keys.optional("equalize")?.tabulatedName(of: "way to equalize")
    if word == "objective" {
      let hasObjective = try variants().allSatisfy { variant in
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
      for variant in try variants() {
        let own = KeyReader(root: variant.root, problems: problems)
        own.stated("fleet.replicas")?.report(
          "`equalize: objective` finds the number of replicas", expected: "no number of replicas",
          suggestion: .advice("remove `fleet.replicas`, or `equalize`"))
      }
      let isClosed = try variants().contains { variant in
        variant.root[KeyReader.path("workload.arrivals.process")]?.text == "closed"
      }
      if isClosed {
        keys.stated("equalize")?.report(
          "a closed workload has no load to size a fleet for",
          expected: "arrivals with a rate, such as poisson(2 /s)",
          suggestion: .advice("state a rate of arrivals, or remove `equalize`"))
      }
    }
    try problems.throwIfAny()
    return word == "objective"
  }

  /// The names of the figures to draw.
  public func figures(among known: [String]) throws(Diagnostics) -> [String] {
    let problems = DiagnosticCollector()
    let keys = KeyReader(root: root, problems: problems)
    let names = keys.stated("figures")?.list { $0.name(among: known, of: "figure") } ?? []
    try problems.throwIfAny()
    return names
  }
}
