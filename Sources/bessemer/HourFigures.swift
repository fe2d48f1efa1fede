import Economics
import Experiments
import Quantities
import Reports
import Scenarios

extension ExperimentResult {
  /// What an hour of work costs to an owner, to a tenant who has reserved and to one who pays by the
  /// hour, against utilization.
  func buyOrRentFigure(named name: String) throws(FigureError) -> Figure {
    guard let curve = (try? buyOrRent()) ?? nil else { throw .empty(figure: name) }
    let shares = stride(from: 5, through: 100, by: 1).map { Double($0) / 100 }
    let series = BuyOrRent.Way.allCases.compactMap { way in
      curve.names[way].map { name in
        LineSeries(
          name, shares.map { Point($0 * 100, curve.terms.cost(way, utilization: $0).perHour) })
      }
    }
    let isReserved = curve.names[.reserved] != nil
    let references = [
      ("own from", curve.terms.breakEvenUtilization),
      ("reserved from", isReserved ? curve.terms.reservationBreakEven : nil),
    ].compactMap { words, share in
      share.map {
        ReferenceLine(
          .vertical, at: $0 * 100, label: "\(words) \(UnitNotation.format(percentage: $0))")
      }
    }
    return try Figure(
      name: name, title: "Who uses a machine seldom should rent it by the hour",
      subtitle: subtitle,
      caption:
        "Costs of one hour that is used: owners and those who have reserved pay for every hour, "
        + "tenants by the hour for those they use. The own hour draws power of the measured phases "
        + "when it works and idle power when not. Of several rents the lowest is taken as reserved and the "
        + "highest as by the hour. Ignores that machines by the hour may be out of "
        + "stock.",
      lines: LinePlot(
        x: Axis("Hours used, of hours held", unit: "%", scale: .logarithmic),
        y: Axis("Cost of an hour used", unit: "USD/h", scale: .logarithmic), series: series,
        references: references))
  }

  /// Hours of two chips at which they serve a token for the same money.
  func indifferenceFigure(named name: String) throws(FigureError) -> Figure {
    guard let study = (try? indifference()) ?? nil, let first = study.firsts.first,
      let second = study.seconds.first
    else { throw .empty(figure: name) }
    let hours = study.pairs.map(\.first.hour.perHour)
    let (least, most) = ((hours.min() ?? 1) / 2, (hours.max() ?? 1) * 2)
    let ends = [least, most].map { hour in
      Point(
        hour, study.line.hour(against: USDollarsPerSecond(perHour: hour)).perHour,
        low: hour * study.band.lowerBound, high: hour * study.band.upperBound)
    }
    let ratio = UnitNotation.format(study.breakEvenRatio, significantDigits: 2)
    let line = LineSeries("even at \(ratio) of the hour", ends)
    let pairs = study.pairs.map { pair in
      LineSeries(
        "\(pair.first.alternative) and \(pair.second.alternative)",
        [Point(pair.first.hour.perHour, pair.second.hour.perHour)])
    }
    return try Figure(
      name: name,
      title: "\(second.chip) serves for less below \(ratio) of the hour of \(first.chip)",
      subtitle: subtitle,
      caption:
        "Output per accelerator at \(UnitNotation.format(study.limit)) per output token, read "
        + "between swept loads. Band: 90 % by what predictions of these grades were found off by "
        + "(\(first.grade) and \(second.grade)). Points: hours of the owners stated.",
      lines: LinePlot(
        x: Axis("Hour of \(first.chip)", unit: "USD/h", scale: .logarithmic),
        y: Axis("Hour of \(second.chip)", unit: "USD/h", scale: .logarithmic),
        series: [line] + pairs,
        regions: [
          PlotRegion(.above(series: line.name), label: "\(first.chip) serves for less"),
          PlotRegion(
            .below(series: line.name), label: "\(second.chip) serves for less", like: line.name),
        ]))
  }

  /// Sentences on holding machines and on the choice between two chips, where figures of them were
  /// asked for.
  func sentences(on figures: [ResultFigure]) -> [String] {
    var found: [String] = []
    if figures.contains(.buyOrRent), let curve = (try? buyOrRent()) ?? nil {
      found.append(curve.sentence)
    }
    if figures.contains(.indifference), let study = (try? indifference()) ?? nil {
      found += study.sentences
    }
    return found
  }
}

extension BuyOrRentCurve {
  var sentence: String {
    func name(_ way: BuyOrRent.Way) -> String { names[way] ?? way.rawValue }
    guard let share = terms.breakEvenUtilization else {
      return "\(name(.own)) costs more than \(name(.elastic)) however much it is used."
    }
    let hours = [terms.fixed + terms.variable, terms.elastic].map {
      UnitNotation.format($0.perHour, significantDigits: 3)
    }
    return "\(name(.own)) undercuts \(name(.elastic)) where more than "
      + "\(UnitNotation.format(percentage: share)) of its hours are used: "
      + "\(hours[0]) against \(hours[1]) USD for a busy hour."
  }
}

extension IndifferenceStudy {
  /// The ratio at which both are even, what the stated owners pay, and what the ratio rests on.
  var sentences: [String] {
    guard let first = firsts.first, let second = seconds.first else { return [] }
    func text(_ value: Double) -> String { UnitNotation.format(value, significantDigits: 2) }
    var found = [
      "At \(UnitNotation.format(limit)) per output token a \(second.chip) makes "
        + "\(text(breakEvenRatio)) (\(text(band.lowerBound)) to \(text(band.upperBound)), 90 %) of the "
        + "output of a \(first.chip): it serves for less where its hour costs less than that share of "
        + "the other's."
    ]
    for pair in pairs {
      let ratio = pair.second.hour / pair.first.hour
      let winner: String =
        switch pair.verdict {
        case .first: pair.second.alternative
        case .second: pair.first.alternative
        case .even: "neither"
        }
      let isSure = !band.contains(ratio)
      found.append(
        "\(pair.second.alternative) at \(text(pair.second.hour.perHour)) USD/h against "
          + "\(pair.first.alternative) at \(text(pair.first.hour.perHour)): a ratio of \(text(ratio)), "
          + "so that \(winner) serves for less" + (isSure ? "." : ", though within the error."))
    }
    found.append(
      "Measured: the kernels behind throughput, \(first.grade) for \(first.chip) and \(second.grade) "
        + "for \(second.chip). Derived: throughput at the promise, from simulation; hours, from prices, "
        + "power and terms of the owners.")
    return found
  }
}
