public import Calibration
internal import Documents
internal import Hardware
internal import Performance
internal import Quantities

/// A calibration entry for a file of the user's: fitted figures in the place of those by which the
/// catalog predicts the chip so far, and the rest of those marked as such.
///
///     let draft = try CalibrationDraft(of: calibration.fits, named: "h100-own", on: "h100-sxm", …)
///     let catalog = try catalog.adding(text: draft.yaml, named: "h100.yaml")
public struct CalibrationDraft: Sendable {
  /// The file, to be added to a catalog.
  public let yaml: String
  /// Groups of figures that were not fitted: `experts.fp8`.
  public let kept: [String]
  /// The entry that they were taken from.
  public let keptFrom: String

  /// What a file of fitted figures says of itself.
  public struct Origin: Sendable {
    public let software: String
    /// Where the timings stand.
    public let sources: [String]
    /// A year, a month or a day.
    public let date: String
    /// Lines of remark above the entry.
    public let heading: [String]

    public init(software: String, sources: [String], date: String, heading: [String]) {
      self.software = software
      self.sources = sources
      self.date = date
      self.heading = heading
    }
  }

  /// - Parameters:
  ///   - fits: the accepted ones; of several in one place the last counts.
  ///   - name: of the entry; none that the catalog has.
  ///   - accelerator: the chip that was measured.
  public init(
    of fits: [KernelFit], named name: String, on accelerator: String, origin: Origin,
    in catalog: Catalog
  ) throws(CatalogError) {
    let chip = try catalog.entry(accelerator, kind: .accelerators)
    let (lender, rule) = try catalog.lender(to: accelerator)
    let resolved = try catalog.calibration(for: accelerator)
    let place = SourceLocation(file: name)
    let evidence = Evidence(sources: origin.sources, asOf: origin.date, grade: .measured)
    let keptBefore = lender.record.carriedOver(
      experts: rule == nil ? [:] : resolved.calibration.experts)

    var head = Record(at: place)
    head.append("title", .fact(.word("\(chip.title), own kernels")))
    head.append("accelerator", .fact(.word(accelerator)))
    head.append("software", .fact(.word(origin.software)))
    let confidence = Self.confidence(of: fits, before: resolved)
    head.append("validity", .fact(.word(confidence.grade.rawValue)))
    let isOwnInterval = confidence.interval != resolved.confidence.interval
    let before =
      rule?.record.fact("measured-over-predicted") ?? lender.record.fact("measured-over-predicted")
    head.append(
      "measured-over-predicted",
      .fact(
        isOwnInterval
          ? .interval(confidence.interval, evidence: evidence)
          : before ?? .interval(confidence.interval, evidence: evidence)))

    var record = head
    for (key, member) in keptBefore.members where !Self.headKeys.contains(key) {
      record.append(key, member)
    }
    for fit in fits { record = record.placing(fit, evidence: evidence, at: place) }
    let fitted = Set(fits.compactMap(\.place?.path))
    keptFrom = lender.name
    kept = record.groupPaths.filter { !fitted.contains($0) }
    if !kept.isEmpty {
      let manner = rule.map { "lent by rule \($0.name)" } ?? "as shipped"
      record.append(
        "note",
        .fact(
          .word(
            "not measured here, from \(lender.name) (\(manner)): " + kept.joined(separator: ", "))))
    }
    let entry = record.node()
    let entries = DocumentNode.mapping([(name, entry)], at: place)
    yaml =
      origin.heading.map { "# \($0)\n" }.joined()
      + DocumentNode.mapping([("calibrations", entries)], at: place).yaml()
  }

  private static let headKeys: Set<String> = [
    "title", "accelerator", "pooled-from", "software", "validity", "measured-over-predicted",
    "note",
  ]

  /// The interval of whole steps on the chips that are shipped as measured: kernels alone cannot
  /// narrow it, since steps also hold host time and waiting.
  private static let stepInterval = 0.75...1.3

  /// What predictions may claim. A chip with a fit of its own keeps its interval; one that borrows
  /// is calibrated once products and both kinds of attention are, with the interval of the widest
  /// of them.
  private static func confidence(
    of fits: [KernelFit], before: ResolvedCalibration
  ) -> CalibrationConfidence {
    guard before.rule != nil else { return before.confidence }
    let needed = ["products", "prefill-attention", "decode-attention"]
    let steps = fits.filter { fit in
      needed.contains { fit.place?.path.split(separator: ".").first.map(String.init) == $0 }
    }
    let found = needed.filter { need in
      steps.contains { $0.place!.path.hasPrefix(need) && $0.heldOut != nil }
    }
    guard found.count == needed.count else { return before.confidence }
    var (low, high) = (stepInterval.lowerBound, stepInterval.upperBound)
    for fit in steps {
      guard let interval = fit.heldOut?.interval else { continue }
      low = min(low, interval.lowerBound)
      high = max(high, interval.upperBound)
    }
    return CalibrationConfidence(grade: .calibrated, interval: low...high)
  }
}

extension CalibrationPlace {
  /// `products.bf16`, `all-reduce[8]`.
  var path: String {
    switch self {
    case .group(let keys): keys.joined(separator: ".")
    case .item(let list, let ranks): "\(list)[\(ranks)]"
    }
  }
}

extension DocumentNode {
  fileprivate static func mapping(
    _ entries: [(String, DocumentNode)], at location: SourceLocation
  ) -> DocumentNode {
    let entries = entries.map {
      DocumentMapping.Entry(key: $0.0, keyLocation: location, value: $0.1)
    }
    return DocumentNode(.mapping(DocumentMapping(entries)), at: location)
  }
}

extension Fact {
  fileprivate static func word(_ text: String) -> Fact {
    Fact(
      value: .text(text), text: text, interval: nil, intervalText: nil, evidence: nil, note: nil,
      meaning: "", location: SourceLocation(file: ""))
  }

  fileprivate static func interval(
    _ interval: ClosedRange<Double>, evidence: Evidence
  ) -> Fact {
    // An interval that leaves out 1 is a bias; it is written so as to hold both.
    let ends = (min(1, interval.lowerBound), max(1, interval.upperBound))
    let text = [ends.0, ends.1].map { UnitNotation.format($0) }
      .joined(separator: " to ")
    return Fact(
      value: .interval(ends.0...ends.1), text: text, interval: nil, intervalText: nil,
      evidence: evidence, note: nil, meaning: "", location: SourceLocation(file: ""))
  }

  fileprivate static func figure(_ figure: CalibrationFigure, evidence: Evidence) -> Fact {
    let value: Fact.Value =
      switch figure.unit {
      case .number: .number(figure.value, unit: "")
      case .count: .count(Int(figure.value), of: figure.key)
      case .seconds: .quantity(figure.value, symbol: Second.symbol)
      case .bytesPerSecond: .quantity(figure.value, symbol: Per<Byte, Second>.symbol)
      }
    return Fact(
      value: value, text: figure.text, interval: nil, intervalText: nil, evidence: evidence,
      note: nil, meaning: "", location: SourceLocation(file: ""))
  }

  /// The fact with another number.
  fileprivate func replaced(by number: Double, note: String) -> Fact {
    Fact(
      value: .number(number, unit: ""), text: UnitNotation.format(number), interval: nil,
      intervalText: nil, evidence: evidence, note: note, meaning: meaning, location: location)
  }
}

extension Record {
  /// The paths of the groups that hold figures: `products.bf16`, `element-wise`, `all-reduce[8]`.
  fileprivate var groupPaths: [String] {
    members.flatMap { key, member -> [String] in
      switch member {
      case .fact(let fact):
        return fact.isNumeric && key != "measured-over-predicted" ? [key] : []
      case .group(let record):
        let inner = record.members.filter {
          if case .group = $0.member { true } else { false }
        }
        return inner.isEmpty ? [key] : inner.map { "\(key).\($0.key)" }
      case .list(let records): return records.map { "\(key)[\($0.count("ranks") ?? 0)]" }
      }
    }
  }

  /// The figures of a relative as they serve the chip: those of experts move with its ridge.
  fileprivate func carriedOver(experts: [NumericFormat: ExpertEfficiency]) -> Record {
    var result = self
    for format in NumericFormat.allCases {
      guard let moved = experts[format], let group = group("experts")?.group(format.rawValue)
      else { continue }
      var record = Record(at: location)
      let note = "moved with the ratio of the ridges"
      for (key, value) in [("compute", moved.compute), ("tuned-compute", moved.tuned?.compute)] {
        guard let fact = group.fact(key), let value, group.number(key) != value else { continue }
        record.append(key, .fact(fact.replaced(by: value, note: note)))
      }
      result = result.overlaid(with: record.nested(under: ["experts", format.rawValue]))
    }
    return result
  }

  /// This record as the only group under keys.
  private func nested(under keys: [String]) -> Record {
    keys.reversed().reduce(self) { inner, key in
      var outer = Record(at: inner.location)
      outer.append(key, .group(inner))
      return outer
    }
  }

  /// This record without a key.
  private func without(_ key: String) -> Record {
    var result = Record(at: location)
    for (other, member) in members where other != key { result.append(other, member) }
    return result
  }

  /// This record with another in the place of the group under keys.
  private func replacing(_ keys: ArraySlice<String>, by group: Record) -> Record {
    guard let key = keys.first else { return group }
    let inner = (self.group(key) ?? Record(at: location)).replacing(keys.dropFirst(), by: group)
    guard members.contains(where: { $0.key == key }) else {
      var result = self
      result.append(key, .group(inner))
      return result
    }
    var result = Record(at: location)
    for (other, member) in members {
      result.append(other, other == key ? .group(inner) : member)
    }
    return result
  }

  /// The record with the figures of a fit in their place.
  fileprivate func placing(
    _ fit: KernelFit, evidence: Evidence, at location: SourceLocation
  ) -> Record {
    guard let place = fit.place else { return self }
    var group = Record(at: location)
    if case .item(_, let ranks) = place {
      group.append(
        "ranks",
        .fact(.figure(CalibrationFigure("ranks", .count, Double(ranks)), evidence: evidence)))
    }
    for figure in fit.figures {
      group.append(figure.key, .fact(.figure(figure, evidence: evidence)))
    }
    if let errors = fit.heldOut {
      group.append("kernel-interval", .fact(.interval(errors.interval, evidence: evidence)))
      group.append("residuals", .fact(.word(errors.sentence)))
    }
    group.append("range", .fact(.word(fit.range.map(\.text).joined(separator: "; "))))
    if !fit.unidentified.isEmpty {
      group.append(
        "note", .fact(.word("not identified: " + fit.unidentified.joined(separator: ", "))))
    }
    switch place {
    case .group(let keys):
      // What was said of the figures before does not hold of these.
      let before = keys.reduce(Optional(self)) { $0?.group($1) }
      return replacing(keys[...], by: before?.without("note").overlaid(with: group) ?? group)
    case .item(let list, let ranks):
      var items = self.list(list).filter { $0.count("ranks") != ranks }
      let at = items.firstIndex { ($0.count("ranks") ?? 0) > ranks } ?? items.count
      group = Record(at: location).overlaid(with: group)
      items.insert(group, at: at)
      var other = Record(at: location)
      other.append(list, .list(items))
      return overlaid(with: other)
    }
  }
}
