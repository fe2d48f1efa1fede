/// Rows of text in aligned columns: the first two to the left, the numbers after them to the right.
struct TextTable: CustomStringConvertible {
  let title: String
  let header: [String]
  var rows: [[String]] = []

  var description: String {
    let lines = [header] + rows
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let body = lines.map { line in
      line.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - line[column].count)
        return column < 2 ? line[column] + padding : padding + line[column]
      }.joined(separator: "  ")
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    return ([title, body[0], rule] + body.dropFirst()).joined(separator: "\n")
  }
}

extension TextTable {
  /// A table of contests in millions of `unit` per second: median, extremes, and the ratio to the first.
  init(contests title: String, unit: String) {
    self.init(title: title, header: ["", "contender", "M \(unit)/s", "least", "most", "ratio"])
  }

  /// Adds a row for each contender.
  mutating func append(_ contest: Contest, _ standings: [Contest.Standing]) {
    for (index, standing) in standings.enumerated() {
      rows.append([
        index == 0 ? contest.title : "", standing.name, millions(standing.rates.median),
        millions(standing.rates.min() ?? 0), millions(standing.rates.max() ?? 0),
        fixed(standing.ratios.median),
      ])
    }
  }
}

/// A rate in millions.
func millions(_ rate: Double) -> String { fixed(rate / 1e6) }

/// A number to two decimals, or to four where two would say little.
func fixed(_ number: Double) -> String {
  let scale = number < 1 ? 10_000.0 : 100.0
  let scaled = Int((number * scale).rounded())
  let fraction = String(scaled % Int(scale))
  let zeros = String(repeating: "0", count: (scale == 100 ? 2 : 4) - fraction.count)
  return "\(scaled / Int(scale)).\(zeros)\(fraction)"
}
