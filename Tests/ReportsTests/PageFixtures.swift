import Foundation
import Tables
import Testing

@testable import Reports

/// A report in which every part is there, with one text in all of them.
func fullReport(text: String = "Cost", figures: [Report.Block] = []) -> Report {
  var table = Table(
    [
      Column("metric", .text, description: text),
      Column("value", .real, unit: "ms", description: "x", significantDigits: 3),
      Column("n", .integer), Column("kept", .boolean),
    ], title: text + " table")
  table.append([.text(text), 0.123456789, 20, true])
  table.append(["b", .real(-0.0), nil, false])
  table.append(["c", nil, 3, nil])
  return Report(
    title: text, question: text + " question", answer: [text + " answer", "second"],
    verdicts: [
      Verdict(text + " can", .feasible(margin: text + " margin")),
      Verdict("plain", .feasible(margin: nil)),
      Verdict(text + " cannot", .infeasible(cause: text + " cause", fix: text + " fix")),
      Verdict("no way", .infeasible(cause: "cause", fix: nil)),
    ],
    validity: Validity(.transferred, because: [text + " reason"]),
    sections: [
      .init(
        text + " heading",
        [
          .paragraph(text + " paragraph"), .list([text + " item", "item"]), .table(table),
          .verdict(Verdict(text + " inside", .feasible(margin: nil))),
        ] + figures)
    ],
    thresholds: [
      .init(text + " condition", of: text + " subject", observed: text + " observed", .passed),
      .init("other", .failed), .init("third", .noData),
    ],
    assumptions: [
      .init(text + " assumption", sources: ["source-a", "unknown"], remark: text + " remark"),
      .init("bare"),
    ],
    sources: [
      .init("source-a", text + " description", locator: "arXiv 2401.01234"),
      .init("source-b", "other", locator: text + " locator"), .init("source-c", "third"),
    ],
    notModelled: [text + " left out"],
    provenance: Provenance(
      programVersion: "1.0", scenario: text + " scenario", scenarioHash: "ab12", dataHash: "cd34",
      seed: .max, replications: 20))
}

/// A page taken apart as a browser would, and every breach of its rules.
struct PageReader {
  struct Element {
    let name: String
    let attributes: [String: String]
  }

  private(set) var elements: [Element] = []
  /// All text outside of style and script, with entities resolved.
  private(set) var text = ""
  private(set) var script = ""
  private(set) var faults: [String] = []

  private static let void: Set<String> = ["meta", "img", "br", "link", "input", "hr"]

  init(_ page: String) {
    var open: [String] = []
    var rest = Substring(page)
    if !rest.hasPrefix("<!DOCTYPE html>\n") { faults.append("no doctype") }
    rest = rest.dropFirst("<!DOCTYPE html>".count)
    while let start = rest.firstIndex(of: "<") {
      text += Self.resolved(rest[..<start])
      guard let end = rest[start...].firstIndex(of: ">") else {
        faults.append("a tag that does not end: \(rest[start...].prefix(60))")
        return
      }
      var tag = String(rest[rest.index(after: start)..<end])
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        if open.popLast() != String(tag.dropFirst()) { faults.append("</\(tag.dropFirst())>") }
        continue
      }
      let isClosed = tag.hasSuffix("/")
      if isClosed { tag.removeLast() }
      let name = String(tag.prefix { $0.isLetter || $0.isNumber })
      if name.isEmpty { faults.append("<\(tag)") }
      elements.append(Element(name: name, attributes: Self.attributes(of: tag, &faults)))
      if name == "style" || name == "script" {
        guard let end = rest.firstRange(of: "</\(name)>") else {
          faults.append("<\(name)> does not end")
          return
        }
        if name == "script" { script += rest[..<end.lowerBound] }
        rest = rest[end.upperBound...]
      } else if !isClosed, !Self.void.contains(name) {
        open.append(name)
      }
    }
    if !open.isEmpty { faults.append("left open: \(open)") }
  }

  func values(of attribute: String) -> [String] {
    elements.compactMap { $0.attributes[attribute] }
  }

  private static func attributes(of tag: String, _ faults: inout [String]) -> [String: String] {
    var found: [String: String] = [:]
    for match in tag.matches(of: /([a-zA-Z:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/) {
      if found[String(match.1)] != nil { faults.append("\(match.1) twice in <\(tag.prefix(40))>") }
      found[String(match.1)] = resolved(match.2 ?? match.3 ?? "")
    }
    return found
  }

  /// Text with the entities that pages write.
  private static func resolved(_ text: some StringProtocol) -> String {
    String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&#44;", with: ",")
      .replacing("&amp;", with: "&")
  }
}
