public import Economics
public import Quantities

/// One alternative of a scenario of routing, fully typed: what a request is, where it may be answered
/// and at what price, and how requests are divided.
///
/// Nothing is simulated: `TieredRouting` has the answer in closed form.
public struct RoutingScenario: Sendable {
  public let title: String
  public let question: String?
  /// The alternative this is, and the swept values that distinguish it from its siblings.
  public let alternative: String
  public let coordinates: [(path: String, value: String)]
  public let seed: UInt64
  /// The mean request.
  public let task: TokenBlend
  /// In the order cheap, frontier, self-hosted; those that are stated.
  public let tiers: [Tier]
  /// The stack; nil where the frontier or every other tier is missing, and only prices are compared.
  public let routing: TieredRouting?
  public let division: Division
  /// What was taken from the catalog, with its sources, for the report.
  public let assumptions: [Assumption]

  /// The name of the design point.
  public var label: String {
    ([alternative] + coordinates.map { "\($0.path)=\($0.value)" }).joined(separator: " ")
  }

  /// Where requests may be answered.
  public struct Tier: Sendable, Hashable {
    /// `cheap`, `frontier` or `self-hosted`.
    public let name: String
    public let answering: RoutingTier
    public let charge: Charge

    /// What a token of the task takes on average; nil where only the request has a cost.
    public func perToken(of task: TokenBlend) -> USDollarsPerToken? {
      switch charge {
      case .price(let price): price.list.blended(over: task.volumes)
      case .machine(let perToken, _): perToken
      case .request: nil
      }
    }
  }

  /// How a tier charges.
  public enum Charge: Sendable, Hashable {
    case price(StatedPrice)
    /// A machine by the hour: dollars over the tokens that it handles meanwhile (Eq. 9.7).
    case machine(USDollarsPerToken, utilization: Double)
    /// So much for a request.
    case request
  }

  /// How free requests are divided.
  public enum Division: Sendable, Hashable {
    /// So that bill and loss together are least.
    case optimal
    case stated(cheap: Double, selfHosted: Double)
  }
}
