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

  /// The most important first: what serves, at what cost, and how the alternatives compare.
  var answer: [String] {
    var sentences: [String] = []
    for point in result.points where result.axes.isEmpty {
      sentences.append(sentence(on: point))
    }
    if result.axes.isEmpty {
      sentences += result.comparisons(on: [.costOutput, .costBlended]).map(sentence(on:))
    } else {
      sentences += cheapestPoints
    }
    return sentences
  }

  /// The ratio over runs, and what the uncertainty of the operator times leaves of it.
  private func sentence(on comparison: Comparison) -> String {
    let runs = Ratio(
      comparison.ratio.estimate, low: comparison.ratio.lower, high: comparison.ratio.upper
    ).sentence(
      on: comparison.metric == .costOutput ? "cost of output" : "blended cost",
      of: comparison.subject.alternative, against: comparison.baseline.alternative)
    let whole = comparison.ratioWithModelError
    guard whole != comparison.ratio.lower...comparison.ratio.upper else { return runs }
    let low = UnitNotation.format(whole.lowerBound, significantDigits: 2)
    let high = UnitNotation.format(whole.upperBound, significantDigits: 2)
    let verdict = whole.contains(1) ? ", so that their order is not certain" : ""
    return runs + " With the uncertainty of the operator times it lies from \(low) to \(high)"
      + " (90 %)\(verdict)."
  }

  private func sentence(on point: DesignPointResult) -> String {
    let scenario = point.scenario
    let fleet = "\(scenario.accelerator.title)"
    switch point.outcome {
    case .ran(let replicas):
      guard let verdict = point.verdict else { return "\(scenario.label) did not run." }
      let count = scenario.accelerators(for: replicas)
      let start =
        "\(scenario.label): \(scenario.model.title) on \(count) × \(fleet)"
      guard verdict != .overloaded else {
        return "\(start) is overloaded: it cannot serve this load, and latencies are not reported."
      }
      let cost = point.mean(of: .costOutput).map {
        " at \(PlusMinus($0, point.interval(of: .costOutput)?.halfWidth).text) USD/Mtok of output"
      }
      let rate = point.mean(of: .outputThroughput).map {
        " makes \(UnitNotation.format(TokensPerSecond($0)))"
      }
      return start + (rate ?? " made no token") + (cost ?? "") + "."
    case .infeasible:
      return "\(scenario.label): cannot serve. \(point.verdicts.serving.sentence)."
    case .missesObjectives(let tried):
      return "\(scenario.label): no fleet of up to \(tried) replicas keeps the objectives."
    case .failed(let reason): return "\(scenario.label): failed: \(reason)."
    }
  }

  /// Of each alternative, the swept point with the cheapest output.
  private var cheapestPoints: [String] {
    result.alternatives.compactMap { name in
      let points = result.points.filter {
        $0.scenario.alternative == name && $0.verdict != .overloaded
          && $0.mean(of: .costOutput) != nil
      }
      guard
        let best = points.min(by: {
          ($0.mean(of: .costOutput) ?? .infinity) < ($1.mean(of: .costOutput) ?? .infinity)
        }), let cost = best.mean(of: .costOutput)
      else { return "\(name): no point could be run." }
      let place = best.scenario.coordinates.map { "\($0.path) = \($0.value)" }
        .joined(separator: ", ")
      let text = PlusMinus(cost, best.interval(of: .costOutput)?.halfWidth).text
      return "\(name): output is cheapest at \(place), \(text) USD/Mtok."
    }
  }

  /// Separate verdicts on inference and on training, each alternative once.
  var verdicts: [Verdict] {
    var seen: Set<String> = []
    return result.points.flatMap { point -> [Verdict] in
      let name = result.axes.isEmpty ? point.scenario.label : point.scenario.alternative
      guard point.scenario.coordinates.isEmpty || seen.insert(name).inserted else { return [] }
      let serving = point.verdicts.serving
      var found = [
        Verdict(
          "Inference, \(name)",
          serving.isFeasible
            ? .feasible(margin: serving.reason)
            : .infeasible(cause: serving.reason, fix: serving.remedy))
      ]
      if let training = point.verdicts.training {
        found.append(
          Verdict(
            "Training, \(name)",
            training.isFeasible
              ? .feasible(margin: training.reason)
              : .infeasible(cause: training.reason, fix: training.remedy)))
      }
      return found
    }
  }

  /// The weakest grade of all points that ran.
  var validity: Validity {
    let grades = result.points.map(\.scenario.calibration.confidence.grade)
    let worst = grades.max() ?? .speculative
    var reasons: [String] = []
    for point in result.points {
      let confidence = point.scenario.calibration.confidence
      let text =
        "\(point.scenario.accelerator.title): operator times are \(confidence.grade.rawValue); "
        + "measured over predicted time lies within \(UnitNotation.format(confidence.interval.lowerBound))"
        + " to \(UnitNotation.format(confidence.interval.upperBound)) (90 %)"
      if !reasons.contains(text) { reasons.append(text) }
    }
    return Validity(Validity.Grade(rawValue: worst.rawValue) ?? .speculative, because: reasons)
  }

  var assumptions: [Report.Assumption] {
    var found: [Report.Assumption] = []
    func add(_ assumption: Report.Assumption) {
      if !found.contains(assumption) { found.append(assumption) }
    }
    for point in result.points {
      for item in point.scenario.assumptions {
        let evidence = (item.citations + [item.remark]).filter { !$0.isEmpty }
        add(
          Report.Assumption(
            "\(item.subject): \(item.value)",
            citation: evidence.isEmpty ? nil : evidence.joined(separator: ", ")))
      }
      for note in point.notes { add(Report.Assumption("\(point.scenario.alternative): \(note)")) }
    }
    return found
  }

  /// The sources that the assumptions name, in full, each once.
  private var sources: [String] {
    var names: [String] = []
    for item in result.points.flatMap(\.scenario.assumptions) {
      for name in item.citations where !names.contains(name) { names.append(name) }
    }
    return names.sorted().compactMap { name in
      (try? catalog.citation(name)).flatMap(\.self).map { citation in
        let parts = [citation.author, citation.title, citation.date, citation.locator ?? ""]
        return "\(name): " + parts.filter { !$0.isEmpty }.joined(separator: ", ")
      }
    }
  }

  /// What a reader must not read into the numbers.
  static let notModelled = [
    "Speculative decoding and multi-token prediction.",
    "Disaggregated prefill and decode pools; a prefix cache by content (a hit share is stated).",
    "Failures during a run; their cost enters through availability and spares.",
    "Overlap of communication with arithmetic inside a step.",
    "Different load of attention ranks and of experts beyond the fitted imbalance.",
    "Network storage, egress and income tax; discounts of large buyers.",
  ]

  func report(tables: [Table], figures: [(Figure, FigureOutcome)]) -> Report {
    var sections: [Report.Section] = tables.map {
      Report.Section($0.title ?? "Results", [.table($0)])
    }
    if !figures.isEmpty {
      sections.append(
        Report.Section(
          "Figures", figures.map { .figure(Report.FigureReference($0.0, $0.1)) }))
    }
    sections.append(Report.Section("Sources", [.list(sources)]))
    let first = result.points.first?.scenario
    return Report(
      title: first?.title ?? "Results", question: first?.question, answer: answer,
      verdicts: verdicts, validity: validity, sections: sections, assumptions: assumptions,
      notModelled: Self.notModelled, provenance: provenance)
  }
}
