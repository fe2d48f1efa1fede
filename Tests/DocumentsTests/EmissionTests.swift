import Documents
import Testing

/// A scenario with everything that the notation offers.
let wholeScenario = """
  title: DeepSeek-V3 chat, on "H100" and Ascend 910C   # a comment
  question: 'Which fleet is cheaper: and why?'
  seed: 20261121
  precision: 2 %
  workload:
    arrivals: poisson(300 /s)
    classes:
      - {name: interactive, share: 80 %}
      - {name: batch, share: 20 %, deadline: 4 h}
  fleet:
    pools: &pools
      prefill: {replicas: 6, data: 32}
      decode: {speculative: {accepted-length: 1.7}}
  note: |
    Two lines,
      one indented. * and & stay.
  folded: >-
    one
    line
  "quoted key": "tab\\t, newline\\n, ü, \\u00a0"
  empty:
  removed: ~
  nothing: {}
  none: []
  nested: [[a, [b]], [], {c: []}]
  other: *pools
  thresholds:
    - p95(time-per-output-token) <= 50 ms
    - -5
    - "- 5"
    - "#"

  """

@Suite("Writing documents")
struct EmissionTests {
  @Test("A document that is written and read again is equal to itself")
  func roundTrip() throws {
    let root = try tree(wholeScenario)
    #expect(try tree(root.yaml()) == root)
    #expect(try tree(root.yaml(annotation: .origins)) == root)
    #expect(try tree(try tree(root.yaml()).yaml()).yaml() == root.yaml())
  }

  @Test(
    "Any text survives being written as a plain or quoted value or key",
    arguments: [
      "a", "-", "- a", "?", "? a", ":", "a:", "a: b", "a :b", "#", "a #b", "a#b", "~", "null", "<<",
      "---", "--- a", "...", "", " ", " a", "a ", "[a", "a]", "{", "}", "a, b", "*a", "&a", "!a",
      "|",
      ">", "%a", "@a", "`a", "'", "\"", "a'b", "a\"b", "\\", "\n", "a\nb", "\t", "\u{85}",
      "\u{2028}",
      "\u{A0}", "\u{1}", "\u{7F}", "\u{E000}", "é中😀", "-1", "+1", ".5", "1e-06", "= a",
      "\u{10FFFF}", "a\r\nb", "true", "NO", "0x1F", "80 GiB", "2 %", ">= 5", "|a", "<= 3", "/cm2",
    ])
  func anyText(_ text: String) throws {
    let place = SourceLocation(file: "x", line: 1, column: 1)
    for style in [DocumentScalar.Style.plain, .quoted] {
      let scalar = DocumentNode(.scalar(DocumentScalar(text, style: style)), at: place)
      let mapping = DocumentMapping([.init(key: text, keyLocation: place, value: scalar)])
      let node = DocumentNode(
        .sequence([scalar, DocumentNode(.mapping(mapping), at: place)]), at: place)
      #expect(try tree(node.yaml()) == node, "\(node.yaml())")
    }
  }

  @Test("The origins of all leaves can be noted behind them")
  func origins() throws {
    let parent = try tree("fleet:\n  weights: fp8\n  pools: [6]\n", named: "base.yaml")
    let merged = parent.merged(with: try tree("fleet: {weights: int8}", named: "child.yaml"))
    #expect(
      merged.yaml(annotation: .origins) == """
        fleet:
          weights: int8  # child.yaml:1
          pools:
            - 6  # base.yaml:3

        """)
  }
}
