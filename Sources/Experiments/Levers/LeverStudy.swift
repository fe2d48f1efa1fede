public import Documents
import Foundation
public import OutputAnalysis
public import Scenarios

/// What the levers of a scenario do: each alone, each as the last, all together, and what of the gap
/// is due to each.
///
/// All cases run under the same random numbers, so that differences and ratios are paired.
public struct LeverStudy: Sendable {
  /// One lever's part.
  public struct Contribution: Sendable {
    public let name: String
    /// The lever alone over the base; nil where either has no value.
    public let alone: ConfidenceInterval?
    /// All levers over all but this one.
    public let last: ConfidenceInterval?
    /// Its Shapley value of the gap in the metric's unit.
    public let difference: Estimate?
    /// The same of the logarithm, as a factor: the product over levers is the ratio of the whole.
    public let factor: Estimate?
    /// The factor draw by draw, in ascending order; empty where no inputs were drawn.
    public let drawnFactors: [Double]

    /// What a share of the draws' factors do not exceed.
    public func quantile(_ share: Double) -> Double? {
      guard !drawnFactors.isEmpty else { return nil }
      let rank = Int((share * Double(drawnFactors.count)).rounded(.up)) - 1
      return drawnFactors[max(0, min(rank, drawnFactors.count - 1))]
    }
  }

  /// An estimate with what is not certain of it.
  public struct Estimate: Sendable, Hashable {
    public let value: Double
    /// The 95 % interval over paired runs; nil below two of them.
    public let interval: ClosedRange<Double>?
    /// The standard error that comes from the sample of orders; nil where all orders count.
    public let samplingError: Double?
  }

  /// A case that has no value, and why.
  public struct Unusable: Sendable, Hashable {
    public let label: String
    public let reason: String
  }

  public let question: LeverQuestion
  public let metric: Metric
  public let contributions: [Contribution]
  /// The mean of the base over the runs that all usable cases have.
  public let base: Double?
  /// Means over the runs that all usable cases have, of the base and of all levers.
  public let ends: (base: Double, whole: Double)?
  /// All levers over the base.
  public let whole: ConfidenceInterval?
  /// The same with the uncertainty of the predictions for both ends, 90 %; nil below two runs.
  public let ratioWithModelError: ClosedRange<Double>?
  /// Cases that cannot run or have no value, in order.
  public let unusable: [Unusable]
  /// The share of the orders that count; nil where there is no decomposition.
  public let shareOfOrders: Double?
  /// Why there is no decomposition; nil where there is one.
  public let refusal: String?

  /// - Precondition: the points of the result are the cases of the question, in its order.
  public init(_ result: ExperimentResult, _ plan: LeverPlan) {
    let (question, metric) = (plan.question, plan.metric)
    let coalitions = question.coalitions
    precondition(result.points.count == coalitions.count, "\(result.points.count) cases")
    self.question = question
    self.metric = metric
    let cases = LeverCases(result, coalitions, metric)
    unusable = cases.unusable.map {
      Unusable(label: question.label(of: $0.coalition), reason: $0.reason)
    }
    let count = question.levers.count
    let all = LeverCoalition.all(of: count)
    let isWhole = question.study == .together
    let weights = isWhole ? Self.weights(of: question, cases) : nil
    let split = weights.map { LeverSplit($0, cases) }
    let factors = split?.factors
    contributions = question.levers.enumerated().map { index, lever in
      Contribution(
        name: lever.name,
        alone: cases.ratio(of: LeverCoalition([index]), over: .none),
        last: isWhole ? cases.ratio(of: all, over: all.removing(index)) : nil,
        difference: split?.differences[index], factor: factors?[index],
        drawnFactors: result.isSampled ? split?.drawnFactors(of: index) ?? [] : [])
    }
    base = cases.mean(of: .none)
    if isWhole, let base, let top = cases.mean(of: all) {
      ends = (base, top)
    } else {
      ends = nil
    }
    whole = isWhole ? cases.ratio(of: all, over: .none) : nil
    ratioWithModelError = whole.flatMap { cases.ratioWithModelError($0, of: metric, in: result) }
    shareOfOrders = weights?.shareOfOrders
    refusal = weights == nil && isWhole ? Self.refusal(question, cases, all) : nil
  }

  private static func weights(of question: LeverQuestion, _ cases: LeverCases) -> ShapleyWeights? {
    let usable = { cases.isUsable($0) }
    let count = question.levers.count
    if let orders = question.sampledOrders {
      return ShapleyWeights(orders: orders, levers: count, usable: usable)
    }
    return ShapleyWeights(levers: count, usable: usable)
  }

  private static func refusal(
    _ question: LeverQuestion, _ cases: LeverCases, _ whole: LeverCoalition
  ) -> String {
    for end in [LeverCoalition.none, whole] {
      guard let found = cases.unusable.first(where: { $0.coalition == end }) else { continue }
      return "\(question.label(of: end)) has no value: \(found.reason)"
    }
    return cases.numbers.isEmpty
      ? "no run is of every case"
      : "every order of the levers leads through a case that has no value"
  }

  /// The whole over the base, lever by lever, as factors; nil where there is no decomposition.
  public var costGap: GapDecomposition? {
    let causes = contributions.compactMap { item in
      item.factor.map {
        GapDecomposition.Cause(item.name, factor: $0.value, interval: $0.interval)
      }
    }
    return causes.count == contributions.count ? GapDecomposition(causes: causes) : nil
  }

  /// The same of list prices, where they are stated, with their margin as the last cause.
  public var gap: GapDecomposition? {
    guard let costs = costGap, let ends, let prices = question.prices else { return costGap }
    // The ratio that the causes make, so that the margin takes no part of how it was estimated.
    return costs.withPriceMargin(
      prices: (prices.from, prices.to), costs: (ends.base, ends.base * costs.ratio))
  }
}

/// The levers of a file with their metric.
public struct LeverPlan: Sendable {
  public let question: LeverQuestion
  public let metric: Metric

  /// Nil where the file has no levers.
  ///
  /// - Throws: `Diagnostics` for what cannot be read.
  public init?(_ file: ScenarioFile) throws(Diagnostics) {
    guard let question = try file.levers() else { return nil }
    let problems = DiagnosticCollector()
    let metric = Metric(question.metric, into: problems)
    try problems.throwIfAny()
    guard let metric else { return nil }
    self.question = question
    self.metric = metric
  }
}
