import Documents
import ReferenceData
import Scenarios

/// Where a design point comes from: its file, its variant, and the catalog that fills it in.
struct ScenarioOrigin: Sendable {
  let file: ScenarioFile
  let variant: ScenarioVariant
  let catalog: Catalog
  /// The version of the program, which decides results too.
  let programVersion: String
  /// The hash of the catalog.
  let dataHash: String
  /// What the files that the scenario names hold, by their paths.
  let digests: [String: String]

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
      scenario: variant.taking(values).content(digests: digests))
  }
}
