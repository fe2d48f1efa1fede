import Economics
import Experiments
import OutputAnalysis
import Quantities
import ReferenceData
import Reports
import Scenarios
import Tables

/// The sentences of a scenario of routing, from the answer down to what is not modelled.
struct RoutingReport {
  let loaded: LoadedRouting
  let result: RoutingResult
  let tables: RoutingTables
  let judgements: [MedianJudgement]

  /// Alternatives that get sentences of their own, at most.
  private static let mostSentences = 6

  /// The most important first.
  var answer: [String] {
    let told = result.alternatives.prefix(Self.mostSentences)
    var found = isSwept ? cheapest : told.compactMap(stack)
    if !isSwept { found += told.compactMap(residency) + told.compactMap(cascade) }
    found += names.compactMap(hosting) + gaps
    found += [depends].compactMap(\.self)
    return found
  }

  private var isSwept: Bool {
    result.alternatives.contains { !$0.scenario.coordinates.isEmpty }
  }

  /// The first point of each alternative.
  private var names: [RoutingResult.Alternative] {
    var seen: Set<String> = []
    return result.alternatives.filter { seen.insert($0.scenario.alternative).inserted }
  }

  /// Of each alternative, the swept point at which a request costs least.
  private var cheapest: [String] {
    names.compactMap { first in
      let own = result.alternatives.filter {
        $0.scenario.alternative == first.scenario.alternative
      }
      let costs = own.compactMap { one in one.fan(of: .total).map { (one, $0) } }
      guard let best = costs.min(by: { $0.1.median < $1.1.median }),
        let worst = costs.max(by: { $0.1.median < $1.1.median })
      else { return nil }
      guard worst.1.median > best.1.median else {
        return "\(first.scenario.alternative): in the median a request costs "
          + "\(best.1.words(of: .total)) USD at every swept value."
      }
      let place = best.0.scenario.coordinates.map { "\($0.path) = \($0.value)" }
        .joined(separator: ", ")
      return "\(first.scenario.alternative): a request is cheapest at \(place), "
        + "\(best.1.words(of: .total)) USD, loss of wrong answers included."
    }
  }

  /// From which utilization on a machine of one's own pays.
  private func hosting(_ alternative: RoutingResult.Alternative) -> String? {
    guard let fan = alternative.fan(of: .hostingBreakEven) else { return nil }
    let draws = alternative.values(of: .hostingBreakEven)
    let never = Double(draws.count { $0 > 1 }) / Double(draws.count)
    return "\(alternative.scenario.alternative): self-hosted, a request costs what it does at the "
      + "frontier where the machine is busy in \(fan.words(of: .hostingBreakEven)) of the hours"
      + (never > 0 ? "; in \(UnitNotation.format(percentage: never)) of the draws in no case" : "")
      + "."
  }

  private func words(
    _ metric: RoutingMetric, of alternative: RoutingResult.Alternative
  ) -> String? {
    alternative.fan(of: metric)?.words(of: metric)
  }

  /// What the division is and saves; nil where nothing is routed.
  private func stack(_ alternative: RoutingResult.Alternative) -> String? {
    let scenario = alternative.scenario
    guard scenario.routing != nil, let total = words(.total, of: alternative) else { return nil }
    let shares = scenario.tiers.compactMap { tier in
      words(.share(of: tier.name), of: alternative).map { "\($0) \(tier.name)" }
    }
    let isBest = scenario.division == .optimal
    var sentence =
      "\(scenario.label): \(isBest ? "the best division sends" : "the stated division sends") "
      + shares.joined(separator: ", ")
      + ", and a request costs \(total) USD, loss of wrong answers included"
    if let saving = words(.saving, of: alternative) {
      sentence += "; that saves \(saving) against the frontier alone"
      if let bill = words(.savingOfBill, of: alternative) { sentence += ", \(bill) of the bill" }
    }
    if let loss = words(.indifferenceLoss, of: alternative) {
      sentence +=
        "; the frontier is the better one for all requests above \(loss) USD lost per error"
    }
    return sentence + "."
  }

  private func residency(_ alternative: RoutingResult.Alternative) -> String? {
    guard let routing = alternative.scenario.routing, routing.residencyShare > 0,
      let free = words(.freeSaving, of: alternative),
      let added = words(.residencyCost, of: alternative)
    else { return nil }
    return "\(alternative.scenario.label): were nothing bound by residency, the best division "
      + "would save \(free); what is bound to the \(routing.residencyTier.name) tier adds \(added) "
      + "USD to a request."
  }

  private func cascade(_ alternative: RoutingResult.Alternative) -> String? {
    guard let escalated = words(.cascade, of: alternative),
      let most = alternative.fan(of: .mostEscalated), let mean = alternative.fan(of: .cascade)
    else { return nil }
    let pays = mean.median < most.median
    return "\(alternative.scenario.label): a cascade escalates \(escalated) of the answers, and "
      + "is billed less than the frontier alone below \(most.words(of: .mostEscalated)): it "
      + (pays ? "pays." : "does not pay.")
  }

  /// How far prices lie apart on the stated request.
  private var gaps: [String] {
    let first = result.alternatives[0]
    let scenario = first.scenario
    let blend =
      "\(UnitNotation.format(scenario.task.input)) tokens of input, "
      + "\(UnitNotation.format(percentage: scenario.task.cachedShare)) of them cached, and "
      + "\(UnitNotation.format(scenario.task.output)) of output"
    var found: [String] = []
    if let gap = first.fan(of: .gap) {
      found.append(
        "At list prices, on \(blend), the dearest tier of \(scenario.label) asks "
          + "\(gap.words(of: .gap)) times as much as the cheapest.")
    }
    for index in result.alternatives.indices.dropFirst().prefix(Self.mostSentences) {
      guard let ratio = result.ratio(of: .priceBlended, index, over: 0) else { continue }
      let other = result.alternatives[index].scenario.label
      found.append(
        "At list prices, on \(blend), \(other) asks \(ratio.words) times as much as "
          + "\(scenario.label).")
    }
    return found
  }

  private var depends: String? {
    guard let tornado = result.alternatives[0].tornado(of: .total) else { return nil }
    let names = tornado.bars.prefix(3).filter { $0.swing > 0 }.map(\.input)
    guard !names.isEmpty else { return nil }
    return "\(result.alternatives[0].scenario.label): the cost of a request depends most on "
      + "\(names.joined(separator: ", then ")); intervals are 5 % to 95 % of "
      + "\(result.alternatives[0].drawCount) draws."
  }

  // MARK: The whole report

  func report(tables: [Table], figures: [(Figure, FigureOutcome)]) -> Report {
    var sections: [Report.Section] = []
    if !figures.isEmpty {
      sections.append(
        Report.Section("Figures", figures.map { .figure(Report.FigureReference($0.0, $0.1)) }))
    }
    sections += tables.map { Report.Section($0.title ?? "Results", [.table($0)]) }
    let first = loaded.study.scenarios[0]
    return Report(
      title: first.title, question: first.question, answer: answer, sections: sections,
      thresholds: judgements.map(Report.Threshold.init),
      assumptions: assumptions, sources: sources, notModelled: Self.notModelled,
      provenance: self.tables.provenance)
  }

  private var assumptions: [Report.Assumption] {
    var found: [Report.Assumption] = []
    for item in loaded.study.scenarios.flatMap(\.assumptions) {
      let one = Report.Assumption(
        "\(item.subject): \(item.value)", sources: item.citations,
        remark: item.remark.isEmpty ? nil : item.remark)
      if !found.contains(one) { found.append(one) }
    }
    return found
  }

  private var sources: [Report.Source] {
    let names = Set(loaded.study.scenarios.flatMap(\.assumptions).flatMap(\.citations)).sorted()
    return names.compactMap { name in
      (try? loaded.catalog.citation(name)).flatMap(\.self).map(Report.Source.init)
    }
  }

  /// What a reader must not read into the numbers.
  static let notModelled = [
    "Errors of the router: it knows how hard a request is. A router that errs makes the cheap tier err "
      + "more.",
    "Errors that depend on each other, and losses that grow with difficulty.",
    "Queues, latency and limits on rates; a tier answers as many requests as are sent.",
    "Verification of bound requests and of the self-hosted tier.",
    "Prices above a length of the prompt, writing to caches, batch discounts and contracts, unless the "
      + "price that is named has them.",
  ]
}
