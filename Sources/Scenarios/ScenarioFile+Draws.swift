public import Documents
import Stochastics

extension ScenarioFile {
  /// For each draw that a plan asks for, a number between 0 and 1 for each of some inputs.
  ///
  /// Each input is drawn by its path: one more or less moves no other's draws, except in a Sobol
  /// design, where an input moves those behind it.
  ///
  /// - Throws: `Diagnostics` for correlations that no draws can have, or too many inputs.
  public func draws(
    of inputs: [UncertainInput], by plan: SamplePlan, seed: UInt64
  ) throws(Diagnostics) -> [[Double]] {
    do throws(StochasticsError) {
      let names = inputs.map(\.path)
      var pairs: [RankCorrelation] = []
      for group in plan.correlations {
        // An alternative may lack an input of the group.
        let members = group.inputs.filter(names.contains)
        for (index, first) in members.enumerated() {
          for second in members[(index + 1)...] {
            pairs.append(try RankCorrelation(first, second, group.rankCorrelation))
          }
        }
      }
      let design = try InputDesign(plan.design, inputs: names, correlations: pairs, seed: seed)
      return design.points(plan.points)
    } catch {
      let problem = TextProblem(error)
      throw Diagnostics(
        Diagnostic(
          at: root["sample"]?.location ?? root.location,
          path: DocumentPath([.key("sample")]), problem.message, expected: problem.expected,
          suggestion: problem.suggestion))
    }
  }
}
