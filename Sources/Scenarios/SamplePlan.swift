public import Stochastics

/// How the uncertain inputs of a scenario are drawn.
public struct SamplePlan: Sendable, Hashable {
  /// Inputs that are drawn together.
  public struct Correlation: Sendable, Hashable {
    /// The user's name for the group.
    public let name: String
    /// Paths of uncertain inputs.
    public let inputs: [String]
    /// Spearman's rank correlation of each two of them.
    public let rankCorrelation: Double
  }

  /// How the draws fill the space of the inputs.
  public let design: InputDesign.Method
  public let points: Int
  /// Whether figures of the catalog with a 90 % interval are drawn too.
  public let drawsFacts: Bool
  public let correlations: [Correlation]
}
