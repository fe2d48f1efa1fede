import Experiments
import Reports
import Tables

/// What a study whose figures are medians of draws prints for people: the answer, the claim, the
/// conditions, the tables.
struct StudySummary {
  let title: String
  let question: String?
  let answer: [String]
  let claim: ClaimReport?
  let judgements: [MedianJudgement]
  let tables: [Table]

  func print() throws {
    var lines = [title]
    if let question { lines.append(question) }
    lines.append("")
    lines += ((claim?.sentences ?? []) + answer).map { "• \($0)" }
    try StandardOutput.print(lines.joined(separator: "\n"))
    if let claim { try print(claim.table) }
    for one in judgements {
      try StandardOutput.print(
        "\(one.isMet ? "pass" : "FAIL")  \(one.condition), \(one.alternative): "
          + (one.found ?? "no draw has it"))
    }
    for table in tables { try print(table) }
  }

  private func print(_ table: Table) throws {
    try StandardOutput.print(
      "\n" + table.terminal(width: StandardOutput.width, overflow: .wrap))
  }
}

extension Report.Threshold {
  /// A condition held against a median.
  init(_ judgement: MedianJudgement) {
    self.init(
      judgement.condition, of: judgement.alternative, observed: judgement.found,
      judgement.found == nil ? .noData : judgement.isMet ? .passed : .failed)
  }
}
