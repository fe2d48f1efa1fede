public import Documents
import Quantities

extension ScenarioFile {
  /// Whether the file asks what levers do.
  public var hasLevers: Bool { root["levers"].map { !$0.isNull } ?? false }

  /// What is asked of levers; nil where the file has none.
  ///
  /// - Throws: `Diagnostics` for what cannot be read of the section.
  public func levers() throws(Diagnostics) -> LeverQuestion? {
    guard hasLevers else { return nil }
    let problems = DiagnosticCollector()
    let keys = KeyReader(root: root, problems: problems)
    let changes = leverChanges(keys)
    let question = readLevers(keys, changes)
    try problems.throwIfAny()
    return question
  }

  private typealias Change = (name: String, place: SourceLocation, node: DocumentNode)

  private func readLevers(_ keys: KeyReader, _ changes: [Change]) -> LeverQuestion? {
    for (word, subject) in [("alternatives", "alternatives"), ("sweep", "swept values")] {
      keys.stated(word)?.report(
        "the cases of levers are the levers themselves", expected: "no \(subject) beside `levers`",
        suggestion: .advice("remove `\(word)`, or make its cases levers"))
    }
    guard !changes.isEmpty else {
      if keys.problems.isEmpty {
        (keys.stated("levers.changes") ?? keys.stated("levers"))?.report(
          "no lever is named", expected: "levers.changes: names, each with the keys it changes",
          suggestion: .advice("write a name and what it changes, or remove `levers`"))
      }
      return nil
    }
    let study = keys.optional("levers.study")?.tabulatedName(of: "study")
      .flatMap(LeverQuestion.Study.init)
    let base = keys.optional("levers.base")?.label()
    let whole = keys.optional("levers.all")?.label()
    let metric = keys.optional("levers.metric").flatMap { reader in
      reader.metricName().map { NamedPlace($0, at: reader) }
    }
    let orders = keys.optional("levers.orders")?.tabulatedCount()
    let seed = keys.optional("seed")?.tabulatedCount()
    let prices = leverPrices(keys)
    let names = changes.map(\.name)
    for (word, name) in [("base", base), ("all", whole)] {
      guard let name, names.contains(name) || (word == "all" && name == base) else { continue }
      keys.stated("levers")?.report(
        "two cases are called \"\(name)\"", expected: "a name for each",
        suggestion: .advice("rename the lever, or state levers.\(word)"))
    }
    if study == .oneAtATime, prices != .some(nil) {
      keys.stated("levers.price")?.report(
        "levers that are not combined have no end to be sold",
        expected: "study: together, or no prices",
        suggestion: .advice("remove `levers.price`"))
      return nil
    }
    guard let study, let base, let whole, let metric, let orders, let seed, let prices else {
      return nil
    }
    let leaves = changes.map { Self.leaves(of: $0.node) }
    return LeverQuestion(
      study: study, base: base, whole: whole, metric: metric,
      levers: zip(names, leaves).map { LeverQuestion.Lever(name: $0, paths: $1.map(\.path)) },
      overlaps: study == .together ? Self.overlaps(names, leaves) : [], prices: prices,
      sampledOrders: names.count <= LeverQuestion.mostExact || study == .oneAtATime
        ? nil : LeverQuestion.orders(orders, of: names.count, seed: UInt64(seed)))
  }

  /// The levers of the file, each with a name of its own.
  private func leverChanges(_ keys: KeyReader) -> [Change] {
    guard let reader = keys.stated("levers.changes") else { return [] }
    let entries = reader.entries() ?? []
    if entries.count > LeverCoalition.mostLevers {
      reader.report(
        "\(entries.count) levers are too many", expected: "at most \(LeverCoalition.mostLevers)",
        suggestion: .advice("join levers that are always pulled together"))
      return []
    }
    var changes: [Change] = []
    for (name, place, value) in entries {
      let isPlain =
        !name.isEmpty && !name.contains(where: \.isNewline)
        && !name.contains(LeverQuestion.separator)
      guard isPlain else {
        keys.problems.add(
          Diagnostic(
            at: place, path: reader.path, "a lever has no name of one line", found: name,
            expected:
              "a name without \"\(LeverQuestion.separator)\", as tables and figures show it",
            suggestion: .advice("name it after what it changes")))
        continue
      }
      changes.append((name, place, value.node))
    }
    return changes
  }

  private func leverPrices(_ keys: KeyReader) -> LeverQuestion.Prices?? {
    guard let section = keys.stated("levers.price") else { return .some(nil) }
    guard keys.stated("levers.price.from") != nil, keys.stated("levers.price.to") != nil else {
      section.report(
        "one price has no gap", expected: "`from`, the price of the base, and `to`",
        suggestion: .advice("state both, such as {from: 10 USD/Mtok, to: 0.5 USD/Mtok}"))
      return nil
    }
    func price(_ path: String) -> Double? {
      let least = USDollarsPerToken(perMillionTokens: 1e-6)
      let most = USDollarsPerToken(perMillionTokens: 1e6)
      return keys.stated(path)?.quantity(as: USDollarsPerToken.self, in: least...most)?
        .perMillionTokens
    }
    guard let from = price("levers.price.from"), let to = price("levers.price.to") else {
      return nil
    }
    return LeverQuestion.Prices(from: from, to: to)
  }

  // MARK: Design points

  /// The base, and the base with the levers of each coalition: name and complete tree.
  ///
  /// - Parameter node: the scenario without its levers.
  func leverCases(
    over node: DocumentNode
  ) throws(Diagnostics) -> [(name: String, node: DocumentNode)] {
    guard let question = try levers() else { return [] }
    let changes = leverChanges(KeyReader(root: root, problems: DiagnosticCollector()))
    return question.coalitions.map { coalition in
      let tree = coalition.members.reduce(node) { tree, lever in
        let change = changes[lever].node
        return change.isEmpty || change.isNull
          ? tree : ScenarioShorthand.yielding(tree, to: change).merged(with: change)
      }
      return (question.label(of: coalition), tree)
    }
  }

  private typealias Leaf = (path: String, text: String)

  /// Every value that a lever sets, a removed key among them.
  private static func leaves(of node: DocumentNode) -> [Leaf] {
    var found: [Leaf] = []
    func look(_ node: DocumentNode, _ path: String) {
      if let mapping = node.mapping, !mapping.isEmpty {
        for entry in mapping.entries {
          look(entry.value, path.isEmpty ? entry.key : "\(path).\(entry.key)")
        }
      } else if !path.isEmpty {
        found.append((path, node.text ?? node.yaml()))
      }
    }
    look(node, "")
    return found
  }

  private static func overlaps(_ names: [String], _ leaves: [[Leaf]]) -> [LeverQuestion.Overlap] {
    var found: [LeverQuestion.Overlap] = []
    for (index, own) in leaves.enumerated() {
      for other in (index + 1)..<max(leaves.count, index + 1) {
        let paths = own.filter { leaf in
          leaves[other].contains { theirs in
            theirs.path == leaf.path
              ? theirs.text != leaf.text
              : theirs.path.hasPrefix(leaf.path + ".") || leaf.path.hasPrefix(theirs.path + ".")
          }
        }.map(\.path)
        guard !paths.isEmpty else { continue }
        found.append(
          LeverQuestion.Overlap(first: names[index], second: names[other], paths: paths))
      }
    }
    return found
  }
}

extension ValueReader {
  /// A name of one line.
  fileprivate func label() -> String? {
    guard let name = text(expected: "a name") else { return nil }
    guard !name.isEmpty, !name.contains(where: \.isNewline) else {
      report("this is no name of one line", expected: "a name, as tables and figures show it")
      return nil
    }
    return name
  }

  /// The name of a metric: a group and what is measured in it.
  fileprivate func metricName() -> String? {
    guard let name = text(expected: "a metric, such as cost.output") else { return nil }
    guard name.contains(".") else {
      report(
        "this is no metric with values of one sign", expected: "a metric, such as cost.output",
        suggestion: .advice("write its group too: cost.blended, energy.output, training.cost"))
      return nil
    }
    return name
  }
}
