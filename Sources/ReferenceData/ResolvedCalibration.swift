public import Performance

/// The efficiencies that predictions for a chip rest on, and where they come from.
public struct ResolvedCalibration: Sendable, Hashable {
  /// The chip.
  public let accelerator: String
  /// The calibration entry whose fits are used.
  public let fittedOn: String
  /// The rule that lends them, nil where they were fitted on the chip itself.
  public let rule: String?
  public let calibration: OperatorCalibration
  /// Citations of the fit and of the rule.
  public let sources: [String]

  public var confidence: CalibrationConfidence { calibration.confidence }
}

extension Catalog {
  /// The efficiencies for a chip: its own fit, or that of the relative which the first transfer
  /// rule that names the chip or its vendor lends it.
  ///
  /// A chip that is not on sale is graded speculative at best. A format for which the relative has
  /// no curve is not filled in here: the prediction borrows that of the nearest format and says so.
  public func calibration(for accelerator: String) throws(CatalogError) -> ResolvedCalibration {
    let chip = try entry(accelerator, kind: .accelerators)
    for name in names(of: .calibrations) {
      let fit = try entry(name, kind: .calibrations)
      guard fit.record.text("accelerator") == accelerator else { continue }
      return try resolved(fit, rule: nil, for: chip)
    }
    let vendor = chip.record.text("vendor")
    var remaining: CatalogEntry?
    for name in names(of: .transfers) {
      let rule = try entry(name, kind: .transfers)
      let names = rule.record.names("to")
      let ofVendor = rule.record.text("vendor")
      if names.isEmpty, ofVendor == nil { remaining = remaining ?? rule }
      guard names.contains(accelerator) || ofVendor == vendor && vendor != nil else { continue }
      return try resolved(from: rule, for: chip)
    }
    guard let remaining else {
      throw .incomplete(accelerator, kind: .accelerators, missing: ["a calibration to borrow"])
    }
    return try resolved(from: remaining, for: chip)
  }

  private func resolved(
    from rule: CatalogEntry, for chip: CatalogEntry
  ) throws(CatalogError) -> ResolvedCalibration {
    let fit = try entry(rule.record.text("from") ?? "", kind: .calibrations)
    return try resolved(fit, rule: rule, for: chip)
  }

  private func resolved(
    _ fit: CatalogEntry, rule: CatalogEntry?, for chip: CatalogEntry
  ) throws(CatalogError) -> ResolvedCalibration {
    let own = try fit.calibration(confidence: rule?.confidence)
    var grade = own.confidence.grade
    if let status = chip.status, status != "shipped", status != "limited" {
      grade = max(grade, .speculative)
    }
    let calibration = OperatorCalibration(
      products: own.products, prefillAttention: own.prefillAttention,
      decodeAttention: own.decodeAttention, latentDecodeAttention: own.latentDecodeAttention,
      experts: own.experts, elementWise: own.elementWise, allReduce: own.allReduce,
      allToAll: own.allToAll,
      confidence: CalibrationConfidence(grade: grade, interval: own.confidence.interval))
    let sources = [fit, rule].compactMap(\.self).flatMap {
      $0.record.fact("measured-over-predicted")?.evidence?.sources ?? []
    }
    return ResolvedCalibration(
      accelerator: chip.name, fittedOn: fit.name, rule: rule?.name, calibration: calibration,
      sources: sources.enumerated().filter { !sources[..<$0.offset].contains($0.element) }
        .map(\.element))
  }
}
