public typealias Seconds = Quantity<Second>
public typealias Bytes = Quantity<Byte>
public typealias FLOPs = Quantity<FLOP>
public typealias Joules = Quantity<Joule>
public typealias USDollars = Quantity<USDollar>
public typealias Tokens = Quantity<Token>
public typealias Requests = Quantity<Request>
public typealias SquareMillimetres = Quantity<SquareMillimetre>

public typealias BytesPerSecond = Quantity<Per<Byte, Second>>
public typealias FLOPsPerSecond = Quantity<Per<FLOP, Second>>
public typealias Watts = Quantity<Per<Joule, Second>>
public typealias TokensPerSecond = Quantity<Per<Token, Second>>
public typealias RequestsPerSecond = Quantity<Per<Request, Second>>
/// How often something happens, per second: a clock, a failure rate, a growth rate.
public typealias PerSecond = Quantity<Per<Unity, Second>>

public typealias BytesPerToken = Quantity<Per<Byte, Token>>
public typealias FLOPsPerToken = Quantity<Per<FLOP, Token>>
public typealias JoulesPerToken = Quantity<Per<Joule, Token>>
/// Arithmetic intensity: operations done for each byte moved.
public typealias FLOPsPerByte = Quantity<Per<FLOP, Byte>>
/// A density on silicon, such as defects per area.
public typealias PerSquareMillimetre = Quantity<Per<Unity, SquareMillimetre>>

public typealias USDollarsPerSecond = Quantity<Per<USDollar, Second>>
public typealias USDollarsPerToken = Quantity<Per<USDollar, Token>>
public typealias USDollarsPerJoule = Quantity<Per<USDollar, Joule>>
/// Money paid once for the ability to draw power, such as the building of a data centre.
public typealias USDollarsPerWatt = Quantity<Per<USDollar, Per<Joule, Second>>>
/// Money paid over time for the right to draw power, such as a colocation rent:
/// `rent * power` is a ``USDollarsPerSecond``.
///
/// Dimensionally this is a price of energy, that of power drawn without pause.
public typealias USDollarsPerWattSecond = Quantity<Per<Per<USDollar, Second>, Per<Joule, Second>>>

extension Quantity<Second> {
  /// Sixty seconds.
  @inlinable public static var minute: Seconds { Seconds(60) }
  /// Sixty minutes.
  @inlinable public static var hour: Seconds { Seconds(3_600) }
  /// Twenty-four hours.
  @inlinable public static var day: Seconds { Seconds(86_400) }
  /// A twelfth of a year of 365 days: 730 hours.
  @inlinable public static var month: Seconds { Seconds(730 * 3_600) }
  /// A year of 365 days: 8,760 hours.
  @inlinable public static var year: Seconds { Seconds(8_760 * 3_600) }
}

extension Quantity<Per<USDollar, Second>> {
  /// The rate in dollars per hour, as contracts state it.
  @inlinable public var perHour: Double { value * 3_600 }
  @inlinable public init(perHour dollars: Double) { self.init(dollars / 3_600) }
}

extension Quantity<Per<USDollar, Token>> {
  /// The price in dollars per million tokens.
  @inlinable public var perMillionTokens: Double { value * 1e6 }
  @inlinable public init(perMillionTokens dollars: Double) { self.init(dollars / 1e6) }
}

extension Quantity<Per<USDollar, Joule>> {
  /// The price in dollars per kilowatt-hour.
  @inlinable public var perKilowattHour: Double { value * 3.6e6 }
  @inlinable public init(perKilowattHour dollars: Double) { self.init(dollars / 3.6e6) }
}

extension Quantity<Per<Per<USDollar, Second>, Per<Joule, Second>>> {
  /// The rent in dollars per kilowatt and month of 730 hours.
  @inlinable public var perKilowattMonth: Double { value * (1e3 * Seconds.month.value) }
  @inlinable public init(perKilowattMonth dollars: Double) {
    self.init(dollars / (1e3 * Seconds.month.value))
  }
}
