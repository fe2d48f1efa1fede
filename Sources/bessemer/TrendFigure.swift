import Economics
import Experiments
import Quantities
import Reports
import Scenarios
import Tables

extension TrendStudy {
  static let figureName = "cost-against-year"

  /// Cost over years, each cause alone and all together.
  func figure(subtitle: String) throws(FigureError) -> Figure {
    let series = lines.map { line, places in
      LineSeries(
        line.name, places.map { Point($0.year, $0.cost, low: $0.low, high: $0.high) })
    }
    let isExtrapolated = question.observedUntil < question.until
    return try Figure(
      name: Self.figureName, title: "What moves the cost of a token as years pass",
      subtitle: subtitle,
      caption:
        "Blended cost, \(Self.text(base)) USD/Mtok as simulated in \(Self.year(question.base)). Yearly "
        + "factors are the scenario's: assumptions of its author. Bands: nine of ten of \(Self.draws) draws of "
        + "the factors, each kept for all years."
        + (isExtrapolated ? " What is shaded is extrapolated." : ""),
      lines: LinePlot(
        x: Axis("Year"), y: Axis("Cost of a token", unit: "USD/Mtok", scale: .logarithmic),
        series: series,
        regions: isExtrapolated
          ? [
            PlotRegion(
              .columns(from: max(question.from, question.observedUntil), to: nil),
              label: "extrapolated")
          ] : []))
  }

  /// What becomes of the cost by the last year, and which cause does most.
  var sentences: [String] {
    func change(_ line: Line) -> String? {
      places(of: line).last.map {
        "\(Self.text($0.cost / base)) (\(Self.text($0.low / base)) to \(Self.text($0.high / base)))"
      }
    }
    let alone = lines.compactMap { line, _ -> String? in
      guard case .alone(let cause) = line, let text = change(line) else { return nil }
      return "\(cause.rawValue) to \(text)"
    }
    var text =
      "From \(Self.year(question.base)) to \(Self.year(question.until)) the cost of a token changes to "
    if let all = change(.together) {
      text += "\(all) of what it was, all causes together; alone, " + alone.joined(separator: ", ")
    } else {
      text += alone.joined(separator: ", ") + " of what it was"
    }
    var found = [text + " (90 % of draws)."]
    if question.observedUntil < question.until {
      found.append(
        "What comes after \(Self.year(question.observedUntil)) is extrapolated, and the yearly factors are "
          + "assumptions of the scenario.")
    }
    return found
  }

  /// Every place of every line.
  func table(provenance: Provenance) -> Table {
    var table = Table(
      [
        Column("line", .text), Column("year", .real),
        Column("cost", .real, unit: "USD/Mtok", description: "at the medians of the factors"),
        Column("low", .real, unit: "USD/Mtok", description: "5th percentile of the draws"),
        Column("high", .real, unit: "USD/Mtok", description: "95th percentile"),
        Column("extrapolated", .text),
      ], title: "Cost over years", provenance: provenance)
    for (line, places) in lines {
      for place in places {
        table.append([
          .text(line.name), .real(place.year), .real(place.cost), .real(place.low),
          .real(place.high), .text(place.year > question.observedUntil ? "yes" : "no"),
        ])
      }
    }
    return table
  }

  private static func text(_ value: Double) -> String {
    UnitNotation.format(value, significantDigits: 2)
  }

  private static func year(_ value: Double) -> String {
    // Ten digits are the decimal that was meant.
    UnitNotation.format((value * 1e6).rounded() / 1e6, significantDigits: nil)
  }
}
