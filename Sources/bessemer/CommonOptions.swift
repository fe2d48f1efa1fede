import ArgumentParser
import Documents
import ReferenceData
import Scenarios
import Tables

/// The form of a result on standard output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, csv, markdown
}

extension Table {
  /// The table in a form for standard output.
  func text(as format: OutputFormat, width: Int? = nil) -> String {
    switch format {
    case .table: terminal(width: width, overflow: .wrap)
    case .json: json
    case .csv: csv
    case .markdown: markdown
    }
  }
}

/// Options of every command that reads scenarios.
struct ScenarioOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Set a value: fleet.replicas=4. May be given several times.", valueName: "path=value"))
  var settings: [String] = []

  @Option(parsing: .unconditional, help: "Set the seed of the random streams.")
  var seed: Int?

  @Option(
    parsing: .unconditional, help: "Set the number of independent runs per design point.")
  var replications: Int?

  @Option(
    name: .customLong("catalog"),
    help: ArgumentHelp("Add a catalog file of your own.", valueName: "file"))
  var catalogFiles: [String] = []

  func validate() throws {
    if let seed, seed < 0 { throw ValidationError("--seed is \(seed): it is 0 or more") }
    if let replications, !(1...10_000).contains(replications) {
      throw ValidationError("--replications is \(replications): it lies from 1 to 10000")
    }
  }

  /// The settings of the command line, in order; later ones win.
  func assignments() throws -> [DocumentAssignment] {
    do throws(DocumentError) {
      var found: [DocumentAssignment] = []
      for (index, text) in settings.enumerated() {
        found.append(try DocumentAssignment(text, ordinal: index + 1))
      }
      if let seed { found.append(try DocumentAssignment("seed=\(seed)", option: "--seed")) }
      if let replications {
        found.append(
          try DocumentAssignment("replications=\(replications)", option: "--replications"))
      }
      return found
    } catch {
      throw CommandFailure(status: .usage, message: error.description)
    }
  }

  /// The catalog with the user's files.
  func catalog() throws -> Catalog { try CatalogLoading.catalog(adding: catalogFiles) }
}

/// Opens the catalog, its errors turned into ends of the command.
enum CatalogLoading {
  static func catalog(adding files: [String] = []) throws -> Catalog {
    do {
      var catalog = try Catalog.installed()
      for file in files { catalog = try catalog.adding(file: file) }
      return catalog
    } catch {
      throw failure(error)
    }
  }

  /// An error of the catalog as the end of a command.
  static func failure(_ error: CatalogError) -> CommandFailure {
    let status: ExitStatus =
      switch error {
      case .missingData, .unreadableData, .duplicate: .internalError
      case .unknownName: .usage
      default: .invalidScenario
      }
    return CommandFailure(status: status, message: error.description)
  }
}
