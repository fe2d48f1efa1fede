import Documents
public import ExportControl
import Hardware
import LanguageModels
import Performance
import Quantities

extension Catalog {
  /// Every fact of an entry in the order of its file, then what follows from them.
  public func facts(of entry: CatalogEntry) throws(CatalogError) -> [FactRow] {
    // The dates and words of a rule are read off the law as much as its thresholds are.
    let isLaw = entry.kind == .rules || entry.kind == .groups
    var rows = entry.record.facts.map {
      FactRow(path: $0.path, fact: $0.fact, citesWords: isLaw)
    }
    switch entry.kind {
    case .accelerators: rows += try derivedFacts(ofAccelerator: entry)
    case .systems: rows += try derivedFacts(ofSystem: entry)
    case .models: rows += try derivedFacts(ofModel: entry)
    case .prices: rows += entry.derivedPriceFacts()
    case .calibrations, .transfers, .engines, .owners, .rates, .metrics, .intervals, .acceptances,
      .workloads, .reliability, .products, .flows, .demands, .rules, .groups, .countries,
      .citations:
      break
    }
    return rows
  }

  /// What export rules compare, of any chip of the catalog however little is known of it.
  public func controlledProperties(
    of accelerator: String
  ) throws(CatalogError) -> ControlledProperties {
    try entry(accelerator, kind: .accelerators).controlledProperties()
  }

  private func derivedFacts(ofAccelerator entry: CatalogEntry) throws(CatalogError) -> [FactRow] {
    var rows: [FactRow] = []
    let properties = entry.controlledProperties()
    if let performance = properties.totalProcessingPerformance {
      rows.append(
        .derived(
          "tpp", "Total processing performance",
          UnitNotation.format(performance.value, significantDigits: 5), unit: "TOPS × bit",
          formula: "max over formats of dense TOPS × bits",
          note: performance.format.map { "set by \($0.rawValue)" }))
    }
    if let density = properties.performanceDensity {
      rows.append(
        .derived(
          "performance-density", "Performance density",
          UnitNotation.format(density.value, significantDigits: 4), unit: "TPP/mm2",
          formula: "tpp / applicable die area"))
    }
    let memory = entry.record.group("memory")
    let rates = entry.record.group("peak")
    if let bandwidth: BytesPerSecond = memory?.quantity("bandwidth"),
      let peak: FLOPsPerSecond = rates?.quantity("bf16") ?? rates?.quantity("fp16")
    {
      // FLOP per second over bytes per second leaves FLOP per byte.
      rows.append(
        .derived(
          "ridge", "Work per byte at which memory stops binding",
          UnitNotation.format(peak.value / bandwidth.value), unit: "FLOP/B",
          formula: "16-bit peak / memory bandwidth"))
    }
    let resolved = try calibration(for: entry.name)
    rows.append(
      .derived(
        "calibration", "Validity of predictions", resolved.confidence.grade.rawValue, unit: "",
        formula: resolved.rule.map { "\(resolved.fittedOn) by rule \($0)" } ?? resolved.fittedOn,
        note: "measured / predicted: "
          + resolved.confidence.sentence(on: PredictedQuantity.allCases)))
    return rows
  }

  private func derivedFacts(ofSystem entry: CatalogEntry) throws(CatalogError) -> [FactRow] {
    let record = entry.record
    guard let count = record.count("accelerators"), let chipName = record.text("accelerator") else {
      return []
    }
    let chip = try self.entry(chipName, kind: .accelerators).record
    let number = Double(count)
    var rows: [FactRow] = []
    for format in [NumericFormat.bf16, .fp16, .fp8, .fp4, .int8] {
      guard let peak: FLOPsPerSecond = chip.group("peak")?.quantity(format.rawValue) else {
        continue
      }
      rows.append(
        .derived(
          "total.\(format.rawValue)", "Dense peak in \(format.rawValue)",
          UnitNotation.format(peak * number, significantDigits: 4),
          formula: "\(count) × peak of \(chipName)"))
    }
    if let capacity: Bytes = chip.group("memory")?.quantity("marketed") {
      rows.append(
        .derived(
          "total.memory", "Memory as sold",
          UnitNotation.format(capacity * number, significantDigits: 4),
          formula: "\(count) × memory of \(chipName)"))
    }
    if let bandwidth: BytesPerSecond = record.group("scale-up")?.quantity("bandwidth") {
      rows.append(
        .derived(
          "total.scale-up", "Scale-up bandwidth, both directions",
          UnitNotation.format(bandwidth * (2 * number), significantDigits: 4),
          formula: "2 × \(count) × scale-up bandwidth"))
    }
    if let power: Watts = record.quantity("power") {
      rows.append(
        .derived(
          "per-accelerator.power", "Power per accelerator",
          UnitNotation.format(power / number, significantDigits: 4), formula: "power / \(count)"))
    }
    if let price: USDollars = record.quantity("price") {
      rows.append(
        .derived(
          "per-accelerator.price", "Price per accelerator",
          UnitNotation.format(price / number, significantDigits: 4), formula: "price / \(count)"))
    }
    return rows
  }

  private func derivedFacts(ofModel entry: CatalogEntry) throws(CatalogError) -> [FactRow] {
    let model: ModelArchitecture
    do { model = try entry.architecture() } catch {
      if case .undisclosed = error { return [] }
      throw error
    }
    func billions(_ count: Int) -> String {
      UnitNotation.format(Double(count) / 1e9, significantDigits: 5)
    }
    return [
      .derived(
        "parameters", "Parameters", billions(model.parameters), unit: "B parameters",
        formula: "sum over layers, embedding and head (Eq. 2.5)"),
      .derived(
        "active-parameters", "Parameters active per token", billions(model.activeParameters),
        unit: "B parameters", formula: "the same with the experts of one token (Eq. 2.6)"),
      .derived(
        "matrix-parameters", "Active parameters that arithmetic meets",
        billions(model.matrixParameters), unit: "B parameters",
        formula: "active parameters without look-ups (Eq. 2.6)"),
      .derived(
        "weights", "Weights as published",
        UnitNotation.format(model.weightBytes(model.weights).total, significantDigits: 4),
        formula: "parameters × bytes of their formats (Eq. 2.9)"),
      .derived(
        "cache-per-token", "Key-value cache per token in 16 bit",
        UnitNotation.format(model.cacheBytesPerToken(.bf16).value, significantDigits: nil),
        unit: "B/tok", formula: "sum over layers that keep every token (Eqs. 2.10 to 2.17)"),
      .derived(
        "forward-work", "Work per token without attention cores",
        UnitNotation.format(
          FLOPs(2 * Double(model.matrixParameters)), significantDigits: 4) + "/tok",
        formula: "2 × matrix parameters (Eq. 2.18)"),
    ]
  }
}

extension CatalogEntry {
  /// What export rules compare, nil where no source states it.
  func controlledProperties() -> ControlledProperties {
    var rates: [NumericFormat: FLOPsPerSecond] = [:]
    for format in NumericFormat.allCases {
      rates[format] = record.group("peak")?.quantity(format.rawValue)
    }
    return ControlledProperties(
      peak: PeakRates(rates), memoryBandwidth: record.group("memory")?.quantity("bandwidth"),
      regulatory: regulatoryProperties(beside: rates))
  }
}
