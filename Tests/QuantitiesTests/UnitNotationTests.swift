import Quantities
import Testing

@Suite("Reading quantities")
struct UnitNotationTests {
  let notation = UnitNotation()

  /// The value of a text in base units.
  func value<D>(_ text: String, _ type: Quantity<D>.Type) throws -> Double {
    try notation.parse(text, as: type).value
  }

  @Test("A decimal prefix moves the point and rounds nothing")
  func decimalPrefixes() throws {
    #expect(try value("3.35 TB/s", BytesPerSecond.self) == 3.35e12)
    #expect(try value("989.4 TFLOP/s", FLOPsPerSecond.self) == 989.4e12)
    #expect(try value("50 µs", Seconds.self) == 50e-6)
    #expect(try value("0.55 USD/Mtok", USDollarsPerToken.self) == 0.55e-6)
    #expect(try value("15.6 T", Tokens.self) == 15.6e12)
    #expect(try value("56 %", Quantity<Unity>.self) == 0.56)
  }

  @Test("GB and GiB differ by 7.374 %")
  func binaryPrefixes() throws {
    let ratio = try value("1 GiB", Bytes.self) / value("1 GB", Bytes.self)
    #expect(ratio == 1.073741824)
    #expect(try value("80 GiB", Bytes.self) == 80 * 1_073_741_824)
    #expect(try value("1 EiB", Bytes.self) == 1_152_921_504_606_846_976)
  }

  @Test("Bits are eighths of bytes")
  func bits() throws {
    #expect(try value("400 Gbit/s", BytesPerSecond.self) == 50e9)
    #expect(try value("8 Kibit", Bytes.self) == 1_024)
  }

  @Test(
    "Times are read in every usual unit",
    arguments: [
      ("12.5 ns", 12.5e-9), ("3 ms", 3e-3), ("2 s", 2), ("30 min", 1_800), ("2 h", 7_200),
      ("1 d", 86_400), ("2 days", 172_800), ("3 weeks", 1_814_400), ("1 month", 2_628_000),
      ("1 year", 31_536_000), ("45000 h", 1.62e8),
    ])
  func times(_ text: String, _ seconds: Double) throws {
    #expect(try value(text, Seconds.self) == seconds)
  }

  @Test(
    "Counted things may leave out their name and take scale words",
    arguments: [
      ("300 /s", 300), ("300/s", 300), ("12 requests/s", 12), ("12 req/min", 0.2),
      ("10k /s", 10_000), ("2M requests/day", 2e6 / 86_400),
    ])
  func requestRates(_ text: String, _ perSecond: Double) throws {
    #expect(abs(try value(text, RequestsPerSecond.self) / perSecond - 1) < 1e-15)
  }

  @Test(
    "Tokens are counted in k, M, B and T",
    arguments: [
      ("900", 900), ("900 tok", 900), ("10k", 10_000), ("2 B", 2e9), ("2B tokens", 2e9),
      ("15.6 T tokens", 15.6e12), ("3 million tokens", 3e6), ("7 Btok", 7e9),
    ])
  func tokens(_ text: String, _ count: Double) throws {
    #expect(try value(text, Tokens.self) == count)
  }

  @Test(
    "Money is read before and after its currency",
    arguments: [
      ("2.35 USD", 2.35), ("$2.35", 2.35), ("-$5", -5), ("$60M", 60e6), ("8.2M USD", 8.2e6),
      ("1.2 billion USD", 1.2e9), ("$ 5", 5),
    ])
  func money(_ text: String, _ dollars: Double) throws {
    #expect(try value(text, USDollars.self) == dollars)
  }

  @Test("Rates of money are composed of any units of the right dimensions")
  func moneyRates() throws {
    #expect(try notation.parse("2.35 USD/h", as: USDollarsPerSecond.self).perHour == 2.35)
    let yearly = try notation.parse("$1.5M/year", as: USDollarsPerSecond.self)
    #expect(abs(yearly.perHour - 1.5e6 / 8_760) < 1e-10)
    for text in ["$0.55/M tokens", "0.55 USD per million tokens", "0.00055 USD/ktok"] {
      let price = try notation.parse(text, as: USDollarsPerToken.self)
      #expect(abs(price.perMillionTokens - 0.55) < 1e-15)
    }
    let energy = try notation.parse("0.08 USD/kWh", as: USDollarsPerJoule.self)
    #expect(abs(energy.perKilowattHour - 0.08) < 1e-16)
    for text in ["130 USD/kW-month", "130 USD/kW/month", "130000 USD/(MW·month)"] {
      let rent = try notation.parse(text, as: USDollarsPerWattSecond.self)
      #expect(abs(rent.perKilowattMonth - 130) < 1e-12)
    }
    #expect(try value("11M USD/MW", USDollarsPerWatt.self) == 11)
  }

  @Test("Yuan are read at the exchange rate given, and only then")
  func yuan() throws {
    let rates = try ExchangeRates(dollarsPerYuan: 0.14, date: "2025", source: "example")
    let notation = UnitNotation(exchangeRates: rates)
    #expect(abs(try notation.parse("60M CNY", as: USDollars.self).value - 8.4e6) < 1e-8)
    let price = try notation.parse("0.5 CNY/kWh", as: USDollarsPerJoule.self)
    #expect(abs(price.perKilowattHour - 0.07) < 1e-15)
    #expect(throws: UnitNotationError.missingExchangeRate(found: "60M CNY", currency: "CNY")) {
      try self.notation.parse("60M CNY", as: USDollars.self)
    }
    #expect(throws: UnitNotationError.self) {
      try ExchangeRates(dollarsPerYuan: 0, date: "2025", source: "example")
    }
  }

  @Test("Power, energy and area in their usual units")
  func otherUnits() throws {
    #expect(try value("5 mW", Watts.self) == 5e-3)
    #expect(try value("5 MW", Watts.self) == 5e6)
    #expect(try value("12 MWh", Joules.self) == 43.2e9)
    #expect(try value("3 kW h", Joules.self) == 10.8e6)
    #expect(try value("8.14 cm²", SquareMillimetres.self) == 814)
    #expect(try value("0.12 /cm^2", PerSquareMillimetre.self) == 0.0012)
    #expect(try value("1.98 GHz", PerSecond.self) == 1.98e9)
    #expect(abs(try value("5 %/year", PerSecond.self) * 31_536_000 - 0.05) < 1e-16)
    #expect(try value("1979 TOP/s", FLOPsPerSecond.self) == 1.979e15)
    #expect(try value("8 pJ/bit", Quantity<Per<Joule, Byte>>.self) == 64e-12)
  }

  @Test("B is a byte where bytes are due and a billion where things are counted")
  func contextOfB() throws {
    #expect(try value("2 B", Bytes.self) == 2)
    #expect(try value("2 B", Tokens.self) == 2e9)
    #expect(try value("2 B/tok", BytesPerToken.self) == 2)
    #expect(try value("2 USD/B tok", USDollarsPerToken.self) == 2e-9)
    #expect(throws: UnitNotationError.self) { try value("3 B/s", RequestsPerSecond.self) }
  }

  @Test("A dimension that another module adds is read under its own symbol")
  func foreignDimension() throws {
    enum Wafer: Dimension { static var symbol: String { "wafer" } }
    #expect(try value("10k wafers", Quantity<Wafer>.self) == 10_000)
    let monthly = try notation.parse("40k wafers/month", as: Quantity<Per<Wafer, Second>>.self)
    #expect(abs((monthly * Seconds.month).value - 40_000) < 1e-9)
    #expect(UnitNotation.format(Quantity<Wafer>(25)) == "25.0 wafer")
  }

  @Test("Numbers are read with signs, exponents and underscores")
  func numbers() throws {
    #expect(try value("-3 kB", Bytes.self) == -3_000)
    #expect(try value("\u{2212}3 B", Bytes.self) == -3)
    #expect(try value("1_000_000 B", Bytes.self) == 1e6)
    #expect(try value("2e26 FLOP", FLOPs.self) == 2e26)
    #expect(try value("2.5E-3 s", Seconds.self) == 2.5e-3)
    #expect(try value(".5 s", Seconds.self) == 0.5)
    #expect(try value("5. s", Seconds.self) == 5)
    #expect(try value("5\u{a0}s", Seconds.self) == 5)
    #expect(try value("5 EB", Bytes.self) == 5e18)
    #expect(try notation.number("4x") == 4)
    #expect(try notation.number("70B") == 70e9)
  }

  @Test(
    "Counts are whole and exact",
    arguments: [
      ("16384", 16_384), ("16_384", 16_384), ("10k", 10_000), ("1e6", 1_000_000), ("1.5k", 1_500),
      ("2048 sequences", 2_048), ("1 sequence", 1), ("2k sequences", 2_000), ("-3", -3), ("0", 0),
      ("9223372036854775807", Int.max), ("15.6 T", 15_600_000_000_000), ("10.00", 10),
    ])
  func counts(_ text: String, _ count: Int) throws {
    #expect(try notation.count(text, of: "sequence") == count)
  }

  @Test("Fractions are from 0 to 1, in percent or not")
  func fractions() throws {
    #expect(try notation.fraction("56 %") == 0.56)
    #expect(try notation.fraction("0.56") == 0.56)
    #expect(try notation.fraction("0") == 0 && notation.fraction("100%") == 1)
    #expect(throws: UnitNotationError.self) { try notation.fraction("150 %") }
    #expect(throws: UnitNotationError.self) { try notation.fraction("-0.1") }
    do {
      _ = try notation.fraction("56")
      Issue.record("56 is no fraction")
    } catch {
      #expect(error.suggestion == "56 %")
    }
  }

  @Test("A range states its unit once or twice")
  func intervals() throws {
    let price = try notation.parseInterval("0.06 to 0.10 USD/kWh", as: USDollarsPerJoule.self)
    #expect(price?.lowerBound == (try notation.parse("0.06 USD/kWh")))
    #expect(price?.upperBound == (try notation.parse("0.10 USD/kWh")))
    let time = try notation.parseInterval("30 s to 5 min", as: Seconds.self)
    #expect(time == Seconds(30)...Seconds(300))
    #expect(try notation.parseInterval("30 s", as: Seconds.self) == nil)
    #expect(try notation.parseInterval("5 % to 50 %", as: Quantity<Unity>.self) != nil)
    #expect(throws: UnitNotationError.self) {
      try notation.parseInterval("5 min to 30 s", as: Seconds.self)
    }
    #expect(throws: UnitNotationError.self) {
      try notation.parseInterval("5 to", as: Seconds.self)
    }
  }
}
