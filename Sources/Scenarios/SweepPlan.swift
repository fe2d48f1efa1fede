import Documents
import Quantities
import Stochastics

/// What a scenario sweeps: groups of values that are combined each with each, and the combinations
/// that are kept.
struct SweepPlan {
  /// Values that are set together, in turn: those of one path, of several in lockstep, of listed
  /// cases, or of a design that fills the space of several ranges.
  struct Group {
    let paths: [DocumentPath]
    /// Each as long as ``paths``.
    let steps: [[DocumentNode]]
  }

  let groups: [Group]
  let condition: SweepCondition?

  /// Words that stand under `sweep` beside paths.
  static let words = ["zip", "cases", "where", "points", "design"]

  /// Combinations, before any condition.
  var count: Double { groups.reduce(1) { $0 * Double($1.steps.count) } }

  /// Nil after reporting what does not fit.
  init?(_ reader: ValueReader, seed: UInt64) {
    let before = reader.problems.count
    var groups: [Group] = []
    var ranges: [(path: DocumentPath, range: SweepRange, place: ValueReader)] = []
    var condition: ValueReader?
    var design: ValueReader?
    var points: ValueReader?
    for (word, place, value) in reader.entries() ?? [] {
      switch word {
      case "zip":
        let lists = value.node.sequence == nil ? [value] : value.items() ?? []
        groups += lists.compactMap(Self.lockstep)
      case "cases": if let group = Self.cases(value) { groups.append(group) }
      case "where": condition = value
      case "design": design = value
      case "points": points = value
      default:
        if let text = value.node.text, SweepRange.isRange(text), !text.contains(" in ") {
          guard let path = SweepAxis.path(word, at: place, value) else { continue }
          do { ranges.append((path, try SweepRange(text), value)) } catch {
            value.report(error.message, expected: SweepAxis.expected, suggestion: error.suggestion)
          }
        } else if let axis = SweepAxis.read(word, at: place, value) {
          groups.append(Group(paths: [axis.path], steps: axis.values.map { [$0] }))
        }
      }
    }
    if let group = Self.filling(ranges, design: design, points: points, seed: seed) {
      groups.append(group)
    }
    if groups.isEmpty, reader.problems.count == before {
      reader.report(
        "nothing is swept", expected: "at least one path with its values",
        suggestion: .advice("write fleet.replicas: [1, 2, 4], or remove `sweep`"))
    }
    var seen: Set<DocumentPath> = []
    for path in groups.flatMap(\.paths) where !seen.insert(path).inserted {
      reader.report(
        "\(path) is swept twice", expected: "each path in one place",
        suggestion: .advice("put all its values into one list, or into `cases`"))
    }
    self.groups = groups
    self.condition = condition.flatMap { SweepCondition($0, paths: seen.map(\.description)) }
    if let condition, let compared = self.condition { checkUnits(of: compared, at: condition) }
    guard reader.problems.count == before else { return nil }
  }

  /// Reports numbers of a condition that do not measure what is swept.
  private func checkUnits(of condition: SweepCondition, at reader: ValueReader) {
    for (name, sign, value) in condition.comparisons {
      guard let group = groups.first(where: { $0.paths.contains { $0.description == name } }),
        let place = group.paths.firstIndex(where: { $0.description == name }),
        let swept = group.steps.first?[place].text, let own = UnitNotation.parts(of: swept)
      else { continue }
      let other = UnitNotation.parts(of: value)
      let isComparable =
        other.flatMap { UnitNotation().conversion(of: $0.unit, to: own.unit) } != nil
      guard !isComparable, other != nil || (sign != .equal && sign != .unequal) else { continue }
      reader.report(
        "\"\(value)\" cannot be compared with values of \(name)",
        expected: "a number of \(own.unit.isEmpty ? "no unit" : own.unit), such as \(swept)",
        suggestion: .advice("write the unit of what is swept"))
    }
  }

  /// Lists that are gone through together.
  private static func lockstep(_ reader: ValueReader) -> Group? {
    let axes = (reader.entries() ?? []).compactMap {
      SweepAxis.read($0.key, at: $0.keyLocation, $0.value)
    }
    guard let first = axes.first else {
      if reader.node.mapping?.isEmpty == true {
        reader.report(
          "nothing goes together here", expected: "paths with lists of one length",
          suggestion: .advice("write zip: {fleet.plan.tensor: [4, 8], fleet.replicas: [8, 4]}"))
      }
      return nil
    }
    guard axes.allSatisfy({ $0.values.count == first.values.count }) else {
      let counts = axes.map { "\($0.path) has \($0.values.count)" }.joined(separator: ", ")
      reader.report(
        "lists that go together differ in length: \(counts)", expected: "lists of one length",
        suggestion: .advice("lengthen the shorter ones, or take them out of `zip`"))
      return nil
    }
    return Group(
      paths: axes.map(\.path),
      steps: first.values.indices.map { index in axes.map { $0.values[index] } })
  }

  /// Combinations that are listed one by one.
  private static func cases(_ reader: ValueReader) -> Group? {
    guard let items = reader.items() else { return nil }
    var paths: [DocumentPath] = []
    var steps: [[DocumentNode]] = []
    for (index, item) in items.enumerated() {
      var values: [DocumentPath: DocumentNode] = [:]
      for (word, place, value) in item.entries() ?? [] {
        guard let path = SweepAxis.path(word, at: place, value) else { return nil }
        values[path] = value.node
        if index == 0 { paths.append(path) }
      }
      guard values.count == paths.count, paths.allSatisfy({ values[$0] != nil }) else {
        item.report(
          "this case sets other paths than the first",
          expected: "values of "
            + paths.map(\.description).joined(separator: ", "),
          suggestion: .advice("state all of them in every case"))
        return nil
      }
      steps.append(paths.map { values[$0]! })
    }
    guard !steps.isEmpty, !paths.isEmpty else {
      reader.report(
        "no case is given", expected: "a list of mappings",
        suggestion: .advice("write cases: [{fleet.replicas: 2, fleet.plan.tensor: 4}, …]"))
      return nil
    }
    return Group(paths: paths, steps: steps)
  }

  /// Points that fill the space of ranges without a number of values of their own.
  private static func filling(
    _ ranges: [(path: DocumentPath, range: SweepRange, place: ValueReader)],
    design: ValueReader?, points: ValueReader?, seed: UInt64
  ) -> Group? {
    guard let first = ranges.first else {
      for word in [design, points].compactMap(\.self) {
        word.report(
          "there is no range to fill", expected: "a range without `in`, such as log 1 /s to 100 /s",
          suggestion: .advice("remove the key, or take `in 9` from a range"))
      }
      return nil
    }
    guard let points else {
      first.place.report(
        "the range has no number of points", expected: SweepAxis.expected,
        suggestion: .advice("write `in 9` behind it, or `points` beside it for a design"))
      return nil
    }
    let count = points.integer(in: 2...SweepRange.mostPoints)
    let methods = InputDesign.Method.allCases.map(\.rawValue)
    let method =
      design == nil
      ? .latinHypercube
      : design?.name(among: methods, of: "design").flatMap(InputDesign.Method.init(rawValue:))
    guard let count, let method else { return nil }
    do throws(StochasticsError) {
      let filling = try InputDesign(
        method, inputs: ranges.map { "sweep/\($0.path)" }, seed: seed)
      let steps = filling.points(count).map { point in
        zip(ranges, point).map { range, share in
          range.range.node(at: share, of: range.path, range.place.location)
        }
      }
      return Group(paths: ranges.map(\.path), steps: steps)
    } catch {
      let problem = TextProblem(error)
      first.place.report(problem.message, expected: problem.expected)
      return nil
    }
  }
}

extension SweepRange {
  /// The value at a share of the range, whole where the key takes whole numbers.
  fileprivate func node(
    at share: Double, of path: DocumentPath, _ place: SourceLocation
  ) -> DocumentNode {
    let form = ScenarioKeys.key(path.description)?.form
    let isWhole = if case .count? = form { true } else { false }
    let value = value(at: share)
    return DocumentNode(isWhole ? text(of: value.rounded()) : shortText(of: value), at: place)
  }
}
