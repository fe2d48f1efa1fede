public import Documents
public import Quantities

/// A claim of the public debate, in parts that figures of a result can be held against.
public struct Claim: Sendable {
  /// What is claimed, as its source words it.
  public let statement: String
  /// Citations of the catalog.
  public let sources: [NamedPlace]
  public let tests: [ClaimTest]
}

/// One part of a claim: a figure, whose it is, and where it must lie.
public struct ClaimTest: Sendable {
  public let name: String
  public let figure: NamedPlace
  /// The alternative whose figure it is; nil for the only one.
  public let subject: NamedPlace?
  /// The alternative whose figure it is divided by; nil where it stands alone.
  public let baseline: NamedPlace?
  /// The figure that it is divided by, where it is another.
  public let divisor: NamedPlace?
  /// What the points of a sweep must keep, of which the best is taken; nil where one is named.
  public let limit: Threshold?
  /// The point of a sweep; nil where there is one point.
  public let point: SweptPoint?
  /// The same of the divisor.
  public let baselinePoint: SweptPoint?
  /// Of studies over time; nil for the end.
  public let date: CalendarDate?
  public let condition: ClaimCondition
  /// What must be so for the figure to be as computed, and is not said by the claim; nil for a part of
  /// the claim itself.
  public let premise: String?

  /// A point of a sweep by one of its coordinates.
  public struct SweptPoint: Sendable, Hashable {
    public let path: String
    public let value: String
    public let place: NamedPlace

    public var text: String { "\(path) = \(value)" }
  }
}

/// Where a figure must lie: between two ends, each of which may be missing, or whether it is so.
public struct ClaimCondition: Sendable, Hashable {
  /// As written.
  public let text: String
  /// The ends, as numbers of ``unit``; infinite where there is none. Of `yes` 1, of `no` 0.
  public let range: ClosedRange<Double>
  public let unit: String
  /// Whether it says `yes` or `no`.
  public let isOfTruth: Bool
  let place: NamedPlace

  /// The ends in another unit; nil after reporting that there is no way from one to the other.
  public func range(in unit: String, into problems: DiagnosticCollector) -> ClosedRange<Double>? {
    guard let factor = UnitNotation().conversion(of: self.unit, to: unit), factor > 0 else {
      problems.add(
        place.diagnostic(
          self.unit.isEmpty
            ? "the limit has no unit" : "\"\(self.unit)\" is no unit of this figure",
          expected: unit.isEmpty ? "a plain number, or a percentage" : "a number of \(unit)",
          suggestion: .advice("write it in \(unit.isEmpty ? "no unit" : unit)")))
      return nil
    }
    return range.lowerBound * factor...range.upperBound * factor
  }

  /// Reads where a figure must lie; nil after reporting what does not fit.
  init?(_ reader: ValueReader) {
    let expected = ScenarioKeys.key("claim.tests.*.holds")?.expected
    guard let text = reader.text(expected: expected ?? "a range") else { return nil }
    func refuse(_ message: String) {
      reader.report(
        message, expected: expected,
        suggestion: .advice("write a range, 0.5 to 0.7, or a sign and a limit, >= 10"))
    }
    self.text = text
    place = NamedPlace(text, at: reader)
    if ["yes", "no", "true", "false"].contains(text) {
      let truth = text == "yes" || text == "true" ? 1.0 : 0
      (range, unit, isOfTruth) = (truth...truth, "", true)
      return
    }
    isOfTruth = false
    let ends = text.split(separator: " to ", maxSplits: 1).map { Substring($0).trimmed }
    if ends.count == 2 {
      guard let low = UnitNotation.parts(of: ends[0]), let high = UnitNotation.parts(of: ends[1]),
        low.0.isFinite, high.0.isFinite, low.1.isEmpty || low.1 == high.1
      else {
        refuse("this is no range of numbers")
        return nil
      }
      guard low.0 <= high.0 else {
        refuse("the range ends before it begins")
        return nil
      }
      (range, unit) = (low.0...high.0, String(high.1))
      return
    }
    guard
      let relation = Threshold.Relation.allCases.first(where: { text.hasPrefix($0.rawValue) }),
      let limit = UnitNotation.parts(
        of: Substring(text.dropFirst(relation.rawValue.count)).trimmed),
      limit.0.isFinite
    else {
      refuse("this is neither a range nor a limit")
      return nil
    }
    // At a limit itself no computed figure lies, so that < and <= are alike.
    range = relation.isUpperBound ? -Double.infinity...limit.0 : limit.0...Double.infinity
    unit = String(limit.1)
  }
}

extension ScenarioFile {
  /// The claim that the scenario puts to the test; nil where it makes none.
  ///
  /// Names of figures, citations and alternatives are looked up by whoever has the results.
  public func claim() throws(Diagnostics) -> Claim? {
    let problems = DiagnosticCollector()
    let keys = KeyReader(root: root, problems: problems)
    guard keys.stated("claim") != nil else { return nil }
    let statement = keys.required("claim.statement")?.text(expected: "a sentence")
    if statement?.allSatisfy(\.isWhitespace) == true {
      keys.stated("claim.statement")?.report(
        "the claim says nothing", expected: "a sentence",
        suggestion: .advice("write what is claimed, as its source words it"))
    }
    let sources = keys.stated("claim.sources")?.list { item in
      item.text(expected: "a citation").map { NamedPlace($0, at: item) }
    }
    let entries = keys.required("claim.tests")?.entries() ?? []
    let tests = entries.compactMap { ClaimTest($0.key, $0.value) }
    if entries.isEmpty {
      keys.stated("claim")?.report(
        "the claim has no test", expected: "at least one under `claim.tests`",
        suggestion: .advice("name a figure and where it must lie for the claim to hold"))
    }
    try problems.throwIfAny()
    guard let statement else { return nil }
    return Claim(statement: statement, sources: sources ?? [], tests: tests)
  }
}

extension ClaimTest {
  /// Reads one part of a claim; nil after reporting what does not fit.
  init?(_ name: String, _ reader: ValueReader) {
    func key(_ name: String) -> String? { ScenarioKeys.key("claim.tests.*.\(name)")?.expected }
    let names = ScenarioKeys.names(in: "claim.tests.*")
    guard let group = reader.mapping(keys: names) else { return nil }
    func named(_ name: String) -> NamedPlace? {
      guard let item = group.optional(name), !item.node.isNull else { return nil }
      return item.text(expected: key(name) ?? "a name").map { NamedPlace($0, at: item) }
    }
    func point(_ name: String) -> SweptPoint? {
      guard let place = named(name) else { return nil }
      let parts = place.name.split(separator: "=", maxSplits: 1).map { Substring($0).trimmed }
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        reader.problems.add(
          place.diagnostic(
            "this names no point of a sweep", expected: key(name),
            suggestion: .advice("write the swept path, an equals sign and one of its values")))
        return nil
      }
      return SweptPoint(path: String(parts[0]), value: String(parts[1]), place: place)
    }
    let figure = group.required("figure", expected: key("figure")).flatMap { item in
      item.text(expected: key("figure") ?? "a figure").map { NamedPlace($0, at: item) }
    }
    let condition = group.required("holds", expected: key("holds")).flatMap(ClaimCondition.init)
    let date = group.optional("on").flatMap { item in
      item.value(expected: key("on") ?? "a date") { text throws(TextProblem) in
        do throws(CalendarDateError) { return try CalendarDate(text) } catch {
          throw TextProblem("\(error)")
        }
      }
    }
    guard let figure, let condition else { return nil }
    self.name = name
    self.figure = figure
    subject = named("of")
    baseline = named("over")
    divisor = named("over-figure")
    limit = group.optional("within").flatMap(Threshold.init)
    self.point = point("at")
    baselinePoint = point("over-at")
    self.date = date
    self.condition = condition
    premise = named("if")?.name
  }
}
