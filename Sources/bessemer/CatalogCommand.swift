import ArgumentParser
import Quantities
import ReferenceData
import Tables

/// `bessemer catalog`: every fact with unit, source, date and grade.
struct CatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog",
    abstract: "List, show and compare what is known of chips, systems, models and prices.",
    subcommands: [ListCommand.self, ShowCommand.self, DiffCommand.self])

  /// Options of every catalog command.
  struct Options: ParsableArguments {
    @Option(help: "Print as table, json, csv or markdown.")
    var format: OutputFormat = .table

    @Option(
      name: .customLong("catalog"),
      help: ArgumentHelp("Add a catalog file of your own.", valueName: "file"))
    var catalogFiles: [String] = []

    func catalog() throws -> Catalog { try CatalogLoading.catalog(adding: catalogFiles) }
  }

  /// `bessemer catalog list [KIND]`
  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the entries of a kind, or the kinds.")

    @Argument(help: "A kind, such as accelerators; left out, the kinds are listed.")
    var kind: String?

    @OptionGroup var options: Options

    func run() throws {
      let catalog = try options.catalog()
      guard let kind else {
        var table = Table([Column("kind", .text), Column("entries", .integer)])
        for kind in catalog.kinds {
          table.append([.text(kind.rawValue), .integer(catalog.names(of: kind).count)])
        }
        try StandardOutput.print(table.text(as: options.format, width: StandardOutput.width))
        return
      }
      let kindFound = try CatalogCommand.kind(kind, in: catalog)
      var table = Table([
        Column("name", .text), Column("title", .text), Column("status", .text),
      ])
      do {
        for entry in try catalog.entries(of: kindFound) {
          table.append([.text(entry.name), .text(entry.title), Cell(entry.status)])
        }
      } catch { throw CatalogLoading.failure(error) }
      try StandardOutput.print(table.text(as: options.format, width: StandardOutput.width))
    }
  }

  /// `bessemer catalog show NAME`
  struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show every fact of an entry, with unit, source, date and grade.")

    @Argument(help: "A name, such as h100-sxm; with its kind where needed, metric/tpot.")
    var name: String

    @OptionGroup var options: Options

    func run() throws {
      let catalog = try options.catalog()
      do {
        for entry in try CatalogCommand.entries(matching: name, in: catalog) {
          let rows = try catalog.facts(of: entry)
          if options.format == .table {
            try StandardOutput.print("\(entry.kind.singular)/\(entry.name)  \(entry.title)")
            try StandardOutput.print(
              Self.sheet(rows).terminal(width: StandardOutput.width, overflow: .wrap))
            if let note = entry.note { try StandardOutput.print("note: \(note)") }
          } else {
            try StandardOutput.print(Self.tidy(rows, of: entry).text(as: options.format))
          }
        }
      } catch let error as CatalogError { throw CatalogLoading.failure(error) }
    }

    /// What a person reads.
    private static func sheet(_ rows: [FactRow]) -> Table {
      var table = Table([
        Column("field", .text), Column("value", .text), Column("90 % interval", .text),
        Column("grade", .text), Column("as of", .text), Column("source", .text),
      ])
      for row in rows {
        table.append([
          .text(row.field), .text(row.text), Cell(row.interval), Cell(row.grade?.rawValue),
          Cell(row.asOf),
          .text(row.formula.map { "derived: \($0)" } ?? row.sources.joined(separator: ", ")),
        ])
      }
      return table
    }

    /// What a program reads.
    private static func tidy(_ rows: [FactRow], of entry: CatalogEntry) -> Table {
      var table = Table(
        [
          Column("entry", .text), Column("field", .text), Column("value", .text),
          Column("unit", .text), Column("interval", .text), Column("grade", .text),
          Column("as-of", .text), Column("sources", .text), Column("formula", .text),
          Column("note", .text), Column("meaning", .text),
        ], title: entry.title)
      for row in rows {
        table.append([
          .text(entry.name), .text(row.field), .text(row.value), .text(row.unit),
          Cell(row.interval), Cell(row.grade?.rawValue), Cell(row.asOf),
          .text(row.sources.joined(separator: " ")), Cell(row.formula), Cell(row.note),
          .text(row.meaning),
        ])
      }
      return table
    }
  }

  /// `bessemer catalog diff A B`
  struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff", abstract: "Compare two entries of one kind, field by field.")

    @Argument(help: "The first entry.")
    var first: String

    @Argument(help: "The second entry.")
    var second: String

    @OptionGroup var options: Options

    func run() throws {
      let catalog = try options.catalog()
      do {
        let left = try CatalogCommand.entries(matching: first, in: catalog)
        let right = try CatalogCommand.entries(matching: second, in: catalog)
        guard
          let pair = left.lazy.compactMap({ a in
            right.first { $0.kind == a.kind }.map { (a, $0) }
          }).first
        else {
          let kinds = [left, right].map { $0.map(\.kind.singular).joined(separator: " or ") }
          throw CommandFailure(
            status: .usage,
            "\(first) is of the kind \(kinds[0]) and \(second) of the kind \(kinds[1])",
            expected: "two entries of one kind",
            fix: "compare it with another \(kinds[0]): see `\(left[0].kind.listCommand)`")
        }
        let difference = try catalog.difference(pair.0, pair.1)
        var table = Table([
          Column("field", .text), Column(pair.0.name, .text),
          Column(pair.1.name == pair.0.name ? "\(pair.1.name)'" : pair.1.name, .text),
          Column("ratio", .real, significantDigits: 3),
        ])
        for row in difference.rows {
          table.append([
            .text(row.field), Cell(row.first?.text), Cell(row.second?.text), Cell(row.ratio),
          ])
        }
        try StandardOutput.print(table.text(as: options.format, width: StandardOutput.width))
        if options.format == .table {
          try StandardOutput.print("\(difference.agreeing) fields agree")
        }
      } catch let error as CatalogError { throw CatalogLoading.failure(error) }
    }
  }

  /// The entries of a name, with or without its kind before it.
  fileprivate static func entries(
    matching reference: String, in catalog: Catalog
  ) throws -> [CatalogEntry] {
    do { return try catalog.entries(matching: reference) } catch {
      guard case .unknownName(_, _, _, let suggestion) = error else { throw error }
      if let slash = reference.firstIndex(of: "/") {
        _ = try kind(String(reference[..<slash]), in: catalog)
      } else if suggestion == nil {
        throw CommandFailure(
          status: .usage, "nothing in the catalog is named \"\(reference)\"",
          expected: "a name that `bessemer catalog list` shows under its kind")
      }
      throw error
    }
  }

  static func kind(_ word: String, in catalog: Catalog) throws -> CatalogKind {
    if let kind = CatalogKind(word: word) { return kind }
    let names = CatalogKind.allCases.map(\.rawValue)
    throw CommandFailure(
      status: .usage, "the catalog has no kind \"\(word)\"",
      expected: "one of " + names.joined(separator: ", "),
      suggestion: NearestName.suggestion(for: word, among: names))
  }
}
