import Serving
import Scenarios
import OutputAnalysis
import Performance
public import Tables

extension ExperimentResult {
  /// The paths that were swept, in order; the same for every point.
  public var axes: [String] { points.first?.scenario.coordinates.map(\.path) ?? [] }

  /// Every measurement of every run, long and tidy: one row per point, replication and metric.
  public func measurementTable(provenance: Provenance) -> Table {
    var table = Table(
      pointColumns + drawColumns + [
        Column("replication", .integer, description: "Counted from 0.")
      ] + classColumns + [
        Column("metric", .text), Column("unit", .text), Column("value", .real),
        Column("count", .integer, description: "Observations behind a percentile or share."),
      ], title: "Measurements", provenance: provenance)
    for point in points {
      let start = pointCells(of: point)
      for (draw, number, run) in point.numberedRuns {
        let drawn: [Cell] = isSampled ? [Cell(draw)] : []
        for item in run.measurements {
          table.append(
            start + drawn + [.integer(number)] + classCells(item.requestClass) + [
              .text(item.metric.name), Cell(item.metric.unit),
              .real(item.value), Cell(item.count),
            ])
        }
      }
    }
    return table
  }

  /// Mean and 95 % interval over replications, one row per point and metric.
  public func summaryTable(provenance: Provenance) -> Table {
    var table = Table(
      pointColumns + classColumns + [
        Column("metric", .text), Column("title", .text), Column("unit", .text),
        Column("mean", .real),
        Column("half-width", .real, description: "Of the 95 % Student interval of the mean."),
        Column(
          "replications", .integer, description: "Values behind the mean; draws, where drawn."),
      ] + spreadColumns + [
        Column("count", .integer, description: "Observations behind it, over all replications."),
        Column(
          "verdict", .text,
          description: "Saturation: stable, backlogged, undetermined or overloaded."),
        Column(
          "predicted-low", .real,
          description: "Lower end of the 90 % interval in which a measurement is to be expected."),
        Column("predicted-high", .real, description: "Its upper end."),
        Column("validity", .text, description: "What the prediction rests on."),
      ], title: "Summary", provenance: provenance)
    for point in points {
      let start = pointCells(of: point)
      for (requestClass, metric) in rows(of: point) {
        let values = point.values(of: metric, in: requestClass)
        guard !values.isEmpty else { continue }
        let expected = requestClass == nil ? point.predictionInterval(of: metric) : nil
        let counts = point.runs.compactMap { run in
          run.measurements.first { $0.metric == metric && $0.requestClass == requestClass }?.count
        }
        table.append(
          start + classCells(requestClass) + [
            .text(metric.name), .text(metric.title), Cell(metric.unit),
            Cell(point.mean(of: metric, in: requestClass)),
            Cell(point.interval(of: metric, in: requestClass)?.halfWidth),
            .integer(values.count),
          ] + spreadCells(of: metric, at: point, in: requestClass) + [
            counts.isEmpty ? .missing : .integer(counts.reduce(0, +)),
            Cell(point.verdict?.rawValue), Cell(expected?.lowerBound), Cell(expected?.upperBound),
            Cell(expected.map { _ in point.confidence.grade.rawValue }),
          ])
      }
    }
    return table
  }

  /// What came of every design point, one row each, those that could not run among them.
  public func pointTable(provenance: Provenance) -> Table {
    var table = Table(
      pointColumns + [
        Column("outcome", .text, description: "ran, infeasible, misses-objectives or failed."),
        Column("replicas", .integer), Column("accelerators", .integer),
        Column("load", .text, description: "stable, backlogged or overloaded."),
        Column("objectives", .text, description: "kept, missed or uncertain."),
        Column("validity", .text), Column("serving", .text), Column("training", .text),
        Column("post-training", .text),
      ], title: "Design points", provenance: provenance)
    for point in points {
      var replicas: Int?
      if case .ran(let count) = point.outcome, point.draws.isEmpty { replicas = count }
      table.append(
        pointCells(of: point) + [
          .text(point.outcome.name), Cell(replicas),
          Cell(replicas.map(point.scenario.accelerators(for:))),
          Cell(point.verdict?.rawValue), Cell(point.promise?.rawValue),
          .text(point.confidence.grade.rawValue), Cell(point.verdicts.serving?.sentence),
          Cell(point.verdicts.training?.sentence), Cell(point.verdicts.postTraining?.sentence),
        ])
    }
    return table
  }

  /// The inputs of every draw, one row per point, draw and input.
  public func inputTable(provenance: Provenance) -> Table? {
    guard isSampled else { return nil }
    var table = Table(
      pointColumns + [
        Column("draw", .integer, description: "Counted from 0."), Column("input", .text),
        Column("value", .text, description: "As it would stand in the scenario."),
        Column("outcome", .text, description: "What came of the draw."),
      ], title: "Draws of the uncertain inputs", provenance: provenance)
    for point in points {
      for draw in point.draws {
        for (path, text) in draw.values {
          table.append(
            pointCells(of: point) + [
              .integer(draw.index), .text(path), .text(text), .text(draw.outcome.name),
            ])
        }
      }
    }
    return table
  }

  private var drawColumns: [Column] {
    isSampled
      ? [Column("draw", .integer, description: "Of the uncertain inputs, counted from 0.")] : []
  }

  private static let spread = [("p10", 0.1), ("p50", 0.5), ("p90", 0.9)]

  private var spreadColumns: [Column] {
    isSampled
      ? Self.spread.map { name, _ in
        Column(name, .real, description: "Quantile over the draws that could run.")
      } : []
  }

  private func spreadCells(
    of metric: Metric, at point: DesignPointResult, in requestClass: String?
  ) -> [Cell] {
    isSampled
      ? Self.spread.map { Cell(point.quantile($0.1, of: metric, in: requestClass)) } : []
  }

  var pointColumns: [Column] {
    [Column("alternative", .text)] + axes.map { Column($0, .text) }
  }

  /// The column that tells classes of requests apart; none where no point has several.
  private var classColumns: [Column] {
    hasClasses
      ? [Column("class", .text, description: "The class of requests; empty for all together.")]
      : []
  }

  private func classCells(_ requestClass: String?) -> [Cell] {
    hasClasses ? [requestClass.map { .text($0) } ?? .missing] : []
  }

  /// What the summary has of a point: all metrics of all requests, then those of each class.
  private func rows(of point: DesignPointResult) -> [(requestClass: String?, metric: Metric)] {
    ([nil] + point.classNames.map(Optional.some)).flatMap { name in
      Metric.all.map { (name, $0) }
    }
  }

  func pointCells(of point: DesignPointResult) -> [Cell] {
    [.text(point.scenario.alternative)] + point.scenario.coordinates.map { .text($0.value) }
  }
}

extension DesignPointResult {
  /// Every run with its draw, where there are any, and its number among the runs of it.
  fileprivate var numberedRuns: [(draw: Int?, number: Int, run: RunRecord)] {
    draws.isEmpty
      ? runs.map { (nil, $0.replication, $0) }
      : draws.flatMap { draw in draw.runs.enumerated().map { (draw.index, $0.offset, $0.element) } }
  }
}

extension DesignPointResult.Outcome {
  /// The outcome in a word.
  var name: String {
    switch self {
    case .ran: "ran"
    case .infeasible: "infeasible"
    case .missesObjectives: "misses-objectives"
    case .failed: "failed"
    }
  }
}
