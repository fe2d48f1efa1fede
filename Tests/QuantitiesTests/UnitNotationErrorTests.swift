import Quantities
import Testing

/// Reads a text for a dimension and returns what was wrong with it.
private func error<D>(
  _ text: String, as type: Quantity<D>.Type, _ location: SourceLocation = #_sourceLocation
) -> UnitNotationError? {
  do {
    let quantity = try UnitNotation().parse(text, as: type)
    Issue.record("\(text) was read as \(quantity)", sourceLocation: location)
    return nil
  } catch {
    return error
  }
}

@Suite("Refusing what is not a quantity")
struct UnitNotationErrorTests {
  @Test("A bare number is refused wherever a unit is due")
  func bareNumbers() {
    let bytes = error("80", as: Bytes.self)
    #expect(bytes == .missingUnit(found: "80", expected: ["80 GB", "80 GiB"]))
    for refused in [
      error("3.35", as: BytesPerSecond.self), error("2e26", as: FLOPs.self),
      error("30", as: Seconds.self), error("300", as: RequestsPerSecond.self),
      error("2.35", as: USDollars.self), error("0", as: Watts.self),
    ] {
      guard case .missingUnit? = refused else {
        Issue.record("expected a missing unit, not \(String(describing: refused))")
        continue
      }
    }
  }

  @Test(
    "Where only case or a letter is wrong the right spelling is proposed",
    arguments: [
      ("80 Gib", "80 GiB"), ("80 gb", "80 GB"), ("80 mB", "80 MB"), ("80 G", "80 GB"),
      ("1,024 B", "1024 B"), ("1,5 GB", "1.5 GB"), ("80 GGB", "80 GB"),
    ])
  func byteProposals(_ text: String, _ proposal: String) {
    #expect(error(text, as: Bytes.self)?.suggestion == proposal)
  }

  @Test(
    "Rates written in shorthand are proposed in full",
    arguments: [
      ("400 Gbps", "400 Gbit/s"), ("900 GBps", "900 GB/s"), ("3.35 TB/sec", "3.35 TB/s"),
      ("3.35 TB", "3.35 TB/s"),
    ])
  func rateProposals(_ text: String, _ proposal: String) {
    #expect(error(text, as: BytesPerSecond.self)?.suggestion == proposal)
  }

  @Test("TFLOPS is proposed as a rate or a count, whichever is due")
  func shorthandOfArithmetic() {
    #expect(error("989.4 TFLOPS", as: FLOPsPerSecond.self)?.suggestion == "989.4 TFLOP/s")
    #expect(error("140 GFLOPs", as: FLOPs.self)?.suggestion == "140 GFLOP")
    #expect(error("1979 TOPS", as: FLOPsPerSecond.self)?.suggestion == "1979 TOP/s")
    #expect(error("2 hr", as: Seconds.self)?.suggestion == "2 h")
    #expect(error("300 rps", as: RequestsPerSecond.self)?.suggestion == "300 requests/s")
    #expect(error("0.55 USD/mtok", as: USDollarsPerToken.self)?.suggestion == "0.55 USD/Mtok")
    #expect(error("8.2 MUSD", as: USDollars.self)?.suggestion == "8.2 M USD")
    #expect(error("USD 5", as: USDollars.self)?.suggestion == "5 USD")
  }

  @Test("What can be read in two ways is left to the writer")
  func ambiguity() {
    #expect(
      error("400 Gb/s", as: BytesPerSecond.self)
        == .ambiguousUnit(
          found: "400 Gb/s", unit: "Gb", alternatives: ["400 Gbit/s", "400 GB/s"]))
    #expect(
      error("80 KB", as: Bytes.self)
        == .ambiguousUnit(found: "80 KB", unit: "KB", alternatives: ["80 kB", "80 KiB"]))
    #expect(
      error("5 m", as: Seconds.self)
        == .ambiguousUnit(found: "5 m", unit: "m", alternatives: ["5 min", "5 month"]))
  }

  @Test(
    "A unit of another dimension is named for what it measures",
    arguments: [
      ("80 GB/s", "data per time"), ("3 s", "time"), ("$3", "money"),
      ("5 USD/kWh", "money per energy"),
      ("5 USD/kW", "money per power"), ("5 kW", "power"), ("5 %", "a plain number"),
      ("5 TFLOP/s", "arithmetic work per time"), ("5 tok", "tokens"), ("5 /s", "a number per time"),
    ])
  func dimensions(_ text: String, _ kind: String) {
    guard case .wrongDimension(_, let found, "data", _, _)? = error(text, as: Bytes.self) else {
      Issue.record("expected a wrong dimension for \(text)")
      return
    }
    #expect(found == kind)
  }

  @Test("No percentage, frequency or other thing passes for a count")
  func notCounts() {
    for text in ["5 %", "4 kB", "5 s", "4x"] { #expect(error(text, as: Tokens.self) != nil) }
    for text in ["300 Hz", "5 %/s", "12 tok/s", "3 B/s"] {
      #expect(error(text, as: RequestsPerSecond.self) != nil)
    }
    #expect(error("5 % tok", as: Tokens.self) != nil)
  }

  @Test(
    "What is not a finite number is refused as such",
    arguments: [
      "nan B", "inf", "-Infinity GB", "1e400 B", "1e308 TB", "1e999999999999999999999 B",
    ])
  func notFinite(_ text: String) {
    #expect(error(text, as: Bytes.self) == .notFinite(found: text))
  }

  @Test("A number that vanishes is refused, a zero is not")
  func underflow() throws {
    guard case .outOfRange? = error("1e-400 B", as: Bytes.self) else {
      Issue.record("1e-400 vanished")
      return
    }
    #expect(try UnitNotation().parse("0e-400 B", as: Bytes.self) == .zero)
  }

  @Test(
    "What does not begin with a number is refused",
    arguments: [
      "abc", "GB", "--5 B", "- 5 B", "0.5.5 GB", "12:30 B", "1,024 B", "0x10 B x", "½ B", "٣ B",
    ])
  func notNumbers(_ text: String) {
    switch error(text, as: Bytes.self) {
    case .notANumber?: #expect(!text.hasPrefix("0x"))
    case .unknownUnit(_, let unit, _, _)?: #expect(unit == "x10")
    default: Issue.record("\(text) was refused for another reason")
    }
  }

  @Test(
    "Broken expressions are refused",
    arguments: [
      "5 B/", "5 B//s", "5 (B", "5 B)", "5 ()", "5 B/s/", "5 /", "5 ((((((((((B))))))))))",
    ])
  func malformed(_ text: String) {
    guard case .unknownUnit? = error(text, as: BytesPerSecond.self) else {
      Issue.record("\(text) was refused for another reason")
      return
    }
  }

  @Test("An empty text says what was due", arguments: ["", "   ", "\t\n"])
  func empty(_ text: String) {
    #expect(error(text, as: Tokens.self)?.expected.isEmpty == false)
    #expect(error(text, as: Tokens.self)?.found == "")
  }

  @Test("Whatever is proposed or expected can be read")
  func proposalsAreRead() throws {
    let rates = try ExchangeRates(dollarsPerYuan: 0.14, date: "2025", source: "example")
    let notation = UnitNotation(exchangeRates: rates)
    func check<D>(_ type: Quantity<D>.Type) throws {
      for unit in ["GHB", "mw", "Ms", "tokn", "usd", "KW", "bit/sec", "usd/mtok", "M", "k", "%%"] {
        do {
          _ = try notation.parse("7 " + unit, as: type)
        } catch {
          for text in error.expected + [error.suggestion].compactMap({ $0 }) {
            if case .ambiguousUnit = error { continue }
            #expect(throws: Never.self) { try notation.parse(text, as: type) }
          }
        }
      }
    }
    try check(Bytes.self)
    try check(BytesPerSecond.self)
    try check(Seconds.self)
    try check(FLOPs.self)
    try check(FLOPsPerSecond.self)
    try check(Watts.self)
    try check(Joules.self)
    try check(Tokens.self)
    try check(TokensPerSecond.self)
    try check(RequestsPerSecond.self)
    try check(USDollars.self)
    try check(USDollarsPerSecond.self)
    try check(USDollarsPerToken.self)
    try check(USDollarsPerJoule.self)
    try check(USDollarsPerWatt.self)
    try check(USDollarsPerWattSecond.self)
    try check(SquareMillimetres.self)
    try check(PerSquareMillimetre.self)
    try check(PerSecond.self)
    try check(BytesPerToken.self)
    try check(FLOPsPerByte.self)
    try check(Quantity<Unity>.self)
  }

  @Test("Counts that are broken, too large or of another thing are refused")
  func counts() {
    let notation = UnitNotation()
    #expect(throws: UnitNotationError.notAnInteger(found: "1.5")) { try notation.count("1.5") }
    #expect(throws: UnitNotationError.notAnInteger(found: "1e-3")) { try notation.count("1e-3") }
    for text in ["1e30", "9223372036854775808", "8 GB", "8 %", "8 tokens", "", "x", "16,384"] {
      #expect(throws: UnitNotationError.self) { try notation.count(text, of: "sequence") }
    }
  }

  @Test(
    "A price of energy is no rent of power, though their dimensions are one",
    arguments: [
      ("15 USD/kWh", true), ("130 USD/MWh", true), ("1 USD/MJ", true), ("2 USD/kW-month", false),
      ("60 USD/kW-month", false), ("700 USD/kW-year", false), ("60 USD/kW/month", false),
    ])
  func energyAndPower(_ text: String, _ isEnergy: Bool) throws {
    let notation = UnitNotation()
    if isEnergy {
      #expect(try notation.parse(text, as: USDollarsPerJoule.self).value > 0)
      #expect(throws: UnitNotationError.self) {
        try notation.parse(text, as: USDollarsPerWattSecond.self)
      }
    } else {
      #expect(try notation.parse(text, as: USDollarsPerWattSecond.self).value > 0)
      do {
        _ = try notation.parse(text, as: USDollarsPerJoule.self)
        Issue.record("\(text) is read as a price of energy")
      } catch {
        #expect(error.problem.contains("a rent of power"))
        #expect(error.expected.contains("0.08 USD/kWh"))
      }
    }
  }
}
