extension Table {
  /// What happens to texts that are too long for the terminal.
  public enum Overflow: Sendable, Hashable {
    /// They are cut and end in `…`.
    case truncate
    /// They continue on further lines.
    case wrap
  }

  /// The table aligned for a terminal, without colour: names and units above a rule, texts to the
  /// left, numbers to the right, `-` where a cell is missing, and the provenance below.
  ///
  /// Where the table is wider than `width`, columns of text give way first. A number is never cut:
  /// what still does not fit is left out from the right and named below the table.
  public func terminal(width: Int? = nil, overflow: Overflow = .truncate) -> String {
    TerminalLayout(table: self, width: width, overflow: overflow).text
  }
}

private struct TerminalLayout {
  private static let gap = "  "
  /// A column of text is not squeezed below this.
  private static let least = 8

  let table: Table
  let overflow: Table.Overflow
  private let hasUnits: Bool
  private let widths: [Int]
  private let contents: [[String]]

  init(table: Table, width: Int?, overflow: Table.Overflow) {
    self.table = table
    self.overflow = overflow
    hasUnits = table.columns.contains { $0.unit != nil }
    let contents = table.rows.map { row in
      zip(table.columns, row).map { $0.shown($1).printable }
    }
    let natural = table.columns.indices.map { index in
      let column = table.columns[index]
      let heading = max(
        DisplayWidth.of(column.name.printable), DisplayWidth.of((column.unit ?? "").printable))
      return contents.reduce(heading) { max($0, DisplayWidth.of($1[index])) }
    }
    widths = width.map { Self.fitted(natural, of: table.columns, to: $0) } ?? natural
    self.contents = contents
  }

  /// Widths that fit: the widest columns of text shrink, then columns at the right are left out.
  private static func fitted(_ natural: [Int], of columns: [Column], to width: Int) -> [Int] {
    var widths = natural
    func excess() -> Int { widths.reduce(0, +) + gap.count * (widths.count - 1) - width }
    while true {
      while excess() > 0 {
        let flexible = widths.indices.filter { !columns[$0].isNumeric && widths[$0] > least }
        guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
        widths[widest] -= 1
      }
      if excess() <= 0 || widths.count == 1 { return widths }
      // With one column fewer the texts may keep more of their width.
      widths = Array(natural.prefix(widths.count - 1))
    }
  }

  var text: String {
    var lines = [String]()
    if let title = table.title { lines += [title.printable, ""] }
    lines += self.lines(of: table.columns.map(\.name.printable))
    if hasUnits { lines += self.lines(of: table.columns.map { ($0.unit ?? "").printable }) }
    lines.append(widths.map { String(repeating: "-", count: $0) }.joined(separator: Self.gap))
    lines += contents.flatMap { self.lines(of: $0) }
    let omitted = table.columns.dropFirst(widths.count).map(\.name.printable)
    if !omitted.isEmpty { lines += ["", "not shown: " + omitted.joined(separator: ", ")] }
    if let provenance = table.provenance { lines += ["", provenance.line.printable] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One row of the table as one or more lines.
  private func lines(of cells: [String]) -> [String] {
    let blocks = zip(cells, widths).map { cell, width in
      switch overflow {
      case .truncate: [cell.truncated(to: width)]
      case .wrap: cell.wrapped(to: width)
      }
    }
    let height = blocks.reduce(1) { max($0, $1.count) }
    return (0..<height).map { number in
      let parts = blocks.indices.map { index in
        padded(
          number < blocks[index].count ? blocks[index][number] : "", to: widths[index],
          isRight: table.columns[index].isNumeric)
      }
      return Self.withoutTrailingSpaces(parts.joined(separator: Self.gap))
    }
  }

  private func padded(_ text: String, to width: Int, isRight: Bool) -> String {
    let padding = String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
    return isRight ? padding + text : text + padding
  }

  private static func withoutTrailingSpaces(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
