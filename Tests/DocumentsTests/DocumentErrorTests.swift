import Documents
import Testing

@Suite("Texts that are not documents")
struct DocumentErrorTests {
  @Test("An empty document is refused")
  func empty() {
    let fix = "write at least one line `key: value`"
    for text in ["", "\n\n", "# nothing\n", "---\n", "   ", "\u{FEFF}"] {
      expectProblem(in: text, at: "file", "the document is empty", fix: fix)
    }
  }

  @Test("A byte that is not text is refused with its place")
  func binary() {
    let fix = "name a YAML file, or save this one as UTF-8"
    expectProblem(in: "a: 1\nb: \0x", at: "2:4", "this is not text", fix: fix)
    expectProblem(in: "\u{1B}[31mred", at: "1:1", "this is not text", fix: fix)
    expectProblem(in: "é: \u{FFFE}", at: "1:4", "this is not text", fix: fix)
  }

  @Test("A key that stands twice is shown where it stands again")
  func duplicates() {
    let fix = "remove or rename one of them"
    expectProblem(
      in: "m:\n  a: 1\n  b:\n    a: 2\n  a : 3\n", at: "5:3", "the key \"a\" stands twice", fix: fix
    )
    expectProblem(in: "a: 1\n\"a\": 2\n", at: "2:1", "the key \"a\" stands twice", fix: fix)
    expectProblem(in: "x: {a: 1, a: 2}", at: "1:5", "the key \"a\" stands twice", fix: fix)
    expectProblem(in: "'*a': 1\n'*a': 2", at: "2:1", "the key \"*a\" stands twice", fix: fix)
  }

  @Test("A tab in the indentation is named as such")
  func tabs() {
    let message = "a tab stands where white space has a meaning"
    let fix = "replace the tab with spaces"
    expectProblem(in: "a:\n\tb: 1\n", at: "2:1", message, fix: fix)
    expectProblem(in: "a: 1\n\tb: 1\n", at: "2:1", message, fix: fix)
  }

  @Test("A second document, a directive, a merge key and tags are refused")
  func unsupported() {
    let move = "move what follows to a file of its own"
    expectProblem(in: "a: 1\n---\nb: 2", at: "2:1", "a second document begins", fix: move)
    expectProblem(in: "a: 1\n...\n# end\nb: 2", at: "4:1", "a second document begins", fix: move)
    expectProblem(
      in: "%YAML 1.1\n---\na: 1", at: "1:1", "directives are not read", fix: "remove the line")
    expectProblem(
      in: "a: &a {x: 1}\nb:\n  <<: *a\n", at: "3:3", "merge keys are not read",
      fix: "repeat the keys, or put them in a file and name it in `extends`")
    let tag = "remove the tag: the place decides how a value is read"
    for text in ["a: !!str 5", "a: !mine x", "a: !!set {b: 1}", "a: !!seq [b]", "a: !!binary aGk="]
    {
      expectProblem(in: text, at: "1:4", "tags are not read", fix: tag)
    }
  }

  @Test("Aliases that name nothing, stand in a sentence or as keys are refused")
  func aliases() {
    let quote = "quote the text if no alias is meant"
    expectProblem(in: "a: *b", at: "1:4", "no anchor is named \"b\" above this line", fix: quote)
    expectProblem(
      in: "a: &a [*a]", at: "1:8", "no anchor is named \"a\" above this line", fix: quote)
    let alone = "an alias is a * and a name, and stands alone"
    expectProblem(in: "a: *b c", at: "1:4", alone, fix: quote)
    expectProblem(in: "a: * b", at: "1:4", alone, fix: quote)
    expectProblem(in: "a: &x 1\nb: &y *x", at: "2:4", alone, fix: quote)
    let key = "a list, a mapping or an alias stands where a key belongs"
    expectProblem(in: "a: &x 1\nb: {*x : 2}", at: "2:5", key, fix: "quote the key if text is meant")
    expectProblem(in: "? [a, b]\n: 1", at: "1:3", key, fix: "quote the key if text is meant")
  }

  @Test("Quotes and brackets that are not closed are shown where they open")
  func unclosed() {
    expectProblem(
      in: "a: 1\nb: \"open\nc: 2\n", at: "2:4", "the quote that begins here is not closed",
      fix: "add it at the end of the value")
    expectProblem(
      in: "b: 'open", at: "1:4", "the quote that begins here is not closed",
      fix: "add it at the end of the value")
    let bracket = "add what is missing between here and the end of the value"
    let message = "the bracket that opens here is not closed in order"
    expectProblem(in: "a: [1, 2\nb: 3\n", at: "1:4", message, fix: bracket)
    expectProblem(in: "a: {x: [1, 2}", at: "1:8", message, fix: bracket)
    expectProblem(in: "a: {x: 1", at: "1:4", message, fix: bracket)
  }

  @Test("Text that begins with a character of the grammar must stand in quotes")
  func reservedCharacters() {
    let fix = "put the whole value in quotes"
    for first in [">", "|", "@", "`", "%"] {
      expectProblem(
        in: "a: \(first)= 5 ms", at: "1:4", "text that begins with \(first) must stand in quotes",
        fix: fix)
    }
  }

  @Test("A problem that is found at the end stands on the last line")
  func end() {
    expectProblem(
      in: "a: 1\nb", at: "2:2",
      "this is not YAML: could not find expected ':' while scanning a simple key",
      fix: "check the indentation, the colons and the quotes on and above the line")
  }

  @Test("A colon inside a value and a key indented too far are shown at the colon")
  func colons() {
    let message = "a colon stands where no key can be"
    let fix = "put the value in quotes if the colon is part of it, or align the key"
    expectProblem(in: "a: b: c", at: "1:5", message, fix: fix)
    expectProblem(in: "a: 1\n  b: 2", at: "2:4", message, fix: fix)
  }
}
