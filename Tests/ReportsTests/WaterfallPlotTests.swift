import Foundation
import Tables
import Testing

@testable import Reports

@Suite("Waterfalls")
struct WaterfallPlotTests {
  private func figure(_ plot: WaterfallPlot) throws(FigureError) -> Figure {
    try Figure(name: "f", title: "T", waterfall: plot)
  }

  @Test("Every bar begins where the one before it ends, and the last total is the sum")
  func sum() throws {
    let amounts = [-6.1, 2.25, -0.5]
    let table = try figure(
      WaterfallPlot(
        label: "Cost", unit: "USD/Mtok", start: ("before", 10.4),
        steps: amounts.enumerated().map { .init("step \($0.offset)", by: $0.element) },
        end: "after")
    ).table
    #expect(table["kind"].map(\.string) == ["total", "fall", "rise", "fall", "total"])
    for row in 1...3 { #expect(table[row, "from"] == table[row - 1, "to"]) }
    #expect(table[4, "from"].number == 0 && table[0, "from"].number == 0)
    #expect(table[4, "to"].number == amounts.reduce(10.4, +))
  }

  @Test("Without a start the parts of a whole begin at zero, and their sum is the whole")
  func parts() throws {
    let table = try figure(
      WaterfallPlot(
        label: "Hour", start: nil, steps: [.init("capital", by: 1.2), .init("energy", by: 0.3)],
        end: "hour")
    ).table
    #expect(table["from"].map(\.number) == [0, 1.2, 0])
    #expect(table["to"].map(\.number) == [1.2, 1.5, 1.5])
  }

  @Test("Factors multiply, and intervals go with them")
  func product() throws {
    let table = try figure(
      WaterfallPlot(
        label: "Ratio", start: nil,
        steps: [.init("a", by: 0.5, low: 0.4, high: 0.6), .init("b", by: 0.2)], end: "whole",
        isProduct: true)
    ).table
    #expect(table["from"].map(\.number) == [1, 0.5, 1])
    #expect(table["to"].map(\.number) == [0.5, 0.1, 0.1])
    #expect(table[0, "low"].number == 0.4 && table[0, "high"].number == 0.6)
  }

  @Test("Factors apart all begin at one; two of one name share a line")
  func apart() throws {
    let table = try figure(
      WaterfallPlot(
        label: "Ratio",
        factors: [
          ("a", .init("a", by: 0.5), .init("a", by: 0.7)), ("b", .init("b", by: 2), nil),
        ], first: "alone", second: "last")
    ).table
    #expect(table["from"].allSatisfy { $0.number == 1 })
    #expect(table["kind"].map(\.string) == ["first", "second", "first"])
    #expect(table["row"] == [0, 0, 1])
  }

  @Test("What would not add up is not drawn; a bad interval is left out and told")
  func omissions() throws {
    func plot(_ amount: Double, low: Double? = nil) -> WaterfallPlot {
      WaterfallPlot(
        label: "Cost", start: ("before", 4), steps: [.init("a", by: amount, low: low, high: low)],
        end: "after")
    }
    #expect(throws: FigureError.empty(figure: "f")) { try figure(plot(.nan)) }
    #expect(try figure(plot(-1)).omissions.isEmpty)
    #expect(try figure(plot(-1, low: .infinity)).omissions.count == 1)
    #expect(throws: FigureError.repeatedCategory(figure: "f", category: "before")) {
      try figure(
        WaterfallPlot(
          label: "Cost", start: ("before", 4), steps: [.init("before", by: 1)], end: "after"))
    }
    // A factor that is not positive has no logarithm.
    #expect(throws: FigureError.empty(figure: "f")) {
      try figure(
        WaterfallPlot(
          label: "Ratio", start: nil, steps: [.init("a", by: 0)], end: "b", isProduct: true))
    }
  }

  @Test("No words of a waterfall overlap and none leave the sheet")
  func layout() throws {
    var numbers = Numbers(seed: 8)
    for turn in 0..<40 {
      let steps = (0..<numbers.next(in: 1...9)).map { index -> WaterfallPlot.Step in
        let name = String(repeating: "host memory tables ", count: 1 + index % 3) + "\(index)"
        let amount =
          turn % 2 == 0 ? numbers.next(in: -5.0...5) : exp(numbers.next(in: -1.0...1))
        return .init(name, by: amount)
      }
      try expectTidy(
        figure(
          WaterfallPlot(
            label: "Cost", unit: "USD/Mtok",
            start: turn % 2 == 0 ? ("the base", numbers.next(in: 1.0...9)) : nil, steps: steps,
            end: "all levers", isProduct: turn % 2 == 1)))
      try expectTidy(
        figure(
          WaterfallPlot(
            label: "Ratio",
            factors: steps.map { step in
              let factor = exp(step.amount / 3)
              return (
                step.name, .init(step.name, by: factor),
                .init(step.name, by: factor * 1.1, low: factor, high: factor * 1.2)
              )
            }, first: "alone", second: "last")))
    }
  }
}
