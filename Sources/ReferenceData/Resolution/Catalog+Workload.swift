import Foundation
import Quantities

/// What a workload of the catalog says of requests, in the words of scenarios.
public struct WorkloadProfile: Sendable, Hashable {
  /// Keys of the workload section with their values: `prompt-tokens`, `output-tokens`,
  /// `cached-prefix`.
  public let values: [(key: String, text: String)]

  public static func == (a: Self, b: Self) -> Bool {
    a.values.elementsEqual(b.values) { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) {
    for (key, text) in values {
      hasher.combine(key)
      hasher.combine(text)
    }
  }
}

extension Catalog {
  /// The lengths of the requests of a published trace, and how much of them is cached.
  public func workload(_ name: String) throws(CatalogError) -> WorkloadProfile {
    let record = try entry(name, kind: .workloads).record
    var values: [(key: String, text: String)] = []
    for key in ["prompt", "output"] {
      guard let text = record.group(key)?.lengthLaw else {
        throw .incomplete(name, kind: .workloads, missing: ["figures that determine the \(key)"])
      }
      values.append(("\(key)-tokens", text))
    }
    if let cached = record.number("cached-prefix") {
      values.append(("cached-prefix", UnitNotation.format(cached, significantDigits: nil)))
    }
    return WorkloadProfile(values: values)
  }
}

extension Record {
  /// The distribution that the figures of a length determine, as scenarios write it.
  fileprivate var lengthLaw: String? {
    guard let law = text("law").flatMap(LengthLaw.init(rawValue:)),
      let names = law.parameters.first(where: { $0.allSatisfy { number($0) != nil } })
    else { return nil }
    if names == ["mean", "median"], let mean = number("mean"), let median = number("median"),
      mean > median
    {
      // mean = median · exp(σ²/2).
      return "lognormal(median \(median), sigma \((2 * log(mean / median)).squareRoot()))"
    }
    let arguments = names.compactMap { name in
      number(name).map {
        let value = UnitNotation.format($0, significantDigits: nil)
        return law == .uniform ? value : "\(name) \(value)"
      }
    }
    return "\(law.rawValue)(\(arguments.joined(separator: ", ")))"
  }
}
