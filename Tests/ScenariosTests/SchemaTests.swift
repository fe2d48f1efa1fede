import Foundation
import Scenarios
import Tables
import Testing

@Suite("The schema and the documentation of keys")
struct SchemaTests {
  @Test("The article on keys shows the table as it is")
  func article() throws {
    let file = packageFolder.appending(path: "Sources/Scenarios/Scenarios.docc/Keys.md")
    let article = try String(contentsOf: file, encoding: .utf8)
    #expect(
      article.hasSuffix("\n\n" + ScenarioKeys.table.markdown),
      "renew the table with `bessemer check --keys`")
  }

  @Test("The schema knows exactly the keys of the table")
  func keys() throws {
    let schema = try object(ScenarioKeys.jsonSchema)
    let paths = Set(try Self.paths(in: schema, of: schema, under: ""))
    #expect(paths == Set(ScenarioKeys.all.map(\.path)))
  }

  @Test("The schema takes nothing but its keys, at any depth")
  func closed() throws {
    let schema = try object(ScenarioKeys.jsonSchema)
    var open = 0
    Self.visit(schema) { node in
      // Names of the user's choice have a schema of their own.
      let isNamed = node["additionalProperties"] is [String: Any]
      if node["properties"] != nil, !isNamed, node["additionalProperties"] as? Bool != false {
        open += 1
      }
    }
    #expect(open == 0)
  }

  @Test("An alternative takes the keys of a scenario but for those of the file")
  func alternatives() throws {
    let schema = try object(ScenarioKeys.jsonSchema)
    let definitions = try #require(schema["$defs"] as? [String: Any])
    let changes = try #require(definitions["changes"] as? [String: Any])
    let properties = try #require(changes["properties"] as? [String: Any])
    let top = ScenarioKeys.all.filter { $0.section.isEmpty }
    #expect(Set(properties.keys) == Set(top.filter { !$0.isOfFile }.map(\.name)))
  }

  @Test("Defaults and examples of the schema are those of the table")
  func annotations() throws {
    let schema = try object(ScenarioKeys.jsonSchema)
    for key in ScenarioKeys.all where key.name != "*" {
      let node = try Self.node(at: key.path, in: schema)
      #expect(node["default"] as? String == (key.form == .list ? nil : key.standard))
      #expect(node["examples"] as? [String] ?? [] == key.examples)
      #expect((node["description"] as? String)?.hasPrefix(key.meaning) == true)
    }
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// The dotted paths of all properties, references followed.
  private static func paths(
    in node: [String: Any], of schema: [String: Any], under path: String
  ) throws -> [String] {
    var found: [String] = []
    if let named = named(node) {
      found = [path + ".*"] + (try paths(in: named, of: schema, under: path + ".*"))
    }
    guard let properties = try section(node, of: schema)?["properties"] as? [String: Any] else {
      return found
    }
    return try found
      + properties.flatMap { name, value in
        let own = path.isEmpty ? name : "\(path).\(name)"
        return [own]
          + (try paths(in: try #require(value as? [String: Any]), of: schema, under: own))
      }
  }

  private static func node(at path: String, in schema: [String: Any]) throws -> [String: Any] {
    var node = schema
    for name in path.split(separator: ".").map(String.init) {
      if name == "*" {
        node = try #require(named(node))
        continue
      }
      let properties = try section(node, of: schema)?["properties"] as? [String: Any]
      node = try #require(properties?[name] as? [String: Any])
    }
    return node
  }

  /// What stands under each name of the user's choice, where a node takes such names.
  private static func named(_ node: [String: Any]) -> [String: Any]? {
    for form in node["anyOf"] as? [[String: Any]] ?? [] {
      guard let entry = form["additionalProperties"] as? [String: Any] else { continue }
      let forms = entry["anyOf"] as? [[String: Any]] ?? []
      if let mapping = forms.first(where: { $0["properties"] != nil }) { return mapping }
    }
    return nil
  }

  /// The mapping that a node is, offers, or refers to.
  private static func section(
    _ node: [String: Any], of schema: [String: Any]
  ) throws -> [String: Any]? {
    if node["properties"] != nil { return node }
    for form in node["anyOf"] as? [[String: Any]] ?? [] {
      if form["properties"] != nil { return form }
      if let reference = form["$ref"] as? String, let name = reference.split(separator: "/").last {
        let definitions = try #require(schema["$defs"] as? [String: Any])
        return try #require(definitions[String(name)] as? [String: Any])
      }
    }
    return nil
  }

  private static func visit(_ value: Any, _ body: ([String: Any]) -> Void) {
    if let node = value as? [String: Any] {
      body(node)
      for child in node.values { visit(child, body) }
    }
    for child in value as? [Any] ?? [] { visit(child, body) }
  }
}
