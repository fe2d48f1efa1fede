import ComputeSupply
import Documents
import Experiments
import ExportControl
import ReferenceData
import Scenarios

/// A scenario of supply with its alternatives, or the end of the command with all its problems.
struct LoadedSupply {
  let file: ScenarioFile
  /// The bundled catalog with the files of the command line and of the scenario.
  let catalog: Catalog
  let variants: [ScenarioVariant]
  let question: SupplyQuestion
  let figures: [SupplyFigure]
  let thresholds: [SupplyThreshold]
  /// What the results are held against; nil where the scenario claims nothing.
  let claim: ClaimQuestion?

  /// A short name for what the scenario says, wherever it stands.
  var scenarioHash: String { ContentHash.text(of: file.mergedText) }

  /// - Parameter jobs: threads for what single accelerators can do; nil leaves that open.
  init(_ file: ScenarioFile, catalog bundled: Catalog, jobs: Int?) throws {
    self.file = file
    do {
      catalog = try file.catalog(extending: bundled)
      variants = try file.variants()
      let named = try file.figures(among: SupplyFigure.allCases.map(\.rawValue))
        .compactMap(SupplyFigure.init)
      let question = try SupplyQuestion(variants, of: file, catalog: catalog, jobs: jobs)
      self.question = question
      figures =
        named.isEmpty
        ? SupplyFigure.standard(
          hasDemand: question.scenarios.contains(where: \.hasDemand),
          hasUncertainty: !question.built.plan.inputs.isEmpty) : named
      let problems = DiagnosticCollector()
      let metrics = question.study.measured
      thresholds = try file.thresholds().compactMap {
        SupplyThreshold($0, of: metrics, into: problems)
      }
      try problems.throwIfAny()
      if let claim = try file.claim() {
        try ClaimReport.check(claim, against: catalog)
        self.claim = try ClaimQuestion(claim, on: question)
      } else {
        claim = nil
      }
    } catch let error as Diagnostics {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    } catch let error as CatalogError {
      throw CatalogLoading.failure(error)
    } catch let error as SupplyError {
      throw CommandFailure(status: .invalidScenario, message: "\(file.path): \(error)")
    } catch let error as RuleError {
      throw CommandFailure(status: .invalidScenario, message: "\(file.path): \(error)")
    }
  }
}

/// A scenario file as the kind of question it asks.
enum LoadedFile {
  case fleet(LoadedScenario)
  case supply(LoadedSupply)
  case routing(LoadedRouting)

  init(
    path: String, named name: String? = nil, assignments: [DocumentAssignment], catalog: Catalog,
    jobs: Int?
  ) throws {
    let file: ScenarioFile
    do {
      file = try ScenarioFile(contentsOf: path, named: name, assignments: assignments)
    } catch {
      throw CommandFailure(status: .invalidScenario, message: error.description)
    }
    if file.isOfSupply {
      self = .supply(try LoadedSupply(file, catalog: catalog, jobs: jobs))
    } else if file.isOfRouting {
      self = .routing(try LoadedRouting(file, catalog: catalog))
    } else {
      self = .fleet(try LoadedScenario(file, catalog: catalog))
    }
  }

  var file: ScenarioFile {
    switch self {
    case .fleet(let loaded): loaded.file
    case .supply(let loaded): loaded.file
    case .routing(let loaded): loaded.file
    }
  }
}
