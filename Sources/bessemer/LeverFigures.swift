import Experiments
import OutputAnalysis
import Reports
import Scenarios

/// What levers do, drawn.
struct LeverFigures {
  let study: LeverStudy
  let subtitle: String
  let caption: String

  /// From the base over the part of each lever to all of them.
  func waterfall(named name: String) throws(FigureError) -> Figure {
    guard let ends = study.ends, study.refusal == nil else { throw .empty(figure: name) }
    let steps = study.contributions.compactMap { item in
      item.difference.map {
        WaterfallPlot.Step(
          item.name, by: $0.value, low: $0.interval?.lowerBound, high: $0.interval?.upperBound)
      }
    }
    return try Figure(
      name: name, title: "What makes the gap in the \(study.metric.words)", subtitle: subtitle,
      caption:
        "Parts are Shapley values: means over the orders of the levers; they sum to the gap. "
        + caption,
      waterfall: WaterfallPlot(
        label: study.metric.words.capitalizedFirst, unit: study.metric.unit,
        start: (study.question.base, ends.base), steps: steps, end: study.question.whole))
  }

  /// The same as factors, with the margin of list prices where they are stated.
  func gap(named name: String) throws(FigureError) -> Figure {
    guard let gap = study.gap, gap.share(of: 2) != nil else { throw .empty(figure: name) }
    let steps = gap.causes.map { cause in
      let share = gap.share(of: cause.factor).map { " (\(Self.percent($0)))" } ?? ""
      return WaterfallPlot.Step(
        cause.name + share, by: cause.factor, low: cause.interval?.lowerBound,
        high: cause.interval?.upperBound)
    }
    let what = study.question.prices == nil ? study.metric.words : "list price"
    return try Figure(
      name: name, title: "What makes the gap, as factors", subtitle: subtitle,
      caption:
        "Shapley values of the logarithm: factors multiply to the whole, and the shares in brackets "
        + "add up to 100 %. " + caption,
      waterfall: WaterfallPlot(
        label: "\(what.capitalizedFirst) over that of \(study.question.base)", start: nil,
        steps: steps, end: study.question.whole, isProduct: true))
  }

  /// Each lever alone and as the last one, as ratios.
  func levers(named name: String) throws(FigureError) -> Figure {
    func step(_ item: LeverStudy.Contribution, _ isLast: Bool) -> WaterfallPlot.Step? {
      (isLast ? item.last : item.alone).map { ratio in
        let isExact = ratio.halfWidth == 0
        return WaterfallPlot.Step(
          item.name, by: ratio.estimate, low: isExact ? nil : ratio.lower,
          high: isExact ? nil : ratio.upper)
      }
    }
    let isOne = study.contributions.count == 1 || study.question.study == .oneAtATime
    return try Figure(
      name: name, title: "What each lever does to the \(study.metric.words)", subtitle: subtitle,
      caption: caption,
      waterfall: WaterfallPlot(
        label: "\(study.metric.words.capitalizedFirst), with over without the lever",
        factors: study.contributions.map {
          (name: $0.name, first: step($0, false), second: isOne ? nil : step($0, true))
        }, first: "alone, over \(study.question.base)",
        second: "as the last, \(study.question.whole) over all others"))
  }

  private static func percent(_ share: Double) -> String {
    let number = (share * 100).rounded()
    // A space at which no line is broken.
    return "\(number < 0 ? "−" : "")\(Int(abs(number)))\u{a0}%"
  }
}

extension Metric {
  /// What the metric is called in a sentence.
  var words: String { self == .costBlended ? "blended cost" : title }
}
