internal import Hardware
internal import Quantities

extension CatalogEntry {
  /// The chip that the entry describes.
  ///
  /// - Throws: ``CatalogError/incomplete(_:kind:missing:)`` where no source states what every
  ///   simulation needs.
  func accelerator() throws(CatalogError) -> Accelerator {
    let memory = record.group("memory")
    let link = record.group("scale-up")
    var missing: [String] = []
    func needed<Value>(_ value: Value?, _ what: String) -> Value? {
      if value == nil { missing.append(what) }
      return value
    }
    let capacity: Bytes? = needed(memory?.quantity("capacity"), "memory capacity")
    let bandwidth: BytesPerSecond? = needed(memory?.quantity("bandwidth"), "memory bandwidth")
    let linkBandwidth: BytesPerSecond? = needed(link?.quantity("bandwidth"), "scale-up bandwidth")
    let domain = needed(link?.count("accelerators"), "the size of the scale-up domain")
    let latency: Seconds? = needed(link?.quantity("latency"), "scale-up latency")
    var rates: [NumericFormat: FLOPsPerSecond] = [:]
    for format in NumericFormat.allCases {
      rates[format] = record.group("peak")?.quantity(format.rawValue)
    }
    if rates.isEmpty { missing.append("any peak rate") }
    guard let capacity, let bandwidth, let linkBandwidth, let domain, let latency, missing.isEmpty
    else { throw .incomplete(name, kind: kind, missing: missing) }
    return Accelerator(
      name: name, title: title, vendor: record.text("vendor") ?? "",
      devices: record.count("devices") ?? 1, peak: PeakRates(rates),
      vectorPeak: record.quantity("vector-peak"),
      memory: MemorySystem(
        kind: memory?.text("kind") ?? "", capacity: capacity, bandwidth: bandwidth,
        cache: memory?.quantity("cache")),
      multiprocessors: record.count("multiprocessors"),
      dieToDie: record.group("die-to-die")?.dieLink,
      scaleUp: InterconnectLevel(
        name: link?.text("name") ?? "", accelerators: domain, bandwidth: linkBandwidth,
        latency: latency),
      scaleOutBandwidth: record.quantity("scale-out"), thermalDesignPower: record.quantity("power"),
      regulatory: regulatoryProperties(beside: rates))
  }

  /// What export rules compare beside peaks and memory.
  func regulatoryProperties(
    beside rates: [NumericFormat: FLOPsPerSecond]
  ) -> RegulatoryProperties {
    let regulatory = record.group("regulatory")
    return RegulatoryProperties(
      applicableDieArea: regulatory?.quantity("applicable-die-area"),
      aggregateIO: regulatory?.quantity("aggregate-io"),
      isDataCentreMarketed: regulatory?.flag("data-centre"),
      publishedTotalProcessingPerformance: publishedPerformance(beyond: rates))
  }

  /// The published total processing performance where it exceeds what the peaks give.
  private func publishedPerformance(beyond rates: [NumericFormat: FLOPsPerSecond]) -> Double? {
    guard let published = record.group("regulatory")?.number("published-tpp") else { return nil }
    // TOPS times bit length; TF32 does not count (88 FR 73458).
    let computed =
      rates.filter { $0.key != .tf32 }
      .map { $0.value.value / 1e12 * Double($0.key.bits) }.max() ?? 0
    // A per mille covers the rounding of published figures.
    return published > computed * 1.001 ? published : nil
  }
}

extension Record {
  fileprivate var dieLink: DieLink? {
    guard let bandwidth: BytesPerSecond = quantity("bandwidth"),
      let latency: Seconds = quantity("latency")
    else { return nil }
    return DieLink(bandwidth: bandwidth, latency: latency)
  }
}
