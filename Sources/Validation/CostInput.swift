import Economics
import Foundation
import Quantities
import ReferenceData

/// A figure that the model takes and does not make, beside the catalog's own.
///
/// Agreement says that the catalog holds what others publish, and no more: several rows were read from
/// the sources of the catalog itself.
struct CostInput: Sendable {
  let row: CostRow
  /// In the unit of the row.
  let catalog: Double
  /// Where it stands: `owners/us-neocloud, electricity`.
  let place: String

  /// ln(catalog/stated).
  var error: Double { log(catalog / row.value) }

  /// - Throws: ``RowRefusal`` for a row that states no such figure, or one that the catalog has not.
  init(_ entry: MeasurementFile.Entry, in catalog: Catalog) throws(RowRefusal) {
    try entry.requireUnique()
    let row = try CostRow(entry.cells)
    let words = [row.configuration, entry.cells["notes"] ?? ""].joined(separator: " ").lowercased()
    let found: (value: Double, place: String)
    do {
      found = try Self.lookUp(row, words, date: entry.cells["date"], in: catalog)
    } catch let refusal as RowRefusal {
      throw refusal
    } catch let error as CatalogError {
      throw .catalog(error)
    } catch { throw .catalog("\(error)") }
    guard found.value > 0 else { throw .catalog("the catalog's figure is zero: \(found.place)") }
    self.row = row
    self.catalog = found.value
    place = found.place
  }

  private static func lookUp(
    _ row: CostRow, _ words: String, date: String?, in catalog: Catalog
  ) throws -> (value: Double, place: String) {
    switch row.metric {
    case .rental: return try rental(row, words, in: catalog)
    case .capital, .chipPrice: return try purchase(row, in: catalog)
    case .colocation, .electricity, .powerUsageEffectiveness:
      return try term(row, words, in: catalog)
    case .inputPrice, .cachedPrice, .outputPrice:
      return try price(row, words, date: date, in: catalog)
    case .priceDecline, .priceRatio:
      let name = row.metric == .priceDecline ? "api-price-decline" : "api-fast-mode"
      guard let ratio = try catalog.entry(name, kind: .rates).record.number("ratio") else {
        throw RowRefusal.catalog("no ratio is stated under \(name)")
      }
      return (ratio, "rates/\(name)")
    case .ownership, .power: throw RowRefusal.notPredicted("the model computes it")
    case .acceptanceLength:
      throw RowRefusal.notPredicted("the tables of accepted drafts are made of such rows")
    case .powerShare: throw RowRefusal.notPredicted("owners have a share of power for each phase")
    case .speedRatio: throw RowRefusal.notPredicted("no such figure is in the catalog")
    }
  }

  private static let chineseWords = ["china", "chinese", "gansu", "guizhou", "mongolia"]

  private static func isChinese(_ words: String) -> Bool {
    chineseWords.contains { words.contains($0) }
  }

  private static func rental(
    _ row: CostRow, _ words: String, in catalog: Catalog
  ) throws -> (value: Double, place: String) {
    guard let accelerator = row.accelerator else { throw RowRefusal.missing(column: "accelerator") }
    let owner = try catalog.owner(isChinese(words) ? "china-rented" : "us-rented")
    let price = try catalog.price(of: accelerator, in: nil, for: owner)
    guard let rent = price.rent else {
      throw RowRefusal.catalog("no rent of \(accelerator) is stated")
    }
    return (rent.perHour, "accelerators/\(accelerator), \(price.rentTerms ?? "rent")")
  }

  /// A system, or one chip, as sold.
  private static func purchase(
    _ row: CostRow, in catalog: Catalog
  ) throws -> (value: Double, place: String) {
    guard let accelerator = row.accelerator else { throw RowRefusal.missing(column: "accelerator") }
    guard row.metric == .capital else {
      let prices = try catalog.entry(accelerator, kind: .accelerators).record.list("prices")
      let stated: [USDollars] = prices.compactMap { $0.quantity("purchase") }
      guard let price = stated.last else {
        throw RowRefusal.catalog("no price of a \(accelerator) alone is stated")
      }
      return (price.value, "accelerators/\(accelerator), purchase")
    }
    for entry in try catalog.entries(of: .systems)
    where entry.record.text("accelerator") == accelerator
      && entry.record.count("accelerators") == row.accelerators
    {
      let price: USDollars? = entry.record.quantity("price")
      if let price { return (price.value, "systems/\(entry.name)") }
    }
    throw RowRefusal.catalog("no price of a system of \(row.accelerators) \(accelerator) is stated")
  }

  /// A term of an owner: of the one that the configuration names, else of a neocloud in its country.
  private static func term(
    _ row: CostRow, _ words: String, in catalog: Catalog
  ) throws -> (value: Double, place: String) {
    let name =
      row.owner(among: catalog.names(of: .owners))
      ?? (isChinese(words) ? "china-hyperscaler" : CostPredictions.defaultOwner)
    let owner = try catalog.owner(name)
    switch row.metric {
    case .colocation:
      // USD per watt and second, times a month and a kilowatt.
      let rent = owner.terms.facility.rate.value * Seconds.month.value * 1_000
      return (rent, "owners/\(name), colocation")
    case .electricity:
      let isDomestic = words.contains("domestic")
      let price = isDomestic ? owner.domesticElectricity : nil
      return (
        (price ?? owner.terms.electricity).perKilowattHour,
        "owners/\(name), electricity" + (price == nil ? "" : "-domestic")
      )
    default:
      return (
        owner.terms.powerUsageEffectiveness, "owners/\(name), power-usage-effectiveness"
      )
    }
  }

  /// A list price of the model that held in the time of the row: the launch's where the row says so,
  /// else the one with the best evidence, and of equals the latest.
  private static func price(
    _ row: CostRow, _ words: String, date: String?, in catalog: Catalog
  ) throws -> (value: Double, place: String) {
    guard let name = row.model.map(slug) else { throw RowRefusal.missing(column: "model") }
    let tier: PriceTier =
      words.contains("off-peak") ? .offPeak : words.contains("batch tier") ? .batch : .standard
    let period = date.flatMap { try? CalendarPeriod($0) }
    let isLaunch = words.contains("launch list") || words.contains("promo")
    let held = try catalog.listPrices(of: name).filter { price in
      price.tier == tier
        && (period.map { price.from <= $0.last && ($0.first <= price.until ?? $0.first) } ?? true)
        && (price.name.hasSuffix("-launch") || price.name.hasSuffix("-promotion")) == isLaunch
    }
    let best = held.min { ($0.evidence.grade, $1.from) < ($1.evidence.grade, $0.from) }
    guard let best else { throw RowRefusal.catalog("no such price of \(name) is stated") }
    let value: USDollarsPerToken =
      switch row.metric {
      case .inputPrice: best.prices.uncachedInput
      case .cachedPrice: best.prices.chargedCachedInput
      default: best.prices.output
      }
    return (value.perMillionTokens, "prices/\(best.name)")
  }

  /// A model as the catalog calls it: `!Claude Sonnet 4.6` is `claude-sonnet-4.6`.
  private static func slug(_ model: String) -> String {
    let plain = model.split(separator: "(")[0].filter { $0 != "!" }.lowercased()
    let name = plain.split(separator: " ").joined(separator: "-")
    return name.hasPrefix("openai-") ? String(name.dropFirst("openai-".count)) : name
  }
}
