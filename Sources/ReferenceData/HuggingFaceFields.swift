import Documents

/// The keys of a `config.json`: those of the language model, and of the file around it where the
/// model is one part of several.
struct HuggingFaceFields {
  let mapping: MappingReader
  private let outer: MappingReader

  /// Nil, and a problem, where the file holds no mapping.
  init?(root: ValueReader) {
    guard let outer = Self.reader(root) else { return nil }
    self.outer = outer
    mapping = outer.optional("text_config").flatMap(Self.reader) ?? outer
  }

  /// A mapping of any keys: those that are not used change no dimension.
  private static func reader(_ value: ValueReader) -> MappingReader? {
    value.mapping(keys: value.node.mapping?.entries.map(\.key) ?? [])
  }

  /// The value of a key, if it is there and not null.
  func optional(_ key: String) -> ValueReader? {
    mapping.optional(key).flatMap { $0.node.isNull ? nil : $0 }
  }

  /// The same, looked for in the file around as well.
  func shared(_ key: String) -> ValueReader? {
    optional(key) ?? outer.optional(key).flatMap { $0.node.isNull ? nil : $0 }
  }

  func has(_ key: String) -> Bool { optional(key) != nil }

  /// A whole number of at least one, required where there is no default.
  ///
  /// Every dimension is bounded, an order of magnitude above what is built, so that no product of
  /// dimensions in a damaged file overflows.
  func integer(
    _ key: String, default value: Int? = nil, in range: ClosedRange<Int> = 1...200_000
  ) -> Int? {
    if let reader = optional(key) { return reader.integer(in: range) }
    if let value { return value }
    reportMissing(key, expected: "a whole number")
    return nil
  }

  func boolean(_ key: String, default value: Bool) -> Bool? {
    guard let reader = shared(key) else { return value }
    return reader.boolean()
  }

  /// A nested mapping that must be there.
  func nested(_ key: String) -> MappingReader? {
    guard let reader = optional(key) else {
      reportMissing(key, expected: "a mapping")
      return nil
    }
    return Self.reader(reader)
  }

  func reportMissing(_ key: String, expected: String) {
    mapping.problems.add(
      Diagnostic(
        at: mapping.location, path: mapping.path.appending(key: key),
        "the key \"\(key)\" is missing", expected: expected,
        suggestion: .advice("add the key from the model's published files")))
  }

  /// The family the file names, after a check that it can be read.
  func family() -> HuggingFaceFamily? {
    let names = HuggingFaceFamily.allCases.map(\.rawValue)
    guard let reader = shared("model_type") else {
      reportMissing("model_type", expected: "one of \(names.joined(separator: ", "))")
      return nil
    }
    guard let text = reader.text() else { return nil }
    if let family = HuggingFaceFamily(rawValue: text) { return family }
    // Later releases name a family anew without changing its shape: `gemma3` inside `gemma3_text`.
    if let family = HuggingFaceFamily(rawValue: text + "_text") { return family }
    reader.report(
      "models of this type cannot be read", expected: "one of \(names.joined(separator: ", "))",
      suggestion: .advice("describe the layers in a model file of your own"))
    return nil
  }

  /// Reports keys of other families' structures, unless they say that there is none.
  func reportForeignKeys(of family: HuggingFaceFamily) {
    let known = family.structuralKeys
    for key in HuggingFaceFamily.allStructuralKeys where !known.contains(key) {
      guard let reader = optional(key), !reader.node.saysNone else { continue }
      reader.report(
        "models of type \"\(family.rawValue)\" are not known to have \"\(key)\"",
        expected: "no such key, or null",
        suggestion: .advice(
          "check `model_type`, or describe the layers in a model file of your own"))
    }
  }

  /// One entry per layer: those of the list under `key`, or `fallback` where it is absent.
  ///
  /// Entries beyond the layers belong to prediction modules and are dropped.
  func perLayer<Value>(
    _ key: String, layers: Int, read: (ValueReader) -> Value?, else fallback: () -> [Value]?
  ) -> [Value]? {
    guard let reader = optional(key) else { return fallback() }
    guard let values = reader.list(read) else { return nil }
    guard values.count >= layers else {
      reader.report(
        "the list has fewer entries than the model has layers",
        expected: "\(layers) entries, one per layer")
      return nil
    }
    return Array(values.prefix(layers))
  }
}

extension DocumentNode {
  /// Whether a value stands for the absence of a thing: zero, false, an empty list.
  fileprivate var saysNone: Bool {
    switch content {
    case .scalar(let scalar): ["0", "false", "1"].contains(scalar.text)
    case .sequence(let items): items.isEmpty
    case .mapping(let mapping): mapping.isEmpty
    }
  }
}
