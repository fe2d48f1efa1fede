import Documents
public import Economics
import Quantities
import ReferenceData

/// What tokens are sold for, as a scenario says: by an entry of the catalog, by numbers of its own, or
/// by both.
public struct StatedPrice: Sendable, Hashable {
  public let list: PriceList
  /// What it is called: the title of the entry, or `stated`.
  public let title: String
  /// The entry of the catalog; nil where all figures are the scenario's own.
  public let entry: String?
  /// Names of citations, the main one first.
  public let citations: [String]
  /// Prices of the same thing that other sources state, by their entries.
  public let conflicts: [String]
  /// Since when it is known to hold, with the grade of the evidence; empty of stated figures.
  public let remark: String

  /// The three prices in words: `0.44 uncached, 0.0036 cached, 0.87 output (USD/Mtok)`.
  public var words: String {
    func dollars(_ price: USDollarsPerToken) -> String {
      UnitNotation.format(price.perMillionTokens, significantDigits: 3)
    }
    return "\(dollars(list.uncachedInput)) uncached, "
      + (list.cachedInput.map { "\(dollars($0)) cached" } ?? "no cached") + ", "
      + "\(dollars(list.output)) output (USD/Mtok)"
  }

  /// What the report says it rests on.
  func assumption(as subject: String) -> Assumption {
    Assumption(
      subject: subject, value: "\(title): \(words)", citations: citations, remark: remark)
  }
}

extension KeyReader {
  /// The prices under a section; nil where there are none, or after their problems were reported.
  func price(in section: String, catalog: Catalog) -> StatedPrice? {
    guard let whole = stated(section) else { return nil }
    let entry: ListPrice?
    if let reader = stated("\(section).of") {
      guard let found = listPrice(reader, on: stated("\(section).on"), catalog) else { return nil }
      entry = found
    } else {
      stated("\(section).on")?.report(
        "a day, and no price whose it is", expected: "`of` beside it",
        suggestion: .advice("name a model of `bessemer catalog list prices` under `of`"))
      entry = nil
    }
    func own(_ key: String) -> USDollarsPerToken?? {
      guard let reader = stated("\(section).\(key)") else { return .some(nil) }
      return reader.quantity(
        as: USDollarsPerToken.self, in: .zero...USDollarsPerToken(perMillionTokens: 1e6),
        notation: UnitNotation(exchangeRates: try? catalog.exchangeRates()),
        words: ScenarioKeys.key("\(section).\(key)")?.expected
      ).map { .some($0) }
    }
    guard let uncached = own("uncached-input"), let cached = own("cached-input"),
      let output = own("output")
    else { return nil }
    guard let input = uncached ?? entry?.prices.uncachedInput,
      let generated = output ?? entry?.prices.output
    else {
      whole.report(
        "a price needs what input and what output costs",
        expected: "`of`, or both uncached-input and output",
        suggestion: .advice("name a price of `bessemer catalog list prices`, or state the two"))
      return nil
    }
    do {
      let list = try PriceList(
        uncachedInput: input, cachedInput: cached ?? entry?.prices.cachedInput, output: generated)
      let isOwn = uncached != nil || cached != nil || output != nil
      return StatedPrice(
        list: list,
        title: (entry?.title ?? "stated") + (isOwn && entry != nil ? ", changed" : ""),
        entry: entry?.name, citations: entry?.evidence.sources ?? [],
        conflicts: entry?.conflicts ?? [],
        remark: entry.map { entry in
          "\(entry.seller), from \(entry.from)" + (entry.until.map { " to \($0)" } ?? "")
            + ", \(entry.evidence.grade.rawValue)"
            + (entry.conflicts.isEmpty
              ? "" : "; contradicted by \(entry.conflicts.joined(separator: ", "))")
        } ?? "")
    } catch {
      whole.report("\(error)")
      return nil
    }
  }

  /// The entry that a scenario names, or what its model was sold for on a day.
  private func listPrice(
    _ reader: ValueReader, on day: ValueReader?, _ catalog: Catalog
  ) -> ListPrice? {
    guard let name = reader.text(expected: "a price or a model of the catalog") else { return nil }
    let names = catalog.names(of: .prices)
    do {
      // A model without an entry of its own name has prices of other names, or none.
      let others = names.contains(name) ? [] : try catalog.listPrices(of: name).map(\.name)
      guard names.contains(name) || day != nil && !others.isEmpty else {
        reader.report(
          "no price is named \"\(name)\"",
          expected: "one of \(names.count) names (see `\(CatalogKind.prices.listCommand)`)",
          suggestion: (others.first ?? NearestName.suggestion(for: name, among: names))
            .map { .name($0) })
        return nil
      }
      guard let day else { return try catalog.listPrice(name) }
      let date: CalendarDate? = day.value(
        expected: ScenarioKeys.key(day.path.description)?.expected ?? "a date"
      ) { text throws(TextProblem) in
        do throws(CalendarDateError) { return try CalendarDate(text) } catch {
          throw TextProblem(error.problem, expected: error.expected)
        }
      }
      guard let date else { return nil }
      let entry = names.contains(name) ? try catalog.listPrice(name) : nil
      return try catalog.price(
        of: entry?.model ?? name, on: date, tier: entry?.tier ?? .standard)
    } catch {
      (day ?? reader).report(error)
      return nil
    }
  }
}

extension Scenario {
  /// Takes a price, and notes where it comes from.
  mutating func take(_ price: StatedPrice) {
    self.price = price
    assumptions.append(price.assumption(as: "price"))
  }
}
