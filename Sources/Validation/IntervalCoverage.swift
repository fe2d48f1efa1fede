/// How measurements of one quantity at one grade meet their stated 90 % intervals, and how those of
/// each model family meet the interval that all other families set.
///
/// The second is what a model that nobody measured may expect: the error of a family is shared by its
/// rows, so that quantiles of all rows are too narrow for the next family (leave-one-group-out
/// cross-validation; Roberts et al. 2017, doi:10.1111/ecog.02881).
public struct IntervalCoverage: Sendable, Hashable {
  struct Sample: Sendable, Hashable {
    let family: String
    /// Measured over predicted.
    let ratio: Double
    /// Whether the stated interval holds the measured value.
    let isCovered: Bool
  }

  /// The rows of one model family.
  public struct Family: Sendable, Hashable {
    public let name: String
    public let count: Int
    /// The share of its rows inside the interval of all other families; nil where those have too few.
    public let coverage: Double?
  }

  public let count: Int
  /// By name.
  public let families: [Family]
  /// 5th and 95th percentile of measured over predicted.
  public let range: ClosedRange<Double>
  /// The share of measurements inside their stated interval.
  public let stated: Double
  /// The share inside the 5th to 95th percentile of all other families; nil where for no row the
  /// others have ``leastRows``.
  public let leftOut: Double?
  /// Quantiles as far apart as lets those of the other families hold 90 % of each one's rows, taken
  /// together; nil where even the extremes do not.
  public let widened: ClosedRange<Double>?

  /// Rows that set an interval, at least.
  public static let leastRows = 20
  /// What an interval is to hold.
  public static let nominal = 0.9

  /// Nothing of no sample.
  init?(_ samples: [Sample]) {
    guard !samples.isEmpty else { return nil }
    let groups = Groups(samples)
    let tail = (1 - Self.nominal) / 2
    count = samples.count
    range = groups.range(cutting: tail)
    stated = Double(samples.count(where: \.isCovered)) / Double(samples.count)
    let coverages = groups.coverages(cutting: tail)
    families = zip(groups.names, coverages).enumerated().map { index, pair in
      Family(name: pair.0, count: groups.ratios[index].count, coverage: pair.1)
    }
    leftOut = groups.pooled(coverages)
    let tails = (0...Self.tailSteps).map { tail * (1 - Double($0) / Double(Self.tailSteps)) }
    widened = tails.first {
      groups.pooled(groups.coverages(cutting: $0)).map { $0 >= Self.nominal } ?? false
    }.map(groups.range(cutting:))
  }

  /// Steps in which what is cut at either end goes from 5 % to nothing.
  private static let tailSteps = 20

  /// The family whose rows the others foretell worst, the first by name of equal ones.
  public var worst: Family? {
    families.filter { $0.coverage != nil }.min { $0.coverage! < $1.coverage! }
  }
}

/// Ratios by family, in the order of names.
private struct Groups {
  let names: [String]
  let ratios: [[Double]]

  init(_ samples: [IntervalCoverage.Sample]) {
    let byName = Dictionary(grouping: samples, by: \.family)
    names = byName.keys.sorted()
    ratios = names.map { name in byName[name]!.map(\.ratio) }
  }

  func range(cutting tail: Double) -> ClosedRange<Double> {
    Self.range(of: ratios.flatMap(\.self), cutting: tail)
  }

  /// The share of each family inside the interval of the others.
  func coverages(cutting tail: Double) -> [Double?] {
    ratios.indices.map { index in
      let others = ratios.indices.filter { $0 != index }.flatMap { ratios[$0] }
      guard others.count >= IntervalCoverage.leastRows else { return nil }
      let range = Self.range(of: others, cutting: tail)
      let own = ratios[index]
      return Double(own.count(where: range.contains)) / Double(own.count)
    }
  }

  /// The share of all rows whose family has one.
  func pooled(_ coverages: [Double?]) -> Double? {
    var (inside, all) = (0.0, 0.0)
    for (coverage, own) in zip(coverages, ratios) {
      guard let coverage else { continue }
      inside += coverage * Double(own.count)
      all += Double(own.count)
    }
    return all > 0 ? inside / all : nil
  }

  private static func range(of ratios: [Double], cutting tail: Double) -> ClosedRange<Double> {
    ratios.quantile(tail)...ratios.quantile(1 - tail)
  }
}
