import Documents
import Testing

@Suite("Limits")
struct DocumentLimitsTests {
  private let deep = "lists and mappings are nested too deep"
  private let flatten = "close a bracket that was left open, or flatten the document"

  @Test("Nesting is bounded, however deep it goes and however it is written")
  func depth() {
    let limits = DocumentLimits(fileSize: 1 << 20, depth: 3, nodes: 100, aliasedNodes: 0)
    expectProblem(in: "a: [[[1]]]", at: "1:6", deep, fix: flatten, limits: limits)
    for level in ["[", "{a: ", "- ", "? ", "[{a: "] {
      let text = String(repeating: level, count: 100_000)
      do {
        _ = try Document(text: text, named: "t.yaml")
        Issue.record("100,000 levels were read")
      } catch {
        #expect(error.diagnostic.message == deep)
        #expect(error.diagnostic.found == "1000 levels or more")
      }
    }
    expectProblem(
      in: String(repeating: "[", count: 900) + String(repeating: "]", count: 900), at: "1:65",
      deep, fix: flatten)
  }

  @Test("The deepest document that is allowed is read")
  func deepest() throws {
    let levels = DocumentLimits.standard.depth
    let text = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    #expect(try tree(text).nodeCount == levels)
  }

  @Test("Aliases of aliases are counted before they are expanded")
  func aliasBomb() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...30 {
      let uses = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(uses)]\n"
    }
    expectProblem(
      in: text, at: "4:45", "the aliases expand to too many nodes",
      fix: "write out what the alias stands for")
  }

  @Test("Aliases inside a key cannot be used to stall the comparison of keys")
  func aliasBombAsKey() {
    var text = "a0: &a0 [x, x]\n"
    for level in 1...60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    expectProblem(
      in: text + "? [*a60]\n: 1\n", at: "12:12", "the aliases expand to too many nodes",
      fix: "write out what the alias stands for")
  }

  @Test("The number of nodes is bounded, keys included")
  func nodes() {
    let limits = DocumentLimits(fileSize: 1 << 20, depth: 10, nodes: 6, aliasedNodes: 6)
    #expect(throws: Never.self) { try Document(text: "a: [1, 2, 3]", named: "t", limits: limits) }
    let fix = "keep bulk data in a CSV file beside the document"
    let message = "the document has too many nodes"
    expectProblem(in: "a: [1, 2, 3, 4]", at: "1:14", message, fix: fix, limits: limits)
    expectProblem(in: "a: &a [1]\nb: *a", at: "2:4", message, fix: fix, limits: limits)
  }

  @Test("A text beyond the size limit is refused with both numbers")
  func size() throws {
    let limits = DocumentLimits(fileSize: 10, depth: 10, nodes: 6, aliasedNodes: 6)
    #expect(throws: DocumentError.tooLarge(name: "t", bytes: 12, limit: 10)) {
      try Document(text: "a: 123456789", named: "t", limits: limits)
    }
  }
}
