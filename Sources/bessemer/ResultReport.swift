import Serving
import LanguageModels
import Hardware
import Economics
import Experiments
import OutputAnalysis
import Performance
import Quantities
import ReferenceData
import Reports
import Scenarios
import Tables

/// The sentences of a result, from the answer down to what is not modelled.
struct ResultReport {
  let result: ExperimentResult
  let provenance: Provenance
  let catalog: Catalog
  /// What was to hold of the result, and whether it does.
  var judgements: [ThresholdRule.Judgement] = []
  /// What clusters do of training and of serving.
  var divisions: [String] = []
  /// What levers do; where there are any, their cases are not told one by one.
  var levers: LeverReport?

  /// The most important first: what serves, at what cost, and how the alternatives compare.
  var answer: [String] {
    if let levers {
      return levers.sentences + medians + UncertaintyReport(result: result).sentences
        + result.points.compactMap(precision)
    }
    var sentences: [String] = []
    for point in result.points where result.axes.isEmpty && point.scenario.isServed {
      sentences.append(sentence(on: point))
    }
    if result.axes.isEmpty {
      sentences += result.points.compactMap { PriceReport(point: $0).sentence }
      sentences += result.points.compactMap { TrainingReport(point: $0).sentence }
      sentences += result.points.compactMap { PostTrainingReport(point: $0).sentence }
      sentences += PostTrainingReport.savings(of: result)
      sentences += result.comparisons(
        on: [.costOutput, .costBlended, .trainingTime, .trainingCost]
          + PostTrainingReport.compared
      ).map(sentence(on:))
    } else {
      sentences += cheapestPoints + TrainingReport.swept(result)
    }
    sentences += divisions + medians
    sentences += UncertaintyReport(result: result).sentences
    sentences += result.points.compactMap(precision)
    return sentences
  }

  /// The ratio over runs, and what the uncertainty of the operator times leaves of it.
  private func sentence(on comparison: Comparison) -> String {
    let runs = comparison.sentence
    let whole = comparison.ratioWithModelError
    guard whole != comparison.ratio.lower...comparison.ratio.upper else { return runs }
    let low = UnitNotation.format(whole.lowerBound, significantDigits: 2)
    let high = UnitNotation.format(whole.upperBound, significantDigits: 2)
    let verdict = whole.contains(1) ? ", so that their order is not certain" : ""
    return runs + " With the uncertainty of the predictions it lies from \(low) to \(high)"
      + " (90 %)\(verdict)."
  }

  private func sentence(on point: DesignPointResult) -> String {
    let scenario = point.scenario
    if !point.draws.isEmpty { return spread(of: point) }
    switch point.outcome {
    case .ran(let replicas):
      guard let verdict = point.verdict else { return "\(scenario.label) did not run." }
      let start =
        "\(scenario.label): \(scenario.model.title) on \(scenario.machines(for: replicas))"
      guard point.describesSystem else {
        return "\(start) \(verdict.sentence)."
      }
      let cost = point.mean(of: .costOutput).map {
        " at \(PlusMinus($0, point.interval(of: .costOutput)?.halfWidth).text) USD/Mtok of output"
      }
      let rate = point.mean(of: .outputThroughput).map {
        " makes \(UnitNotation.format(TokensPerSecond($0)))"
      }
      let growth =
        verdict == .overloaded ? ", while the load outgrew it until the end of the horizon" : ""
      return start + (rate ?? " made no token") + (cost ?? "") + (promise(of: point) ?? "")
        + growth + "."
    case .infeasible:
      return "\(scenario.label): \(cannotRun(point))"
    case .missesObjectives(let tried, let missed):
      return "\(scenario.label): no fleet of up to \(tried) replicas keeps the objectives: "
        + "\(missed.joined(separator: " and "))."
    case .failed(let failure): return "\(scenario.label): failed: \(failure.reason)."
    }
  }

  private func cannotRun(_ point: DesignPointResult) -> String {
    "cannot serve. \(point.verdicts.serving?.sentence ?? point.verdicts.sentence)."
  }

  /// Uncertain inputs that were not drawn.
  private var medians: [String] {
    var paths: [String] = []
    for point in result.points where point.draws.isEmpty {
      for input in point.inputs where !paths.contains(input.path) { paths.append(input.path) }
    }
    guard !paths.isEmpty else { return [] }
    return [
      "\(paths.joined(separator: ", ")) \(paths.count == 1 ? "is" : "are") uncertain and taken at the "
        + "median: `sample: 64` draws \(paths.count == 1 ? "it" : "them")."
    ]
  }

  /// What was asked of the intervals and is not met.
  private func precision(of point: DesignPointResult) -> String? {
    guard let unmet = point.precision?.unmet, !unmet.isEmpty else { return nil }
    let names = unmet.map { metric in
      let width = metric.relativeHalfWidth.map {
        " (\(UnitNotation.format($0 * 100, significantDigits: 2)) %)"
      }
      return metric.name + (width ?? "")
    }
    return "\(point.scenario.label): after \(point.runs.count) runs the intervals of "
      + "\(names.joined(separator: ", ")) are still wider than asked."
  }

  /// Below, the tenth percentile is the least of all draws, or next to it.
  private static let firmDraws = 20

  /// Of a point with draws: how the outcome is spread, and how often it cannot run.
  private func spread(of point: DesignPointResult) -> String {
    let label = point.scenario.label
    guard !point.runs.isEmpty else {
      return "\(label): cannot run in any of \(point.draws.count) draws. "
        + "\(point.verdicts.sentence)."
    }
    func range(_ metric: Metric) -> String? {
      guard let middle = point.quantile(0.5, of: metric) else { return nil }
      let ends = [0.1, 0.9].map { share in
        point.quantile(share, of: metric).map { UnitNotation.format($0, significantDigits: 3) }
          ?? "no limit"
      }
      let unit = metric.unit.map { " \($0)" } ?? ""
      return "\(UnitNotation.format(middle, significantDigits: 3))\(unit) "
        + "(\(ends[0]) to \(ends[1]))"
    }
    var parts: [String] = []
    if let cost = range(.costOutput) { parts.append("a million tokens of output cost \(cost)") }
    if let rate = range(.outputThroughput) { parts.append("output is \(rate)") }
    var text =
      "\(label): " + (parts.isEmpty ? "no draw has a result" : parts.joined(separator: ", "))
      + "; P50 (P10 to P90) of \(point.draws.count) draws"
    if point.draws.count < Self.firmDraws {
      text += ", of which \(Self.firmDraws) or more would make the ends firm"
    }
    func share(_ count: Int) -> String {
      UnitNotation.format(Double(count) / Double(point.draws.count) * 100, significantDigits: 2)
        + " %"
    }
    let idle = point.draws.count { $0.runs.isEmpty }
    if idle > 0 { text += "; in \(share(idle)) of them it cannot run" }
    let unbounded = point.draws.count { !$0.runs.isEmpty && !$0.describesSystem }
    if unbounded > 0 {
      text += "; in \(share(unbounded)) of them it is overloaded, or the runs are too short to tell"
    }
    return text + "."
  }

  private func promise(of point: DesignPointResult) -> String? {
    switch point.promise {
    case .kept: ", objectives kept"
    case .missed: ", objectives missed"
    case .uncertain: ", objectives at their limit"
    case nil: nil
    }
  }

  /// Of each alternative, the swept point with the cheapest output that keeps the objectives.
  private var cheapestPoints: [String] {
    guard result.points.contains(where: \.scenario.isServed) else { return [] }
    return result.alternatives.compactMap { name in
      let points = result.points.filter {
        $0.scenario.alternative == name && $0.describesSystem
          && $0.promise != .missed
          && $0.mean(of: .costOutput) != nil
      }
      guard
        let best = points.min(by: {
          ($0.mean(of: .costOutput) ?? .infinity) < ($1.mean(of: .costOutput) ?? .infinity)
        }), let cost = best.mean(of: .costOutput)
      else { return "\(name): no point could be run that keeps its objectives." }
      let place = best.scenario.coordinates.map { "\($0.path) = \($0.value)" }
        .joined(separator: ", ")
      let text = PlusMinus(cost, best.interval(of: .costOutput)?.halfWidth).text
      let speed = best.mean(of: .timePerOutputToken50).map {
        ", at \(UnitNotation.format(Seconds($0 / 1e3))) per token (p50)"
      }
      return "\(name): output is cheapest at \(place), \(text) USD/Mtok\(speed ?? "")."
    }
  }

  /// Separate verdicts on inference and on training; points with the same verdict share it.
  var verdicts: [Verdict] {
    var found: [(verdict: Verdict, subject: String, points: [String])] = []
    func add(_ subject: String, _ point: DesignPointResult, _ outcome: Verdict.Outcome) {
      let same = found.firstIndex { $0.subject == subject && $0.verdict.outcome == outcome }
      if let same {
        found[same].points.append(point.scenario.label)
      } else {
        found.append((Verdict(subject, outcome), subject, [point.scenario.label]))
      }
    }
    for point in result.points {
      if let serving = point.verdicts.serving {
        add(
          "Inference", point,
          serving.isFeasible
            ? .feasible(margin: serving.reason)
            : .infeasible(cause: serving.reason, fix: serving.remedy))
      }
      if let training = point.verdicts.training {
        add(
          "Training", point,
          training.isFeasible
            ? TrainingReport(point: point).simulatedFailure.map {
              .infeasible(cause: $0, fix: nil)
            } ?? .feasible(margin: training.reason)
            : .infeasible(cause: training.reason, fix: training.remedy))
      }
      if let postTraining = point.verdicts.postTraining {
        add(
          "Post-training", point,
          postTraining.isFeasible
            ? .feasible(margin: postTraining.reason)
            : .infeasible(cause: postTraining.reason, fix: postTraining.remedy))
      }
    }
    return found.map { item in
      let others = item.points.count - 1
      let more = others == 1 ? "1 more point" : "\(others) more points"
      let names = item.points[0] + (others > 0 ? " and \(more)" : "")
      return Verdict("\(item.subject), \(names)", item.verdict.outcome)
    }
  }

  /// The weakest grade of all points that ran.
  var validity: Validity {
    let ran = result.points.filter { !$0.runs.isEmpty }
    let points = ran.isEmpty ? result.points : ran
    return ReportEvidence.validity(
      points.map {
        (
          $0.scenario.accelerator.title, $0.confidence,
          $0.verdicts.training == nil && $0.verdicts.postTraining == nil ? [] : [.trainingStep]
        )
      })
  }

  private var evidence: ReportEvidence {
    ReportEvidence(scenarios: result.points.map(\.scenario), catalog: catalog)
  }

  func report(tables: [Table], figures: [(Figure, FigureOutcome)]) -> Report {
    let first = result.points.first?.scenario
    return Report(
      title: first?.title ?? "Results", question: first?.question, answer: answer,
      verdicts: verdicts, validity: validity,
      sections: Report.Section.all(figures: figures, tables: tables),
      thresholds: judgements.map(\.row),
      assumptions: result.analysisSentences.map { Report.Assumption($0) }
        + evidence.assumptions { result.points[$0].notes }, sources: evidence.sources,
      notModelled: evidence.notModelled, provenance: provenance)
  }
}

extension ThresholdRule.Judgement {
  /// The condition in the report.
  fileprivate var row: Report.Threshold {
    Report.Threshold(
      rule.threshold.text, of: scenario.label, observed: value == nil ? nil : found,
      value == nil ? .noData : isMet ? .passed : .failed)
  }
}

extension Comparison {
  /// The ratio over runs with its interval, or over draws with its spread.
  var sentence: String {
    let quantity = metric == .costBlended ? "blended cost" : metric.title
    guard let low = quantile(0.1), let middle = quantile(0.5), let high = quantile(0.9),
      let share = shareLower
    else {
      return Ratio(ratio.estimate, low: ratio.lower, high: ratio.upper)
        .sentence(on: quantity, of: subject.label, against: baseline.label)
    }
    func text(_ value: Double) -> String { UnitNotation.format(value, significantDigits: 3) }
    return
      "The \(quantity) of \(subject.label) is \(text(middle)) (\(text(low)) to \(text(high))) times "
      + "that of \(baseline.label), P50 (P10 to P90) of \(drawnRatios.count) draws; it is lower in "
      + "\(UnitNotation.format(share * 100, significantDigits: 3)) % of them."
  }
}
