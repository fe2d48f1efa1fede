import ReferenceData
import Experiments
import Foundation
import Reports
import Scenarios

/// The folder of a sweep: its store of runs, its scenario, and what tells it from other sweeps, from
/// the first moment on; tables, figures and report once all runs are there.
struct SweepDirectory {
  let directory: RunDirectory
  let storePath: String

  /// What a folder says of the sweep in it.
  struct Identity: Codable, Equatable {
    var schema = "bessemer.sweep/1"
    /// The version of the program, whose runs are alike.
    let program: String
    /// What the scenario is called, and what it says.
    let scenario: String
    let scenarioHash: String
    /// The catalog it is read with.
    let dataHash: String

    init(_ loaded: LoadedScenario) {
      program = ProgramVersion.current
      scenario = loaded.file.name
      scenarioHash = ContentHash.text(of: loaded.plan.contentOfRuns)
      dataHash = loaded.catalog.contentHash
    }

    var text: String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      guard let data = try? encoder.encode(self) else { preconditionFailure("\(self)") }
      return String(decoding: data, as: UTF8.self) + "\n"
    }
  }

  static let identityFile = "sweep.json"
  static let scenarioFile = "scenario.yaml"
  static let storeFile = "runs.sqlite"

  /// Makes the folder of a sweep, or takes up the one that was begun there.
  ///
  /// - Parameter store: a store that several sweeps share; nil keeps one in the folder.
  init(
    at path: String, of loaded: LoadedScenario, store: String?, replaces: Bool
  ) throws {
    let identity = Identity(loaded)
    if !replaces, let found = try Self.identity(at: path) {
      guard found == identity else { throw Self.difference(at: path, found, identity) }
      do throws(RunDirectoryError) {
        directory = try RunDirectory.open(at: path)
        // More runs or draws, or other figures and thresholds, may be asked for than before.
        let text = loaded.file.mergedText
        if FileManager.default.contents(atPath: "\(path)/\(Self.scenarioFile)") != Data(text.utf8) {
          try directory.write(text, to: Self.scenarioFile)
        }
      } catch { throw CommandFailure(status: .usage, message: error.description) }
    } else {
      do throws(RunDirectoryError) {
        directory = try RunDirectory.create(
          at: path, occupied: replaces || Self.isAbandoned(path) ? .replace : .refuse)
        try directory.write(loaded.file.mergedText, to: Self.scenarioFile)
        // Last, so that a folder that has it has everything.
        if store == nil { _ = try directory.claim(Self.storeFile) }
        try directory.write(identity.text, to: Self.identityFile)
      } catch { throw CommandFailure(status: .usage, message: error.description) }
    }
    storePath = store ?? "\(path)/\(Self.storeFile)"
  }

  /// Whether a sweep was begun in a folder and killed before the folder said which, so that there is
  /// no run in it.
  private static func isAbandoned(_ path: String) -> Bool {
    guard let names = try? RunDirectory.open(at: path).listedNames() else { return false }
    return names.allSatisfy([scenarioFile, storeFile, identityFile].contains)
      && !FileManager.default.fileExists(atPath: "\(path)/\(storeFile)")
  }

  /// What the sweep is called whose copy of its scenario a path names; nil where it names another
  /// file, which is called after itself.
  static func name(ofScenarioAt path: String) throws -> String? {
    let file = URL(fileURLWithPath: path)
    guard file.lastPathComponent == scenarioFile else { return nil }
    return try identity(at: file.deletingLastPathComponent().path)?.scenario
  }

  /// The identity of the sweep in a folder; nil where there is none.
  static func identity(at path: String) throws -> Identity? {
    let file = "\(path)/\(identityFile)"
    guard let data = FileManager.default.contents(atPath: file) else { return nil }
    guard let found = try? JSONDecoder().decode(Identity.self, from: data) else {
      throw CommandFailure(
        status: .usage, "\(file) is no description of a sweep",
        expected: "the file as it was written",
        fix: "put it back, or name another folder")
    }
    return found
  }

  /// Why two sweeps are not the same.
  static func difference(
    at path: String, _ found: Identity, _ wanted: Identity,
    fix: String = "name another folder, or give --force to start anew"
  ) -> CommandFailure {
    let (what, remedy): (String, String) =
      if found.program != wanted.program {
        (
          "was made by version \(found.program), and this is \(wanted.program)",
          "use that version, or name another folder"
        )
      } else if found.dataHash != wanted.dataHash {
        (
          "was made with other entries of the catalog",
          "give the same --catalog files, or name another folder"
        )
      } else {
        (
          "holds a sweep of another scenario, \(found.scenario), or of one with other settings or files",
          fix
        )
      }
    return CommandFailure(
      status: .usage, "\(path) \(what)", expected: "a folder of the same sweep, or a new one",
      fix: remedy)
  }

  /// Opens the store.
  func store() throws -> RunStore {
    do { return try RunStore(at: storePath) } catch {
      throw CommandFailure(status: .usage, message: error.description)
    }
  }
}
