/// One key of the scenario format: what may stand there, what stands there if nothing is said, and
/// what it means. The table of all keys drives defaults, `check`, the JSON Schema and the
/// documentation; a test holds the readers to it.
public struct ScenarioKey: Sendable, Hashable {
  /// The shape of a value, as far as an editor can judge it.
  public enum Form: Sendable, Hashable {
    /// A mapping of the keys below it.
    case section
    /// A mapping of the keys below it, or one text that stands for several of them.
    case shorthand
    /// A mapping whose keys the user chooses.
    case cases
    /// One text or a list of texts.
    case list
    case text
    /// One of a few names.
    case choice([String])
    /// A whole number: `16384`, `10k`, `2048 sequences`.
    case count(ClosedRange<Int>)
    /// A number or a percentage.
    case number(ClosedRange<Double>)
    /// A number with its unit.
    case quantity
    /// A number whose unit, a count of something, may be left out.
    case amount
    /// A number with its unit, or a word.
    case quantityOr(String)
    /// A number or a distribution.
    case distribution
  }

  /// The dotted path; sections end where their keys begin: `workload`, `workload.arrivals.rate`.
  public let path: String
  /// What may stand there, in the words of an error message: `a duration, such as 10 min`.
  public let expected: String
  public let form: Form
  /// The value taken where the key is left out; nil where there is none, or where a preset of the
  /// catalog supplies it.
  public let standard: String?
  /// What it means, one sentence.
  public let meaning: String

  init(
    _ path: String, _ expected: String, _ form: Form, standard: String? = nil, _ meaning: String
  ) {
    self.path = path
    self.expected = expected
    self.form = form
    self.standard = standard
    self.meaning = meaning
  }

  /// The names that may stand there, where there are few.
  public var choices: [String] {
    if case .choice(let names) = form { names } else { [] }
  }

  /// The values that ``expected`` names after `such as`, between `or`.
  public var examples: [String] {
    guard let words = expected.firstRange(of: ", such as ") else { return [] }
    return expected[words.upperBound...].split(separator: " or ").map(String.init)
  }

  /// Whether nothing but a value can stand there.
  public var isLeaf: Bool {
    switch form {
    case .section, .shorthand, .cases: false
    default: true
    }
  }

  /// The last word of the path.
  public var name: String { path.split(separator: ".").last.map(String.init) ?? path }
  /// The path of the section it belongs to; empty at the top.
  public var section: String {
    path.split(separator: ".").dropLast().joined(separator: ".")
  }

  /// Whether it holds for the file as a whole: alternatives, sweeps and design points share it.
  public var isOfFile: Bool {
    ScenarioKeys.ofTheFile.contains(String(path.prefix { $0 != "." }))
  }
}
