import Foundation
import Testing

@Suite("Catalog files and config.json of the user's own")
struct UserDataTests {
  @Test(
    "A slip in a catalog file is told in that file, by option and by key",
    arguments: [
      ("", "cat.yaml", "the document is empty", "write at least one line"),
      ("- a\n", "cat.yaml:1:1", "a mapping belongs here", "keys and values"),
      ("acelerators: {}\n", "cat.yaml:1:1", "no key is named", "did you mean \"accelerators\"?"),
      (
        "accelerators:\n  mine:\n    titel: Mine\n", "cat.yaml:3:5", "no key is named", "\"title\"?"
      ),
      ("accelerators:\n  mine:\n    title: Mine\n", "cat.yaml:3:5", "\"memory\" is missing", "add"),
      (
        "accelerators:\n  mine:\n    like: h10O\n", "cat.yaml:3:11", "no accelerator is named",
        "did you mean \"h100-sxm\"?"
      ),
      (
        "accelerators:\n  mine:\n    like: h100-sxm\n    memory: {capacity: 80}\n", "cat.yaml:4:24",
        "needs its unit", "GiB"
      ),
      (
        "accelerators:\n  mine:\n    like: h100-sxm\n    memory: {capacity: 80 W}\n",
        "cat.yaml:4:24", "this is power, not data", "GiB"
      ),
      ("accelerators:\n  h100-sxm:\n    title: Mine\n", "cat.yaml:2:3", "already defined", "like:"),
    ])
  func catalogFile(_ text: String, _ place: String, _ message: String, _ fix: String) throws {
    let folder = try Folder()
    try folder.write(Scenario.good, to: "s.yaml")
    try folder.write(text, to: "cat.yaml")
    try Program.run(["check", "s.yaml", "--catalog", "cat.yaml"], in: folder)
      .expectRefusal(code: 3, place, message, fix: fix)
    // The whole file is told at the key that names it.
    try folder.write(Scenario.good + "catalog: cat.yaml\n", to: "s.yaml")
    try Program.run(["check", "s.yaml"], in: folder).expectRefusal(
      code: 3, place == "cat.yaml" ? "s.yaml:15:10" : place, message, fix: fix)
  }

  @Test(
    "A catalog file that is missing or a folder",
    arguments: [
      ("catalog: ¦no.yaml", "no such file", "check the folder"),
      ("catalog: [¦no.yaml]", "no such file", "check the folder"),
      ("catalog: ¦.", "this is a folder", "name a file inside it"),
      ("catalog: [¦{a: b}]", "a single value belongs here", "the path of a catalog file"),
    ])
  func missingCatalog(_ text: String, _ message: String, _ fix: String) throws {
    try Slip(adding: text, message, fix: fix).expectProblem()
  }

  @Test("A chip of one's own runs like the one it is like")
  func ownChip() throws {
    let folder = try Folder()
    try folder.write(
      "accelerators:\n  mine:\n    like: h100-sxm\n    title: Mine\n"
        + "    memory: {capacity: {value: 96 GiB, grade: estimate, as-of: 2026-01, source: mine}}\n",
      to: "cat.yaml")
    let outcome = try Program.run(
      ["catalog", "show", "mine", "--catalog", "cat.yaml", "--format", "csv"], in: folder)
    outcome.expectEnd(code: 0)
    #expect(outcome.output.contains("96"))
  }

  @Test(
    "A file of measurements that is missing, a folder, binary, huge, empty or another table",
    arguments: [
      ("no.csv", "no such file"), (".", "this is a folder"), ("bytes", "this is not text"),
      ("huge", "the file is too large"), ("empty", "there is no heading"),
      ("other", "no column of a serving file is named \"colour\""), ("ragged", "2 fields"),
    ])
  func measurements(_ path: String, _ message: String) throws {
    let folder = try Folder()
    try folder.write(Data([0, 1, 2, 255]), to: "bytes")
    try folder.write("", to: "empty")
    try folder.write("colour\nblue\n", to: "other")
    try folder.write("id\na,b\n", to: "ragged")
    try folder.write("", to: "huge")
    #expect(truncate(folder.path + "/huge", 100 << 20) == 0)
    let outcome = try Program.run(["validate", "--serving", path], in: folder)
    outcome.expectEnd(code: 3)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors.hasPrefix(path) && outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test(
    "A config.json that cannot be read",
    arguments: [
      ("{\"hidden_size\": 4096,", "config.json:1:", "this is not JSON", "check the commas"),
      ("[]", "config.json:1:1", "a mapping belongs here", "keys and values"),
      ("{}", "config.json:1:1", "\"model_type\" is missing", "llama"),
      (
        config(["model_type": "\"mamba\""]), "config.json:1:", "of this type cannot be read",
        "llama"
      ),
      (config(["hidden_size": "-4096"]), "config.json:1:", "out of range", "from 1 to"),
      (config(["hidden_size": "\"big\""]), "config.json:1:", "begin with a number", "whole number"),
      (config(["hidden_size": "1e18"]), "config.json:1:", "out of range", "from 1 to"),
      (config(["num_attention_heads": "32.5"]), "config.json:1:", "not a whole", "whole number"),
      (config(["num_key_value_heads": "5"]), "config.json:1:", "do not divide", "a divisor of 32"),
      (config(["hidden_size": nil]), "config.json:1:", "\"hidden_size\" is missing", "add the key"),
    ])
  func refuseConfig(_ text: String, _ place: String, _ message: String, _ fix: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "config.json")
    try folder.write(
      Scenario.good.replacingOccurrences(of: "llama-3.1-8b", with: "config.json"), to: "s.yaml")
    try Program.run(["check", "s.yaml"], in: folder)
      .expectRefusal(code: 3, place, message, fix: fix)
  }

  @Test("A config.json of a known family is a model")
  func goodConfig() throws {
    let folder = try Folder()
    try folder.write(Self.config([:]), to: "config.json")
    try folder.write(
      Scenario.good.replacingOccurrences(of: "llama-3.1-8b", with: "config.json"), to: "s.yaml")
    try Program.run(["check", "s.yaml"], in: folder).expectEnd(code: 0)
  }

  @Test("A path is seen from the file that states it; one in an option, from here")
  func paths() throws {
    let folder = try Folder()
    try folder.write(Self.config([:]), to: "parents/config.json")
    let parent = Scenario.good.replacingOccurrences(of: "llama-3.1-8b", with: "config.json")
    try folder.write(parent, to: "parents/p.yaml")
    try folder.write("extends: ../parents/p.yaml\n", to: "children/c.yaml")
    try Program.run(["check", "children/c.yaml"], in: folder).expectEnd(code: 0)
    try folder.write(Scenario.good, to: "children/d.yaml")
    try Program.run(
      ["check", "children/d.yaml", "--set", "model=parents/config.json"], in: folder
    ).expectEnd(code: 0)
  }

  @Test("A config.json that is missing is told at the key that names it, with a near name")
  func missingConfig() throws {
    let folder = try Folder()
    try folder.write(Self.config([:]), to: "models/config.json")
    let text = Scenario.good.replacingOccurrences(of: "llama-3.1-8b", with: "¦models/confg.json")
    try Slip(text, "no such file", fix: "did you mean \"models/config.json\"?")
      .expectProblem(in: folder)
  }

  /// The published fields of a small dense model, some replaced or, where nil, removed.
  private static func config(_ changes: [String: String?]) -> String {
    var fields: [String: String] = [
      "model_type": "\"llama\"", "hidden_size": "4096", "num_attention_heads": "32",
      "num_key_value_heads": "8", "num_hidden_layers": "32", "intermediate_size": "14336",
      "vocab_size": "128256", "max_position_embeddings": "8192", "torch_dtype": "\"bfloat16\"",
    ]
    for (key, value) in changes { fields[key] = value }
    let pairs = fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
    return "{" + pairs.joined(separator: ", ") + "}"
  }

  @Test("An owner in one word is no region and kind for `estimate` either")
  func ownerInOneWord() throws {
    let folder = try Folder()
    try folder.write("owners: {acme: {like: us-hyperscaler, title: Acme}}\n", to: "cat.yaml")
    let end = try Program.run(
      [
        "estimate", "--model", "llama-3.1-8b", "--accelerator", "h100-sxm", "--owner", "acme",
        "--catalog", "cat.yaml",
      ], in: folder)
    end.expectRefusal(code: 2, "--owner", "one word", fix: "us-hyperscaler")
  }
}
