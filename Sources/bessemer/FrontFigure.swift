import Experiments
import LanguageModels
import Performance
import Quantities
import Reports
import Scenarios

/// The two figures of a Pareto front.
enum FrontFigure: String, CaseIterable {
  case throughput = "front-throughput"
  case cost = "front-cost"

  /// The front, machine by machine, with the points that were simulated.
  ///
  /// Points of one machine, a plan with its formats, are joined, or all.
  ///
  /// - Throws: `FigureError` where the front is empty.
  func figure(of search: DeploymentSearch, provenanceLine: String) throws(FigureError) -> Figure {
    let front = ParetoFront.indices(
      of: search.screen.front.map { ($0.tokensPerUser, score(of: $0)) }
    ).map { search.screen.front[$0] }
    let scenario = search.screen.space.points.first
    let plot = LinePlot(
      x: Axis("What one user sees", unit: "tok/s", scale: .logarithmic),
      y: Axis(label, unit: unit, scale: .logarithmic), series: series(of: front, in: search))
    return try Figure(
      name: rawValue, title: title(of: front),
      subtitle: scenario.map { "\($0.model.title): \(front.count) undominated operating points" }
        ?? "",
      caption: "Lines: closed form, of \(search.screen.count) candidates, "
        + "\(search.screen.dominated) operating points dominated. \"simulated\": median over "
        + "requests, 4 runs each. \(scenario?.owner.title ?? ""). \(provenanceLine)",
      lines: plot)
  }

  private func score(of point: OperatingPoint) -> Double {
    switch self {
    case .throughput: point.outputPerAccelerator.value
    case .cost: -point.costPerOutput.value
    }
  }

  private func height(of point: OperatingPoint) -> Double {
    switch self {
    case .throughput: point.outputPerAccelerator.value
    case .cost: point.costPerOutput.perMillionTokens
    }
  }

  private var label: String {
    self == .throughput ? "Output per accelerator" : "All dollars over output tokens"
  }

  private func height(of found: ConfirmedPoint) -> Double? {
    self == .throughput ? found.value(of: .outputPerAccelerator) : found.costPerOutput
  }

  /// What is joined: machines, or the whole front where pools make machines too many to tell apart.
  private func name(of candidate: DeploymentCandidate, in search: DeploymentSearch) -> String {
    search.screen.poolReplicas > 0 ? "closed form" : candidate.machineLabel
  }

  private var unit: String { self == .throughput ? "tok/s" : "USD/Mtok" }

  /// Machines that are told apart by a line; the others share one.
  private static let mostLines = 5

  private func series(of front: [OperatingPoint], in search: DeploymentSearch) -> [LineSeries] {
    var machines: [(name: String, points: [Point])] = []
    for point in front.reversed() {
      let name = name(of: point.candidate, in: search)
      let drawn = Point(point.tokensPerUser, height(of: point))
      if let index = machines.firstIndex(where: { $0.name == name }) {
        machines[index].points.append(drawn)
      } else {
        machines.append((name, [drawn]))
      }
    }
    let order = machines.indices.sorted {
      (machines[$1].points.count, $0) < (machines[$0].points.count, $1)
    }
    let named = Set(order.prefix(Self.mostLines))
    var series = machines.indices.filter(named.contains).map {
      LineSeries(machines[$0].name, machines[$0].points)
    }
    let rest = machines.indices.filter { !named.contains($0) }.flatMap { machines[$0].points }
    if !rest.isEmpty {
      series.append(LineSeries("other plans", rest.sorted { $0.x < $1.x }))
    }
    let simulated = search.front.compactMap { found -> Point? in
      guard let x = found.value(of: .interactivity), let y = height(of: found) else {
        return nil
      }
      return Point(x, y)
    }
    if !simulated.isEmpty {
      series.append(LineSeries("simulated", simulated.sorted { $0.x < $1.x }))
    }
    return series
  }

  private func title(of front: [OperatingPoint]) -> String {
    guard let fast = front.first, let full = front.last, fast.rate != full.rate else {
      return "One operating point beats all others"
    }
    let users = UnitNotation.format(fast.tokensPerUser / full.tokensPerUser, significantDigits: 2)
    let (a, b) = (height(of: fast), height(of: full))
    let ratio = UnitNotation.format(a > b ? a / b : b / a, significantDigits: 2)
    return self == .throughput
      ? "Users that see \(users) times the speed take \(ratio) times the accelerators"
      : "Users that see \(users) times the speed pay \(ratio) times the price"
  }
}
