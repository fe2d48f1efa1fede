import Experiments
import Foundation
import OutputAnalysis
import Quantities
import Scenarios
import Tables

/// What a sweep would run, and for about how long.
struct SweepPreview {
  private let loaded: LoadedScenario
  private let jobs: Int
  private let isQuiet: Bool

  init(_ loaded: LoadedScenario, jobs: Int, isQuiet: Bool) {
    self.loaded = loaded
    self.jobs = jobs
    self.isQuiet = isQuiet
  }

  /// Runs that are timed, and the most of them by the clock.
  private static let pilots = 3
  private static let patience = Duration.seconds(20)

  func print(as format: OutputFormat) throws {
    guard format == .table else {
      try StandardOutput.print(points.text(as: format))
      return
    }
    let experiment = Experiment(loaded.plan)
    var lines = [loaded.points[0].title, ""]
    let draws =
      experiment.caseCount == loaded.points.count ? "" : " in \(experiment.caseCount) draws"
    let count = loaded.points.count
    lines.append("\(count) design point\(count == 1 ? "" : "s")\(draws)")
    switch loaded.plan.rule {
    case .fixed(let count):
      let own = experiment.caseCount * count
      let others = experiment.leastRuns - own
      lines.append(
        "\(own) runs, \(count) of each"
          + (others > 0 ? ", and \(others) that move one input at a time" : ""))
    case .sequential(let target, let metrics):
      let range = "\(target.minimumReplications) to \(target.maximumReplications)"
      let names = metrics.map(\.name).joined(separator: ", ")
      let share = UnitNotation.format(target.relative * 100, significantDigits: 3)
      lines.append("at least \(experiment.leastRuns) runs, \(range) of each,")
      lines.append("  until \(names) are within \(share) %")
    }
    for axis in axes { lines.append("  \(axis.path): \(axis.values.joined(separator: ", "))") }
    for input in inputs { lines.append("  \(input.path): \(input.text)") }
    lines.append(estimate(experiment))
    try StandardOutput.print(lines.joined(separator: "\n"))
  }

  /// One row per design point.
  private var points: Table {
    let paths = loaded.points.first?.coordinates.map(\.path) ?? []
    var columns = [Column("alternative", .text)]
    columns += paths.map { Column($0, .text) }
    columns.append(Column("runs", .integer, description: "At least, over all draws."))
    var table = Table(columns, title: "What would be run")
    for (point, scenario) in zip(loaded.plan.points, loaded.points) {
      var row: [Cell] = [.text(scenario.alternative)]
      row += scenario.coordinates.map { .text($0.value) }
      row.append(.integer(point.caseCount * loaded.plan.rule.least))
      table.append(row)
    }
    return table
  }

  /// The swept paths with the values that occur, in order.
  private var axes: [(path: String, values: [String])] {
    var found: [(path: String, values: [String])] = []
    let names = Set(loaded.points.map(\.alternative))
    if names.count > 1 {
      found.append(("alternative", distinct(loaded.points.map(\.alternative))))
    }
    for (index, coordinate) in (loaded.points.first?.coordinates ?? []).enumerated() {
      found.append(
        (coordinate.path, distinct(loaded.points.map { $0.coordinates[index].value })))
    }
    return found
  }

  private func distinct(_ values: [String]) -> [String] {
    var found: [String] = []
    for value in values where !found.contains(value) { found.append(value) }
    return found.count > 12 ? Array(found.prefix(11)) + ["… \(found.count) values"] : found
  }

  private var inputs: [UncertainInput] {
    var found: [UncertainInput] = []
    for input in loaded.plan.points.flatMap(\.inputs)
    where !found.contains(where: { $0.path == input.path && $0.text == input.text }) {
      found.append(input)
    }
    return found
  }

  /// The time by a few runs spread over the points, each made once.
  private func estimate(_ experiment: Experiment) -> String {
    let count = loaded.plan.points.count
    let places = Array(Set([0, count / 2, count - 1])).sorted()
    var seconds = 0.0
    var timed = 0
    let start = ContinuousClock.now
    for place in places where ContinuousClock.now - start < Self.patience {
      let begin = ContinuousClock.now
      let result = Experiment(pilotOf: loaded.plan.points[place], of: loaded.plan).run(jobs: 1)
      guard result.hasRuns else { continue }
      seconds += (ContinuousClock.now - begin) / .seconds(1)
      timed += 1
    }
    guard timed > 0 else { return "no run could be timed: none of the points tried can run" }
    let total = seconds / Double(timed) * Double(experiment.leastRuns) / Double(jobs)
    return "about \(UnitNotation.format(Seconds(total), significantDigits: 2)) on \(jobs) threads "
      + "(from \(timed) runs)"
  }
}
