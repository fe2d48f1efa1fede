import Documents
import Economics
import Hardware
import Quantities
import ReferenceData

extension OwnerReader {
  /// Keys that only a tenant has.
  static let rentalKeys = [
    "rent", "rent-path", "rent-growth", "rent-from", "rent-years", "rental-extras",
  ]

  /// Keys that owners and tenants have.
  private static let sharedKeys = [
    "region", "kind", "allocation", "inflation", "exchange-rate", "host-memory", "cache-storage",
  ]

  /// What a tenant pays; nil after its problems were reported.
  mutating func rented(_ preset: OwnerPreset, _ price: AcceleratorPrice) -> Tenure? {
    for key in ScenarioKeys.names(in: "owner")
    where !(Self.rentalKeys + Self.sharedKeys).contains(key) {
      // Writing out a default changes nothing.
      guard let stated = keys.stated("owner.\(key)"),
        stated.node.text != ScenarioKeys.key("owner.\(key)")?.standard
      else { continue }
      stated.report(
        "a tenant does not pay for this: it is inside the rent",
        expected: "region, kind, allocation, or a key of rents",
        suggestion: .advice("remove it, or choose a kind that owns"))
    }
    let extras = number("rental-extras", preset.rentalExtras)
    let path = keys.stated("owner.rent-path")
    let rent: USDollarsPerSecond?
    if path == nil {
      rent = amount(
        "rent", price.rent, in: .zero...USDollarsPerSecond(perHour: 1e5),
        orElse: "the catalog has no rental price of \(accelerator.name)")
      if let rent, keys.stated("owner.rent") == nil {
        let terms = price.rentTerms.map { " (\($0))" } ?? ""
        note(
          "rental per accelerator", UnitNotation.format(rent) + terms, from: price.sources)
      }
    } else {
      // Read, so that it can be swept beside a path; it makes no difference.
      guard
        statedAmount("rent", in: USDollarsPerSecond.zero...USDollarsPerSecond(perHour: 1e5)) != nil
      else { return nil }
      rent = .zero
    }
    guard let extras, let rent, let mean = meanRent(path, otherwise: rent) else { return nil }
    return .rented(price: mean, extras: extras)
  }

  /// The mean of a rent that changes over the time it is paid; the rent itself where it does not.
  private mutating func meanRent(
    _ path: ValueReader?, otherwise rent: USDollarsPerSecond
  ) -> USDollarsPerSecond? {
    let growth = statedNumber("rent-growth")
    let inflation = statedNumber("inflation")
    let years = statedAmount("rent-years", in: Seconds.day * 30...Seconds.year * 100)
    let from = keys.stated("owner.rent-from")
    let start = from.map { $0.value(expected: "a date, such as 2026-07") { try Self.year(of: $0) } }
    guard let growth, let inflation, let years, (from == nil) || (start != .some(nil)) else {
      return nil
    }
    let steps: [RentalPath.Step]
    if let path {
      let items = path.node.sequence == nil ? [path] : path.items() ?? []
      let read = items.map { step($0) }
      steps = read.compactMap(\.self)
      guard steps.count == read.count else { return nil }
      for (index, pair) in zip(steps, steps.dropFirst()).enumerated()
      where pair.1.from <= pair.0.from {
        items[index + 1].report(
          "its date is not after that of the price before it",
          expected: "dates that go forward, each once")
        return nil
      }
      if let first = start.flatMap(\.self), let earliest = steps.first?.from, first < earliest {
        from?.report(
          "the stay begins before the first date of `rent-path`",
          expected: "a date from that one on",
          suggestion: .advice("begin later, or add what was paid before to `rent-path`"))
        return nil
      }
    } else {
      // Only its change counts, so that any year will do where none is stated.
      steps = [RentalPath.Step(from: start.flatMap(\.self) ?? 2000, price: rent)]
    }
    guard path != nil || growth != nil || inflation != nil else { return rent }
    guard let years else {
      if path == nil, growth == nil {
        note(
          "rent and inflation",
          "the rent is taken as nominal and not deflated: `rent-years` does not say for how long it "
            + "is paid")
        return rent
      }
      (path ?? keys.stated("owner.rent-growth"))?.report(
        "nobody says for how long the rent is paid", expected: "`owner.rent-years` beside it",
        suggestion: .advice("state it, such as 3 years"))
      return nil
    }
    do throws(EconomicsError) {
      let law = try RentalPath(steps, growth: growth ?? 0)
      let first = start.flatMap(\.self) ?? steps[0].from
      let mean = try law.mean(from: first, years: years / .year, inflation: inflation)
      let day = from?.node.text ?? (path == nil ? nil : Self.date(at: first))
      let period = day.map { " from \($0)" } ?? ""
      note(
        "rental per accelerator",
        "\(UnitNotation.format(mean)), the mean over \(UnitNotation.format(years))\(period)"
          + (inflation == nil ? "" : ", in dollars of its first day"))
      return mean
    } catch {
      (path ?? keys.stated("owner.rent-growth"))?.report("\(error)")
      return nil
    }
  }

  /// One entry, `2026-07 2.35 USD/h`.
  private func step(_ reader: ValueReader) -> RentalPath.Step? {
    let expected = "a date with a price, such as 2026-07 2.35 USD/h"
    let notation = notation
    return reader.value(expected: expected) { text in
      let (date, price) = try text.wordAndRest(expected: expected)
      return RentalPath.Step(
        from: try Self.year(of: date), price: try notation.parse(price, as: USDollarsPerSecond.self)
      )
    }
  }

  /// A year with a fraction to two digits, such as 2026.5.
  private static func date(at year: Double) -> String { "\((year * 100).rounded() / 100)" }

  /// A date as a year with a fraction.
  private static func year(of text: String) throws(TextProblem) -> Double {
    do throws(CalendarDateError) { return try CalendarPeriod(text).first.fractionalYear } catch {
      throw TextProblem(error.problem, expected: error.expected)
    }
  }
}
