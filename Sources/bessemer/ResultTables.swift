import Serving
import Performance
import Experiments
import OutputAnalysis
import Quantities
import Reports
import Scenarios
import Tables

/// The tables that a person sees: few metrics, digits that the intervals support.
enum ResultTables {
  /// What a summary shows of each alternative.
  static let headline: [Metric] =
    [
      .accelerators, .replicas, .outputThroughput, .outputPerAccelerator, .requestRate,
      .timeToFirstToken50, .timeToFirstToken95, .timeToFirstToken99, .timePerOutputToken50,
      .timePerOutputToken95, .timePerOutputToken99, .endToEnd95, .interactivity, .attainment,
      .concurrency, .busy, .computeUse, .bandwidthUse, .cacheUse, .headroom, .replicasInService,
      .replicasHeld, .availability, .failureRate, .reroutedRequests, .prefixHits, .busyPrefillPool,
      .busyDecodePool,
      .cacheTransfer95, .power,
      .energy, .costPerHour, .hourCapital, .hourDuty, .hourSubsidy, .hourFacility,
      .hourEnergy, .hourDemand, .hourOperations, .hourMemory, .hourRent, .costUncachedInput,
      .costCachedInput, .costOutput, .costBlended, .marginalBlended, .costPerTask,
      .costPerQualityPoint,
    ] + Metric.ofPrices + Metric.ofTraining + Metric.ofPostTraining

  /// What a sweep shows of each point.
  private static let swept: [Metric] = [
    .accelerators, .outputThroughput, .outputPerAccelerator, .timeToFirstToken95,
    .timePerOutputToken50, .timePerOutputToken95, .costUncachedInput, .costOutput, .costBlended,
    .priceBlended, .grossMargin, .trainingAccelerators, .trainingStep, .modelUtilization,
    .trainingTime, .trainingGoodput,
    .interruptions, .checkpointInterval, .trainingCost, .postTrainingAccelerators,
    .postTrainingFewest, .iteration, .rolloutTime, .idleRollout, .idleTraining,
    .postTrainingCostPerToken,
  ]

  /// The same, without what no point was measured by.
  private static func swept(of result: ExperimentResult) -> [Metric] {
    swept.filter { metric in
      result.points.contains { !$0.values(of: metric).isEmpty }
        || result.points.allSatisfy(\.runs.isEmpty)
    }
  }

  /// Alternatives as columns where they are few and nothing is swept; else one row per point.
  static func summary(of result: ExperimentResult, provenance: Provenance) -> Table {
    result.axes.isEmpty && result.points.count <= 6
      ? columns(of: result, provenance: provenance) : rows(of: result, provenance: provenance)
  }

  private static func columns(of result: ExperimentResult, provenance: Provenance) -> Table {
    var table = Table(
      [Column("metric", .text)]
        + result.points.map { Column($0.scenario.alternative.asHeading, .text) },
      provenance: provenance)
    for metric in headline {
      let cells = result.points.map { Cell(text(of: metric, at: $0)) }
      guard cells.contains(where: { $0 != .missing }) else { continue }
      let name = metric.title + (metric.unit.map { " [\($0)]" } ?? "")
      table.append([.text(name)] + cells)
    }
    if result.points.contains(where: { $0.promise != nil }) {
      table.append(
        [.text("objectives")] + result.points.map { Cell($0.promise?.rawValue) })
    }
    if result.points.contains(where: \.scenario.isServed) {
      table.append([.text("load")] + result.points.map { .text(state(of: $0)) })
    }
    table.append(
      [.text("validity")]
        + result.points.map { .text($0.confidence.grade.rawValue) })
    let served = result.points.contains(where: \.scenario.isServed)
    let trained = result.points.contains { $0.scenario.training != nil }
    let postTrained = result.points.contains { $0.scenario.postTraining != nil }
    let quantities =
      (served ? PredictedQuantity.ofServing : postTrained ? [.throughput] : [])
      + (trained || postTrained ? [.trainingStep] : [])
    for quantity in quantities {
      table.append(
        [.text("  measured / predicted (90 %), \(quantity.title)")]
          + result.points.map { .text($0.confidence.words(on: quantity)) })
    }
    return table
  }

  private static func rows(of result: ExperimentResult, provenance: Provenance) -> Table {
    let isPromised = result.points.contains { $0.promise != nil }
    let isServed = result.points.contains(where: \.scenario.isServed)
    let swept = swept(of: result)
    var table = Table(
      [Column("alternative", .text)] + result.axes.map { Column($0.asHeading, .text) }
        + swept.map { Column($0.title, .text, unit: $0.unit) }
        + (isPromised ? [Column("objectives", .text)] : [])
        + [Column(isServed ? "load" : "outcome", .text)],
      provenance: provenance)
    for point in result.points {
      table.append(
        [.text(point.scenario.alternative)]
          + point.scenario.coordinates.map { .text($0.value) }
          + swept.map { Cell(text(of: $0, at: point)) }
          + (isPromised ? [Cell(point.promise?.rawValue)] : []) + [.text(state(of: point))])
    }
    return table
  }

  /// Mean ± half-width of the 95 % interval.
  static func text(
    of metric: Metric, at point: DesignPointResult, in requestClass: String? = nil
  ) -> String? {
    guard point.draws.isEmpty else { return spread(of: metric, at: point, in: requestClass) }
    guard let mean = point.mean(of: metric, in: requestClass) else { return nil }
    let isCount = [.accelerators, .replicas, .trainingAccelerators, .trainingSpares].contains(
      metric)
    if isCount { return String(Int(mean)) }
    let half = point.interval(of: metric, in: requestClass)?.halfWidth
    return isPercentage(metric)
      ? PlusMinus(mean * 100, half.map { $0 * 100 }).text + " %" : PlusMinus(mean, half).text
  }

  /// Margin and markup, which sentences tell in percent too.
  private static func isPercentage(_ metric: Metric) -> Bool {
    metric == .grossMargin || metric == .markup
  }

  /// The median over draws, and the tenth and ninetieth percentile where they differ.
  private static func spread(
    of metric: Metric, at point: DesignPointResult, in requestClass: String?
  ) -> String? {
    guard let middle = point.quantile(0.5, of: metric, in: requestClass) else { return nil }
    func words(_ value: Double) -> String {
      isPercentage(metric)
        ? UnitNotation.format(percentage: value)
        : UnitNotation.format(value, significantDigits: 3)
    }
    let ends = [0.1, 0.9].map {
      point.quantile($0, of: metric, in: requestClass).map(words) ?? "no limit"
    }
    let text = words(middle)
    return ends == [text, text] ? text : "\(text) (\(ends[0]) to \(ends[1]))"
  }

  /// What was to hold, and whether it does; nil where nothing was.
  static func thresholds(
    _ judgements: [ThresholdRule.Judgement], provenance: Provenance
  ) -> Table? {
    guard !judgements.isEmpty else { return nil }
    var table = Table(
      [
        Column("threshold", .text), Column("at", .text), Column("found", .text),
        Column("verdict", .text),
      ], title: "Thresholds", provenance: provenance)
    for judgement in judgements {
      table.append([
        .text(judgement.rule.threshold.text), .text(judgement.scenario.label),
        .text(judgement.found),
        .text(
          judgement.value == nil
            ? "fail: no data"
            : (judgement.isMet ? "pass" : "fail")
              + (judgement.isCertain ? "" : ", within its interval")),
      ])
    }
    return table
  }

  /// What became of a point, in a word or two.
  static func state(of point: DesignPointResult) -> String {
    switch point.outcome {
    case .ran: point.verdict?.rawValue ?? (point.runs.isEmpty ? "no runs" : "ran")
    case .infeasible: "infeasible"
    case .missesObjectives: "misses objectives"
    case .failed: "failed"
    }
  }
}

extension String {
  /// The text as the heading of a column: not empty, no bracket at its end.
  var asHeading: String {
    let name = replacing("[", with: "(").replacing("]", with: ")")
    return name.isEmpty ? "value" : name
  }
}
