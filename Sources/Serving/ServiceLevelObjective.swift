public import Quantities

/// What a request must get to count as well served (section 5.5).
///
/// A request attains the objective if both limits hold. Requests of one output token have no time
/// per output token and are judged by the first token alone; rejected and unfinished requests are
/// misses.
public struct ServiceLevelObjective: Sendable, Hashable {
  public let timeToFirstToken: Seconds
  public let timePerOutputToken: Seconds

  /// No limit: every completed request attains it.
  public static let unlimited = try! ServiceLevelObjective()

  /// A limit that is not asked for is `.infinity`.
  public init(
    timeToFirstToken: Seconds = .infinity, timePerOutputToken: Seconds = .infinity
  ) throws(ServingError) {
    let bounds = 0...Double.infinity
    try ServingError.require(timeToFirstToken.value, in: bounds, "time to first token")
    try ServingError.require(timePerOutputToken.value, in: bounds, "time per output token")
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
  }

  func isAttained(firstToken: Seconds, perOutputToken: Seconds?) -> Bool {
    firstToken <= timeToFirstToken && (perOutputToken ?? .zero) <= timePerOutputToken
  }
}
