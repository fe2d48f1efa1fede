import ArgumentParser
import ExportControl
import Hardware
import Quantities
import ReferenceData

/// The deal that is asked about, on one date or several.
struct ClassifyQuestion {
  /// On the first of the dates.
  let deal: Deal
  let dates: [CalendarDate]
  /// Whether the user named the dates.
  let datesAreStated: Bool
  /// Whether the user named the parent.
  let parentIsStated: Bool
  let knowledge: RuleKnowledge

  func deal(of item: ControlledItem, on date: CalendarDate) -> Deal {
    var deal = deal
    deal.date = date
    return deal
  }
}

/// Options that describe a deal.
struct DealOptions: ParsableArguments {
  @Option(help: "Destination: a country's name or code.")
  var to: String = "china"

  @Option(
    help: "Where the buyer's ultimate parent has its headquarters; the destination, if left out.")
  var parent: String?

  @Option(name: .customLong("from-country"), help: "Where the shipment starts.")
  var origin: String = "us"

  @Option(
    parsing: .upToNextOption,
    help: "Dates: 2024-06-01, 2024-06, 2023Q4; the first day of each is taken.")
  var on: [String] = []

  @Option(
    name: .customLong("end-use"),
    help: "What for: ordinary, supercomputer, military, semiconductors.")
  var endUse: String = "ordinary"

  // Numbers take the next word whatever it begins with: -5 is out of range, and no option.
  @Option(parsing: .unconditional, help: "Units of the deal.")
  var quantity: String = "1"

  @Option(
    name: .customLong("sold-in-us"), parsing: .unconditional,
    help: "Units of the product sold in the United States before.")
  var soldInUS: String?

  @Option(
    name: .customLong("sold-in-china"), parsing: .unconditional,
    help: "Units of the product sold to China before.")
  var soldInChina: String?

  @Option(
    help:
      "What the exporter certifies: all, none, or some of us-supply, foundry-capacity, customer-screening, third-party-test."
  )
  var certified: String?

  @Option(
    name: .customLong("listed-ownership"), parsing: .unconditional,
    help: "Share of the buyer that listed parties own: 50%.")
  var listedOwnership: String?

  /// The deal as the options have it.
  func question(in catalog: Catalog, book: RuleBook) throws -> ClassifyQuestion {
    var dates: [CalendarDate] = []
    for text in on.flatMap({ $0.split(separator: ",").map(String.init) }) {
      do throws(CalendarDateError) { dates.append(try CalendarDate(text)) } catch {
        throw CommandFailure(
          status: .usage, "--on: \"\(text)\": \(error.problem)", expected: error.expected)
      }
    }
    let latest = Self.lastKnown(of: book)
    var deal = Deal(
      to: try Self.country(to, "--to", in: catalog),
      headquarters: try parent.map { try Self.country($0, "--parent", in: catalog) },
      on: dates.first ?? latest, from: try Self.country(origin, "--from-country", in: catalog),
      endUse: try Self.endUse(endUse, "--end-use"),
      quantity: try Self.number(quantity, "--quantity", least: 1))
    if soldInUS != nil || soldInChina != nil {
      deal.volumes = Deal.Volumes(
        unitedStates: try soldInUS.map { try Self.number($0, "--sold-in-us", least: 0) } ?? 0,
        china: try soldInChina.map { try Self.number($0, "--sold-in-china", least: 0) } ?? 0)
    }
    deal.certifications = try certified.map { try Self.certifications($0, "--certified") }
    deal.listedOwnership = try listedOwnership.map { try Self.share($0, "--listed-ownership") }
    return ClassifyQuestion(
      deal: deal, dates: dates.isEmpty ? [latest] : dates, datesAreStated: !dates.isEmpty,
      parentIsStated: parent != nil, knowledge: try RuleKnowledge(of: book, in: catalog))
  }

  /// The last day on which a rule that is law became known.
  static func lastKnown(of book: RuleBook) -> CalendarDate {
    book.rules.filter(\.isOn).compactMap(\.announced).max() ?? CalendarDate(dayNumber: 20_604)
  }

  static func country(_ word: String, _ place: String, in catalog: Catalog) throws -> Country {
    do throws(CatalogError) { return try catalog.country(word) } catch {
      guard case .unknownName(_, _, let known, let suggestion) = error else { throw error }
      throw CommandFailure(
        status: .usage, "\(place): no country is named \"\(word)\"",
        expected: "one of \(known) names or their codes (see `bessemer catalog list countries`)",
        suggestion: suggestion)
    }
  }

  static func endUse(_ word: String, _ place: String) throws -> EndUse {
    if let use = EndUse(rawValue: word) { return use }
    let names = EndUse.allCases.map(\.rawValue)
    throw CommandFailure(
      status: .usage, "\(place): there is no end use \"\(word)\"",
      expected: "one of " + names.joined(separator: ", "),
      suggestion: NearestName.suggestion(for: word, among: names))
  }

  static func certifications(_ text: String, _ place: String) throws -> Set<Certification> {
    if text == "all" { return Set(Certification.allCases) }
    if text == "none" { return [] }
    var result: Set<Certification> = []
    let names = Certification.allCases.map(\.rawValue)
    for word in text.split(separator: ",").map(String.init) {
      guard let certification = Certification(rawValue: word) else {
        throw CommandFailure(
          status: .usage, "\(place): nothing to certify is named \"\(word)\"",
          expected: "all, none, or some of " + names.joined(separator: ", "),
          suggestion: NearestName.suggestion(for: word, among: names))
      }
      result.insert(certification)
    }
    return result
  }

  /// A plain number, with a scale if need be: `400k`.
  static func number(_ text: String, _ place: String, least: Double) throws -> Double {
    let expected = "a number of at least \(UnitNotation.format(least, significantDigits: nil))"
    guard let value = try? UnitNotation().number(text), value.isFinite else {
      throw CommandFailure(
        status: .usage, "\(place): \"\(text)\" is no such number", expected: expected)
    }
    guard value >= least else {
      throw CommandFailure(
        status: .usage, "\(place): \(text) is out of range", expected: expected)
    }
    return value
  }

  /// A share of a whole: `50%`, `50 %` or `0.5`.
  static func share(_ text: String, _ place: String) throws -> Double {
    let isPercentage = text.hasSuffix("%")
    let words = text.filter { !$0.isWhitespace && $0 != "%" }
    let expected = "a share from 0 % to 100 %"
    guard let number = try? UnitNotation().number(words), number.isFinite else {
      throw CommandFailure(
        status: .usage, "\(place): \"\(text)\" is no share", expected: expected)
    }
    let share = isPercentage ? number / 100 : number
    guard (0...1).contains(share) else {
      throw CommandFailure(
        status: .usage, "\(place): \(text) is out of range", expected: expected,
        suggestion: !isPercentage && (0...100).contains(number) ? "\(words)%" : nil)
    }
    return share
  }
}

/// Options that describe a chip by numbers.
struct ChipOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Total processing performance, TOPS times bits, dense: 2368.")
  var tpp: String?

  @Option(
    name: .customLong("die-area"), parsing: .unconditional,
    help: "Logic on non-planar nodes: \"814 mm2\".")
  var dieArea: String?

  @Option(parsing: .unconditional, help: "Memory bandwidth: \"4 TB/s\".")
  var dram: String?

  @Option(help: "Both directions of all I/O but memory: \"1028 GB/s\".")
  var io: String?

  @Option(
    name: .customLong("data-centre"), help: "Designed or marketed for data centres: yes or no.")
  var dataCentre: String?

  var isGiven: Bool { tpp ?? dieArea ?? dram ?? io ?? dataCentre != nil }

  /// The chips named, or the one by numbers, with the numbers in the place of their own.
  func items(of chips: [String], in catalog: Catalog) throws -> [ControlledItem] {
    var items = try chips.map { try catalog.controlledItem($0) }
    if isGiven {
      if items.isEmpty { items = [ControlledItem(name: "this chip")] }
      items = try items.map { try changed($0) }
    }
    return items
  }

  /// The item with the numbers that are given.
  func changed(_ original: ControlledItem) throws -> ControlledItem {
    var item = original
    let area = item.applicableDieArea
    if let tpp { item[.tpp] = try DealOptions.number(tpp, "--tpp", least: 0) }
    let newArea: SquareMillimetres? = try dieArea.map {
      let area: SquareMillimetres = try Self.quantity($0, "--die-area")
      if area.value > 0 { return area }
      throw CommandFailure(
        status: .usage, "--die-area: a die of \($0) holds no logic", expected: "an area above zero",
        fix: "leave it out where it is not known")
    }
    if let area = newArea ?? area, area.value > 0 {
      item[.performanceDensity] = item[.tpp].map { $0 / area.value }
      item[.nonPlanar] = true
    }
    if let dram {
      item[.memoryBandwidth] = try Self.quantity(dram, "--dram", BytesPerSecond.self).value
    }
    if let io { item[.aggregateIO] = try Self.quantity(io, "--io", BytesPerSecond.self).value }
    if let dataCentre { item[.dataCentre] = try Self.flag(dataCentre, "--data-centre") }
    return item
  }

  static func flag(_ text: String, _ place: String) throws -> Bool {
    switch text.lowercased() {
    case "yes", "true", "y": return true
    case "no", "false", "n": return false
    default:
      throw CommandFailure(
        status: .usage, "\(place): \"\(text)\" is neither yes nor no", expected: "yes or no")
    }
  }

  static func quantity<D: Dimension>(
    _ text: String, _ place: String, _ type: Quantity<D>.Type = Quantity<D>.self
  ) throws -> Quantity<D> {
    do throws(UnitNotationError) {
      let value: Quantity<D> = try UnitNotation().parse(text)
      if value.value >= 0 { return value }
    } catch {
      throw CommandFailure(
        status: .usage, "\(place): \"\(text)\": \(error.problem)",
        expected: error.expected.joined(separator: ", "), suggestion: error.suggestion)
    }
    throw CommandFailure(
      status: .usage, "\(place): \(text) is below zero", expected: "a value of at least zero")
  }
}
