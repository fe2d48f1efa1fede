internal import Foundation
internal import Hardware
internal import LanguageModels
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
  /// Whether the fit stands in a file of the user's.
  public let isOwn: Bool
  /// Citations of the fit and of the rule.
  public let sources: [String]

  public var confidence: CalibrationConfidence { calibration.confidence }
}

extension Catalog {
  /// The efficiencies for a chip: its own fit, or that of the relative which the first transfer
  /// rule that names the chip or its vendor lends it.
  ///
  /// A chip of the user's that is `like` another takes the fit or the rule of that one, graded
  /// transferred at best. A chip that is not on sale is graded speculative at best. A format for
  /// which the relative has no curve is not filled in here: the prediction borrows that of the
  /// nearest format and says so.
  ///
  /// Fractions of peak and bandwidth carry over as they are, but for the products of experts on a
  /// chip with less arithmetic per byte of bandwidth than the fitted one. There padding keeps its
  /// time relative to reading the weights, and the fraction of the peak moves towards that of plain
  /// products, by the ratio of the ridges, peak over bandwidth: an assumption, since on the fitted
  /// chip the reading hides that arithmetic.
  public func calibration(for accelerator: String) throws(CatalogError) -> ResolvedCalibration {
    try remembered("calibration/\(accelerator)") { () throws(CatalogError) in
      let (fit, rule) = try lender(to: accelerator)
      return try resolved(fit, rule: rule, for: try entry(accelerator, kind: .accelerators))
    }
  }

  /// The fit that serves a chip, and the rule by which it does where it was made on another.
  ///
  /// Of several fits of one chip the user's counts, the last one added first.
  func lender(
    to accelerator: String
  ) throws(CatalogError) -> (fit: CatalogEntry, rule: CatalogEntry?) {
    let chip = try entry(accelerator, kind: .accelerators)
    let rules = try entries(of: .transfers)
    let own = ownNames(of: .calibrations)
    let names = own.reversed() + names(of: .calibrations).filter { !own.contains($0) }
    for ancestor in lineage(of: accelerator, kind: .accelerators) {
      for name in names {
        let fit = try entry(name, kind: .calibrations)
        guard fit.record.text("accelerator") == ancestor else { continue }
        if ancestor == accelerator { return (fit, nil) }
        // A copy is to the fitted chip what its closest family is.
        return (fit, rules.first { $0.record.text("from") == fit.name })
      }
      if let rule = rules.first(where: { $0.record.names("to").contains(ancestor) }) {
        return (try entry(rule.record.text("from") ?? "", kind: .calibrations), rule)
      }
    }
    let vendor = chip.record.text("vendor")
    let ofVendor = rules.first { $0.record.text("vendor").map { $0 == vendor } ?? false }
    let remaining = rules.first { $0.record.names("to").isEmpty && $0.record.text("vendor") == nil }
    guard let rule = ofVendor ?? remaining else {
      throw .incomplete(accelerator, kind: .accelerators, missing: ["a calibration to borrow"])
    }
    return (try entry(rule.record.text("from") ?? "", kind: .calibrations), rule)
  }

  private func resolved(
    _ fit: CatalogEntry, rule: CatalogEntry?, for chip: CatalogEntry
  ) throws(CatalogError) -> ResolvedCalibration {
    let own = try fit.calibration(confidence: rule?.confidence)
    var grade = own.confidence.grade
    if fit.record.text("accelerator") != chip.name { grade = max(grade, .transferred) }
    if let status = chip.status, status != "shipped", status != "limited" {
      grade = max(grade, .speculative)
    }
    var experts = own.experts
    for (format, efficiency) in own.experts {
      guard let ratio = try ridgeRatio(of: chip, to: fit, in: format),
        let plain = own.products[format]?.compute
      else { continue }
      experts[format] = efficiency.transferred(ridgeRatio: ratio, plain: plain)
    }
    var storedExperts = own.storedExperts
    for (format, efficiency) in own.storedExperts {
      // Weights without units multiply in 16 bits, whose ridge counts.
      let arithmetic = format.arithmetic.first { own.products[$0] != nil } ?? .bf16
      guard let ratio = try ridgeRatio(of: chip, to: fit, in: arithmetic),
        let plain = own.products[arithmetic]?.compute
      else { continue }
      storedExperts[format] = efficiency.transferred(ridgeRatio: ratio, plain: plain)
    }
    let calibration = OperatorCalibration(
      products: own.products, storedProducts: own.storedProducts,
      prefillAttention: own.prefillAttention, decodeAttention: own.decodeAttention,
      latentPrefillAttention: own.latentPrefillAttention,
      latentDecodeAttention: own.latentDecodeAttention, experts: experts,
      storedExperts: storedExperts, elementWise: own.elementWise, handOver: own.handOver,
      allReduce: own.allReduce, allToAll: own.allToAll, exchange: own.exchange,
      training: own.training,
      confidence: CalibrationConfidence(
        grade: grade, interval: own.confidence.interval, found: try predictionIntervals()))
    let sources = [fit, rule].compactMap(\.self).flatMap {
      $0.record.fact("measured-over-predicted")?.evidence?.sources ?? []
    }
    return ResolvedCalibration(
      accelerator: chip.name, fittedOn: fit.name, rule: rule?.name,
      calibration: calibration, isOwn: ownNames(of: .calibrations).contains(fit.name),
      sources: sources.enumerated().filter { !sources[..<$0.offset].contains($0.element) }
        .map(\.element))
  }

  /// The chip's ridge in a format over that of the chips a fit was made on: of several that have
  /// units for the format, the geometric mean.
  func ridgeRatio(
    of chip: CatalogEntry, to fit: CatalogEntry, in format: NumericFormat
  ) throws(CatalogError) -> Double? {
    let names = fit.record.text("accelerator").map { [$0] } ?? fit.record.names("pooled-from")
    if names == [chip.name] { return 1 }
    var ridges: [Double] = []
    for name in names {
      let reference = try entry(name, kind: .accelerators)
      guard names.count == 1 || reference.record.group("peak")?.fact(format.rawValue) != nil,
        let ridge = reference.ridge(in: format)
      else { continue }
      ridges.append(ridge)
    }
    guard let first = ridges.first, let own = chip.ridge(in: format) else { return nil }
    if ridges.count == 1 { return own / first }
    let mean = exp(ridges.map { log($0) }.reduce(0, +) / Double(ridges.count))
    return own / mean
  }
}
