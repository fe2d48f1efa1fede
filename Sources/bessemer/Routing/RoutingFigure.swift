import Economics
import Experiments
import Foundation
import OutputAnalysis
import Quantities
import Reports
import Scenarios

/// The figures that a scenario of routing may ask for by name.
enum RoutingFigure: String, CaseIterable {
  case routingCurve = "routing-curve"
  case lossCurve = "loss-curve"
  case tierCosts = "tier-costs"
  case tornado

  /// The figure of a result.
  ///
  /// - Throws: `FigureError` where the result has nothing to draw in it.
  func figure(of result: RoutingResult) throws(FigureError) -> Figure {
    switch self {
    case .routingCurve: try routingCurve(result)
    case .lossCurve: try lossCurve(result)
    case .tierCosts: try tierCosts(result)
    case .tornado: try tornado(result)
    }
  }

  /// Steps along an axis.
  private static let steps = 50
  /// Alternatives that a figure has lines for.
  private static let mostLines = 6

  /// Alternatives in which requests are divided between the cheap tier and the frontier.
  private func stacks(
    _ result: RoutingResult
  ) throws(FigureError) -> [(scenario: RoutingScenario, routing: TieredRouting)] {
    let found = result.alternatives.compactMap { alternative in
      alternative.scenario.routing.flatMap { routing in
        routing.cheap == nil ? nil : (alternative.scenario, routing)
      }
    }
    guard !found.isEmpty else { throw .empty(figure: rawValue) }
    return Array(found.prefix(Self.mostLines))
  }

  /// Cost of a request against the share that the cheap tier gets.
  private func routingCurve(_ result: RoutingResult) throws(FigureError) -> Figure {
    let stacks = try stacks(result)
    func line(
      _ name: String, _ routing: TieredRouting, _ value: (RoutingOutcome) -> USDollars
    ) -> LineSeries {
      LineSeries(
        name,
        (0...Self.steps).compactMap { step in
          let share = Double(step) / Double(Self.steps)
          return (try? routing.outcome(cheapShare: share)).map {
            Point(share * 100, value($0).value)
          }
        })
    }
    let first = stacks[0]
    let series =
      stacks.count > 1
      ? stacks.map { line($0.scenario.label, $0.routing) { $0.total } }
      : [
        line("bill and loss", first.routing) { $0.total },
        line("bill", first.routing) { $0.bill.total },
        line("expected loss", first.routing) { $0.loss },
      ]
    // Of the free requests, as on the axis.
    let free = 1 - first.routing.residencyShare
    let best = try? TieredRouting.twoTier(first.routing)
    let bound = first.routing.residencyTier.name == "cheap" ? first.routing.residencyShare : 0
    let share = best.flatMap { free > 0 ? (($0.shares["cheap"] ?? 0) - bound) / free : nil }
    return try Figure(
      name: rawValue, title: "What a request costs, by the share that the cheap tier answers",
      subtitle: "\(first.scenario.title)"
        + (stacks.count > 1 ? "" : ", \(first.scenario.label)"),
      caption:
        "Inputs at their medians; the easiest requests go to the cheap tier first, the others "
        + "to the frontier. Requests bound by residency are where they must be.",
      lines: LinePlot(
        x: Axis("Share of the free requests at the cheap tier", unit: "%"),
        y: Axis("Cost of a request", unit: "USD"), series: series,
        references: share.map {
          [
            ReferenceLine(
              .vertical, at: $0 * 100,
              label: "least cost" + (stacks.count > 1 ? ", \(first.scenario.label)" : ""))
          ]
        } ?? []))
  }

  /// Cost of a request against the loss of one wrong answer.
  private func lossCurve(_ result: RoutingResult) throws(FigureError) -> Figure {
    let (scenario, routing) = try stacks(result)[0]
    let middle = routing.indifferenceLoss?.value ?? routing.lossPerError.value
    let top = 4 * max(middle, routing.lossPerError.value)
    guard top > 0 else { throw .empty(figure: rawValue) }
    func line(_ name: String, _ value: (TieredRouting) -> RoutingOutcome?) -> LineSeries {
      LineSeries(
        name,
        (0...Self.steps).compactMap { step in
          let loss = top * pow(10, -3 + 3 * Double(step) / Double(Self.steps))
          guard let other = try? routing.losing(USDollars(loss)), let outcome = value(other) else {
            return nil
          }
          return Point(loss, outcome.total.value)
        })
    }
    return try Figure(
      name: rawValue, title: "Which division is the best depends on what an error costs",
      subtitle: "\(scenario.title), \(scenario.label)",
      caption: "Inputs at their medians; bill and expected loss together.",
      lines: LinePlot(
        x: Axis("Loss per wrong answer", unit: "USD", scale: .logarithmic),
        y: Axis("Cost of a request", unit: "USD", scale: .logarithmic),
        series: [
          line("all frontier") { $0.allFrontier },
          line("all cheap") { try? $0.outcome(cheapShare: 1) },
          line("best division") { $0.optimum },
        ],
        references: [
          routing.lossPerError.value > 0
            ? ReferenceLine(.vertical, at: routing.lossPerError.value, label: "stated") : nil,
          routing.indifferenceLoss.flatMap {
            $0.value > 0 ? ReferenceLine(.vertical, at: $0.value, label: "indifference") : nil
          },
        ].compactMap(\.self)))
  }

  /// What a request costs at each tier, against the first swept value.
  private func tierCosts(_ result: RoutingResult) throws(FigureError) -> Figure {
    let first = result.alternatives[0].scenario
    // One alternative; of several the lines would share their names.
    let own = result.alternatives.filter { $0.scenario.alternative == first.alternative }
    guard let path = first.coordinates.first?.path, own.count > 1 else {
      throw .empty(figure: rawValue)
    }
    let unit = first.coordinates.first.flatMap { UnitNotation.parts(of: $0.value)?.unit } ?? ""
    let series = first.tiers.map { tier in
      let metric = RoutingMetric.request(at: tier.name)
      return LineSeries(
        tier.name,
        own.compactMap { alternative -> Point? in
          guard let value = alternative.scenario.coordinates.first?.value,
            let x = UnitNotation.parts(of: value)?.number, let fan = alternative.fan(of: metric)
          else { return nil }
          let isCertain = fan.low == fan.high
          return Point(
            x, fan.median, low: isCertain ? nil : fan.low, high: isCertain ? nil : fan.high)
        })
    }
    return try Figure(
      name: rawValue, title: "What a request costs at each tier", subtitle: first.title,
      caption: "Tokens by the price list, or the time of the machine that answers; bands: 5 % to "
        + "95 % of the draws.",
      lines: LinePlot(
        x: Axis(Self.words(ofPath: path), unit: unit),
        y: Axis("A request", unit: "USD", scale: .logarithmic), series: series))
  }

  /// A key in words: `routing.tiers.self-hosted.utilization` is "Utilization of the self-hosted tier".
  private static func words(ofPath path: String) -> String {
    let parts = path.split(separator: ".").map(String.init)
    guard let last = parts.last else { return path }
    let name = last.replacing("-", with: " ")
    let title = name.prefix(1).uppercased() + name.dropFirst()
    if parts.count > 3, parts[1] == "tiers" { return "\(title) of the \(parts[2]) tier" }
    return parts.count == 3 ? "\(title) of the \(parts[1])" : title
  }

  private static let strongest = 8

  private func tornado(_ result: RoutingResult) throws(FigureError) -> Figure {
    let metric = RoutingMetric.total
    let first = result.alternatives.first { $0.tornado(of: metric) != nil }
    guard let first, let tornado = first.tornado(of: metric) else { throw .empty(figure: rawValue) }
    let rows = tornado.bars.prefix(Self.strongest).compactMap { bar -> TornadoPlot.Row? in
      guard let low = bar.low, let high = bar.high, bar.swing > 0,
        let input = first.inputs.first(where: { $0.path == bar.input })
      else { return nil }
      return TornadoPlot.Row(
        bar.input.replacing("routing.", with: ""),
        low: .init(low, label: input.shortText(at: Tornado.low)),
        high: .init(high, label: input.shortText(at: Tornado.high)))
    }
    return try Figure(
      name: rawValue, title: "What the cost of a request depends on",
      subtitle: "\(first.scenario.title), \(first.scenario.label)",
      caption: "Each input at its 10th and 90th percentile, the others at their medians.",
      tornado: TornadoPlot(
        label: "Cost of a request", unit: metric.unit, base: tornado.base,
        baseLabel: "all at their medians", rows: rows))
  }
}

extension TieredRouting {
  /// The best division between the cheap tier and the frontier alone.
  fileprivate static func twoTier(_ routing: TieredRouting) throws(EconomicsError) -> RoutingOutcome
  {
    try TieredRouting(
      frontier: routing.frontier, cheap: routing.cheap, lossPerError: routing.lossPerError,
      routerCost: routing.routerCost, verification: routing.verification,
      escalation: routing.escalation, residencyShare: routing.residencyShare,
      residencyTier: routing.residencyTier
    ).optimum
  }
}
