import ExportControl
import Quantities
import ReferenceData
import Tables

/// A file of deals, one a line, judged together.
///
/// Columns are found by name; those left out, and empty cells, take the value of the option:
/// `id`, `chip` or the numbers `tpp`, `die-area`, `dram`, `io`, `data-centre`; `to`, `parent`,
/// `from`, `date`, `end-use`, `quantity`, `sold-in-us`, `sold-in-china`, `certified`,
/// `listed-ownership`.
struct DealsFile {
  private struct Row {
    let id: String
    let item: ControlledItem
    let deal: Deal
  }

  private var rows: [Row] = []
  private let catalog: Catalog

  static let columns = [
    "id", "chip", "tpp", "die-area", "dram", "io", "data-centre", "to", "parent", "from", "date",
    "end-use", "quantity", "sold-in-us", "sold-in-china", "certified", "listed-ownership",
  ]

  /// What others call the columns.
  private static let synonyms = [
    "accelerator": "chip", "product": "chip", "item": "chip", "name": "chip", "gpu": "chip",
    "model": "chip", "area": "die-area", "die": "die-area", "memory-bandwidth": "dram",
    "bandwidth": "dram", "aggregate-io": "io", "interconnect": "io", "datacenter": "data-centre",
    "data-center": "data-centre", "destination": "to", "country": "to", "consignee-country": "to",
    "headquarters": "parent", "origin": "from", "from-country": "from", "on": "date", "day": "date",
    "use": "end-use", "units": "quantity", "count": "quantity", "number": "quantity",
    "qty": "quantity", "certifications": "certified", "ownership": "listed-ownership",
  ]

  /// The column that somebody meant by another name.
  static func suggestion(for name: String) -> String? {
    let plain = String(
      name.lowercased().map { $0 == "_" || $0.isWhitespace ? Character("-") : $0 })
    if columns.contains(plain) { return plain }
    return synonyms[plain] ?? NearestName.suggestion(for: plain, among: columns)
      ?? NearestName.suggestion(for: plain, among: synonyms.keys.sorted()).flatMap { synonyms[$0] }
  }

  init(path: String, catalog: Catalog, defaults: DealOptions, book: RuleBook) throws {
    self.catalog = catalog
    let text = try DataFile.text(of: path)
    let table: Table
    let lines: [Int]
    do throws(TableError) { (table, lines) = try Table.located(csv: text) } catch {
      throw CommandFailure(status: .invalidScenario, message: "\(path): \(error)")
    }
    for column in table.columns where !Self.columns.contains(column.name) {
      throw CommandFailure(
        status: .invalidScenario,
        "\(path):1: no column of a file of deals is named \"\(column.name)\"",
        expected: "some of " + Self.columns.joined(separator: ", "),
        suggestion: Self.suggestion(for: column.name))
    }
    guard ["chip", "tpp"].contains(where: { table.column(named: $0) != nil }) else {
      throw CommandFailure(
        status: .invalidScenario, "\(path):1: the deals name no chips",
        expected: "a column \"chip\", or \"tpp\" and other numbers")
    }
    var problems: [String] = []
    for (index, line) in lines.enumerated() {
      let row = Cells(table: table, index: index, place: "\(path):\(line)")
      let item = Self.collecting(&problems) { try row.item(in: catalog) }
      let deal = Self.collecting(&problems) {
        try row.deal(in: catalog, defaults: defaults, book: book)
      }
      if let item, let deal {
        rows.append(Row(id: row.cell("id") ?? String(index + 1), item: item, deal: deal))
      }
    }
    guard problems.isEmpty else {
      throw CommandFailure(status: .invalidScenario, message: problems.joined(separator: "\n"))
    }
    guard !rows.isEmpty else {
      throw CommandFailure(
        status: .invalidScenario, "\(path): there is no deal", expected: "a line for each deal")
    }
  }

  /// What is read, or nil after the problem was noted.
  private static func collecting<Value>(
    _ problems: inout [String], _ read: () throws -> Value
  ) -> Value? {
    do { return try read() } catch let failure as CommandFailure {
      problems.append(failure.message)
    } catch {
      problems.append("\(error)")
    }
    return nil
  }

  /// One line of the file.
  private struct Cells {
    let table: Table
    let index: Int
    let place: String

    func cell(_ name: String) -> String? {
      guard table.column(named: name) != nil, let text = table[index, name].string else {
        return nil
      }
      let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return trimmed.isEmpty ? nil : trimmed
    }

    func item(in catalog: Catalog) throws -> ControlledItem {
      var chip = ChipOptions()
      chip.tpp = cell("tpp")
      chip.dieArea = cell("die-area")
      chip.dram = cell("dram")
      chip.io = cell("io")
      chip.dataCentre = cell("data-centre")
      guard cell("chip") != nil || chip.isGiven else {
        throw CommandFailure(
          status: .invalidScenario, "\(place): the deal names no chip",
          expected: "a name in the column \"chip\", or numbers in \"tpp\" and others")
      }
      return try located { try chip.items(of: [cell("chip")].compactMap(\.self), in: catalog)[0] }
    }

    func deal(in catalog: Catalog, defaults: DealOptions, book: RuleBook) throws -> Deal {
      var options = defaults
      if let text = cell("to") { options.to = text }
      if let text = cell("parent") { options.parent = text }
      if let text = cell("from") { options.origin = text }
      if let text = cell("date") { options.on = [text] }
      if let text = cell("end-use") { options.endUse = text }
      if let text = cell("quantity") { options.quantity = text }
      if let text = cell("sold-in-us") { options.soldInUS = text }
      if let text = cell("sold-in-china") { options.soldInChina = text }
      if let text = cell("certified") { options.certified = text }
      if let text = cell("listed-ownership") { options.listedOwnership = text }
      return try located { try options.question(in: catalog, book: book).deal }
    }

    /// The place in the file stands where the option would.
    private func located<Value>(_ read: () throws -> Value) throws -> Value {
      do { return try read() } catch let failure as CommandFailure {
        throw CommandFailure(
          status: .invalidScenario, message: "\(place): \(DealsFile.withColumn(failure.message))")
      } catch let error as CatalogError {
        throw CommandFailure(status: .invalidScenario, message: "\(place): \(error)")
      }
    }
  }

  /// A message about an option as one about the column of the same thing.
  fileprivate static func withColumn(_ message: String) -> String {
    for (option, column) in [("--on:", "date:"), ("--from-country:", "from:")]
    where message.hasPrefix(option) {
      return column + message.dropFirst(option.count)
    }
    return message.hasPrefix("--") ? String(message.dropFirst(2)) : message
  }

  /// What rules make of each deal.
  func print(by book: RuleBook, as format: OutputFormat) throws {
    try RuleKnowledge(of: book, in: catalog).remarks(on: rows.map(\.deal.date))
      .forEach(StandardError.print)
    var table = Table([
      Column("id", .text), Column("chip", .text), Column("to", .text),
      Column("quantity", .text), Column("date", .text),
      Column("rule", .text), Column("outcome", .text),
      Column("margin", .real, unit: "%", significantDigits: 3), Column("reason", .text),
    ])
    for row in rows {
      let found = book.determination(of: row.item, in: row.deal)
      let cells = ClassifySurvey.decision(of: found)
      table.append([
        .text(row.id), .text(row.item.name), .text(try catalog.title(of: row.deal.destination)),
        .text(UnitNotation.format(row.deal.quantity, significantDigits: nil)),
        .text("\(row.deal.date)"), cells[1], cells[0], cells[2],
        cells[3],
      ])
    }
    try StandardOutput.print(table.text(as: format, width: StandardOutput.width))
  }
}
