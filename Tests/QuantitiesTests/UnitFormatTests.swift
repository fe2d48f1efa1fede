import Testing

@testable import Quantities

@Suite("Printing quantities")
struct UnitFormatTests {
  @Test("A quantity is printed in the unit that suits its size")
  func prefixes() {
    #expect(UnitNotation.format(BytesPerSecond(3.35e12)) == "3.35 TB/s")
    #expect(UnitNotation.format(Seconds(0.01234)) == "12.3 ms")
    #expect(UnitNotation.format(Bytes(71.2e9)) == "71.2 GB")
    #expect(UnitNotation.format(USDollarsPerToken(perMillionTokens: 0.55)) == "0.550 USD/Mtok")
    #expect(UnitNotation.format(USDollars(8.2e6)) == "8.20M USD")
    #expect(UnitNotation.format(FLOPs(3.8e25)) == "3.80e25 FLOP")
    #expect(UnitNotation.format(Seconds(90)) == "90.0 s")
    #expect(UnitNotation.format(Seconds(5_400)) == "90.0 min")
    #expect(UnitNotation.format(Seconds(45_000 * 3_600)) == "5.14 years")
    #expect(UnitNotation.format(Tokens(15.6e12), significantDigits: nil) == "15.6T tok")
    #expect(UnitNotation.format(Watts(-1_500)) == "-1.50 kW")
    #expect(UnitNotation.format(percentage: 0.0512) == "5.12 %")
    #expect(UnitNotation.format(percentage: 0) == "0 %")
  }

  @Test("Rounding up to a thousand takes the next prefix")
  func carry() {
    #expect(UnitNotation.format(Bytes(999.96)) == "1.00 kB")
    #expect(UnitNotation.format(Bytes(999.4)) == "999 B")
    #expect(UnitNotation.format(Bytes(999_960), significantDigits: 4) == "1.000 MB")
    #expect(UnitNotation.format(9.996) == "10.0")
  }

  @Test("Zero and what is not finite are printed in the plain unit")
  func special() {
    #expect(UnitNotation.format(Bytes.zero) == "0 B")
    #expect(UnitNotation.format(Seconds.infinity) == "inf s")
    #expect(UnitNotation.format(-Seconds.infinity) == "-inf s")
    #expect(UnitNotation.format(Seconds(.nan)) == "nan s")
    #expect(UnitNotation.format(0.0) == "0")
  }

  /// Numbers of all sizes and lengths, the same every time.
  static let samples: [Double] = {
    var state: UInt64 = 20_261_121
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 11
    }
    return (0..<100).map { _ in
      let size = Double(sign: .plus, exponent: Int(next() % 160) - 80, significand: 1)
      return (Double(next()) / 0x1p53 + 1) * size * (next() % 2 == 0 ? 1 : -1)
    }
  }()

  func checkRoundTrip<D>(_ type: Quantity<D>.Type) throws {
    let notation = UnitNotation()
    for sample in Self.samples {
      let quantity = Quantity<D>(sample)
      for digits in [1, 3, 6] {
        let text = UnitNotation.format(quantity, significantDigits: digits)
        let back = try notation.parse(text, as: type)
        // Half a unit of the last digit, relative to a leading digit of one.
        let tolerance = 0.5.power(10, 1 - digits)
        #expect(abs(back / quantity - 1) <= tolerance * 1.000_001, "\(sample) as \(text)")
      }
      let exact = UnitNotation.format(quantity, significantDigits: nil)
      #expect(abs(try notation.parse(exact, as: type) / quantity - 1) < 1e-15, "\(exact)")
      let base = try notation.parse(quantity.description, as: type)
      #expect(base == quantity, "\(quantity)")
    }
  }

  @Test("What is printed is read back, to the digits printed")
  func roundTrips() throws {
    try checkRoundTrip(Bytes.self)
    try checkRoundTrip(BytesPerSecond.self)
    try checkRoundTrip(Seconds.self)
    try checkRoundTrip(FLOPs.self)
    try checkRoundTrip(FLOPsPerSecond.self)
    try checkRoundTrip(Joules.self)
    try checkRoundTrip(Watts.self)
    try checkRoundTrip(Tokens.self)
    try checkRoundTrip(TokensPerSecond.self)
    try checkRoundTrip(Requests.self)
    try checkRoundTrip(RequestsPerSecond.self)
    try checkRoundTrip(USDollars.self)
    try checkRoundTrip(USDollarsPerSecond.self)
    try checkRoundTrip(USDollarsPerToken.self)
    try checkRoundTrip(USDollarsPerJoule.self)
    try checkRoundTrip(USDollarsPerWatt.self)
    try checkRoundTrip(USDollarsPerWattSecond.self)
    try checkRoundTrip(SquareMillimetres.self)
    try checkRoundTrip(PerSquareMillimetre.self)
    try checkRoundTrip(PerSecond.self)
    try checkRoundTrip(FLOPsPerByte.self)
    try checkRoundTrip(Quantity<Per<USDollar, Per<Byte, Second>>>.self)
  }

  @Test("Without a number of digits a quantity is printed as it was written")
  func shortest() throws {
    func check<D>(_ text: String, _ type: Quantity<D>.Type) throws {
      let quantity = try UnitNotation().parse(text, as: type)
      #expect(UnitNotation.format(quantity, significantDigits: nil) == text)
    }
    try check("50 µs", Seconds.self)
    try check("0.08 USD/kWh", USDollarsPerJoule.self)
    try check("0.12 /cm2", PerSquareMillimetre.self)
    try check("130 USD/kW-month", USDollarsPerWattSecond.self)
    try check("989.4 TFLOP/s", FLOPsPerSecond.self)
    try check("8.2M USD", USDollars.self)
    try check("0.2 /year", PerSecond.self)
  }

  @Test("The digits of a number are those of its shortest decimal")
  func decimalDigits() {
    for sample in Self.samples + [
      0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, 1e21, 123_456,
    ] {
      #expect(DecimalNumber(sample).value(timesTenTo: 0) == sample)
      #expect(Double(DecimalNumber(sample).text) == sample)
    }
  }

  @Test("Halves are rounded away from zero")
  func halves() {
    #expect(UnitNotation.format(0.285, significantDigits: 2) == "0.29")
    #expect(UnitNotation.format(2.5, significantDigits: 1) == "3")
    #expect(UnitNotation.format(-2.5, significantDigits: 1) == "-3")
    #expect(UnitNotation.format(99.95, significantDigits: 3) == "100")
    #expect(UnitNotation.format(0.000123456) == "0.000123")
    #expect(UnitNotation.format(0.0000123456) == "1.23e-5")
  }
}

extension Double {
  /// This number times a whole power of a base.
  fileprivate func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<abs(exponent)).reduce(self) { value, _ in exponent < 0 ? value / base : value * base }
  }
}
