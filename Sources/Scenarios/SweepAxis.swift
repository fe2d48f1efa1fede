import Quantities
public import Documents

/// One path of a sweep and the values it takes in turn.
public struct SweepAxis: Sendable, Hashable {
  public let path: DocumentPath
  /// The values as they would be written in the file, each with the place it comes from.
  public let values: [DocumentNode]

  /// The path of a key whose values may differ between design points; nil after reporting that it is
  /// none.
  static func path(
    _ text: String, at place: SourceLocation, _ reader: ValueReader
  ) -> DocumentPath? {
    guard let path = DocumentPath(text), ScenarioKeys.key(text) != nil,
      ScenarioKeys.key(text)?.isOfFile == false
    else {
      let leaves = ScenarioKeys.all.filter {
        ScenarioKeys.names(in: $0.path).isEmpty && !$0.isOfFile
      }.map(\.path)
      reader.problems.add(
        Diagnostic(
          at: place, path: reader.path, "nothing can be swept under the path \"\(text)\"",
          expected: "the path of a key, such as fleet.replicas or workload.arrivals.rate",
          suggestion: NearestName.suggestion(for: text, among: leaves).map { .name($0) }
            ?? .advice("take a key that sets one design point apart from another")))
      return nil
    }
    return path
  }

  /// Reads `[a, b, c]`, `log 1 /s to 100 /s in 9` or `linear 1 to 8 in 8`.
  ///
  /// Returns nil after reporting what does not fit.
  static func read(
    _ text: String, at place: SourceLocation, _ reader: ValueReader
  ) -> SweepAxis? {
    guard let path = path(text, at: place, reader) else { return nil }
    if reader.node.sequence != nil {
      guard let items = reader.items(), !items.isEmpty else {
        reader.report(
          "the list of values is empty", expected: "at least one value",
          suggestion: .advice("write [1, 2, 4], or remove the path"))
        return nil
      }
      if let cut = items.first(where: { ($0.node.text ?? "").openBrackets > 0 }) {
        cut.report(
          "the commas cut this value in pieces", expected: "quotes around a value with commas",
          suggestion: .advice("write [\"gamma(2 /s, cv 3)\", …]"))
        return nil
      }
      return SweepAxis(path: path, values: items.map(\.node))
    }
    guard let text = reader.text(expected: expected) else { return nil }
    let range: SweepRange
    let count: Int
    do { (range, count) = try SweepRange.counted(text) } catch {
      reader.report(
        error.message, expected: expected,
        suggestion: error.suggestion ?? .advice("write it like one of these"))
      return nil
    }
    let values = range.points(count).map { DocumentNode($0, at: reader.location) }
    return SweepAxis(path: path, values: values)
  }

  static let expected =
    "a list such as [1, 2, 4], or `log 1 /s to 100 /s in 9`, or `linear 0 to 1 in 5`; without `in` beside "
    + "`points`, which fill the space of such ranges"
}
