import Experiments
import OutputAnalysis
import Quantities
import Scenarios

/// What a run says of the price of its tokens.
struct PriceReport {
  let point: DesignPointResult

  /// Price and margin at the stated list; nil where there is no price, or nothing was sold.
  var sentence: String? {
    guard let price = point.scenario.price, point.describesSystem,
      let blended = point.mean(of: .priceBlended), let margin = words(.grossMargin)
    else { return nil }
    let list = price.entry == nil ? "the stated price" : "list price (\(price.title))"
    var text =
      "\(point.scenario.label): at \(list), \(UnitNotation.format(blended, significantDigits: 3)) "
      + "USD/Mtok in the blend that was served, the gross margin is \(margin)"
    if let whole = point.predictionInterval(of: .grossMargin) {
      text +=
        ", with the uncertainty of the predictions from "
        + "\(UnitNotation.format(percentage: whole.lowerBound)) to "
        + "\(UnitNotation.format(percentage: whole.upperBound)) (90 %)"
    }
    if let markup = words(.markup) { text += "; the markup is \(markup)" }
    if let factor = point.mean(of: .breakEven) {
      text +=
        "; revenue meets cost at \(UnitNotation.format(factor, significantDigits: 3)) times the prices"
    }
    return text + "."
  }

  /// The mean with its 95 % interval, or of draws the median with P10 and P90.
  private func words(_ metric: Metric) -> String? {
    func text(_ value: Double) -> String { UnitNotation.format(percentage: value) }
    if !point.draws.isEmpty {
      guard let middle = point.quantile(0.5, of: metric) else { return nil }
      let ends = [0.1, 0.9].map { point.quantile($0, of: metric).map(text) ?? "no limit" }
      return "\(text(middle)) (\(ends[0]) to \(ends[1]), P10 to P90 of the draws)"
    }
    guard let mean = point.mean(of: metric) else { return nil }
    return text(mean)
      + (point.interval(of: metric).map { " (\(text($0.lower)) to \(text($0.upper)))" } ?? "")
  }
}
