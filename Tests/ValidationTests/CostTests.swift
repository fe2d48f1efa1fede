import Economics
import Quantities
import ReferenceData
import Testing

@testable import Validation

@Suite("Costs and power beside predictions")
struct CostTests {
  private func row(_ changes: [String: String]) throws -> RowPrediction {
    try cost([changes]).rows[0]
  }

  @Test("An hour of owning costs what the economics of a scenario say")
  func ownership() throws {
    let owner = try installed.owner("us-neocloud")
    let price = try installed.price(of: "h100-sxm", in: "dgx-h100", for: owner)
    let tenure = Tenure.owned(try #require(price.purchase), owner.terms)
    let hour = tenure.acceleratorHour(phases: try PhaseShares(prefill: 1, decode: 0))
    let figure = try #require(row([:]).figure)
    #expect(abs(figure.predicted / (hour.total.value * 3_600) - 1) < 1e-12)
    #expect(figure.grade == .facts(.estimate))
    #expect(figure.interval.lowerBound < figure.predicted)
    #expect(figure.interval.upperBound > figure.predicted)
  }

  @Test("The interval is wider than that of any fact alone and narrower than all ends together")
  func interval() throws {
    let figure = try #require(row([:]).figure)
    let high = figure.interval.upperBound / figure.predicted
    // The price of the system alone reaches 400/280 of the capital, which is most of the cost.
    #expect(high > 1.2 && high < 2)
  }

  @Test(
    "Words of the configuration name an owner",
    arguments: [
      ("owning, hyperscaler", "us-hyperscaler"), ("owning, neocloud giant", "us-neocloud"),
      ("Chinese hyperscaler", "china-hyperscaler"), ("china-state-cloud", "china-state-cloud"),
      ("", "us-neocloud, since none is named"),
      ("us-hyperscalr", "since \"us-hyperscalr\" names none; did you mean us-hyperscaler?"),
      ("all-in power", "us-neocloud, since \"all-in power\" names none"),
    ])
  func owners(_ words: String, _ owner: String) throws {
    #expect(try row(["configuration": words.replacing(",", with: ";")]).reason.contains(owner))
  }

  @Test("A building adds its effectiveness to the power, and a system its accelerators")
  func power() throws {
    func watts(_ changes: [String: String]) throws -> Double {
      let power = ["metric": "power", "unit": "kW/GPU"].merging(changes) { $1 }
      return try #require(row(power).figure).predicted
    }
    let machine = try watts([:])
    // 10.2 kW in eight.
    #expect(abs(machine - 10.2 / 8) < 1e-12)
    let owner = try installed.owner("us-neocloud")
    #expect(
      try abs(
        watts(["configuration": "us-neocloud; with facility"])
          - machine * owner.terms.powerUsageEffectiveness) < 1e-12)
    let eight = [
      "metric": "power", "unit": "kW", "accelerators": "8",
      "configuration": "us-neocloud; with facility",
    ]
    #expect(
      try abs(watts(eight) - 8 * machine * owner.terms.powerUsageEffectiveness) < 1e-12)
  }

  @Test("A rent is no error: the reason says how many times the cost of owning it is")
  func rent() throws {
    let owned = try #require(row([:]).figure).predicted
    let rented = try row(["metric": "rental", "value": "\(owned * 1.5)"])
    #expect(rented.status == .unsupported)
    #expect(rented.reason.contains("a price, not a cost: 1.5 times the"))
  }

  @Test("USD/h is an hour of one accelerator, and energy may be priced by the MWh")
  func otherUnits() throws {
    #expect(try row(["unit": "USD/h"]).figure == row([:]).figure)
    let metric = CostMetric.electricity
    let (value, unit) = try #require(metric.reading(80, in: "USD/MWh"))
    #expect(abs(value - 0.08) < 1e-12 && unit == "USD/kWh")
    #expect(metric.reading(80, in: "USD/h") == nil)
  }

  static let slips: [(changes: [String: String], status: RowPrediction.Status, reason: String)] = [
    (["unit": "EUR/GPU-h"], .invalid, "unit is \"EUR/GPU-h\"; expected \"USD/GPU-h\" of tco"),
    (["unit": "USD/kWh"], .invalid, "unit is \"USD/kWh\""),
    (["unit": ""], .invalid, "unit is empty"),
    (["date": "2026-99"], .invalid, "date is \"2026-99\""),
    (["confidence": "hihg"], .invalid, "confidence is \"hihg\"; expected high, medium, low"),
    (["value": "NaN"], .invalid, "value is \"NaN\""),
    (["value": "-2"], .invalid, "value is \"-2\""),
    (["value": "1e400"], .invalid, "value is \"1e400\""),
    (["metric": "margin"], .unsupported, "no metric is named \"margin\"; known: tco"),
    (["accelerator": ""], .invalid, "accelerator is empty"),
    (["accelerator": "h1"], .unsupported, "no accelerator is named"),
    (["metric": "electricity", "unit": "USD/kWh"], .unsupported, "an input of the model"),
    (["metric": "price_in", "unit": "USD/Mtok"], .unsupported, "a list price, not a cost"),
    (["metric": "power_fraction", "unit": "of 11.3 kW"], .unsupported, "an input of the model"),
    (["metric": "power", "unit": "kW", "accelerators": "8"], .unsupported, "states 10.2 kW of"),
  ]

  @Test("A row says why it is not predicted, and leaves its neighbours alone")
  func refusals() throws {
    for slip in Self.slips {
      let rows = try cost([[:], slip.changes.merging(["id": "b"]) { $1 }, ["id": "c"]]).rows
      #expect(rows.map(\.status) == [.ok, slip.status, .ok], "\(slip)")
      #expect(rows[1].reason.hasPrefix("line 3: "), "\(rows[1].reason)")
      #expect(rows[1].reason.contains(slip.reason), "\(rows[1].reason)")
    }
  }
}
