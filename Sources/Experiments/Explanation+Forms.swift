import Foundation
import OutputAnalysis

extension Explanation {
  /// Nested lists in Markdown.
  public var markdown: String {
    var lines = ["**\(heading)**", ""]
    var shown: Set<Term> = []
    func add(_ term: Term, _ depth: Int) {
      let indent = String(repeating: "  ", count: depth)
      let sign = depth == 0 ? "" : term.role.sign
      lines.append("\(indent)- \(sign)**\(term.name)** \(term.figure)")
      guard term.parts.isEmpty || shown.insert(term.standingAlone).inserted else {
        lines[lines.count - 1] += " (as above)"
        return
      }
      if let formula = term.formula { lines.append("\(indent)  = \(formula)") }
      for source in term.sources { lines.append("\(indent)  *\(source.line)*") }
      for part in term.parts { add(part, depth + 1) }
    }
    for term in [root] + views { add(term, 0) }
    lines += [""] + closing.map { $0 + "  " }
    if !citations.isEmpty {
      lines += ["", "Sources:", ""]
      lines += citations.map { "- \($0.sentence)" }
    }
    return lines.joined(separator: "\n")
  }

  /// The name and version of the JSON form.
  public static let schema = "bessemer.explanation/1"

  /// Several explanations as one document; values with all digits.
  public static func json(_ explanations: [Explanation]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(Document(explanations)) else {
      preconditionFailure("an explanation has no form in JSON")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private struct Document: Encodable {
    let schema = Explanation.schema
    let explanations: [Item]

    init(_ explanations: [Explanation]) { self.explanations = explanations.map { Item($0) } }
  }

  private struct Item: Encodable {
    let metric: String
    let definition: String
    let point: String
    let runs: Int
    let draws: Int
    let halfWidth: Double?
    let root: Term
    let views: [Term]
    let weakest: String?
    let calibration: String?
    let remarks: [String]
    let citations: [Citation]

    init(_ explanation: Explanation) {
      metric = explanation.metric.name
      definition = explanation.metric.definition
      point = explanation.subject
      runs = explanation.runs
      draws = explanation.draws
      halfWidth = explanation.interval?.halfWidth
      root = explanation.root
      views = explanation.views
      weakest = explanation.weakest
      calibration = explanation.calibrationGrade
      remarks = explanation.remarks
      citations = explanation.citations
    }
  }
}
