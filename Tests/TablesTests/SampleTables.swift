import Tables

enum SampleTables {
  static let provenance = Provenance(
    programVersion: "0.1.0", scenario: "h100-against-ascend", scenarioHash: "9f2c",
    dataHash: "41ab",
    seed: 20_261_121, replications: 5)

  /// One small table with every kind of cell.
  static var small: Table {
    var table = Table(
      [
        Column("accelerator", .text, description: "The chip."),
        Column("replicas", .integer),
        Column("cost", .real, unit: "USD/Mtok", description: "Output.", significantDigits: 3),
        Column("stable", .boolean),
      ], title: "Cost of serving", provenance: provenance)
    table.append(["h100-sxm", 6, 0.5512, true])
    table.append(["昇腾 910C", 12, 1.25, false])
    table.append(["say \"hi\", | or\nnot", nil, nil, nil])
    return table
  }

  /// Texts that break careless writers and readers.
  static let texts = [
    "", " ", "a", "a,b", "\"", "\"\"", "a\nb", "a\r\nb", "\r", "\n", ",", " padded ", "true", "1e5",
    "nan", "[x]", "\u{feff}bom", "=1+1", "tab\tbed", "naïve", "e\u{301}", "昇腾", "👩‍🔬", "\u{0}", "\\",
    "\u{2028}", "#", "'", ";", "\u{1b}[31m",
  ]

  static let reals: [Double] = [
    0, -0.0, 1, -1.5, 0.1, 1.0 / 3, 1e21, 1e-7, 123_456_789.125, .greatestFiniteMagnitude,
    .leastNonzeroMagnitude, .leastNormalMagnitude, .pi, .infinity, -.infinity, .nan, 5e15, 1e16,
  ]

  /// A table of all the awkward values, some of them missing.
  static var awkward: Table {
    var table = Table([
      Column("text", .text), Column("number, \"quoted\"", .real, unit: "B/s"),
      Column("count", .integer), Column("flag", .boolean),
    ])
    let integers = [Int.min, Int.max, 0, -1]
    for (index, text) in texts.enumerated() {
      table.append([
        index % 7 == 3 ? nil : .text(text), .real(reals[index % reals.count]),
        index % 5 == 2 ? nil : .integer(integers[index % integers.count]),
        index % 3 == 1 ? nil : .boolean(index % 2 == 0),
      ])
    }
    return table
  }
}
