internal import Foundation
import Quantities
import Stochastics
import Training

extension CatalogEntry {
  /// The fleet that the entry describes.
  func reliability() throws(CatalogError) -> ReliabilityProfile {
    var failures: [FailureClass] = []
    for (index, row) in record.list("failures").enumerated() {
      failures.append(try failureClass(row, path: "failures[\(index)]"))
    }
    guard let recovery = record.group("recovery") else {
      throw .incomplete(name, kind: kind, missing: ["recovery"])
    }
    let checkpoints = record.group("checkpoints")
    do {
      let reliability = try Reliability(
        failures: failures,
        nodes: try record.group("nodes").map {
          try NodeVariation(
            shape: $0.number("shape") ?? 1, excluded: $0.number("excluded") ?? 0)
        },
        recovery: Recovery(
          diagnosis: try recovery.group("diagnosis")?.timeLaw() ?? .zero,
          reschedule: try recovery.group("reschedule")?.timeLaw() ?? .zero,
          initialization: try recovery.group("initialization")?.timeLaw() ?? .zero,
          initializationPerAccelerator: recovery.quantity("initialization-per-accelerator")
            ?? .zero),
        stragglers: try record.group("stragglers").map { try $0.stragglers() })
      return ReliabilityProfile(
        name: name, title: title, reliability: reliability,
        acceleratorsPerNode: record.count("accelerators-per-node"),
        storage: checkpoints?.quantity("storage"), checkpointStall: checkpoints?.quantity("stall"),
        checkpointInterval: checkpoints?.quantity("interval"),
        effectiveTime: record.number("effective-time"))
    } catch let error as CatalogError {
      throw error
    } catch {
      throw .refused(name, kind: kind, reason: "\(error)")
    }
  }

  private func failureClass(_ row: Record, path: String) throws(CatalogError) -> FailureClass {
    guard let failure = row.text("name"),
      let scope = row.text("scope").flatMap(FailureScope.init(rawValue:))
    else { throw .incomplete(name, kind: kind, missing: ["\(path): name and scope"]) }
    guard let mean = row.quantity("mean-time") ?? observedMean(row, of: scope) else {
      throw .incomplete(
        name, kind: kind,
        missing: ["\(path): a mean time, or a count and what was observed"])
    }
    do {
      let detection = try (row.group("detection") ?? record.group("detection"))?.timeLaw()
      let repair = try (row.group("repair") ?? record.group("repair"))?.timeLaw()
      let effect: FailureEffect
      switch row.text("effect") {
      case "repair":
        guard let repair else {
          throw CatalogError.incomplete(name, kind: kind, missing: ["\(path): a time of repair"])
        }
        effect = .repair(repair)
      case "corruption": effect = .corruption(repair: nil)
      case "corruption-repair": effect = .corruption(repair: repair)
      default: effect = .restart
      }
      return try FailureClass(
        name: failure, scope: scope,
        law: FailureLaw(mean: mean, shape: row.number("shape") ?? 1, age: .inUse), effect: effect,
        detection: detection ?? .zero)
    } catch let error as CatalogError {
      throw error
    } catch {
      throw .refused(name, kind: kind, reason: "\(error)")
    }
  }

  /// The units watched, times how long, over the failures seen.
  private func observedMean(_ row: Record, of scope: FailureScope) -> Seconds? {
    guard let observed = record.group("observed"), let count = row.count("count"),
      let accelerators = observed.count("accelerators"),
      let time: Seconds = observed.quantity("time")
    else { return nil }
    let units: Double
    switch scope {
    case .accelerator: units = Double(accelerators)
    case .node:
      guard let perNode = record.count("accelerators-per-node") else { return nil }
      units = Double(accelerators) / Double(perNode)
    case .domain: return nil
    case .job: units = 1
    }
    return time * (units / Double(count))
  }
}

extension Record {
  /// The law of times that the figures determine.
  fileprivate func timeLaw() throws -> Distribution {
    let mean: Seconds? = quantity("mean")
    let median: Seconds? = quantity("median")
    let p95: Seconds? = quantity("p95")
    switch (mean, median, p95) {
    case (nil, let median?, let p95?):
      return try .lognormal(median: median.value, p95: p95.value)
    case (let mean?, let median?, nil) where mean > median:
      // mean = median · exp(σ²/2).
      return try .lognormal(
        median: median.value, sigma: (2 * log(mean / median)).squareRoot())
    case (let mean?, nil, nil): return try .constant(mean.value)
    case (nil, let median?, nil): return try .constant(median.value)
    default: throw TimeLawError()
    }
  }

  fileprivate func stragglers() throws -> Stragglers {
    try Stragglers(
      share: number("share") ?? 0, onset: quantity("onset"),
      slowdown: .constant(number("slowdown") ?? 0), detection: try group("detection")?.timeLaw(),
      repair: try group("repair")?.timeLaw() ?? .zero)
  }
}

/// Figures that determine no law of times.
private struct TimeLawError: Error, CustomStringConvertible {
  var description: String {
    "a time is given by its mean, its median, by median and p95, or by a median and a greater mean"
  }
}
