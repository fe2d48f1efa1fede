import Quantities
import Stochastics

extension Catalog {
  /// What the catalog knows of the demand for compute of China: the latest value of each figure.
  public func demandFacts() throws -> DemandFacts {
    let figures = try datedFigures(of: .demands)
    func latest(_ name: String) throws -> (DatedFigure.Point, DatedFigure) {
      guard let figure = figures.first(where: { $0.name == name }) else {
        throw CatalogError.unknownName(
          name, kind: .demands, known: figures.count, suggestion: nil)
      }
      guard let point = figure.points.last else {
        throw CatalogError.incomplete(name, kind: .demands, missing: ["points"])
      }
      return (point, figure)
    }
    func known(_ name: String) throws -> DemandFacts.Figure {
      let (point, figure) = try latest(name)
      return DemandFacts.Figure(point.value, try figure.distribution(of: point))
    }
    let run = try latest("frontier-run-china")
    let tokens = try latest("tokens-china")
    return DemandFacts(
      run: try known("frontier-run-china"), runMonth: run.0.period.first.month,
      runGrowth: try known("training-growth"), runsPerYear: try known("frontier-runs-china"),
      researchMultiple: try known("research-multiple"),
      largestCluster: try known("largest-cluster"), tokensPerDay: try known("tokens-china"),
      tokensMonth: tokens.0.period.first.month, tokensGrowth: try known("token-growth-china"),
      utilization: try known("serving-utilization"), inferenceShare: try known("inference-share"))
  }
}

extension DatedFigure {
  /// The law of one value; nil where it is certain.
  ///
  /// Shares are beta with the ends as quantiles, everything else is lognormal on either side of the
  /// median.
  func distribution(of point: Point) throws -> Distribution? {
    guard let interval = point.interval, interval.lowerBound < interval.upperBound else {
      return nil
    }
    switch law {
    case .fixed: return nil
    case .share: return try .beta(p5: interval.lowerBound, p95: interval.upperBound)
    case .lognormal, .zeroInflated:
      return try .lognormal(
        p5: interval.lowerBound, p50: point.value, p95: interval.upperBound)
    }
  }
}
