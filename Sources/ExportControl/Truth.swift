/// Whether something holds, where a number may be unknown.
///
/// Kleene's strong logic: what is unknown stays so unless the rest decides. Kleene (1952),
/// Introduction to Metamathematics, section 64.
public enum Truth: Sendable, Hashable {
  case holds, fails, unknown

  public init(_ value: Bool) { self = value ? .holds : .fails }

  /// Whether a stated fact holds; unknown where nothing is stated.
  public init(_ value: Bool?) { self = value.map(Truth.init) ?? .unknown }

  public static prefix func ! (truth: Self) -> Self {
    switch truth {
    case .holds: .fails
    case .fails: .holds
    case .unknown: .unknown
    }
  }

  public static func && (a: Self, b: Self) -> Self {
    if a == .fails || b == .fails { return .fails }
    return a == .holds && b == .holds ? .holds : .unknown
  }

  public static func || (a: Self, b: Self) -> Self {
    if a == .holds || b == .holds { return .holds }
    return a == .fails && b == .fails ? .fails : .unknown
  }
}
