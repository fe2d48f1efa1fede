/// How the uncertain inputs of a scenario are drawn.
public struct SamplePlan: Sendable, Hashable {
  /// How the draws fill the space of the inputs.
  public enum Design: String, Sendable, Hashable, CaseIterable {
    /// Each draw by itself.
    case monteCarlo = "monte-carlo"
    /// Each input once in each of as many equally likely strata as there are draws.
    case latinHypercube = "latin-hypercube"
    /// Sobol's sequence, shifted at random.
    case sobol
  }

  /// Inputs that are drawn together.
  public struct Correlation: Sendable, Hashable {
    /// The user's name for the group.
    public let name: String
    /// Paths of uncertain inputs.
    public let inputs: [String]
    /// Spearman's rank correlation of each two of them.
    public let rankCorrelation: Double
  }

  public let design: Design
  public let points: Int
  /// Whether figures of the catalog with a 90 % interval are drawn too.
  public let drawsFacts: Bool
  public let correlations: [Correlation]
}
