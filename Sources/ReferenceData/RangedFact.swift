internal import Quantities
internal import Synchronization

/// Where a figure of the catalog stands: the entry, and the path in it.
public struct FactAddress: Sendable, Hashable, CustomStringConvertible {
  public let kind: CatalogKind
  public let entry: String
  public let path: String

  public var description: String { "\(kind.rawValue)/\(entry)/\(path)" }
}

/// A figure of the catalog that is known as a range.
public struct RangedFact: Sendable, Hashable {
  public let address: FactAddress
  /// The central value and the 90 % interval, in ``unit``.
  public let value: Double
  public let interval: ClosedRange<Double>
  /// What may stand in its place at all.
  public let bounds: ClosedRange<Double>
  /// The unit as it is written, such as `years`; empty for plain numbers.
  public let unit: String
  /// How much of the base unit one of ``unit`` is.
  public let scale: Double
  /// Whether only whole numbers make sense.
  public let isWhole: Bool
  /// The value and its range as they are written in the file.
  public let text: String
  public let evidence: Evidence?
}

/// Notes which entries of a catalog are read.
///
/// A class, because whoever reads and whoever asks share one.
public final class CatalogReads: Sendable {
  private let names = Mutex<[(kind: CatalogKind, name: String)]>([])

  public init() {}

  func note(_ name: String, _ kind: CatalogKind) {
    names.withLock { names in
      if !names.contains(where: { $0 == (kind, name) }) { names.append((kind, name)) }
    }
  }

  /// The entries that were read, each once, in order.
  public var entries: [(kind: CatalogKind, name: String)] { names.withLock { $0 } }
}

extension Catalog {
  /// The same catalog, which notes what is read of it.
  public func noting(_ reads: CatalogReads) -> Catalog {
    var copy = self
    copy.reads = reads
    return copy
  }

  /// The figures of an entry that are known as ranges, in the order of its file.
  public func rangedFacts(of name: String, kind: CatalogKind) throws(CatalogError) -> [RangedFact] {
    try entry(name, kind: kind).record.facts.compactMap { path, fact in
      guard let interval = fact.interval, interval.lowerBound < interval.upperBound,
        let value = fact.value.magnitude
      else { return nil }
      // The number as it is written, beside the value that it was read as.
      let written = UnitNotation.parts(of: fact.text)
      let scale = written.flatMap { $0.number == 0 ? nil : value / $0.number } ?? 1
      func inUnit(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
        range.lowerBound / scale...range.upperBound / scale
      }
      return RangedFact(
        address: FactAddress(kind: kind, entry: name, path: path), value: value / scale,
        interval: inUnit(interval), bounds: inUnit(fact.bounds ?? interval),
        unit: scale == 1 && written == nil ? "" : written?.unit ?? "", scale: scale,
        isWhole: { if case .count = fact.value { true } else { false } }(),
        text: fact.text + (fact.intervalText.map { " (\($0))" } ?? ""),
        evidence: fact.evidence)
    }
  }

  /// The same catalog with other values of some figures, each in the base unit of its place.
  public func taking(_ values: [FactAddress: Double]) -> Catalog {
    guard !values.isEmpty else { return self }
    var copy = self
    copy.resolutions = ResolutionCache()
    copy.taken.merge(values) { $1 }
    return copy
  }

  /// The entry with the figures that are taken otherwise.
  func changed(_ entry: CatalogEntry) -> CatalogEntry {
    guard !taken.isEmpty else { return entry }
    var own: [String: Double] = [:]
    for (address, value) in taken where address.kind == entry.kind && address.entry == entry.name {
      own[address.path] = value
    }
    guard !own.isEmpty else { return entry }
    return CatalogEntry(kind: entry.kind, name: entry.name, record: entry.record.taking(own))
  }
}

extension Record {
  /// These facts with other magnitudes under some of the paths that ``facts`` has.
  func taking(_ values: [String: Double]) -> Record { taking(values, under: "") }

  private func taking(_ values: [String: Double], under prefix: String) -> Record {
    var result = Record(at: location)
    for (key, member) in members {
      let path = prefix.isEmpty ? key : "\(prefix).\(key)"
      switch member {
      case .fact(let fact):
        result.append(key, .fact(values[path].map { fact.taking($0) } ?? fact))
      case .group(let record): result.append(key, .group(record.taking(values, under: path)))
      case .list(let records):
        result.append(
          key,
          .list(
            records.enumerated().map {
              $0.element.taking(values, under: "\(path)[\($0.offset)]")
            }))
      }
    }
    return result
  }
}

extension Fact {
  /// The fact with another magnitude.
  fileprivate func taking(_ magnitude: Double) -> Fact {
    let other: Value =
      switch value {
      case .quantity(_, let symbol): .quantity(magnitude, symbol: symbol)
      case .count(_, let noun): .count(Int(magnitude.rounded()), of: noun)
      case .number(_, let unit): .number(magnitude, unit: unit)
      case .interval, .text, .names, .flag: value
      }
    return Fact(
      value: other, text: text, interval: interval, intervalText: intervalText, evidence: evidence,
      note: note, meaning: meaning, location: location, bounds: bounds)
  }
}
