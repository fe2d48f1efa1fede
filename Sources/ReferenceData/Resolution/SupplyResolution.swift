import ComputeSupply
import ExportControl
import Hardware
import Quantities
import Stochastics

/// Resolves products and figures of the catalog into a programme of months.
struct SupplyResolution {
  let catalog: Catalog
  let months: SupplyMonths
  let flows: [DatedFigure]
  let products: [CatalogEntry]

  /// Names of figures without which there is no programme.
  enum Flow: String, CaseIterable {
    case worldAdditions = "world-additions"
    case demandShare = "china-demand-share"
    case redesignLag = "redesign-lag"
    case orderPullForward = "order-pull-forward"
    case h200Acceptance = "h200-acceptance"
    case smuggled = "smuggled"
    case smuggledShare = "smuggled-share"
    case smugglingPremium = "smuggling-premium"
    case offshore = "offshore"
    case offshoreOwnedShare = "offshore-owned-share"
    case offshoreRent = "offshore-rent"
    case smicWafers = "smic-wafers"
    case smicShare = "smic-ai-share"
    case defectDensity = "smic-defect-density"
    case memoryImports = "hbm-imports"
    case memoryPullForward = "hbm-pull-forward"
    case memoryShare = "hbm-share"
    case memoryCovert = "hbm-covert"
    case memoryWafers = "cxmt-wafers"
    case stackYield = "cxmt-stack-yield"
    case stacksPerWafer = "cxmt-stacks-per-wafer"
  }

  /// The figure of a name.
  func figure(_ flow: Flow) throws(CatalogError) -> DatedFigure {
    guard let figure = flows.first(where: { $0.name == flow.rawValue }) else {
      throw .unknownName(flow.rawValue, kind: .flows, known: flows.count, suggestion: nil)
    }
    return figure
  }

  /// A figure's central course.
  func series(_ flow: Flow) throws(CatalogError) -> MonthlySeries {
    MonthlySeries(try figure(flow).values(from: months.first, count: months.count))
  }

  /// The first month of a figure that is not zero, or its first value, of figures that do not change.
  func constant(_ flow: Flow) throws(CatalogError) -> Double {
    let figure = try figure(flow)
    guard let point = figure.points.first else {
      throw .incomplete(flow.rawValue, kind: .flows, missing: ["points"])
    }
    return point.value
  }

  func facts() throws(CatalogError) -> SupplyFacts {
    var items: [ControlledItem] = []
    var measures: [H100Equivalent.Measures] = []
    var chips: [String?] = []
    var made: [SupplyProduct] = []
    for entry in products {
      let chip = entry.record.text("chip") ?? entry.name
      items.append(try catalog.controlledItem(chip))
      let measure = try self.measures(of: chip)
      measures.append(measure)
      chips.append(chip)
      made.append(try product(entry, chip: chip, measures: measure))
    }
    do {
      let programme = try SupplyProgramme(
        months: months, products: made, buyers: try buyers(), leaks: try leaks(),
        lines: try lines(), memory: try memory(),
        redesignMonths: try constant(.redesignLag))
      let uncertain = try inputs(of: programme)
      var memoryItem = ControlledItem(name: "hbm", subject: .memory)
      // A stack of HBM2E, the least of those imported: 460 GB/s on 110 mm² (JEDEC JESD235D).
      memoryItem[.memoryBandwidthDensity] = Self.stackBandwidthDensity
      memoryItem[.highBandwidthMemory] = true
      return SupplyFacts(
        programme: programme, inputs: uncertain.inputs, correlations: uncertain.correlations,
        items: items, measures: measures, chips: chips, memory: memoryItem)
    } catch let error as CatalogError {
      throw error
    } catch {
      throw .refused("programme", kind: .products, reason: "\(error)")
    }
  }

  /// GB/s per mm² of a stack of HBM2E: 460 GB/s on about 110 mm².
  private static let stackBandwidthDensity = 460.0 / 110

  private func measures(of chip: String) throws(CatalogError) -> H100Equivalent.Measures {
    let entry = try catalog.entry(chip, kind: .accelerators)
    let properties = try catalog.controlledProperties(of: chip)
    var rates: [NumericFormat: FLOPsPerSecond] = [:]
    for format in NumericFormat.allCases {
      rates[format] = entry.record.group("peak")?.quantity(format.rawValue)
    }
    return H100Equivalent.Measures(
      totalProcessingPerformance: properties.totalProcessingPerformance?.value,
      eightBitRate: H100Equivalent.eightBitRate(of: PeakRates(rates)),
      memoryBandwidth: entry.record.group("memory")?.quantity("bandwidth"))
  }

  /// A product with its output, prices and wear.
  private func product(
    _ entry: CatalogEntry, chip: String, measures: H100Equivalent.Measures
  ) throws(CatalogError) -> SupplyProduct {
    let record = entry.record
    guard let worth = H100Equivalent.memoryWeighted.value(of: measures) else {
      throw .incomplete(chip, kind: .accelerators, missing: ["TPP", "memory bandwidth"])
    }
    let begin = try place(record, "on-sale", of: entry) ?? 0
    let end = record.fact("until").flatMap { try? CalendarPeriod($0.text).last }
    let output = try output(of: entry, measures: measures)
    let isImported = record.text("made-for") != SupplyProductRole.domestic.rawValue
    do {
      return try SupplyProduct(
        name: entry.name,
        vendor: catalog.entry(chip, kind: .accelerators).record.text("vendor") ?? "",
        availability: .listed(
          from: begin, until: end.map { months.place(of: $0 + 1) } ?? .infinity),
        worth: worth, price: steps(record.list("prices"), "from", "price"), output: output,
        silicon: record.text("silicon"),
        allocation: isImported ? record.number("allocation") ?? .infinity : 0,
        capacity: record.number("capacity") ?? 1,
        homeShare: MonthlySeries(
          constant: record.number("home-share") ?? 0, months: months.count),
        watts: try watts(of: chip), failureRate: record.number("failures-per-year") ?? 0,
        lifeMonths: (record.quantity("life", as: Seconds.self) ?? .year).value / Self.month,
        shippingMonths: (record.quantity("shipping", as: Seconds.self) ?? .zero).value / Self.month)
    } catch let error as CatalogError {
      throw error
    } catch {
      throw .refused(entry.name, kind: .products, reason: "\(error)")
    }
  }

  /// Seconds of a mean month.
  static let month = Seconds.year.value / 12

  /// Units made per month.
  ///
  /// Totals of quarters and years are spread evenly over their months, shares of a forecast over the
  /// months of their period.
  func output(
    of entry: CatalogEntry, measures: H100Equivalent.Measures
  ) throws(CatalogError) -> MonthlySeries {
    let additions = try figure(.worldAdditions)
    let perUnit = H100Equivalent.eightBit.value(of: measures)
    var values = [Double](repeating: 0, count: months.count)
    for row in entry.record.list("output") {
      guard let text = row.fact("period")?.text, let period = try? CalendarPeriod(text) else {
        continue
      }
      let total: Double
      if let units = row.number("units") {
        total = units
      } else {
        guard let perUnit, perUnit > 0 else {
          throw .incomplete(entry.name, kind: .products, missing: ["8-bit rate of its chip"])
        }
        let year = additions.points.first { $0.period.contains(period.first) }
        total =
          (row.number("equivalents") ?? (row.number("share") ?? 0) * (year?.value ?? 0)) / perUnit
      }
      let (first, last) = (
        months.index(of: period.first.month), months.index(of: period.last.month)
      )
      for month in first...last where values.indices.contains(month) {
        values[month] += total / Double(last - first + 1)
      }
    }
    return MonthlySeries(values)
  }

  /// Power with its part of the server and of cooling: as stated, or the chip's times a factor.
  private func watts(of chip: String) throws(CatalogError) -> Double {
    let record = try catalog.entry(chip, kind: .accelerators).record
    if let stated: Watts = record.group("site-power")?.quantity("utility") { return stated.value }
    guard let power: Watts = record.quantity("power") else { return 0 }
    return power.value * Self.sitePower
  }

  /// Utility power over thermal design power where none is stated: the median of the chips that state
  /// both (H100 2.5, H200 2.5, B200 2.2, MI300X 2.4).
  private static let sitePower = 2.4

  private func place(
    _ record: Record, _ key: String, of entry: CatalogEntry
  ) throws(CatalogError) -> Double? {
    record.fact(key).flatMap { try? CalendarPeriod($0.text).first }.map { months.place(of: $0) }
  }

  /// Values that hold from their date on.
  func steps(_ rows: [Record], _ date: String, _ key: String) -> MonthlySeries {
    let steps = rows.compactMap { row -> (month: Int, value: Double)? in
      guard let fact = row.fact(date), let value = row.fact(key)?.value.magnitude,
        let day = try? CalendarPeriod(fact.text).first
      else { return nil }
      return (months.index(of: day.month), value)
    }
    return MonthlySeries(steps: steps, before: steps.first?.value ?? 0, months: months.count)
  }
}
