import ArgumentParser
import Foundation
import ReferenceData

/// Options of every command that fits figures and may write them to a catalog file.
struct FitOptions: ParsableArguments {
  @Option(help: "When it was measured: a year, a month or a day; else today.")
  var date: String?

  @Option(help: "Where the measurements come from; else the names of the files.")
  var source: String?

  @Option(help: ArgumentHelp("Write the figures to a catalog file.", valueName: "file"))
  var out: String?

  @Option(help: "The name of the entry in that file; else what was measured, with -own.")
  var name: String?

  @Flag(help: "Replace a file that is there; of kernels, take every fit, worse ones too.")
  var force = false

  @Option(help: "Print as table, json, csv or markdown.")
  var format: OutputFormat = .table

  @Option(
    name: .customLong("catalog"),
    help: ArgumentHelp("Add a catalog file of your own.", valueName: "file"))
  var catalogFiles: [String] = []

  func validate() throws {
    if let name {
      let isName = name.utf8.allSatisfy {
        "abcdefghijklmnopqrstuvwxyz0123456789.-".utf8.contains($0)
      }
      guard isName, !name.isEmpty else {
        throw ValidationError("--name is \"\(name)\": small letters, digits, dots and hyphens")
      }
    }
    if let date, !Evidence.isDate(date) {
      throw ValidationError("--date is \"\(date)\": a date such as 2026, 2026-11 or 2026-11-21")
    }
    if let source, source.allSatisfy(\.isWhitespace) {
      throw ValidationError("--source is empty")
    }
  }

  /// The date that the entry states.
  var statedDate: String {
    date
      ?? ISO8601DateFormatter.string(
        from: Date(), timeZone: .current, formatOptions: [.withFullDate])
  }
}
