public import Economics
public import Quantities

/// What a seller asks for the tokens of a model in a time, as one source states it.
public struct ListPrice: Sendable, Hashable {
  /// The catalog name: `deepseek-v4-pro-launch`.
  public let name: String
  public let title: String
  public let seller: String
  /// The model whose tokens are sold; of the catalog or not.
  public let model: String
  public let tier: PriceTier
  /// The first day on which it is known to hold.
  public let from: CalendarDate
  /// The last day on which it held; nil where no later price is known.
  public let until: CalendarDate?
  public let prices: PriceList
  /// Longest prompt that pays it; nil where no limit is stated.
  public let contextLimit: Int?
  /// Names of prices that other sources state of the same thing.
  public let conflicts: [String]
  public let evidence: Evidence

  /// Whether it held on a day.
  public func holds(on date: CalendarDate) -> Bool {
    from <= date && until.map { date <= $0 } ?? true
  }
}

extension Catalog {
  /// The price of a name.
  ///
  /// - Throws: ``CatalogError/incomplete(_:kind:missing:)`` where its source leaves out input or
  ///   output.
  public func listPrice(_ name: String) throws(CatalogError) -> ListPrice {
    try entry(name, kind: .prices).listPrice()
  }

  /// Every complete price of a model in the order of the files; those without input or output are
  /// left out.
  public func listPrices(of model: String) throws(CatalogError) -> [ListPrice] {
    var found: [ListPrice] = []
    for entry in try entries(of: .prices) where entry.record.text("model") == model {
      do { found.append(try entry.listPrice()) } catch {
        guard case .incomplete = error else { throw error }
      }
    }
    return found
  }

  /// What the tokens of a model were sold for on a day: of the prices that held, the one with the
  /// best evidence, and of equals the latest.
  ///
  /// - Throws: ``CatalogError/noPrice(of:on:tier:known:)`` where none is known to have held.
  public func price(
    of model: String, on date: CalendarDate, tier: PriceTier = .standard
  ) throws(CatalogError) -> ListPrice {
    let known = try listPrices(of: model).filter { $0.tier == tier }
    let held = known.filter { $0.holds(on: date) }
    let best = held.min { a, b in
      (a.evidence.grade, b.from, a.name) < (b.evidence.grade, a.from, b.name)
    }
    guard let best else {
      throw .noPrice(
        of: model, on: "\(date)", tier: tier.rawValue,
        known: known.map { price in
          "\(price.name) from \(price.from)" + (price.until.map { " to \($0)" } ?? "")
        })
    }
    return best
  }
}

extension CatalogEntry {
  /// The price that the entry states.
  func listPrice() throws(CatalogError) -> ListPrice {
    let input: USDollarsPerToken? = record.quantity("uncached-input")
    let output: USDollarsPerToken? = record.quantity("output")
    guard let input, let output, let fact = record.fact("uncached-input"),
      let evidence = fact.evidence, let seller = record.text("seller"),
      let model = record.text("model"),
      let tier = record.text("tier").flatMap(PriceTier.init(rawValue:)),
      let from = record.text("from").flatMap({ try? CalendarPeriod($0).first })
    else {
      throw .incomplete(
        name, kind: kind,
        missing: [
          input == nil ? "the price of uncached input" : nil,
          output == nil ? "the price of output" : nil,
        ].compactMap(\.self))
    }
    let until = record.text("until").flatMap { try? CalendarPeriod($0).last }
    if let until, until < from {
      throw .refused(name, kind: kind, reason: "it holds from \(from) and until \(until)")
    }
    do {
      return ListPrice(
        name: name, title: title, seller: seller, model: model, tier: tier, from: from,
        until: until,
        prices: try PriceList(
          uncachedInput: input, cachedInput: record.quantity("cached-input"), output: output),
        contextLimit: record.count("context-limit"), conflicts: record.names("conflicts-with"),
        evidence: evidence)
    } catch {
      throw .refused(name, kind: kind, reason: "\(error)")
    }
  }

  /// What follows from a price.
  func derivedPriceFacts() -> [FactRow] {
    guard let list = try? listPrice().prices else { return [] }
    var rows: [FactRow] = []
    for (name, cached) in [("blend-3-to-1", 0.0), ("blend-3-to-1-cached", 0.5)] {
      guard let blend = try? TokenBlend(input: 3, output: 1, cachedShare: cached),
        let price = list.blended(over: blend.volumes)
      else { continue }
      rows.append(
        .derived(
          name,
          "Price of three tokens of input and one of output"
            + (cached > 0 ? ", half the input cached" : ""),
          UnitNotation.format(price.perMillionTokens, significantDigits: 4), unit: "USD/Mtok",
          formula: cached > 0
            ? "(1.5 uncached + 1.5 cached + output) / 4" : "(3 uncached input + output) / 4",
          note: cached > 0 && list.cachedInput == nil
            ? "cached input has no price of its own" : nil))
    }
    return rows
  }
}
