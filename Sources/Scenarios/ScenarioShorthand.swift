import Documents

/// Rewrites the short forms that people write into the keys they stand for, so that any value can
/// be set and swept by its path: `poisson(2 /s)` becomes `{process: poisson, rate: 2 /s}`, and an
/// engine's name becomes `{name: …}`. Every leaf keeps its place in the file.
enum ScenarioShorthand {
  static func expanded(_ root: DocumentNode, into problems: DiagnosticCollector) -> DocumentNode {
    var root = root
    for place in arrivalPlaces(in: root) {
      let path = DocumentPath(place.map { .key($0) })
      root = rewriting(root, at: place) { arrivals($0, at: path, into: problems) }
    }
    let engines = enginePlaces(in: root)
    for place in engines + prefixCachePlaces(of: engines) + [routingPlace] + trainingPlaces
      + experimentPlaces + pricePlaces
    {
      root = rewriting(root, at: place.path) { mapping([(place.name, $0)], at: $0) }
    }
    root = rewriting(root, at: ["owner"], owner)
    return rewritingChanges(in: root) { _, change in expanded(change, into: problems) }
  }

  /// The scenario with each of its changes, those of alternatives and of levers, rewritten.
  private static func rewritingChanges(
    in root: DocumentNode, _ rewrite: (DocumentPath, DocumentNode) -> DocumentNode
  ) -> DocumentNode {
    ScenarioKeys.placesOfChanges.reduce(root) { root, place in
      let path = KeyReader.path(place)
      return rewriting(root, at: place.split(separator: ".").map(String.init), mappings: true) {
        cases in
        guard let mapping = cases.mapping else { return cases }
        let rewritten = mapping.entries.map { entry in
          var entry = entry
          entry.value = rewrite(path.appending(key: entry.key), entry.value)
          return entry
        }
        return DocumentNode(.mapping(DocumentMapping(rewritten)), at: cases.location)
      }
    }
  }

  /// Where arrivals may be written short: the workload's own, and those of its classes.
  private static func arrivalPlaces(in root: DocumentNode) -> [[String]] {
    let classes = root["workload"]?.mapping?["classes"]?.mapping?.keys ?? []
    return [["workload", "arrivals"]] + classes.map { ["workload", "classes", $0, "arrivals"] }
  }

  /// Where engines may be written short, and the key that names what the others belong to.
  private static func enginePlaces(in root: DocumentNode) -> [(path: [String], name: String)] {
    let pools = root["fleet"]?.mapping?["pools"]?.mapping?.keys ?? []
    return [(["fleet", "engine"], "name")]
      + pools.map { (["fleet", "pools", $0, "engine"], "name") }
  }

  /// Where the size of an experiment may be written short.
  private static let experimentPlaces = [
    (path: ["precision"], name: "target"), (path: ["sample"], name: "points"),
  ]

  /// Where a price may be written short.
  private static let pricePlaces = ScenarioKeys.placesOfPrices.map { (path: $0, name: "of") }

  /// Where parts of a training run may be written short.
  private static let trainingPlaces = [
    (path: ["training", "plan"], name: "search"),
    (path: ["training", "failures"], name: "preset"),
    (path: ["training", "checkpoint"], name: "interval"),
  ]

  /// Where a routing rule may be written short.
  private static let routingPlace = (path: ["fleet", "routing"], name: "rule")

  /// Where prefix caches may be written short. What is said of a tier stands by where another word
  /// does not reach down to it.
  private static func prefixCachePlaces(
    of engines: [(path: [String], name: String)]
  ) -> [(path: [String], name: String)] {
    engines.map { (path: $0.path + ["prefix-cache"], name: "tiers") }
  }

  /// The parent of `child` without what the child starts anew: naming a process of arrivals, an
  /// engine or a price leaves no argument of another one behind, so `closed(4)` over `poisson(2 /s)` has no
  /// rate. Both are in long form.
  static func yielding(_ parent: DocumentNode, to child: DocumentNode) -> DocumentNode {
    var parent = parent
    // The key that names what the others belong to.
    let places =
      arrivalPlaces(in: child).map { (path: $0, name: "process") } + enginePlaces(in: child)
      + [routingPlace] + pricePlaces
    for (place, name) in places {
      guard child[DocumentPath((place + [name]).map { .key($0) })] != nil else { continue }
      parent = removing(place, from: parent)
    }
    return rewritingChanges(in: parent) { path, change in
      child[path].map { yielding(change, to: $0) } ?? change
    }
  }

  private static func removing(
    _ place: some Collection<String>, from node: DocumentNode
  ) -> DocumentNode {
    guard let key = place.first, var mapping = node.mapping, var entry = mapping.entry(key) else {
      return node
    }
    if place.count == 1 {
      mapping.remove(key)
    } else {
      entry.value = removing(place.dropFirst(), from: entry.value)
      mapping.set(entry)
    }
    return DocumentNode(.mapping(mapping), at: node.location)
  }

  /// Replaces the scalar at `path`, if there is one, with what `rewrite` makes of it; with `mappings`,
  /// whatever stands there.
  private static func rewriting(
    _ node: DocumentNode, at path: some Collection<String>, mappings: Bool = false,
    _ rewrite: (DocumentNode) -> DocumentNode
  ) -> DocumentNode {
    guard let key = path.first else {
      if mappings { return rewrite(node) }
      return node.scalar.map { $0.isNull || $0.isEmpty } ?? true ? node : rewrite(node)
    }
    guard var mapping = node.mapping, var entry = mapping.entry(key) else { return node }
    entry.value = rewriting(entry.value, at: path.dropFirst(), mappings: mappings, rewrite)
    mapping.set(entry)
    return DocumentNode(.mapping(mapping), at: node.location)
  }

  /// The name of a preset, `us-rented`, as its region and kind.
  private static func owner(_ node: DocumentNode) -> DocumentNode {
    let words = (node.text ?? "").split(separator: "-", maxSplits: 1).map(String.init)
    guard words.count == 2 else { return node }
    return mapping(
      [
        ("region", DocumentNode(words[0], at: node.location)),
        ("kind", DocumentNode(words[1], at: node.location)),
      ], at: node)
  }

  private static func arrivals(
    _ node: DocumentNode, at path: DocumentPath, into problems: DiagnosticCollector
  ) -> DocumentNode {
    let expected = ScenarioKeys.key("workload.arrivals")?.expected
    // What has another form stays as it is, and is reported with the other keys.
    guard let text = node.text, let call = FunctionNotation(text) else { return node }
    func leaf(_ text: String) -> DocumentNode { DocumentNode(text, at: node.location) }
    var entries = [("process", leaf(call.name))]
    for (index, argument) in call.arguments.enumerated() {
      switch argument.label {
      case let label? where entries.contains { $0.0 == label }:
        problems.add(
          Diagnostic(
            at: node.location, path: path, "\(label) is given twice", found: text,
            expected: expected, suggestion: .advice("remove one of them")))
      case let label?: entries.append((label, leaf(argument.value)))
      case nil where index == 0:
        entries.append((first(of: call.name), leaf(argument.value)))
      case nil:
        problems.add(
          Diagnostic(
            at: node.location, path: path, "an argument has no name", found: argument.value,
            expected: expected, suggestion: .advice("name it, as in gamma(2 /s, cv 3)")))
      }
    }
    return mapping(entries, at: node)
  }

  /// What the first argument of a process is.
  private static func first(of process: String) -> String {
    ArrivalWords.arguments[process]?.first ?? "rate"
  }

  private static func mapping(
    _ entries: [(String, DocumentNode)], at node: DocumentNode
  ) -> DocumentNode {
    DocumentNode(
      .mapping(
        DocumentMapping(
          entries.map {
            DocumentMapping.Entry(key: $0.0, keyLocation: node.location, value: $0.1)
          })), at: node.location)
  }
}

extension DocumentNode {
  /// The tree in long form with settings applied in order: one may write short what the next one
  /// changes a part of.
  func setting(
    _ assignments: [DocumentAssignment], into problems: DiagnosticCollector
  ) -> DocumentNode {
    var node = self
    for assignment in assignments {
      do {
        node = ScenarioShorthand.expanded(try node.setting(assignment), into: problems)
      } catch { problems.add(error) }
    }
    return node
  }
}

/// Text of the form `name(value, label value, …)`.
struct FunctionNotation {
  struct Argument {
    let label: String?
    let value: String
  }

  let name: String
  let arguments: [Argument]

  /// Nil where the text has no name, no closed pair of brackets, or an empty argument.
  init?(_ text: String) {
    guard let open = text.firstIndex(of: "("), text.last == ")", open > text.startIndex else {
      return nil
    }
    name = text[..<open].trimmed
    let inside = text[text.index(after: open)..<text.index(before: text.endIndex)]
    var arguments: [Argument] = []
    for piece in Self.pieces(of: inside) {
      let piece = piece.trimmed
      guard !piece.isEmpty else { return nil }
      let words = piece.split(separator: " ", maxSplits: 1)
      if words.count == 2, let first = words[0].first, first.isLetter,
        !["nan", "inf", "infinity"].contains(words[0].lowercased())
      {
        arguments.append(Argument(label: String(words[0]), value: words[1].trimmed))
      } else {
        arguments.append(Argument(label: nil, value: piece))
      }
    }
    self.arguments = arguments
  }

  /// The arguments: what stands between commas outside of inner brackets.
  private static func pieces(of text: Substring) -> [Substring] {
    var depth = 0
    return text.split(omittingEmptySubsequences: false) { character in
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      return character == "," && depth == 0
    }
  }
}

extension Substring {
  var trimmed: String {
    var rest = self
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
