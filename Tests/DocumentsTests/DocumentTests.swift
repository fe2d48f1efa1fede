import Documents
import Testing

@Suite("Reading text")
struct DocumentTests {
  @Test(
    "What other readers guess as booleans, octals, floats and times of day stays text",
    arguments: ["NO", "on", "012", "0x1F", "1_000", "1e12", "1:30", ".inf", "2022-01-01", "80 GiB"])
  func textStaysText(_ text: String) throws {
    let value = try tree("key: \(text)")["key"]
    #expect(value?.scalar == DocumentScalar(text))
    #expect(value?.scalar?.style == .plain)
  }

  @Test("Keys and values know their own places, counted from one")
  func places() throws {
    let root = try tree("a: 1\nb:\n  - x\n  - {c: y}\n\"d e\":   'z'\n")
    #expect(root.mapping?.entry("b")?.keyLocation.description == "t.yaml:2:1")
    #expect(position(root["a"]) == "1:4")
    #expect(position(root["b"]) == "3:3")
    #expect(position(root["b"]?.sequence?[1]["c"]) == "4:9")
    #expect(position(root["d e"]) == "5:10")
  }

  @Test("Columns count characters, not bytes, and line ends of Windows count once")
  func columns() throws {
    let root = try tree("\u{FEFF}- {ü中😀: 1, b: 2}\r\n- c\r\n")
    #expect(position(root.sequence?[0]["b"]) == "1:15")
    #expect(position(root.sequence?[1]) == "2:3")
  }

  @Test("Null, nothing, quoted null and empty text are four things")
  func nullAndEmpty() throws {
    let root = try tree("null: ~\nnothing:\nquoted: '~'\nempty: ''\nword: null\n")
    #expect(root["null"]?.isNull == true && root["word"]?.isNull == true)
    #expect(root["nothing"]?.isEmpty == true && root["nothing"]?.isNull == false)
    #expect(root["quoted"]?.isNull == false && root["quoted"]?.isEmpty == false)
    #expect(root["empty"]?.isEmpty == false && root["empty"]?.text == "")
    #expect(root["quoted"] != root["null"])
  }

  @Test("Keys keep the order in which they were written")
  func order() throws {
    #expect(try tree("z: 1\na: 2\nm: 3").mapping?.keys == ["z", "a", "m"])
  }

  @Test("An alias repeats its anchor with the places where the anchor was written")
  func alias() throws {
    let root = try tree("base: &b {x: 1}\nuse: *b\nlist: [*b, *b]\nnote: 2 * 3 and *not\n")
    #expect(root["use"] == root["base"])
    #expect(root["list"]?.sequence?.count == 2)
    #expect(position(root["use"]?["x"]) == "1:14")
    #expect(root["note"]?.text == "2 * 3 and *not")
  }

  @Test("Asterisks survive in quotes, blocks and keys, also beside private-use characters")
  func asterisks() throws {
    let root = try tree("a: '*x'\nb: |\n  *y\n  \u{E000}*\n'*': \"\u{E000}\u{E001}*\"\n")
    #expect(root["a"]?.text == "*x")
    #expect(root["b"]?.text == "*y\n\u{E000}*\n")
    #expect(root["*"]?.text == "\u{E000}\u{E001}*")
  }

  @Test("A model's config.json is read like any document")
  func json() throws {
    let root = try tree(
      """
      {
      \t"architectures": ["DeepseekV3ForCausalLM"],
        "attention_bias":false,
        "rms_norm_eps": 1e-06, "rope_theta": 10000,
        "head_dim": null,
        "path": "a\\/b \\u00e9 \\"q\\"",
        "rope_scaling": {"type": "yarn", "beta_fast": 32},
        "quantization_config": {}, "layers": []
      }
      """)
    #expect(root["architectures"]?.sequence?[0].text == "DeepseekV3ForCausalLM")
    #expect(root["attention_bias"]?.text == "false")
    #expect(root["rms_norm_eps"]?.text == "1e-06")
    #expect(position(root["rope_theta"]) == "4:40")
    #expect(root["head_dim"]?.isNull == true)
    #expect(root["path"]?.text == "a/b é \"q\"")
    #expect(root["rope_scaling"]?["beta_fast"]?.text == "32")
    #expect(root["quantization_config"]?.mapping?.isEmpty == true)
    #expect(root["layers"]?.sequence?.isEmpty == true)
    let problems = DiagnosticCollector()
    let epsilon = root["rms_norm_eps"].map { ValueReader($0, into: problems) }?.number()
    #expect(epsilon == 1e-6)
  }
}
