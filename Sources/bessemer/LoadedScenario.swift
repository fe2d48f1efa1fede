import Documents
import ReferenceData
import Scenarios

/// A scenario file with its design points, or the end of the command with all its problems.
struct LoadedScenario {
  let file: ScenarioFile
  /// The bundled catalog with the files of the command line and of the scenario.
  let catalog: Catalog
  let variants: [ScenarioVariant]
  /// One for each variant.
  let points: [Scenario]
  let isEqualizedByObjective: Bool
  let figures: [ResultFigure]

  init(path: String, assignments: [DocumentAssignment], catalog bundled: Catalog) throws {
    do {
      file = try ScenarioFile(contentsOf: path, assignments: assignments)
      catalog = try file.catalog(extending: bundled)
      variants = try file.variants()
      let collected = DiagnosticCollector()
      var points: [Scenario] = []
      for variant in variants {
        do { points.append(try Scenario(variant, of: file, catalog: catalog)) } catch {
          collected.add(error)
        }
      }
      try collected.throwIfAny()
      self.points = points
      isEqualizedByObjective = try file.isEqualizedByObjective()
      figures = try file.figures(among: ResultFigure.allCases.map(\.rawValue))
        .compactMap(ResultFigure.init)
    } catch {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
  }
}
