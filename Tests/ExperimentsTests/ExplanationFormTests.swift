import Foundation
import Testing

@testable import Experiments

@Suite("Forms of explanations")
struct ExplanationFormTests {
  private static let price = ExplainedTerm(
    "price", [0.1, 0.1], "USD/kWh",
    from: [
      Explanation.Source(
        kind: .fact, place: "owners/ours electricity", text: "0.1 USD/kWh",
        range: "0.08 to 0.12 USD/kWh", date: "2025", grade: "press", citations: ["a-paper"])
    ])
  private static let power = ExplainedTerm(
    "power", [2, 4], "kW",
    from: [Explanation.Source(kind: .simulated, place: "simulated", runs: 2, halfWidth: 12.7)])

  private static var energy: ExplainedTerm {
    ExplainedTerm(
      product: "energy", "USD/h", formula: "power · price", [power, price])
  }

  @Test("The tree of a terminal has values in a column, and takes nothing apart twice")
  func terminal() {
    let root = ExplainedTerm(
      sum: "hour", "USD/h", [Self.energy, ExplainedTerm("rest", [1, 1], "USD/h")],
      less: [Self.energy]
    ).averaged([0.5, 0.5])
    #expect(
      Explanation.tree([root]) == """
        hour           1.000 USD/h
        ├─ + energy    0.3000 USD/h
        │  │   = power · price
        │  ├─ × power  3.000 kW
        │  │      [simulated, 2 runs, ± 13]
        │  └─ × price  0.1000 USD/kWh
        │         [owners/ours electricity: 0.1 USD/kWh (0.08 to 0.12 USD/kWh); press; 2025; a-paper]
        ├─ + rest      1.000 USD/h
        └─ − energy    0.3000 USD/h  (as above)
        """)
  }

  @Test("Where factors vary together over the runs, a factor of its own says so")
  func covariation() throws {
    let term = ExplainedTerm(
      product: "p", nil, [ExplainedTerm("a", [1, 3]), ExplainedTerm("b", [1, 3])]
    ).averaged([0.5, 0.5])
    #expect(term.value == 5)
    let factor = try #require(term.parts.last)
    #expect(factor.name == ExplainedTerm.covariation)
    #expect(abs(factor.value - 1.25) < 1e-12)
    #expect(abs(try #require(term.valueOfParts) - 5) < 1e-12)
  }
}
