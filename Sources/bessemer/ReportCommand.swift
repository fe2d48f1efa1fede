import ArgumentParser
import Foundation
import Reports

/// `bessemer report`: makes the report of a run directory again, without running anything.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make the report of a run directory again, without running anything.",
    discussion: """
      Reads report.json and the figures of a folder that `bessemer run --out` or `bessemer find --out` \
      wrote, and writes report.html and report.md anew: after a figure was restyled, or with a newer \
      program. report.html is one page with everything inside it.
      """)

  @Argument(help: ArgumentHelp("The folder of a run.", valueName: "folder"))
  var folder: String

  @Option(help: "Print it as html, markdown or json instead of writing files.")
  var format: Form?

  @Flag(help: "No remarks on standard error.")
  var quiet = false

  enum Form: String, ExpressibleByArgument, CaseIterable {
    case html, markdown, json
  }

  func validate() throws {
    if folder.isEmpty { throw ValidationError("the name of the folder is empty") }
  }

  func run() throws {
    let report = try report()
    switch format {
    case .html: try StandardOutput.print(report.html(picturesIn: folder))
    case .markdown: try StandardOutput.print(report.markdown)
    case .json: try StandardOutput.print(report.json)
    case nil: try write(report)
    }
  }

  private func report() throws -> Report {
    let text: String
    do throws(RunDirectoryError) {
      text = try RunDirectory.reportText(inFolder: folder)
    } catch {
      throw unreadable(error)
    }
    do throws(ReportError) {
      return try Report(json: text)
    } catch {
      throw invalid(error)
    }
  }

  private func unreadable(_ error: RunDirectoryError) -> CommandFailure {
    let file = "\(folder)/\(RunDirectory.reportName)"
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
    guard exists, isFolder.boolValue else {
      return CommandFailure(
        status: .usage, exists ? "\(folder) is no folder" : "there is no folder \(folder)",
        expected: "the folder of a run, as `bessemer run --out FOLDER` writes it",
        fix: "name the folder that the run named at its end")
    }
    guard case .missing = error else {
      return CommandFailure(
        status: .usage, "\(file) cannot be read", expected: "a file that may be read",
        fix: "see who may read it: ls -l \(file)")
    }
    return CommandFailure(
      status: .usage,
      "\(folder) has no \(RunDirectory.reportName), so it is not the folder of a run",
      expected: "the folder of a run, as `bessemer run --out FOLDER` writes it",
      fix: "name another folder, or run the scenario again with --out")
  }

  private func invalid(_ error: ReportError) -> CommandFailure {
    let file = "\(folder)/\(RunDirectory.reportName)"
    switch error {
    case .otherSchema(let found):
      return CommandFailure(
        status: .invalidScenario, "\(file): schema: this program cannot read \"\(found)\"",
        expected: "\"\(Report.jsonSchema)\"",
        fix: "use the program that wrote the folder, or run the scenario again with this one")
    case .damaged(let path, let reason):
      return CommandFailure(
        status: .invalidScenario, "\(file): \(path.isEmpty ? "" : path + ": ")\(reason)",
        expected: "a report as `bessemer run --out FOLDER` writes it",
        fix: "run the scenario again with --force: a report is not written by hand")
    }
  }

  private func write(_ report: Report) throws {
    do throws(RunDirectoryError) {
      try RunDirectory.open(at: folder).write(report)
    } catch {
      throw CommandFailure(
        status: .usage, "the report in \(folder) cannot be replaced: \(reason(error))",
        expected: "a folder that a run wrote and that may be written",
        fix: "send it elsewhere: bessemer report \(folder) --format html > report.html")
    }
    if !quiet { StandardError.print("report in \(folder)/report.html") }
  }

  /// Why, without the advice for a run.
  private func reason(_ error: RunDirectoryError) -> String {
    switch error {
    case .notARunDirectory: "its list of a run's files is not there"
    case .permissionDenied: "permission denied"
    case .readOnly: "the file system is read-only"
    case .full: "no space is left"
    case .notEmpty, .notADirectory, .missing, .nameNotAllowed, .system: error.description
    }
  }
}
