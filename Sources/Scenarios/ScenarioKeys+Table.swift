public import Tables

extension ScenarioKeys {
  /// All keys as a table for people: path, what may stand there, default and meaning.
  public static var table: Table {
    var table = Table([
      Column("key", .text), Column("value", .text), Column("default", .text),
      Column("meaning", .text),
    ])
    for key in all {
      let expected =
        key.isLeaf && !key.choices.isEmpty ? key.choices.joined(separator: ", ") : key.expected
      table.append([.text(key.path), .text(expected), Cell(key.standard), .text(key.meaning)])
    }
    return table
  }
}
