/// Some of the levers of a scenario: those that are pulled in one of its design points.
///
/// Levers are counted from 0 in the order of the file.
public struct LeverCoalition: Sendable, Hashable, Comparable {
  private let bits: UInt32

  /// Levers that one scenario may have.
  public static let mostLevers = 30

  private init(bits: UInt32) { self.bits = bits }

  /// - Precondition: each member lies in `0..<mostLevers`.
  public init(_ members: some Sequence<Int>) {
    bits = members.reduce(0) { bits, member in
      precondition((0..<Self.mostLevers).contains(member), "lever \(member)")
      return bits | 1 << UInt32(member)
    }
  }

  /// No lever: the base.
  public static let none = LeverCoalition(bits: 0)

  /// All of a number of levers.
  public static func all(of count: Int) -> LeverCoalition { LeverCoalition(0..<count) }

  public var count: Int { bits.nonzeroBitCount }
  /// In rising order.
  public var members: [Int] { (0..<Self.mostLevers).filter(contains) }

  public func contains(_ lever: Int) -> Bool { bits >> UInt32(lever) & 1 == 1 }
  public func adding(_ lever: Int) -> LeverCoalition {
    LeverCoalition(bits: bits | 1 << UInt32(lever))
  }
  public func removing(_ lever: Int) -> LeverCoalition {
    LeverCoalition(bits: bits & ~(1 << UInt32(lever)))
  }

  /// Fewer levers first; among as many, those that stand earlier in the file.
  public static func < (a: LeverCoalition, b: LeverCoalition) -> Bool {
    (a.count, a.bits) < (b.count, b.bits)
  }

  /// Every coalition of a number of levers, in order.
  ///
  /// - Precondition: `count` is at most 20, which are a million coalitions.
  static func every(of count: Int) -> [LeverCoalition] {
    precondition((0...20).contains(count), "coalitions of \(count) levers")
    return (0..<UInt32(1) << UInt32(count)).map { LeverCoalition(bits: $0) }.sorted()
  }
}
