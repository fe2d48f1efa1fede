public import Hardware
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
  /// Formats of the chip that borrow the curve of another format, and whose.
  public let borrowedFormats: [NumericFormat: NumericFormat]
  /// Citations of the fit and of the rule.
  public let sources: [String]

  public var confidence: CalibrationConfidence { calibration.confidence }
}

extension Catalog {
  /// The efficiencies for a chip: its own fit, or that of the relative which the first transfer
  /// rule that names the chip or its vendor lends it.
  ///
  /// A chip that is not on sale is graded speculative at best. A format for which the relative has
  /// no curve borrows that of the nearest format (``NumericFormat/relatives``).
  public func calibration(for accelerator: String) throws(CatalogError) -> ResolvedCalibration {
    let chip = try entry(accelerator, kind: .accelerators)
    let formats = NumericFormat.allCases.filter {
      chip.record.group("peak")?.fact($0.rawValue) != nil
    }
    for name in names(of: .calibrations) {
      let fit = try entry(name, kind: .calibrations)
      guard fit.record.text("accelerator") == accelerator else { continue }
      return try resolved(fit, rule: nil, for: chip, formats: formats)
    }
    let vendor = chip.record.text("vendor")
    var remaining: CatalogEntry?
    for name in names(of: .transfers) {
      let rule = try entry(name, kind: .transfers)
      let names = rule.record.names("to")
      let ofVendor = rule.record.text("vendor")
      if names.isEmpty, ofVendor == nil { remaining = remaining ?? rule }
      guard names.contains(accelerator) || ofVendor == vendor && vendor != nil else { continue }
      return try resolved(from: rule, for: chip, formats: formats)
    }
    guard let remaining else {
      throw .incomplete(accelerator, kind: .accelerators, missing: ["a calibration to borrow"])
    }
    return try resolved(from: remaining, for: chip, formats: formats)
  }

  private func resolved(
    from rule: CatalogEntry, for chip: CatalogEntry, formats: [NumericFormat]
  ) throws(CatalogError) -> ResolvedCalibration {
    let fit = try entry(rule.record.text("from") ?? "", kind: .calibrations)
    return try resolved(fit, rule: rule, for: chip, formats: formats)
  }

  private func resolved(
    _ fit: CatalogEntry, rule: CatalogEntry?, for chip: CatalogEntry, formats: [NumericFormat]
  ) throws(CatalogError) -> ResolvedCalibration {
    let own = try fit.calibration(confidence: rule?.confidence)
    var grade = own.confidence.grade
    if let status = chip.status, status != "shipped", status != "limited" {
      grade = max(grade, .speculative)
    }
    var products = own.products
    var experts = own.experts
    var borrowed: [NumericFormat: NumericFormat] = [:]
    for format in formats {
      if products[format] == nil,
        let donor = format.relatives.first(where: { own.products[$0] != nil })
      {
        products[format] = own.products[donor]
        borrowed[format] = donor
      }
      if experts[format] == nil,
        let donor = format.relatives.first(where: { own.experts[$0] != nil })
      {
        experts[format] = own.experts[donor]
      }
    }
    let calibration = OperatorCalibration(
      products: products, prefillAttention: own.prefillAttention,
      decodeAttention: own.decodeAttention, latentDecodeAttention: own.latentDecodeAttention,
      experts: experts, elementWise: own.elementWise, allReduce: own.allReduce,
      allToAll: own.allToAll,
      confidence: CalibrationConfidence(grade: grade, interval: own.confidence.interval))
    let sources = [fit, rule].compactMap(\.self).flatMap {
      $0.record.fact("measured-over-predicted")?.evidence?.sources ?? []
    }
    return ResolvedCalibration(
      accelerator: chip.name, fittedOn: fit.name, rule: rule?.name, calibration: calibration,
      borrowedFormats: borrowed,
      sources: sources.enumerated().filter { !sources[..<$0.offset].contains($0.element) }
        .map(\.element))
  }
}

extension NumericFormat {
  /// The formats whose efficiency curve stands in for that of this one, nearest first: the same
  /// width before the next wider one.
  public var relatives: [NumericFormat] {
    switch self {
    case .fp64: [.fp32, .bf16]
    case .fp32: [.tf32, .bf16, .fp16]
    case .tf32: [.fp32, .bf16, .fp16]
    case .bf16: [.fp16]
    case .fp16: [.bf16]
    case .fp8: [.int8, .bf16, .fp16]
    case .int8: [.fp8, .bf16, .fp16]
    case .fp6: [.fp8, .int8, .fp4, .bf16]
    case .fp4: [.int4, .fp8, .int8, .bf16]
    case .int4: [.fp4, .int8, .fp8, .bf16]
    }
  }
}
