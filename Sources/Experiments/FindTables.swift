import Hardware
import LanguageModels
import Performance
import Quantities
public import Scenarios
public import Tables

extension CapacitySearch {
  /// One row per design point: its rate, the interval, and what it is like there.
  public static func table(
    _ searches: [(scenario: Scenario, search: CapacitySearch)], provenance: Provenance
  ) -> Table {
    var table = Table(
      [
        Column("point", .text), Column("accelerators", .integer), Column("replicas", .integer),
        Column(
          "rate", .real, unit: "1/s", description: "Where the objectives are just kept.",
          significantDigits: 3),
        Column(
          "keeps", .real, unit: "1/s", description: "Certainly keeps the objectives.",
          significantDigits: 3),
        Column(
          "misses", .real, unit: "1/s", description: "Certainly misses one.",
          significantDigits: 3),
        Column(
          "closed form", .real, unit: "1/s", description: "What screening says.",
          significantDigits: 3),
      ] + FindMetric.columns
        + [
          Column("runs", .integer), Column("requests per run", .integer), Column("answer", .text),
        ], title: "Highest rate within the objectives", provenance: provenance)
    for (scenario, search) in searches {
      table.append(
        [
          .text(scenario.label), .integer(scenario.accelerators(for: search.replicas)),
          .integer(scenario.replicas(in: search.replicas)), Cell(search.range?.estimate.value),
          Cell(search.range?.lower.value), Cell(search.range?.upper.value),
          Cell(search.screened?.value),
        ] + FindMetric.cells(search.value)
          + [
            .integer(search.runs), .integer(search.requestsPerRun), .text(search.verdict.words),
          ])
    }
    return table
  }
}

extension Scenario {
  /// Replicas over all pools, of so many fleets of the size that is written.
  fileprivate func replicas(in fleets: Int) -> Int {
    pools.isEmpty ? fleets : pools.reduce(0) { $0 + $1.scenario.replicas * fleets }
  }
}

extension CapacitySearch.Verdict {
  /// The verdict in a sentence.
  public var words: String {
    switch self {
    case .found(let range):
      "\(UnitNotation.format(range.estimate)), between \(UnitNotation.format(range.lower)) and "
        + UnitNotation.format(range.upper)
    case .missedAlone(let margins):
      "none: even a request alone misses: " + margins.sentence(remedy: Self.remedy)
    case .missedAtLowest(let rate, let margins):
      "none: at \(UnitNotation.format(rate)) "
        + (margins.isEmpty
          ? "it is not certain that the objectives are kept"
          : margins.sentence(remedy: Self.remedy))
    case .neverMissed(let rate):
      "no limit found: the objectives are kept up to \(UnitNotation.format(rate))"
    }
  }

  private static let remedy = "; more replicas would take their load over"

  /// Whether there is a rate that keeps the objectives.
  public var isFeasible: Bool {
    switch self {
    case .found, .neverMissed: true
    case .missedAlone, .missedAtLowest: false
    }
  }
}

/// The metrics that every table of a search shows.
enum FindMetric {
  static let all: [Metric] = [
    .outputPerAccelerator, .interactivity, .promisedFirstToken, .promisedPerToken, .promisedGap,
    .promisedEndToEnd, .attainment, .costOutput, .costBlended,
  ]

  static var columns: [Column] {
    all.map { Column($0.name, .real, unit: $0.unit, description: $0.title, significantDigits: 3) }
  }

  static func cells(_ value: (Metric) -> Double?) -> [Cell] { all.map { Cell(value($0)) } }
}

extension DeploymentSearch {
  /// The simulated candidates, the best first.
  public func table(provenance: Provenance) -> Table {
    var table = Table(
      Self.candidateColumns
        + [
          Column("accelerators", .integer), Column("replicas", .integer),
          Column("rate", .real, unit: "1/s", significantDigits: 3),
          Column("keeps", .real, unit: "1/s", significantDigits: 3),
          Column("misses", .real, unit: "1/s", significantDigits: 3),
          Column("closed form", .real, unit: "1/s", significantDigits: 3),
        ] + FindMetric.columns + [Column("answer", .text)],
      title: "Simulated candidates, by \(goal.rawValue)", provenance: provenance)
    for item in confirmed {
      let search = item.capacity
      let replicas: Int
      switch item.fleet?.verdict {
      case .found(let count): replicas = count
      case .unreachable(let tried, _): replicas = tried
      case nil: replicas = 1
      }
      let range = search?.range
      table.append(
        Self.cells(of: item.screened.candidate)
          + [
            .integer(item.scenario.accelerators(for: replicas)),
            .integer(item.scenario.replicas(in: replicas)),
            Cell(range?.estimate.value ?? item.fleet?.demand.value), Cell(range?.lower.value),
            Cell(range?.upper.value), Cell(item.screened.rate.value),
          ] + FindMetric.cells { search?.value(of: $0) ?? item.fleet?.value(of: $0) }
          + [.text(item.words)])
    }
    return table
  }

  /// Every candidate with what the closed form says of it.
  public func screenTable(provenance: Provenance) -> Table {
    var table = Table(
      Self.candidateColumns
        + [
          Column("kept", .boolean), Column("rate", .real, unit: "1/s"), Column("batch", .real),
          Column("user", .real, unit: "tok/s"), Column("accelerator output", .real, unit: "tok/s"),
          Column("cost output", .real, unit: "USD/Mtok"),
          Column("cost blended", .real, unit: "USD/Mtok"), Column("reason", .text),
        ], title: "Screened candidates", provenance: provenance)
    for item in screen.kept {
      table.append(
        Self.cells(of: item.candidate)
          + [
            true, .real(item.rate.value), .real(item.batch), .real(item.tokensPerUser),
            .real(item.outputPerAccelerator.value), .real(item.costPerOutput.perMillionTokens),
            .real(item.costBlended.perMillionTokens), nil,
          ])
    }
    for (candidate, reason) in screen.ruledOut {
      table.append(
        Self.cells(of: candidate)
          + [false, nil, nil, nil, nil, nil, nil, .text(reason.sentence)])
    }
    return table
  }

  /// What was ruled out, counted by reason, the most frequent first.
  public func reasonTable() -> Table {
    var table = Table(
      [Column("candidates", .integer), Column("reason", .text), Column("such as", .text)],
      title: "Ruled out")
    var groups: [(group: String, count: Int, example: String)] = []
    for (candidate, reason) in screen.ruledOut {
      if let index = groups.firstIndex(where: { $0.group == reason.group }) {
        groups[index].count += 1
      } else {
        groups.append((reason.group, 1, "\(candidate.label): \(reason.sentence)"))
      }
    }
    let order = groups.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }
    for (_, group) in order {
      table.append([.integer(group.count), .text(group.group), .text(group.example)])
    }
    return table
  }

  /// The Pareto front by the closed form, with what simulations find of some of its points.
  public func frontTable(provenance: Provenance) -> Table {
    var table = Table(
      Self.candidateColumns
        + [
          Column("rate", .real, unit: "1/s", significantDigits: 3),
          Column("batch", .real, significantDigits: 3),
          Column("user", .real, unit: "tok/s", significantDigits: 3),
          Column("accelerator output", .real, unit: "tok/s", significantDigits: 3),
          Column("cost output", .real, unit: "USD/Mtok", significantDigits: 3),
          Column(
            "simulated user", .real, unit: "tok/s", description: "Median over requests.",
            significantDigits: 3),
          Column("simulated output", .real, unit: "tok/s", significantDigits: 3),
          Column("simulated cost", .real, unit: "USD/Mtok", significantDigits: 3),
          Column(
            "keeps waits", .boolean,
            description: "Whether the runs keep the limits on first token and whole answer."),
        ], title: "Pareto front by the closed form, some points simulated",
      provenance: provenance)
    for point in screen.front {
      let found = front.first {
        $0.point.candidate == point.candidate && $0.point.rate == point.rate
      }
      table.append(
        Self.cells(of: point.candidate)
          + [
            .real(point.rate.value), .real(point.batch), .real(point.tokensPerUser),
            .real(point.outputPerAccelerator.value), .real(point.costPerOutput.perMillionTokens),
            Cell(found?.value(of: .interactivity)), Cell(found?.value(of: .outputPerAccelerator)),
            Cell(found?.costPerOutput), Cell(found?.isKept),
          ])
    }
    return table
  }

  private static let candidateColumns = [
    Column("accelerator", .text), Column("serves", .text), Column("plan", .text),
    Column("weights", .text), Column("cache", .text), Column("sequences", .integer),
    Column("step tokens", .integer),
    Column("prompt step tokens", .integer, description: "Of the pool that computes prompts."),
  ]

  private static func cells(of candidate: DeploymentCandidate) -> [Cell] {
    [
      .text(candidate.machines), .text(candidate.partWords), .text(candidate.planWords),
      .text(candidate.weightWords), .text(candidate.cacheWords), .integer(candidate.sequences),
      .integer(candidate.stepTokens), candidate.prompts.map { .integer($0.stepTokens) } ?? nil,
    ]
  }
}

extension DeploymentSearch.Confirmed {
  /// What the simulation says, in a sentence.
  public var words: String { capacity?.verdict.words ?? fleet?.words ?? "" }
}

extension FleetSearch {
  /// Every fleet that was tried, and what the one that was found is like.
  public func table(of scenario: Scenario, provenance: Provenance) -> Table {
    var table = Table(
      [
        Column("replicas", .integer, description: "Over all pools."),
        Column("accelerators", .integer), Column("verdict", .text),
        Column(
          "excess", .real, description: "Mean share within the tightest promise beyond its own.",
          significantDigits: 3), Column("runs", .integer),
      ] + FindMetric.columns, title: "Fleets tried", provenance: provenance)
    for trial in trials {
      let isFound = accelerators != nil && value(of: .replicas) == Double(trial.replicas)
      table.append(
        [
          .integer(scenario.replicas(in: trial.replicas)),
          .integer(scenario.accelerators(for: trial.replicas)),
          .text(trial.decision.rawValue), .real(trial.excess), .integer(trial.runs),
        ] + FindMetric.cells { isFound ? value(of: $0) : nil })
    }
    return table
  }
}
