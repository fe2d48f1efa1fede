import Documents
import Testing

@Suite("Merging and setting")
struct MergingTests {
  @Test("Mappings merge deeply, lists replace, and ~ removes")
  func merge() throws {
    let parent = try tree("a: {x: 1, y: [1, 2], z: {u: 1}}\nb: 2\nc: 3")
    let child = try tree("a: {y: [9], z: {v: 2}}\nb: ~\nd: {e: ~, f: 1}")
    #expect(
      parent.merged(with: child)
        == (try tree("a: {x: 1, y: [9], z: {u: 1, v: 2}}\nc: 3\nd: {f: 1}")))
  }

  @Test("Every leaf of a merged tree keeps the place that set it")
  func places() throws {
    let parent = try tree("a:\n  x: 1\n  y: 2\n", named: "parent.yaml")
    let merged = parent.merged(with: try tree("a: {y: 3}", named: "child.yaml"))
    #expect(merged["a"]?["x"]?.location.description == "parent.yaml:2:6")
    #expect(merged["a"]?["y"]?.location.description == "child.yaml:1:8")
    #expect(merged.mapping?.entry("a")?.keyLocation.file == "child.yaml")
  }

  @Test("Merging laws: an empty child changes nothing, a child wins, and merging is associative")
  func laws() throws {
    let a = try tree("k: {x: 1, l: [1]}\nm: 2\nn: text")
    let b = try tree("k: {x: 2, y: 3}\nn: {deep: 1}\no: 4")
    let c = try tree("k: {l: [], y: {z: 1}}\nm: [2]")
    #expect(a.merged(with: try tree("{}")) == a)
    #expect(a.merged(with: a) == a)
    #expect(a.merged(with: b).merged(with: c) == a.merged(with: b.merged(with: c)))
  }

  @Test("A key without a value does not remove the parent's")
  func emptyIsNotRemoval() throws {
    let merged = try tree("costs: {a: 1}").merged(with: try tree("costs:\n"))
    #expect(merged["costs"]?.isEmpty == true)
  }

  private func set(_ setting: String, in text: String) throws -> DocumentNode {
    try tree(text).setting(DocumentAssignment(setting))
  }

  @Test("A setting replaces, creates, appends and removes by path")
  func setting() throws {
    #expect(try set("a.b=2", in: "a: {b: 1, c: 3}") == tree("a: {b: 2, c: 3}"))
    #expect(try set("x.y.z=80 GiB", in: "a: 1") == tree("a: 1\nx: {y: {z: 80 GiB}}"))
    #expect(try set("l[1].s=9", in: "l: [{s: 1}, {s: 2}]") == tree("l: [{s: 1}, {s: 9}]"))
    #expect(try set("l.0=9", in: "l: [1, 2]") == tree("l: [9, 2]"))
    #expect(try set("l[2]=3", in: "l: [1, 2]") == tree("l: [1, 2, 3]"))
    #expect(try set("a={x: [1, 2]}", in: "a: 1") == tree("a: {x: [1, 2]}"))
    #expect(try set("a.b=~", in: "a: {b: 1, c: 2}") == tree("a: {c: 2}"))
    #expect(try set("a=p<=q", in: "a: 1")["a"]?.text == "p<=q")
    #expect(try set("a.b=1", in: "a:") == tree("a: {b: 1}"))
    #expect(try set("e.\"v-0.4\".k=1", in: "e: {v-0.4: {k: 0}}")["e"]?["v-0.4"]?["k"]?.text == "1")
  }

  @Test("A set value stands at the option, its ordinal and its column")
  func settingPlace() throws {
    let value = try DocumentAssignment("fleet.replicas= [4]", ordinal: 3).value
    #expect(value.location.description == "--set:3:17")
    #expect(value.sequence?[0].location.description == "--set:3:18")
  }

  @Test("Settings that lead nowhere say why")
  func badSettings() throws {
    let message = { (setting: String, text: String) -> String in
      do {
        return try tree(text).setting(DocumentAssignment(setting)).yaml()
      } catch let error as DocumentError {
        return "\(error.diagnostic.path): \(error.diagnostic.message)"
      }
    }
    #expect(try message("a", "a: 1") == ": a setting needs an equals sign")
    #expect(try message("a..b=1", "a: 1") == ": this is not the path of a key")
    #expect(try message("=1", "a: 1") == ": this is not the path of a key")
    #expect(try message("a.b=1", "a: 1") == "a: this is a value and has no keys")
    #expect(try message("a[3]=1", "a: [1]") == "a[3]: the list has no such place")
    #expect(try message("a.x=1", "a: [1]") == "a: this is a list and has no keys")
    #expect(try message("a=[1", "a: 1") == ": the bracket that opens here is not closed in order")
  }

  @Test("Paths read back as they print")
  func paths() throws {
    for text in ["a", "a.b-c.d", "a[0].b[12]", "a.\"v-0.4\".b", "\"x[1]\""] {
      #expect(DocumentPath(text)?.description == text)
    }
    for text in ["", ".", "a.", ".a", "a..b", "a[", "a[x]", "a[-1]", "\"a", "a\"b\"", "a[0]b"] {
      #expect(DocumentPath(text) == nil, "\(text)")
    }
    let root = try tree("a: [{b: 1}]\n\"c.d\": 2\n3: x")
    #expect(root[DocumentPath("a[0].b")!]?.text == "1")
    #expect(root[DocumentPath("a.0.b")!]?.text == "1")
    #expect(root[DocumentPath("\"c.d\"")!]?.text == "2")
    #expect(root[DocumentPath("3")!]?.text == "x")
    #expect(root[DocumentPath("a[1]")!] == nil)
  }
}
