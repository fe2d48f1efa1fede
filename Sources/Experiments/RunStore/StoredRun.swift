import Foundation
import GRDB
import Quantities
import Serving

/// A run as it stands in a store: plain names and numbers, which a later program can still copy.
struct StoredRun: Sendable, Hashable {
  struct Value: Sendable, Hashable {
    let metric: String
    /// Empty for pure numbers.
    let unit: String
    let requestClass: String?
    let value: Double
    let count: Int?
  }

  let replication: Int
  /// Empty where nothing was served.
  let verdict: String
  /// In seconds.
  let warmUp: Double
  let isSettled: Bool
  let events: Int
  /// As JSON, like those below.
  let requests: String
  let tokens: String
  let classes: String
  let values: [Value]

  /// A number that changes with anything that stands here.
  var digest: UInt64 {
    var digest = Digest()
    digest.combine(UInt64(bitPattern: Int64(replication)))
    digest.combine(verdict)
    digest.combine(warmUp.bitPattern)
    digest.combine(isSettled ? 1 : 0)
    digest.combine(UInt64(bitPattern: Int64(events)))
    for text in [requests, tokens, classes] { digest.combine(text) }
    for item in values {
      digest.combine(item.metric)
      digest.combine(item.unit)
      digest.combine(item.requestClass ?? "\u{0}")
      digest.combine(item.value.isNaN ? Double.nan.bitPattern : item.value.bitPattern)
      // No count of observations is negative.
      digest.combine(UInt64(bitPattern: Int64(item.count ?? -1)))
    }
    return digest.value
  }
}

extension StoredRun {
  init(_ run: RunRecord) {
    replication = run.replication
    verdict = run.verdict?.rawValue ?? ""
    warmUp = run.warmUp.length.value
    isSettled = run.warmUp.isSufficient
    events = run.events
    requests = Self.text(of: run.requests)
    tokens = Self.text(of: run.tokens)
    classes = Self.text(of: run.classNames)
    values = run.measurements.map { item in
      Value(
        metric: item.metric.name, unit: item.metric.unit ?? "", requestClass: item.requestClass,
        value: item.value, count: item.count)
    }
  }

  static func text(of part: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(part) else {
      preconditionFailure("\(part) has no form in JSON")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// The run, as this program knows it.
  func record(at path: String) throws(RunStoreError) -> RunRecord {
    let known = SaturationVerdict(rawValue: verdict)
    guard known != nil || verdict.isEmpty else {
      throw .corrupt(path: path, detail: "a run is called \"\(verdict)\"")
    }
    var measurements: [Measurement] = []
    measurements.reserveCapacity(values.count)
    for item in values {
      guard let metric = Metric.stored[item.metric] ?? Metric.ofPool(named: item.metric),
        metric.unit ?? "" == item.unit
      else {
        throw .unknownMetric(path: path, name: item.metric)
      }
      measurements.append(
        Measurement(metric, item.value, count: item.count, requestClass: item.requestClass))
    }
    return RunRecord(
      replication: replication, measurements: measurements, verdict: known,
      warmUp: .init(length: Seconds(warmUp), isSufficient: isSettled),
      requests: try Self.part(requests, at: path), classNames: try Self.part(classes, at: path),
      tokens: try Self.part(tokens, at: path), events: events, timeline: nil)
  }

  static func part<Part: Decodable>(
    _ text: String, at path: String
  ) throws(RunStoreError) -> Part {
    do { return try JSONDecoder().decode(Part.self, from: Data(text.utf8)) } catch {
      throw .corrupt(path: path, detail: "a run holds \(text)")
    }
  }
}

extension Metric {
  /// Every metric by its name.
  fileprivate static let stored = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
