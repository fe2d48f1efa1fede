public import Documents
public import ReferenceData
public import Scenarios
import Stochastics

/// Where a design point comes from: its file, its variant, and the catalog that fills it in.
public struct ScenarioOrigin: Sendable {
  let file: ScenarioFile
  let variant: ScenarioVariant
  let catalog: Catalog
  /// The version of the program, which decides results too.
  let programVersion: String
  /// The hash of the catalog.
  let dataHash: String
  /// What the files that the variant names hold, a line each.
  let digests: String

  /// The scenario with some values in the place of what the file says.
  func scenario(
    taking values: [(path: String, text: String)] = []
  ) throws(Diagnostics) -> Scenario {
    try Scenario(variant.taking(values), of: file, catalog: catalog)
  }

  /// What is not certain.
  func inputs(facts: Bool) throws(Diagnostics) -> [UncertainInput] {
    try variant.uncertainInputs()
  }

  /// What decides the runs of the scenario with these values.
  func content(taking values: [(path: String, text: String)], seed: UInt64) -> PointContent {
    PointContent(
      programVersion: programVersion, dataHash: dataHash, seed: seed,
      scenario: variant.taking(values).content + digests)
  }

  /// Draws of the inputs, each by the name of the input, so that one more or less moves no other's.
  func draws(
    of inputs: [UncertainInput], by plan: SamplePlan, seed: UInt64
  ) throws(Diagnostics) -> [[Double]] {
    do {
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
          at: file.root["sample"]?.location ?? file.root.location,
          path: DocumentPath([.key("sample")]), problem.message, expected: problem.expected,
          suggestion: problem.suggestion))
    }
  }
}
