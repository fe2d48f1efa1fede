import Experiments
import Foundation
import OutputAnalysis
import Quantities
import Reports
import Scenarios
import Tables

/// What levers do, in words and tables.
struct LeverReport {
  let study: LeverStudy

  private var metric: Metric { study.metric }
  private var question: LeverQuestion { study.question }

  // MARK: Sentences

  /// The gap, what of it is due to each lever, and what stands against reading it so.
  var sentences: [String] {
    if question.study == .oneAtATime { return oneAtATime + obstacles }
    return [ends, parts, strongest, prices, sampling].compactMap(\.self) + obstacles + overlaps
  }

  /// Each lever over the base.
  private var oneAtATime: [String] {
    guard let base = study.base else { return ["\(question.base) has no value to compare with."] }
    return ["\(question.base): \(metric.words) \(Self.text(base))\(unit)."]
      + study.contributions.compactMap { item in
        guard let alone = item.alone else { return nil }
        let range =
          alone.halfWidth > 0
          ? " (\(Self.text(alone.lower)) to \(Self.text(alone.upper)), 95 %)" : ""
        return "\(item.name): \(Self.text(base * alone.estimate))\(unit), "
          + "\(Self.text(alone.estimate)) times that of \(question.base)\(range)."
      }
  }

  private static func text(_ value: Double, _ digits: Int = 3) -> String {
    UnitNotation.format(value, significantDigits: digits)
  }

  private static func share(_ value: Double) -> String {
    text(value * 100, 2) + " %"
  }

  private var unit: String { metric.unit.map { " " + $0 } ?? "" }

  /// Both ends and their ratio.
  private var ends: String? {
    guard let ends = study.ends, let whole = study.whole else {
      return study.refusal.map { "There is no decomposition: \($0)." }
    }
    let (base, top) = (Self.text(ends.base) + unit, Self.text(ends.whole) + unit)
    let start =
      "\(question.base): \(metric.words) \(base); \(question.whole): \(top)"
    guard !whole.contains(1) || whole.halfWidth == 0 else {
      return start + "; the two cannot be told apart."
    }
    let isLower = whole.estimate < 1
    func fold(_ ratio: Double) -> String { Self.text(isLower ? 1 / ratio : ratio) }
    let bounds = [whole.lower, whole.upper].map(fold)
    let range =
      whole.halfWidth > 0
      ? " (\((isLower ? bounds.reversed() : bounds).joined(separator: " to ")), 95 %)" : ""
    var text = "\(start), \(fold(whole.estimate)) times \(isLower ? "less" : "more")\(range)"
    if let model = study.ratioWithModelError,
      model.lowerBound < whole.lower || model.upperBound > whole.upper
    {
      let ends = [model.lowerBound, model.upperBound].map { Self.text(isLower ? 1 / $0 : $0, 2) }
      text +=
        "; with the uncertainty of the predictions "
        + (isLower ? ends.reversed() : ends).joined(separator: " to ") + " (90 %)"
    }
    return text + "."
  }

  /// Of the gap, so much is due to each.
  private var parts: String? {
    guard let gap = study.costGap, gap.share(of: 2) != nil, question.levers.count > 1 else {
      return nil
    }
    return "Of the \(Self.text(gap.fold))-fold gap, on the scale of logarithms: \(words(on: gap))"
      + ". These are Shapley values: the mean over all orders in which the levers can be pulled."
  }

  /// The causes of a gap, the largest share first.
  private func words(on gap: GapDecomposition) -> String {
    let causes = gap.causes.map { (cause: $0, share: gap.share(of: $0.factor) ?? 0) }
    let sorted = causes.sorted { one, other in
      abs(one.share) == abs(other.share)
        ? one.cause.name < other.cause.name : abs(one.share) > abs(other.share)
    }
    return sorted.map { item in
      "\(item.cause.name) \(Self.share(item.share)) (× \(Self.text(item.cause.factor)))"
    }.joined(separator: ", ")
  }

  /// The lever that does most alone, and where its place in the order matters most.
  private var strongest: String? {
    guard question.levers.count > 1 else { return nil }
    let both = study.contributions.compactMap { item in
      item.alone.flatMap { alone in
        item.last.map { (item.name, alone.estimate, $0.estimate) }
      }
    }
    func spread(_ item: (String, Double, Double)) -> Double {
      max(item.1 / item.2, item.2 / item.1)
    }
    guard let most = both.max(by: { spread($0) < spread($1) }), spread(most) > 1.1 else {
      return nil
    }
    return
      "The place in the order matters most for \(most.0): alone it is × \(Self.text(most.1)), as the "
      + "last × \(Self.text(most.2))."
  }

  /// What list prices say, and what of their gap is no cost.
  private var prices: String? {
    guard let stated = question.prices, let gap = study.gap, let ends = study.ends,
      gap.share(of: 2) != nil
    else { return nil }
    let markups = [stated.from / ends.base, stated.to / ends.whole].map { Self.text($0, 2) }
    return "List prices of \(Self.text(stated.from)) and \(Self.text(stated.to)) USD/Mtok are "
      + "\(markups[0]) and \(markups[1]) times these costs. Of the \(Self.text(gap.fold))-fold gap "
      + "between the prices: \(words(on: gap))."
  }

  private var sampling: String? {
    guard let orders = question.sampledOrders, study.shareOfOrders != nil else { return nil }
    return
      "The parts are means over \(orders.count) sampled orders of \(question.levers.count) levers, "
      + "each with its reverse; the table states their standard errors."
  }

  /// Cases without a value.
  private var obstacles: [String] {
    guard !study.unusable.isEmpty else { return [] }
    var sentences = study.unusable.prefix(3).map { "\($0.label) is left out: \($0.reason)." }
    if study.unusable.count > 3 {
      sentences.append("\(study.unusable.count - 3) more cases are left out; the table says which.")
    }
    if let share = study.shareOfOrders {
      sentences.append(
        "The parts are means over the \(Self.share(share)) of orders that no such case stands in.")
    }
    return sentences
  }

  /// Keys that two levers set.
  private var overlaps: [String] {
    question.overlaps.map {
      "\($0.first) and \($0.second) both set \($0.paths.joined(separator: ", ")); where both are pulled, "
        + "\($0.second) wins, and what they do together is no sum of causes."
    }
  }

  // MARK: Tables

  /// One row for each lever, with intervals in brackets, as people read it.
  func shortTable(provenance: Provenance) -> Table {
    var table = Table(
      [
        Column("lever", .text), Column("alone", .text), Column("as the last", .text),
        Column("part", .text, unit: metric.unit), Column("as a factor", .text),
        Column("share", .text, unit: "%"),
      ].prefix(question.study == .oneAtATime ? 2 : 6).map(\.self), title: "Levers",
      provenance: provenance)
    let gap = study.gap
    func text(_ value: Double?, _ low: Double?, _ high: Double?) -> Cell {
      guard let value else { return .missing }
      guard let low, let high, high - low > abs(value) * 1e-9 else {
        return .text(Self.text(value))
      }
      return .text("\(Self.text(value)) (\(Self.text(low)) to \(Self.text(high)))")
    }
    func text(_ estimate: LeverStudy.Estimate?) -> Cell {
      text(estimate?.value, estimate?.interval?.lowerBound, estimate?.interval?.upperBound)
    }
    func share(_ factor: Double?) -> Cell {
      Cell(factor.flatMap { gap?.share(of: $0) }.map { Self.text($0 * 100 + 0, 2) })
    }
    for item in study.contributions {
      let row = [
        .text(item.name), text(item.alone?.estimate, item.alone?.lower, item.alone?.upper),
        text(item.last?.estimate, item.last?.lower, item.last?.upper), text(item.difference),
        text(item.factor), share(item.factor?.value),
      ]
      table.append(Array(row.prefix(table.columns.count)))
    }
    if question.prices != nil, let margin = gap?.causes.last {
      table.append([
        .text(margin.name), .missing, .missing, .missing, .text(Self.text(margin.factor)),
        share(margin.factor),
      ])
    }
    return table
  }

  /// The same with a column for each number, and one row for the margin of list prices where they are
  /// stated.
  func table(provenance: Provenance) -> Table {
    let isSampled = study.contributions.contains { !$0.drawnFactors.isEmpty }
    let hasOrders = question.sampledOrders != nil
    var table = Table(
      [
        Column("lever", .text),
        Column("alone", .real, description: "The lever alone over \(question.base)."),
        Column("alone-low", .real, description: "Of the 95 % interval over paired runs."),
        Column("alone-high", .real),
        Column("last", .real, description: "All levers over all but this one."),
        Column("last-low", .real), Column("last-high", .real),
        Column("part", .real, unit: metric.unit, description: "Shapley value of the difference."),
        Column("part-low", .real, unit: metric.unit), Column("part-high", .real, unit: metric.unit),
        Column("factor", .real, description: "Shapley value of the logarithm, as a factor."),
        Column("factor-low", .real), Column("factor-high", .real),
        Column("share", .real, unit: "%", description: "Of the logarithm of the gap."),
      ]
        + (isSampled
          ? [
            Column("factor-p10", .real, description: "Of the factors draw by draw."),
            Column("factor-p50", .real), Column("factor-p90", .real),
          ] : [])
        + (hasOrders
          ? [
            Column("part-error", .real, unit: metric.unit, description: "Of the sample of orders."),
            Column("factor-error", .real),
          ] : []),
      title: "Levers", provenance: provenance)
    let gap = study.gap
    func round(_ value: Double?) -> Cell { Cell(value.map { $0.rounded(toDigits: 6) }) }
    func percent(_ factor: Double?) -> Cell {
      round(factor.flatMap { gap?.share(of: $0) }.map { $0 * 100 + 0 })
    }
    for item in study.contributions {
      let (part, factor) = (item.difference, item.factor)
      var row: [Cell] = [.text(item.name)]
      for ratio in [item.alone, item.last] {
        row += [round(ratio?.estimate), round(ratio?.lower), round(ratio?.upper)]
      }
      for estimate in [part, factor] {
        let interval = estimate?.interval
        row += [round(estimate?.value), round(interval?.lowerBound), round(interval?.upperBound)]
      }
      row.append(percent(factor?.value))
      if isSampled { row += [0.1, 0.5, 0.9].map { round(item.quantile($0)) } }
      if hasOrders { row += [round(part?.samplingError), round(factor?.samplingError)] }
      table.append(row)
    }
    if question.prices != nil, let margin = gap?.causes.last {
      var row = [Cell](repeating: .missing, count: table.columns.count)
      row[0] = .text(margin.name)
      row[10] = round(margin.factor)
      row[13] = percent(margin.factor)
      table.append(row)
    }
    return table
  }

  /// Cases that have no value, and why; nil where all have one.
  func unusableTable(provenance: Provenance) -> Table? {
    guard !study.unusable.isEmpty else { return nil }
    var table = Table(
      [Column("case", .text), Column("reason", .text)], title: "Cases that are left out",
      provenance: provenance)
    for item in study.unusable { table.append([.text(item.label), .text(item.reason)]) }
    return table
  }
}

extension Double {
  /// The same with fewer digits.
  fileprivate func rounded(toDigits digits: Int) -> Double {
    guard self != 0, isFinite else { return self }
    let scale = pow(10, Double(digits - 1) - log10(abs(self)).rounded(.down))
    return (self * scale).rounded() / scale
  }
}
