public import OutputAnalysis

/// Where a measured figure comes from, part by part, down to the facts that it rests on.
///
/// A tree: the value of every term follows from those of its ``Term/parts``, as their ``Role`` says,
/// and a term without parts names its ``Term/sources``. All values are means over the same runs as the
/// figure itself, so that the parts make up what is printed. The mean of a product is not the product of
/// the means; where runs differ, a factor of its own says by how much.
public struct Explanation: Sendable, Hashable {
  public let metric: Metric
  /// The design point.
  public let subject: String
  /// The figure, part by part.
  public let root: Term
  /// The same figure put together in other ways.
  public let views: [Term]
  /// How many runs it is the mean of, or draws of what is not certain.
  public let runs: Int
  public let draws: Int
  /// The 95 % interval of the mean; nil below two.
  public let interval: ConfidenceInterval?
  /// What the explanation does not tell.
  public let remarks: [String]
  /// The publications that its sources name, each once.
  public let citations: [Citation]

  /// One quantity of the tree.
  public struct Term: Sendable, Hashable, Codable {
    public let name: String
    /// What it is to the term above.
    public let role: Role
    public let value: Double
    /// Nil for pure numbers.
    public let unit: String?
    /// How it follows from its parts, in words or in the signs of the equation.
    public let formula: String?
    public let sources: [Source]
    public let parts: [Term]
  }

  /// What a term is to the one above it.
  public enum Role: String, Sendable, Hashable, CaseIterable, Codable {
    /// One of several that add up, or are taken off.
    case plus, minus
    /// A factor of a product, or what that is divided by.
    case times, over
    /// What it is taken from by the formula, or stands beside it to compare.
    case from
  }

  /// Who says a number.
  public struct Source: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
      /// A fact of the catalog.
      case fact
      /// The scenario itself, or a setting of the command line.
      case scenario
      /// What stands where the scenario is silent.
      case standard = "default"
      /// The mean over simulated runs.
      case simulated
      /// Measured efficiencies of kernels.
      case calibration
      /// A definition, or a formula of the model.
      case formula
    }

    public var kind: Kind
    /// The entry and field, the file and line, or what is meant.
    public var place: String
    /// The value as it is written there.
    public var text: String?
    /// The 90 % interval as it is written there.
    public var range: String?
    public var date: String?
    /// The grade of the evidence, or of the calibration.
    public var grade: String?
    /// Names of ``Explanation/citations``.
    public var citations: [String] = []
    public var note: String?
    /// How many runs or draws a simulated figure is the mean of.
    public var runs: Int?
    /// Half of the 95 % interval of that mean, in the unit of the term.
    public var halfWidth: Double?
    /// The observations of one run, on average.
    public var count: Double?
  }

  /// A publication.
  public struct Citation: Sendable, Hashable, Codable {
    public let name: String
    /// Author, title and date.
    public let description: String
    public let locator: String?
  }
}

extension Explanation.Term {
  /// The value that the parts make up; nil where they do not add or multiply to it.
  public var valueOfParts: Double? {
    let summands = parts.filter { $0.role == .plus || $0.role == .minus }
    if !summands.isEmpty {
      return summands.reduce(0) { $1.role == .plus ? $0 + $1.value : $0 - $1.value }
    }
    let factors = parts.filter { $0.role == .times || $0.role == .over }
    guard !factors.isEmpty else { return nil }
    return factors.reduce(1) { $1.role == .times ? $0 * $1.value : $0 / $1.value }
  }

  /// The term and all below it, from top to bottom.
  public var all: [Explanation.Term] { [self] + parts.flatMap(\.all) }

  /// The terms at the ends of the tree.
  public var leaves: [Explanation.Term] { parts.isEmpty ? [self] : parts.flatMap(\.leaves) }
}
