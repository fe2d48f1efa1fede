/// A number that knows its dimension: `Quantity<Second>` and `Quantity<Byte>` do not add.
///
/// The value is held in the base unit of the dimension (second, byte, FLOP, joule, US dollar,
/// token). Three product rules exist, and no more:
///
///     amount / rate = other        Bytes / BytesPerSecond = Seconds
///     rate × other = amount        FLOPsPerSecond × Seconds = FLOPs
///     amount / other = rate        USDollars / Tokens = USDollarsPerToken
///
/// Anything else goes through ``value`` with a comment.
public struct Quantity<D: Dimension>: Sendable, Hashable {
  /// The magnitude in the base unit of the dimension.
  public var value: Double

  @inlinable
  public init(_ value: Double) { self.value = value }

  @inlinable public static var zero: Self { Self(0) }
  @inlinable public static var infinity: Self { Self(.infinity) }
  @inlinable public var isFinite: Bool { value.isFinite }
}

extension Quantity: Comparable {
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

extension Quantity: AdditiveArithmetic {
  @inlinable public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  @inlinable public static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  @inlinable public static func += (a: inout Self, b: Self) { a.value += b.value }
  @inlinable public static func -= (a: inout Self, b: Self) { a.value -= b.value }
}

extension Quantity {
  @inlinable public static prefix func - (a: Self) -> Self { Self(-a.value) }
  @inlinable public static func * (a: Self, factor: Double) -> Self { Self(a.value * factor) }
  @inlinable public static func * (factor: Double, a: Self) -> Self { Self(factor * a.value) }
  @inlinable public static func / (a: Self, divisor: Double) -> Self { Self(a.value / divisor) }

  /// The ratio of two quantities of one dimension, a pure number.
  @inlinable public static func / (a: Self, b: Self) -> Double { a.value / b.value }

  /// How much of this quantity falls on each unit of another.
  @inlinable
  public static func / <Other>(a: Self, b: Quantity<Other>) -> Quantity<Per<D, Other>> {
    Quantity<Per<D, Other>>(a.value / b.value)
  }

  /// What remains when an amount is divided by its rate: bytes by bytes per second give seconds.
  @inlinable
  public static func / <Other>(a: Self, rate: Quantity<Per<D, Other>>) -> Quantity<Other> {
    Quantity<Other>(a.value / rate.value)
  }

  /// The amount that a rate brings: bytes per second over seconds give bytes.
  @inlinable
  public static func * <Other>(rate: Quantity<Per<D, Other>>, over: Quantity<Other>) -> Self {
    Self(rate.value * over.value)
  }
}

extension Quantity: CustomStringConvertible {
  /// The value and its base unit, at full precision; for people, see `UnitNotation`.
  public var description: String {
    D.symbol.isEmpty ? "\(value)" : "\(value) \(D.symbol)"
  }
}
