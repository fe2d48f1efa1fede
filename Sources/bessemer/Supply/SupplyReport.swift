import ComputeSupply
import Experiments
import ExportControl
import OutputAnalysis
import Quantities
import ReferenceData
import Reports
import Scenarios
import Tables

/// The sentences of a study of supply, from the answer down to what is not modelled.
struct SupplyReport {
  let loaded: LoadedSupply
  let result: SupplyResult
  let tables: SupplyTables
  let judgements: [MedianJudgement]

  private var unit: H100Equivalent { tables.unit }
  private var last: Int { result.dates.count - 1 }
  private var lastMonth: String { "\(result.dates[last].month)" }

  /// The most important first.
  var answer: [String] {
    var found = [reference]
    found += result.alternatives.dropFirst().compactMap(against)
    found += result.alternatives.compactMap(ability)
    found += [binding, depends].compactMap(\.self)
    return found
  }

  private var reference: String {
    func words(_ metric: String) -> String {
      result.reference[metric]?.fan(at: last)?.words ?? "unknown"
    }
    let parts = SupplyChannel.ofTarget.compactMap { channel -> String? in
      guard let fan = result.reference["target.stock.\(channel.name)"]?.fan(at: last),
        fan.median > 0
      else { return nil }
      return "\(channel.title) \(fan.median.short)"
    }
    return "\(result.reference.name): at the end of \(lastMonth) China's firms use "
      + "\(words("target.stock.\(unit.rawValue)")) \(unit.title) in all channels (medians: "
      + "\(parts.joined(separator: ", "))); the United States have "
      + "\(words("exporter.stock.\(unit.rawValue)")), \(words("multiple.stock")) times as much."
  }

  private func against(_ alternative: SupplyResult.Alternative) -> String? {
    let metric = "target.stock.\(unit.rawValue)"
    guard let ratio = result.ratio(of: metric, in: alternative, at: last) else { return nil }
    if alternative.isSame(as: result.reference, at: last) {
      return
        "\(alternative.name) changes nothing that is counted at the end of \(lastMonth) against "
        + "\(result.reference.name)."
    }
    let freest = tables.freest
    var sentence =
      "\(alternative.name): China's stock at the end of \(lastMonth) is \(ratio.words) times that of "
      + "\(result.reference.name)"
    if alternative.name != freest.name, let delay = tables.delay(of: alternative, behind: freest),
      delay.median >= 0.5
    {
      sentence += ", \(delay.words) months behind \(freest.name)"
    }
    if let lead = alternative["multiple.stock"]?.fan(at: last) {
      sentence += "; the United States have \(lead.words) times as much"
    }
    return sentence + "."
  }

  /// What the stock of an alternative can do; nil where nothing is asked of it.
  private func ability(_ alternative: SupplyResult.Alternative) -> String? {
    guard let run = alternative["target.largest-run"]?.fan(at: last),
      let tokens = alternative["target.tokens.servable"]?.fan(at: last)
    else { return nil }
    let asked = alternative["target.tokens.asked"]?.fan(at: last).map {
      " (\($0.median.short) asked for)"
    }
    let cost = alternative["target.cost"]?.fan(at: last).map { " at \($0.words) USD/Mtok" }
    return
      "\(alternative.name): at the end of \(lastMonth) China's largest run is \(run.words) FLOP, "
      + "and all of its chips would serve \(tokens.words) tokens a day\(asked ?? "")\(cost ?? "")."
  }

  private var binding: String? {
    let shares = result.reference.domesticConstraints[last]
    guard
      let most = DomesticConstraint.allCases.max(by: {
        shares[Int($0.rawValue)] < shares[Int($1.rawValue)]
      }), shares[Int(most.rawValue)] > 0
    else { return nil }
    return "Domestic accelerators of \(result.reference.name) are bound by \(most.title) in "
      + "\(UnitNotation.format(percentage: shares[Int(most.rawValue)])) of the draws at the end of "
      + "\(lastMonth)."
  }

  private var depends: String? {
    guard let tornado = result.tornados.first, let metric = result.tornadoMetric else { return nil }
    let names = tornado.bars.prefix(3).filter { $0.swing > 0 }.map(\.input)
    guard !names.isEmpty else { return nil }
    return "\(metric.title) at the end depends most on \(names.joined(separator: ", then ")); "
      + "intervals are 5 % to 95 % of \(result.draws) draws."
  }

  func report(tables: [Table], figures: [(Figure, FigureOutcome)]) -> Report {
    let first = loaded.question.scenarios[0]
    return Report(
      title: first.title, question: first.question, answer: answer,
      sections: Report.Section.all(figures: figures, tables: tables),
      thresholds: judgements.map(Report.Threshold.init),
      assumptions: evidence.assumptions, sources: evidence.sources,
      notModelled: [
        "Chips in place before \(result.start): stocks count what was delivered from then on."
      ] + Self.notModelled,
      provenance: self.tables.provenance)
  }

  private var evidence: SupplyEvidence {
    SupplyEvidence(question: loaded.question, catalog: loaded.catalog)
  }

  /// What a reader must not read into the numbers.
  static let notModelled = [
    "Levels are less sure than intervals say: `bessemer validate --supply` replays 2022 to 2025 and prints "
      + "how far it falls from what is known.",
    "The run with all inputs at their medians, which events and tornado show, is not the median of the "
      + "draws.",
    "Single buyers and sellers: China's firms buy as one, vendors serve them by worth per dollar.",
    "Quotas of the diffusion framework, which were never enforced, and rules of knowledge: what "
      + "people know or intend.",
    "Resale of chips between countries but for smuggling, and moves of owned chips.",
    "Prices that answer to scarcity: lists and premiums are given.",
    "Quality of software: chips count by what datasheets and our models say of them.",
  ]
}

extension SupplyResult.Alternative {
  /// Whether every figure is the other's in every draw.
  fileprivate func isSame(as other: SupplyResult.Alternative, at date: Int) -> Bool {
    series.allSatisfy { own in
      other[own.metric.name].map { $0.values(at: date) == own.values(at: date) } ?? false
    }
  }
}
