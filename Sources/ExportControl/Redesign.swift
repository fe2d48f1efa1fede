internal import Foundation
internal import Quantities

/// A variant of a chip, cut until rules let it through.
public struct Redesign: Sendable, Hashable {
  public let item: ControlledItem
  /// What is left of each, of 1.
  public let compute: Double
  public let memoryBandwidth: Double
  public let aggregateIO: Double
  /// What is left of its worth, by the weights asked for.
  public let worth: Double
  public let ruling: Ruling

  /// How a chip's worth falls with its parts: the product of their shares, each to its power.
  ///
  ///     worth = compute^a · memory^b · I/O^c
  ///
  /// A Cobb-Douglas form; the powers are a judgement, not a measurement. The default takes from
  /// compute and memory what bounds training and decoding, and little from I/O, as vendors did: the
  /// A800 of 2022 kept all compute and gave up a third of its link.
  public struct Weights: Sendable, Hashable {
    public let compute: Double
    public let memoryBandwidth: Double
    public let aggregateIO: Double

    public init(compute: Double, memoryBandwidth: Double, aggregateIO: Double) {
      precondition(
        compute >= 0 && memoryBandwidth >= 0 && aggregateIO >= 0,
        "weights are \(compute), \(memoryBandwidth) and \(aggregateIO)")
      self.compute = compute
      self.memoryBandwidth = memoryBandwidth
      self.aggregateIO = aggregateIO
    }

    public static let judged = Weights(compute: 0.5, memoryBandwidth: 0.4, aggregateIO: 0.1)

    /// The share of I/O in a sum of memory bandwidth and I/O that leaves the most worth.
    var ioPart: Double {
      let both = memoryBandwidth + aggregateIO
      return both > 0 ? aggregateIO / both : 0.5
    }

    func worth(compute: Double, memory: Double, io: Double) -> Double {
      pow(compute, self.compute) * pow(memory, memoryBandwidth) * pow(io, aggregateIO)
    }
  }
}

extension RuleBook {
  /// The best variant of a chip that a deal may have on terms no stricter than `outcome`, cut to
  /// `margin` under the lines that catch it; nil where nothing is left to sell.
  ///
  /// Compute, memory bandwidth and I/O are cut alone or together to just under every threshold of
  /// the rules that bind; the die keeps its area, so that density falls with compute. What is
  /// already under a line stays as it is. Ignores cutting memory capacity, larger dies and other
  /// marketing.
  public func redesign(
    of item: ControlledItem, for deal: Deal, noStricterThan outcome: Outcome = .notice(days: 25),
    margin: Double = 0.02, weights: Redesign.Weights = .judged
  ) -> Redesign? {
    precondition((0..<1).contains(margin), "a margin of \(margin)")
    func isLetThrough(_ ruling: Ruling) -> Bool {
      ruling.outcome.strictness <= outcome.strictness
    }
    /// What was cut lies the margin under every line, not only under the one it was cut for.
    func keepsDistance(_ variant: ControlledItem) -> Bool {
      var nearer = variant
      let factor = (1 - 1e-9) / (1 - margin)
      for measure in [Measure.tpp, .memoryBandwidth, .aggregateIO]
      where variant[measure] != item[measure] {
        nearer[measure] = variant[measure].map { $0 * factor }
        if measure == .tpp {
          nearer[.performanceDensity] = variant[.performanceDensity].map { $0 * factor }
        }
      }
      return isLetThrough(self.ruling(of: nearer, in: deal))
    }
    let lines = Lines(of: binding(on: deal.date).map { rules[$0] }, margin: margin)
    let area = item.applicableDieArea?.value
    let computes = lines.candidates(
      for: item[.tpp],
      lines[.tpp] + (area.map { area in lines[.performanceDensity].map { $0 * area } } ?? []))
    let memories = lines.candidates(for: item[.memoryBandwidth], lines[.memoryBandwidth])
    let ios = lines.candidates(for: item[.aggregateIO], lines[.aggregateIO])
    var variants: [(worth: Double, tpp: Double?, memory: Double?, io: Double?)] = []
    func consider(_ tpp: Double?, _ memory: Double?, _ io: Double?) {
      let worth = weights.worth(
        compute: share(tpp, item[.tpp]), memory: share(memory, item[.memoryBandwidth]),
        io: share(io, item[.aggregateIO]))
      variants.append((worth, tpp, memory, io))
    }
    for tpp in computes {
      for memory in memories {
        for io in ios {
          consider(tpp, memory, io)
          // A line for both together may be met by cutting either, or both by their weights.
          for line in lines[.memoryAndIO] {
            if let memory, let io {
              if line > memory, line - memory < io { consider(tpp, memory, line - memory) }
              if line > io, line - io < memory { consider(tpp, line - io, io) }
              let ioPart = line * weights.ioPart
              if ioPart < io, line - ioPart < memory { consider(tpp, line - ioPart, ioPart) }
            }
          }
        }
      }
    }
    // Rules are asked of the worthiest first, and of no other once one passes: asking is what takes
    // time. Of equals the earlier is taken.
    let order = variants.indices.sorted {
      (variants[$1].worth, $0) < (variants[$0].worth, $1)
    }
    for index in order {
      let (worth, tpp, memory, io) = variants[index]
      let compute = share(tpp, item[.tpp])
      var variant = item
      variant[.tpp] = tpp
      variant[.performanceDensity] = item[.performanceDensity].map { $0 * compute }
      variant[.memoryBandwidth] = memory
      variant[.aggregateIO] = io
      let ruling = ruling(of: variant, in: deal)
      guard isLetThrough(ruling), keepsDistance(variant) else { continue }
      return Redesign(
        item: variant, compute: compute, memoryBandwidth: share(memory, item[.memoryBandwidth]),
        aggregateIO: share(io, item[.aggregateIO]), worth: worth, ruling: ruling)
    }
    return nil
  }

  /// For each part by itself, the most it may have for the deal to be free, others kept; nil for a
  /// part that no cut of alone makes free.
  public func leastCuts(
    of item: ControlledItem, for deal: Deal, noStricterThan outcome: Outcome = .free
  ) -> [(measure: Measure, value: Double)] {
    let lines = Lines(of: binding(on: deal.date).map { rules[$0] }, margin: 0)
    let area = item.applicableDieArea?.value
    var result: [(measure: Measure, value: Double)] = []
    for measure in [Measure.tpp, .memoryBandwidth, .aggregateIO] {
      guard let value = item[measure] else { continue }
      var thresholds = lines[measure]
      if measure == .tpp, let area { thresholds += lines[.performanceDensity].map { $0 * area } }
      if measure == .memoryBandwidth || measure == .aggregateIO {
        let other = item[measure == .memoryBandwidth ? .aggregateIO : .memoryBandwidth] ?? 0
        thresholds += lines[.memoryAndIO].map { $0 - other }
      }
      let candidates = thresholds.filter { $0 > 0 && $0 <= value }.sorted(by: >)
      for threshold in candidates {
        var variant = item
        // As little under the line as numbers can tell.
        let cut = threshold * (1 - 1e-12)
        variant[measure] = cut
        if measure == .tpp {
          variant[.performanceDensity] = item[.performanceDensity].map { $0 * cut / value }
        }
        if ruling(of: variant, in: deal).outcome.strictness <= outcome.strictness {
          result.append((measure, threshold))
          break
        }
      }
    }
    return result
  }

  private func share(_ value: Double?, _ whole: Double?) -> Double {
    guard let value, let whole, whole > 0 else { return 1 }
    return value / whole
  }
}

/// What a vendor may design to: a margin under every threshold of the rules.
private struct Lines {
  private var values: [Measure: [Double]] = [:]
  private let margin: Double

  init(of rules: [ExportRule], margin: Double) {
    self.margin = margin
    for rule in rules {
      for comparison in rule.predicate.comparisons where comparison.measure.isOfItem {
        values[comparison.measure, default: []].append(comparison.threshold * (1 - margin))
      }
    }
    for measure in Measure.allCases {
      values[measure] = values[measure].map { Set($0).sorted(by: >) }
    }
  }

  subscript(measure: Measure) -> [Double] { values[measure] ?? [] }

  /// The value as it is and every lower line; nothing to choose where it is unknown.
  func candidates(for value: Double?, _ lines: [Double]) -> [Double?] {
    guard let value else { return [nil] }
    return [value] + Set(lines.filter { $0 > 0 && $0 < value }).sorted(by: >)
  }
}
