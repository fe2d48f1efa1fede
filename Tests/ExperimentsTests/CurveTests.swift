import Economics
import Foundation
import Quantities
import Scenarios
import Testing

@testable import Experiments

@Suite("Curves of cost")
struct CurveTests {
  @Test("Where loads differ by a factor, costs of a token differ by as much: 1 / utilization")
  func utilization() throws {
    let result = try result(
      chat,
      settings: [
        "workload.prompt-tokens=constant 400", "workload.output-tokens=constant 100",
        "workload.arrivals={process: poisson, rate: 2 /s}", "duration=3 min", "replications=2",
        "sweep={workload.arrivals.rate: [2 /s, 4 /s, 8 /s]}",
      ])
    let line = try #require(result.lines(x: \.utilization, y: .costBlended).first)
    #expect(line.places.count == 3)
    let law = try #require(UtilizationLaw(through: line))
    for place in line.places {
      // Loads are drawn, and idle machines draw less power.
      #expect(abs(place.y / law.cost(at: place.x) - 1) < 0.2, "\(place)")
    }
    // The load offered is what was asked for.
    #expect(abs(line.places[2].x / line.places[0].x - 4) < 1e-9)
    #expect(law.cost(at: law.utilization) == law.cost)
    #expect(abs(law.cost(at: law.utilization / 10) / law.cost - 10) < 1e-12)
  }

  @Test("Axes that move together make one line; others make lines of their own")
  func lines() throws {
    func names(_ sweep: String, _ settings: String...) throws -> [String] {
      try result(chat, settings: settings + ["replications=1", "sweep=\(sweep)"])
        .lines(x: { $0.mean(of: .concurrency) }, y: .outputThroughput).map(\.name)
    }
    #expect(
      try names(
        "{zip: {workload.arrivals.clients: [1, 4, 8], duration: [30 s, 20 s, 20 s]}}",
        "workload.arrivals=closed(1)"
      ).count == 1)
    #expect(
      try names(
        "{fleet.replicas: [1, 2], workload.arrivals.clients: [1, 4]}",
        "workload.arrivals=closed(1)", "duration=20 s"
      ).count == 2)
  }

  @Test("No swept point beats a point of the front in both, and every other is beaten")
  func front() throws {
    let result = try result(
      chat,
      settings: [
        "workload.arrivals=closed(1)", "duration=30 s", "replications=1",
        "sweep={fleet.plan.tensor: [1, 2], workload.arrivals.clients: [1, 4, 16]}",
      ])
    for (metric, isCost) in [(Metric.costOutput, true), (.outputPerAccelerator, false)] {
      let fronts = result.interactivityFronts(of: metric, isCost: isCost)
      let front = try #require(fronts.first)
      #expect(fronts.count == 1 && front.places.count == 6 && !front.front.isEmpty)
      func beats(_ a: ResultLine.Place, _ b: ResultLine.Place) -> Bool {
        a.x >= b.x && (isCost ? a.y <= b.y : a.y >= b.y) && (a.x, a.y) != (b.x, b.y)
      }
      for place in front.places {
        let isBeaten = front.places.contains { beats($0, place) }
        #expect(front.front.contains(place) == !isBeaten, "\(place)")
      }
      #expect(front.front.map(\.x) == front.front.map(\.x).sorted())
    }
  }

  @Test("A context is that of a mean request, and none where the model does not know so long a one")
  func contexts() throws {
    let result = try result(
      chat,
      settings: [
        "workload.arrivals=closed(1)", "workload.output-tokens=constant 100", "duration=20 s",
        "replications=1", "sweep={workload.prompt-tokens: [constant 1000, constant 140000]}",
      ])
    #expect(result.points[0].contextTokens == 1_100)
    #expect(result.points[1].contextTokens == nil)
    #expect(result.lines(x: \.contextTokens, y: .costOutput).first?.places.count == 1)
  }

  @Test(
    "The region out of reach begins at the least run that is infeasible as are all greater ones")
  func trainingFrontier() throws {
    let result = try result(
      """
      model: llama-3.1-8b
      fleet: {accelerator: h100-sxm}
      training:
        tokens: 1 T
        within: 30 days
        accelerators: 512
        global-batch: 1024
        plan: {tensor: 2}
        goodput: 90 %
      replications: 1
      sweep: {training.tokens: [8 T, 1 T, 4 T, 2 T, 16 T]}
      """)
    let frontier = try #require(result.trainingFrontiers.first)
    #expect(frontier.runs.count == 5)
    #expect(frontier.runs.map(\.work) == frontier.runs.map(\.work).sorted())
    let least = try #require(frontier.leastInfeasible)
    let greatest = try #require(frontier.greatestFeasible)
    #expect(greatest.work < least.work)
    for run in frontier.runs {
      #expect(run.isFeasible == (run.work < least.work))
      #expect(run.isFeasible == run.obstacles.isEmpty)
      #expect(run.isFeasible || run.obstacles == ["time"])
      // Work is that of 6 FLOPs for each of 8 G parameters and token, attention beside them.
      let question = try #require(result.points[run.point].scenario.training)
      let ratio = run.work.value / (6 * 8.03e9 * question.tokens.value)
      #expect(ratio > 0.9 && ratio < 1.3, "\(ratio)")
    }
    // Cost is proportional to work on one cluster, up to the last step, which is a whole one.
    let costs = frontier.runs.compactMap { run in run.cost.map { $0 / run.work.value } }
    #expect(costs.count == 5)
    for cost in costs { #expect(abs(cost / costs[0] - 1) < 1e-4) }
  }

  @Test("At the break-even utilization an hour used costs the same, owned and by the hour")
  func buyOrRent() throws {
    let curve = try #require(
      try result(
        chat,
        settings: [
          "replications=1", "duration=30 s",
          "alternatives={own: {owner: {kind: neocloud}}, "
            + "reserved: {owner: {kind: rented, rent: 2.65 USD/h}}, "
            + "hourly: {owner: {kind: rented, rent: 2.95 USD/h}}}",
        ]
      ).buyOrRent())
    #expect(curve.names == [.own: "own", .reserved: "reserved", .elastic: "hourly"])
    let share = try #require(curve.terms.breakEvenUtilization)
    #expect(share > 0 && share < 1)
    let (own, elastic) = (
      curve.terms.cost(.own, utilization: share), curve.terms.cost(.elastic, utilization: share)
    )
    #expect(abs(own / elastic - 1) < 1e-12)
    // Both rents have the same extras.
    let reserved = try #require(curve.terms.reservationBreakEven)
    #expect(abs(reserved - 2.65 / 2.95) < 1e-12)
    #expect(curve.terms.variable > .zero, "work draws power")
  }

  @Test("Without an owner or without a tenant there is nothing to compare")
  func oneTenure() throws {
    let settings = ["replications=1", "duration=10 s"]
    #expect(try result(chat, settings: settings).buyOrRent() == nil)
    #expect(
      try result(chat, settings: settings + ["owner={kind: rented, rent: 2 USD/h}"]).buyOrRent()
        == nil)
  }
}
