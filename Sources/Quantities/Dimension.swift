/// A physical or monetary dimension, named by the base unit in which its quantities are held.
///
/// Dimensions are uninhabited types: they exist so that seconds and bytes cannot be added.
public protocol Dimension: Sendable {
  /// The symbol of the base unit, as printed after a number: `s`, `B`, `FLOP/s`.
  static var symbol: String { get }

  /// The powers of the base dimensions that make up this one, by which written units are matched.
  ///
  /// A dimension that does not say otherwise is a base dimension of its own.
  static var exponents: UnitExponents { get }
}

extension Dimension {
  public static var exponents: UnitExponents { UnitExponents(base: symbol) }
}

/// Time, in seconds.
public enum Second: Dimension {
  public static var symbol: String { "s" }
}

/// Information, in bytes.
public enum Byte: Dimension {
  public static var symbol: String { "B" }
}

/// Arithmetic work, in floating-point (or integer) operations; a multiply-accumulate counts two.
public enum FLOP: Dimension {
  public static var symbol: String { "FLOP" }
}

/// Energy, in joules.
public enum Joule: Dimension {
  public static var symbol: String { "J" }
}

/// Money, in nominal United States dollars.
public enum USDollar: Dimension {
  public static var symbol: String { "USD" }
}

/// Text, in tokens of the model's own vocabulary.
public enum Token: Dimension {
  public static var symbol: String { "tok" }
}

/// Work offered to a serving system, in requests.
public enum Request: Dimension {
  public static var symbol: String { "request" }
}

/// Area of silicon, in square millimetres.
public enum SquareMillimetre: Dimension {
  public static var symbol: String { "mm2" }
}

/// A pure number; only used where a ratio must stand in a place that asks for a dimension.
public enum Unity: Dimension {
  public static var symbol: String { "" }
  public static var exponents: UnitExponents { .none }
}

/// The dimension of one thing per another, such as bytes per second.
public enum Per<Numerator: Dimension, Denominator: Dimension>: Dimension {
  public static var symbol: String {
    // Joules per second are printed as people write them.
    if Numerator.self == Joule.self, Denominator.self == Second.self { return "W" }
    let divisor = Denominator.symbol
    return Numerator.symbol + "/" + (divisor.contains("/") ? "(\(divisor))" : divisor)
  }

  public static var exponents: UnitExponents { Numerator.exponents - Denominator.exponents }
}
