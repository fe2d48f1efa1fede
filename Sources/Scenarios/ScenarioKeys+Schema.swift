import Foundation

extension ScenarioKeys {
  /// The format as a JSON Schema (draft 2020-12), by which editors complete and check as one types.
  ///
  /// It knows keys, names, counts and the shape of quantities. Units, catalog names and everything
  /// that depends on two keys at once are left to `bessemer check`. Every key may be `~`, which
  /// removes what a parent set; none is required, because a parent or an alternative may state it.
  public static var jsonSchema: String {
    var schema = mapping(of: "", keys: names(in: ""))
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Bessemer scenario"
    var definitions = [
      "changes": mapping(of: "", keys: names(in: "").filter { !ofTheFile.contains($0) })
    ]
    for key in all where key.section.isEmpty && !names(in: key.path).isEmpty {
      definitions[key.path] = mapping(of: key.path, keys: names(in: key.path))
    }
    schema["$defs"] = definitions
    let options: JSONSerialization.WritingOptions = [
      .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
    ]
    guard let data = try? JSONSerialization.data(withJSONObject: schema, options: options) else {
      preconditionFailure("the schema holds something that JSON cannot write")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  private typealias Schema = [String: Any]

  private static func mapping(of section: String, keys: [String]) -> Schema {
    var properties: Schema = [:]
    var others: Any = false
    for name in keys {
      if name == "*" {
        let entries: [Schema] = [
          mapping(of: "\(section).*", keys: names(in: "\(section).*")), ["type": "null"],
        ]
        others = ["anyOf": entries] as Schema
        continue
      }
      guard let key = key(section.isEmpty ? name : "\(section).\(name)") else { continue }
      var schema = described(key)
      schema["description"] = "\(key.meaning) Expected: \(key.expected)."
      if let standard = key.standard, key.form != .list { schema["default"] = standard }
      if !key.examples.isEmpty { schema["examples"] = key.examples }
      properties[name] = schema
    }
    return ["type": "object", "additionalProperties": others, "properties": properties]
  }

  private static func described(_ key: ScenarioKey) -> Schema {
    let nothing: Schema = ["type": "null"]
    let forms: [Schema] =
      switch key.form {
      case .section: [section(at: key)]
      case .shorthand: [section(at: key), text()]
      case .cases: [cases(of: key)]
      case .list: [text(), ["type": "array", "items": text()]]
      case .text: [["type": ["string", "number", "boolean"]]]
      case .choice(let names): [["enum": names]]
      case .count(let range):
        [
          ["type": "integer", "minimum": range.lowerBound, "maximum": range.upperBound],
          text(matching: number + " *([kMBT]|[a-z]+|[kMBT] *[a-z]+)?$"),
          text(matching: distribution),
        ]
      case .number(let range):
        [
          ["type": "number", "minimum": range.lowerBound, "maximum": range.upperBound],
          text(matching: number + " *[%xkMBT]?$"), text(matching: distribution),
        ]
      case .quantity: [text(matching: quantity), text(matching: distribution)]
      case .amount: [["type": "number"], text(matching: number), text(matching: distribution)]
      case .quantityOr(let word):
        [text(matching: quantity), text(matching: distribution), ["const": word]]
      case .distribution: [["type": "number"], text()]
      }
    return ["anyOf": forms + [nothing]]
  }

  /// The beginning of a text that begins with a number.
  private static let number = "^[+-]?[0-9.][0-9_.]*([eE][+-]?[0-9]+)?"
  /// What a number may be, where it is not certain: a call, or an interval.
  private static let distribution = "^[a-z]+ *[(]| to | within |^constant "
  /// A number, and something behind it that is not part of it.
  private static let quantity = number + " *[^-+.0-9_ ]"

  private static func text(matching pattern: String? = nil) -> Schema {
    var schema: Schema = ["type": "string"]
    if let pattern { schema["pattern"] = pattern }
    return schema
  }

  private static func section(at key: ScenarioKey) -> Schema {
    key.section.isEmpty
      ? ["$ref": "#/$defs/\(key.path)"] : mapping(of: key.path, keys: names(in: key.path))
  }

  private static func cases(of key: ScenarioKey) -> Schema {
    let own = key.path + "."
    if [named, namedPhases, namedRules, namedProducts, namedTests].contains(own) {
      let entries: [Schema] = [mapping(of: own + "*", keys: names(in: own + "*"))]
      return ["type": "object", "additionalProperties": ["anyOf": entries + [["type": "null"]]]]
    }
    guard key.path == "sweep" else {
      let changes: [Schema] = [["$ref": "#/$defs/changes"], ["type": "null"]]
      return ["type": "object", "minProperties": 1, "additionalProperties": ["anyOf": changes]]
    }
    let values: [Schema] = [
      ["type": "array", "minItems": 1],
      text(matching: "^(log|linear) .+ to .+ in [0-9]+$"),
    ]
    return [
      "type": "object", "additionalProperties": ["anyOf": values],
      "propertyNames": ["enum": all.map(\.path).filter { !ofTheFile.contains($0) }],
    ]
  }
}
