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
public typealias USDollarsPerSecond = Quantity<Per<USDollar, Second>>
public typealias USDollarsPerToken = Quantity<Per<USDollar, Token>>
public typealias USDollarsPerJoule = Quantity<Per<USDollar, Joule>>
/// Money paid for the right to draw power, such as a colocation rent, per watt and second.
public typealias USDollarsPerWattSecond = Quantity<
  Per<Per<USDollar, Second>, Per<Joule, Second>>
>

extension Quantity {
  /// The dimension itself, for naming compound dimensions.
  public typealias Dimensions = D
}

extension Quantity<Second> {
  /// Sixty seconds, 3,600 seconds, 24 hours, 730 hours and 8,760 hours.
  @inlinable public static var minute: Seconds { Seconds(60) }
  @inlinable public static var hour: Seconds { Seconds(3_600) }
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
