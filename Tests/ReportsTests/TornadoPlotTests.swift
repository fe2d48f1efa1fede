import Foundation
import Tables
import Testing

@testable import Reports

@Suite("Swings and uncertain outcomes")
struct TornadoPlotTests {
  private func figure(
    _ rows: [TornadoPlot.Row], base: Double = 1
  ) throws(FigureError) -> Figure {
    try Figure(
      name: "f", title: "T", tornado: TornadoPlot(label: "Cost", base: base, rows: rows))
  }

  private func row(_ name: String, _ low: Double, _ high: Double) -> TornadoPlot.Row {
    TornadoPlot.Row(name, low: .init(low), high: .init(high))
  }

  @Test("The widest swing is on top, counted from the base where both ends go one way")
  func order() throws {
    let table = try figure([
      row("a", 0.9, 1.1), row("one-sided", 1.3, 1.6), row("b", 1.5, 0.8), row("c", 1.1, 0.9),
    ]).table
    #expect(
      stride(from: 0, to: 8, by: 2).map { table[$0, "input"].string }
        == ["b", "one-sided", "a", "c"])
    #expect(
      table["end"].map(\.string) == Array(repeating: ["P10", "P90"], count: 4).joined().map { $0 })
    // Both bars of an input go the full height unless they would cover each other.
    #expect(
      table["top"].prefix(4) == [-1, -1, -1, 0] && table["bottom"].prefix(4) == [1, 1, 0, 1])
  }

  @Test("An input without a number is left out, and the figure says so")
  func omissions() throws {
    let made = try figure([row("a", 0.9, .nan), row("b", 0.9, 1.1)])
    #expect(made.table.rows.count == 2)
    #expect(made.omissions.count == 1)
    #expect(throws: FigureError.empty(figure: "f")) { try figure([row("a", .infinity, 1)]) }
    #expect(throws: FigureError.empty(figure: "f")) { try figure([row("a", 1, 2)], base: .nan) }
    #expect(throws: FigureError.empty(figure: "f")) { try figure([]) }
    #expect(throws: FigureError.repeatedCategory(figure: "f", category: "a")) {
      try figure([row("a", 1, 2), row("a", 1, 3)])
    }
  }

  @Test("No words of a tornado overlap and none leave the sheet")
  func layout() throws {
    var numbers = Numbers(seed: 5)
    for _ in 0..<60 {
      let base = numbers.next(in: -10.0...10)
      let rows = (0..<numbers.next(in: 1...9)).map { index in
        let name = String(repeating: "Purchase price ", count: 1 + index % 3) + "\(index)"
        return TornadoPlot.Row(
          name, low: .init(base + numbers.next(in: -3.0...1), label: "0.06 USD/kWh"),
          high: .init(base + numbers.next(in: -1.0...5), label: index % 2 == 0 ? "340k USD" : nil))
      }
      let figure = try Figure(
        name: "f", title: "Swings", tornado: TornadoPlot(label: "Cost", base: base, rows: rows))
      try expectTidy(figure)
    }
  }

  @Test("Every draw is in one bin, and there are neither too few nor too many bins")
  func bins() throws {
    var numbers = Numbers(seed: 4)
    for size in [1e-9, 1, 1e12] {
      let draws = (0..<1_000).map { _ in
        size * (numbers.next(in: 0.0...1) + numbers.next(in: 0.0...1) - 1)
      }
      let bins = OutcomePlot(label: "x", draws: draws).bins
      #expect(bins.reduce(0) { $0 + $1.count } == 1_000)
      #expect((8...OutcomePlot.mostBins).contains(bins.count))
      for bin in bins {
        #expect(bin.count == draws.filter { bin.low <= $0 && $0 < bin.high }.count)
      }
      #expect(zip(bins, bins.dropFirst()).allSatisfy { abs($0.high - $1.low) < 1e-9 * size })
    }
    // A draw far from all others widens the bins and makes no million of them.
    let far = OutcomePlot(label: "x", draws: (0..<100).map { Double($0) } + [1e9]).bins
    #expect(far.count <= OutcomePlot.mostBins && far.reduce(0) { $0 + $1.count } == 101)
    #expect(OutcomePlot(label: "x", draws: [3, 3, 3]).bins.map(\.count) == [3])
    #expect(OutcomePlot(label: "x", draws: [0]).bins.map(\.count) == [1])
  }

  @Test("Draws that are no numbers are left out and counted")
  func draws() throws {
    let plot = OutcomePlot(label: "x", draws: [1, .nan, 2, .infinity], marks: [(.nan, "P10")])
    let made = try Figure(name: "f", title: "T", outcome: plot)
    #expect(made.omissions.count == 2)
    #expect(made.table["draws"].compactMap(\.number).reduce(0, +) == 2)
    #expect(throws: FigureError.empty(figure: "f")) {
      try Figure(name: "f", title: "T", outcome: OutcomePlot(label: "x", draws: [.nan]))
    }
  }

  @Test("No marks of a histogram overlap and none leave the sheet, however near they are")
  func marks() throws {
    var numbers = Numbers(seed: 8)
    for _ in 0..<30 {
      let draws = (0..<50).map { _ in numbers.next(in: 1.0...2) }
      let marks = ["P10", "P50", "P90", "threshold"].map { (numbers.next(in: 1.0...2.2), $0) }
      let plot = OutcomePlot(label: "Cost", unit: "USD/Mtok", draws: draws, marks: marks)
      try expectTidy(try Figure(name: "f", title: "T", outcome: plot))
    }
  }

  @Test("A cumulative curve rises from nothing to all by equal steps")
  func cumulative() {
    let plot = LinePlot(
      cumulative: [("a", [3, 1, .nan, 2, 2])], label: "x", marks: [(2, "threshold")])
    let points = plot.series[0].points
    #expect(points.map(\.x) == [1, 1, 2, 2, 2, 2, 3, 3])
    #expect(points.map(\.y) == [0, 25, 25, 50, 50, 75, 75, 100])
  }

  @Test("Quantiles are those of Hyndman and Fan's seventh kind")
  func quantiles() {
    let values = [1.0, 2, 4, 8]
    #expect([0, 1.0 / 3, 0.5, 1].map { Quantile.of(values, at: $0) } == [1, 2, 3, 8])
    #expect(Quantile.of([5], at: 0.9) == 5)
  }
}

/// No words of a figure overlap, and none leave the sheet.
func expectTidy(_ figure: Figure) throws {
  let boxes = try ScriptTests.labelBoxes(figure.script)
  for (index, box) in boxes.enumerated() {
    #expect(box.left >= 0 && box.right <= 801 && box.top >= 0, "\(box)")
    for other in boxes[..<index] { #expect(!box.overlaps(other), "\(box) \(other)") }
  }
}
