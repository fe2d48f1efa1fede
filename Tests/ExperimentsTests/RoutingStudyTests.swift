import Documents
import Experiments
import OutputAnalysis
import ReferenceData
import Scenarios
import Testing

@Suite("Studies of routing")
struct RoutingStudyTests {
  private static let text = """
    title: Routing
    routing:
      task: {input-tokens: 3000, output-tokens: 1000}
      loss-per-error: 0.2 to 1 USD
      tiers:
        cheap: {price: deepseek-v4-pro, error: 8 %, error-slope: 5 %}
        frontier: {price: gpt-5.5, error: 3 %}
    sample: 32
    """

  private func study(_ more: String = "", settings: [String] = []) throws -> RoutingStudy {
    let file = try ScenarioFile(
      text: Self.text + "\n" + more, named: "t.yaml",
      assignments: settings.map { try DocumentAssignment($0) })
    return try RoutingStudy(try file.variants(), of: file, catalog: installed)
  }

  @Test("Draws are the same every time, and one metric is the sum of two others in each")
  func draws() throws {
    let first = try study().run()
    let again = try study().run()
    #expect(first.named == again.named)
    let own = first.alternatives[0]
    #expect(own.drawCount == 32)
    let total = own.values(of: .total)
    #expect(Set(total).count > 16)
    for (index, value) in total.enumerated() {
      let parts = own.values(of: .bill)[index] + own.values(of: .loss)[index]
      #expect(abs(value - parts) < 1e-12)
    }
    let saving = try #require(own.fan(of: .saving))
    #expect(saving.low < saving.median && saving.median < saving.high)
  }

  @Test("Alternatives share their draws: an equal one has the ratio 1 in every draw")
  func pairing() throws {
    let result = try study(
      "alternatives: {a: {}, b: {}, c: {routing: {router-cost: 0.001 USD}}}"
    ).run()
    let same = try #require(result.ratio(of: .total, 1, over: 0))
    #expect(same.low == 1 && same.high == 1)
    let dearer = try #require(result.ratio(of: .total, 2, over: 0))
    #expect(dearer.low >= 1 && dearer.high > 1)
  }

  @Test("Stated shares cost at least as much as the best division, and a sweep finds it")
  func sweep() throws {
    let settings = ["routing.loss-per-error=0.4 USD"]
    let best = try study(settings: settings).run().alternatives[0]
    let swept = try study(
      "sweep: {routing.cheap-share: [0 %, 25 %, 50 %, 75 %, 100 %]}", settings: settings
    ).run()
    #expect(swept.alternatives.count == 5)
    let least = try #require(best.fan(of: .total)).median
    for alternative in swept.alternatives {
      #expect(try #require(alternative.fan(of: .total)).median >= least - 1e-12)
    }
  }

  @Test("Residency of all requests leaves no saving; of none nothing is told of it")
  func residency() throws {
    let result = try study(
      """
      alternatives:
        free: {}
        bound:
          routing:
            residency: {share: 100 %}
            tiers: {self-hosted: {hourly-cost: 2 USD/h, throughput: 1000 tok/s, error: 8 %}}
      """
    ).run()
    let bound = result.alternatives[1]
    #expect(bound.values(of: .saving).allSatisfy { abs($0) < 1e-12 })
    #expect(try #require(bound.fan(of: .freeSaving)).median > 0)
    #expect(result.alternatives[0].values(of: .freeSaving).isEmpty)
  }

  @Test("One tier alone has a price, and a ratio to others; nothing is routed")
  func priceGaps() throws {
    let text = """
      title: Gaps
      routing: {task: {input-tokens: 3, output-tokens: 1}}
      alternatives:
        cheap: {routing: {tiers: {frontier: {price: deepseek-v4-pro}}}}
        dear: {routing: {tiers: {frontier: {price: gpt-5.5}}}}
      """
    let file = try ScenarioFile(text: text, named: "t.yaml")
    let result = try RoutingStudy(
      try file.variants(), of: file, catalog: installed
    ).run()
    let price = try #require(result.alternatives[0].fan(of: .priceBlended))
    #expect(abs(price.median - 0.54375) < 1e-12)
    let ratio = try #require(result.ratio(of: .priceBlended, 1, over: 0))
    #expect(abs(ratio.median - 11.25 / 0.54375) < 1e-9)
    #expect(result.alternatives[0].values(of: .total).isEmpty)
    #expect(
      result.named.contains {
        $0
          == NamedResult(
            alternative: "dear", metric: "price.blended", unit: "USD/Mtok", values: [11.25])
      })
  }

  @Test("Conditions are held against the median, and one on no figure is refused")
  func thresholds() throws {
    let study = try study("thresholds: [saving > 5 %, cost.request < 1 USD]")
    let result = try study.run()
    let judged = study.thresholds.map { $0.judgement(on: result.alternatives[0]) }
    #expect(judged.count == 2 && judged.allSatisfy { $0.found != nil })
    #expect(judged[1].isMet)
    #expect(throws: Diagnostics.self) { try self.study("thresholds: [cost.output < 1 USD/Mtok]") }
    #expect(throws: Diagnostics.self) { try self.study("thresholds: [saving > 5 USD]") }
  }

  @Test("An input that cannot be at one of its ends is refused before anything is computed")
  func ends() {
    do {
      _ = try study(settings: ["routing.tiers.cheap.error-slope=20 % to 33 %"])
      Issue.record("errors above all requests are taken")
    } catch {
      #expect("\(error)".contains("routing.tiers.cheap.error-slope"))
    }
    #expect(throws: Diagnostics.self) { try study(settings: ["sample.facts=ranges"]) }
  }

  @Test("A tornado has a bar for each input, the stronger first")
  func tornado() throws {
    let result = try study(
      settings: ["routing.task.output-tokens=999 to 1001"]
    ).run()
    let tornado = try #require(result.alternatives[0].tornado(of: .total))
    #expect(tornado.bars.map(\.input) == ["routing.loss-per-error", "routing.task.output-tokens"])
    #expect(tornado.bars.allSatisfy { $0.swing > 0 && $0.isComplete })
  }
}
