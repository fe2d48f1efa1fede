import Documents
import Experiments
import ReferenceData
import Scenarios

/// A scenario of routing with its alternatives, or the end of the command with all its problems.
struct LoadedRouting {
  let file: ScenarioFile
  /// The bundled catalog with the files of the command line and of the scenario.
  let catalog: Catalog
  let variants: [ScenarioVariant]
  let study: RoutingStudy
  let figures: [RoutingFigure]
  /// What the results are held against; nil where the scenario claims nothing.
  let claim: ClaimQuestion?
  /// Whether the file asks for them; else those are drawn that the result has.
  let namesFigures: Bool

  /// A short name for what the scenario says, wherever it stands.
  var scenarioHash: String { ContentHash.text(of: file.mergedText) }

  init(_ file: ScenarioFile, catalog bundled: Catalog) throws {
    self.file = file
    do {
      catalog = try file.catalog(extending: bundled)
      variants = try file.variants()
      let named = try file.figures(among: RoutingFigure.allCases.map(\.rawValue))
        .compactMap(RoutingFigure.init)
      figures = named.isEmpty ? RoutingFigure.allCases : named
      namesFigures = !named.isEmpty
      study = try RoutingStudy(variants, of: file, catalog: catalog)
      if let claim = try file.claim() {
        try ClaimReport.check(claim, against: catalog)
        self.claim = try ClaimQuestion(claim, on: study)
      } else {
        claim = nil
      }
    } catch {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
  }

  /// What can be known of it without computing it.
  func check(_ path: String, isResolved: Bool) throws {
    if isResolved {
      for variant in variants {
        try StandardOutput.print(
          "# \(variant.alternative)\n" + variant.resolvedText(presets: []))
      }
    }
    for scenario in study.scenarios {
      let tiers = scenario.tiers.map(\.name).joined(separator: ", ")
      try StandardOutput.print(
        "\(path): \(scenario.label)\n  tiers     \(tiers)"
          + (scenario.routing == nil ? "; prices are compared, nothing is routed" : ""))
    }
  }
}
