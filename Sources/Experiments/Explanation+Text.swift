import Foundation
import OutputAnalysis
import Quantities

extension Explanation {
  /// The trees for a terminal, with what they rest on.
  public var text: String {
    var text = [heading, "", Self.tree([root] + views), ""] + closing
    if !citations.isEmpty {
      text += ["", "sources"]
      text += citations.map { "  \($0.sentence)" }
    }
    return text.joined(separator: "\n")
  }

  /// Trees with values in one column, formulas and sources below what they say, and nothing taken
  /// apart twice.
  static func tree(_ terms: [Term]) -> String {
    var lines: [(left: String, value: String)] = []
    var shown: Set<Term> = []
    func add(_ term: Term, _ indent: String, _ branch: String, _ below: String, isRoot: Bool) {
      lines.append((indent + branch + (isRoot ? "" : term.role.sign) + term.name, term.figure))
      guard term.parts.isEmpty || shown.insert(term.standingAlone).inserted else {
        lines[lines.count - 1].value += "  (as above)"
        return
      }
      let bar = indent + below + (term.parts.isEmpty ? "    " : "│   ")
      if let formula = term.formula { lines.append((bar + "= " + formula, "")) }
      for source in term.sources { lines.append((bar + source.line, "")) }
      for (index, part) in term.parts.enumerated() {
        let isLast = index == term.parts.count - 1
        add(
          part, indent + below, isLast ? "└─ " : "├─ ", isLast ? "   " : "│  ", isRoot: false)
      }
    }
    for (index, term) in terms.enumerated() {
      if index > 0 { lines.append(("", "")) }
      add(term, "", "", "", isRoot: true)
    }
    let width = min(64, lines.filter { !$0.value.isEmpty }.map(\.left.count).max() ?? 0)
    return lines.map { line in
      guard !line.value.isEmpty else { return line.left }
      let gap = max(2, width + 2 - line.left.count)
      return line.left + String(repeating: " ", count: gap) + line.value
    }.joined(separator: "\n")
  }

  /// What is explained, of which point and how many runs.
  var heading: String {
    let count = draws > 0 ? "\(draws) draws, \(runs) runs" : runs == 1 ? "one run" : "\(runs) runs"
    let spread = interval.map {
      " ± " + UnitNotation.format($0.halfWidth, significantDigits: 2)
    }
    return "\(metric.name) of \(subject): \(root.figure)"
      + (spread.map { "\($0), 95 %, mean over \(count)" } ?? ", \(count)")
  }

  /// What the figure rests on at its weakest, and what is not told.
  var closing: [String] {
    [weakest.map { "weakest evidence: \($0)" } ?? "no fact of the catalog is named here"]
      + (calibrationGrade.map { ["step times: \($0)"] } ?? []) + remarks
  }
}

extension Explanation.Citation {
  var sentence: String { "\(name): \(description)" + (locator.map { ", \($0)" } ?? "") }
}

extension Explanation.Role {
  /// The sign before a term.
  var sign: String {
    switch self {
    case .plus: "+ "
    case .minus: "− "
    case .times: "× "
    case .over: "÷ "
    case .from: "· "
    }
  }
}

extension Explanation.Term {
  /// The same whatever it is a part of.
  var standingAlone: Explanation.Term {
    Explanation.Term(
      name: name, role: .plus, value: value, unit: unit, formula: formula, sources: sources,
      parts: parts)
  }

  /// The value with its unit, to four digits.
  var figure: String {
    UnitNotation.format(value, significantDigits: 4) + (unit.map { " \($0)" } ?? "")
  }
}

extension Explanation.Source {
  /// The source in a line.
  var line: String {
    var words: [String] = []
    switch kind {
    case .simulated:
      var text = "simulated"
      if let runs { text += runs == 1 ? ", one run" : ", \(runs) runs" }
      if let count { text += " of \(UnitNotation.format(count)) observations" }
      if let halfWidth { text += ", ± " + UnitNotation.format(halfWidth, significantDigits: 2) }
      words = [text]
    case .fact, .scenario, .standard, .calibration, .formula:
      words = [place + (text.map { ": \($0)" } ?? "") + (range.map { " (\($0))" } ?? "")]
    }
    if let grade { words.append(grade) }
    if let date { words.append(date) }
    if !citations.isEmpty { words.append(citations.joined(separator: " ")) }
    if let note { words.append(note) }
    return "[" + words.joined(separator: "; ") + "]"
  }
}
