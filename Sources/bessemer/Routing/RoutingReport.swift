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

  /// From which utilization on a machine of one's own pays: the share of the draws in which it never
  /// does, and the range of the others.
  private func hosting(_ alternative: RoutingResult.Alternative) -> String? {
    let draws = alternative.values(of: .hostingBreakEven)
    guard !draws.isEmpty else { return nil }
    let name = alternative.scenario.alternative
    let within = draws.filter { $0 <= 1 }
    guard let fan = Fan(of: within) else {
      return "\(name): self-hosted, a request costs more than at the frontier even where the "
        + "machine is busy all hours" + (draws.count > 1 ? ", in every draw." : ".")
    }
    let busy = "the machine is busy in \(fan.words(of: .hostingBreakEven)) of the hours"
    guard within.count < draws.count else {
      return "\(name): self-hosted, a request costs what it does at the frontier where \(busy)."
    }
    let never = 1 - Double(within.count) / Double(draws.count)
    return "\(name): in \(UnitNotation.format(percentage: never)) of the draws no utilization "
      + "makes a request self-hosted as cheap as one at the frontier; in the others it is where "
      + "\(busy)."
  }

  private func words(
    _ metric: RoutingMetric, of alternative: RoutingResult.Alternative
  ) -> String? {
    alternative.fan(of: metric)?.words(of: metric)
  }

  /// What the division is and saves; nil where nothing is routed.
  ///
  /// Shares that add to the whole, and bill and loss that add to the cost, are those of one case: every
  /// input at its median. Medians of draws, each taken by itself, need not add.
  private func stack(_ alternative: RoutingResult.Alternative) -> String? {
    let scenario = alternative.scenario
    guard let outcome = scenario.outcome, let total = words(.total, of: alternative) else {
      return nil
    }
    let isDrawn = alternative.drawCount > 1
    let shares = scenario.tiers.map {
      "\(UnitNotation.format(percentage: outcome.shares[$0.name] ?? 0)) \($0.name)"
    }
    let money = [outcome.bill.total, outcome.loss, outcome.total].map {
      UnitNotation.format($0.value, significantDigits: 3)
    }
    var clauses: [String] = []
    if isDrawn {
      let cheap = words(.share(of: "cheap"), of: alternative)
      clauses.append(
        "over the draws " + (cheap.map { "the cheap tier gets \($0), and " } ?? "")
          + "a request costs \(total) USD")
    }
    if let saving = words(.saving, of: alternative) {
      clauses.append(
        "that saves \(saving) against the frontier alone"
          + (words(.savingOfBill, of: alternative).map { ", \($0) of the bill" } ?? ""))
    }
    if let loss = words(.indifferenceLoss, of: alternative) {
      clauses.append(
        "the frontier is the better one for all requests above \(loss) USD lost per error")
    }
    return "\(scenario.label): " + (isDrawn ? "with every input at its median, " : "")
      + (scenario.division == .optimal ? "the best" : "the stated")
      + " division sends \(shares.joined(separator: ", ")); a bill of \(money[0]) USD and "
      + "\(money[1]) USD lost by wrong answers come to \(money[2]) USD a request"
      + clauses.map { "; \($0)" }.joined() + "."
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
    let first = loaded.study.scenarios[0]
    return Report(
      title: first.title, question: first.question, answer: answer,
      sections: Report.Section.all(figures: figures, tables: tables),
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
