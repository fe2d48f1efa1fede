/// Every problem that was found in the user's input, in the order of the files.
public struct Diagnostics: Error, Sendable, Hashable {
  /// Sorted by file, line and column; a problem is listed once.
  public let all: [Diagnostic]

  public init(_ problems: some Sequence<Diagnostic>) {
    var seen: Set<Diagnostic> = []
    // Sorting by offset last keeps the order of discovery at one place.
    all = problems.filter { seen.insert($0).inserted }.enumerated()
      .sorted { ($0.element.location, $0.offset) < ($1.element.location, $1.offset) }
      .map(\.element)
  }

  public init(_ problem: Diagnostic) { self.init(CollectionOfOne(problem)) }
}

extension Diagnostics: CustomStringConvertible {
  public var description: String { all.map(\.description).joined(separator: "\n") }
}

/// Where readers leave the problems they meet, so that one pass reports them all.
///
/// A class, because many readers of one document write to one list.
public final class DiagnosticCollector {
  private var problems: [Diagnostic] = []

  public init() {}

  public var isEmpty: Bool { problems.isEmpty }

  /// The number of problems so far; compare two values to see whether a step went well.
  public var count: Int { problems.count }

  public func add(_ problem: Diagnostic) { problems.append(problem) }
  public func add(_ problems: Diagnostics) { self.problems += problems.all }
  public func add(_ error: DocumentError) { problems.append(error.diagnostic) }

  public var diagnostics: Diagnostics { Diagnostics(problems) }

  /// - Throws: ``Diagnostics`` with everything that was added, if anything was.
  public func throwIfAny() throws(Diagnostics) {
    if !problems.isEmpty { throw diagnostics }
  }

  /// Returns what `value` holds once no problem was found on the way.
  ///
  /// - Precondition: A reader that returns `nil` has said why.
  public func finish<Value>(_ value: Value?) throws(Diagnostics) -> Value {
    try throwIfAny()
    guard let value else { preconditionFailure("nothing was read and no problem was reported") }
    return value
  }
}
