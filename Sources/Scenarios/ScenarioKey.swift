/// One key of the scenario format: what may stand there, what stands there if nothing is said, and
/// what it means. The table of all keys drives reading, defaults, `check`, the JSON Schema and the
/// documentation.
public struct ScenarioKey: Sendable, Hashable {
  /// The dotted path; sections end where their keys begin: `workload`, `workload.arrivals.rate`.
  public let path: String
  /// What may stand there, in the words of an error message: `a duration, such as 10 min`.
  public let expected: String
  /// The value taken where the key is left out; nil where there is none, or where a preset of the
  /// catalog supplies it.
  public let standard: String?
  /// What it means, one sentence.
  public let meaning: String
  /// The names that may stand there, where there are few.
  public let choices: [String]

  init(
    _ path: String, _ expected: String, standard: String? = nil, choices: [String] = [],
    _ meaning: String
  ) {
    self.path = path
    self.expected = expected
    self.standard = standard
    self.meaning = meaning
    self.choices = choices
  }

  /// The last word of the path.
  public var name: String { path.split(separator: ".").last.map(String.init) ?? path }
  /// The path of the section it belongs to; empty at the top.
  public var section: String {
    path.split(separator: ".").dropLast().joined(separator: ".")
  }
}
