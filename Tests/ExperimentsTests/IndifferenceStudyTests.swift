import Economics
import Foundation
import Quantities
import Testing

@testable import Experiments

@Suite("Indifference between two machines")
struct IndifferenceStudyTests {
  private typealias Load = IndifferenceStudy.Load

  private func load(_ wait: Double, _ throughput: Double) -> Load {
    Load(wait: wait, throughput: throughput, hour: USDollarsPerSecond(perHour: 2))
  }

  @Test("Throughput at a limit lies between the loads around it, and is theirs at their own waits")
  func crossing() throws {
    let loads = [load(0.02, 100), load(0.04, 150), load(0.08, 200)]
    for one in loads {
      let found = try #require(IndifferenceStudy.crossing(loads, at: one.wait))
      #expect(abs(found.throughput / one.throughput - 1) < 1e-12)
    }
    // Half way between 40 and 80 ms on a logarithmic scale is 40 √2.
    let middle = try #require(IndifferenceStudy.crossing(loads, at: 0.04 * 2.0.squareRoot()))
    #expect(abs(middle.throughput - (150.0 * 200).squareRoot()) < 1e-9)
    // Nobody knows what is made beyond the last load, and none keeps less than the first.
    #expect(IndifferenceStudy.crossing(loads, at: 1)?.throughput == 200)
    #expect(IndifferenceStudy.crossing(loads, at: 0.01) == nil)
    #expect(IndifferenceStudy.crossing([], at: 1) == nil)
  }

  private static let text = """
    model: llama-3.1-8b
    workload:
      arrivals: closed(1)
      prompt-tokens: constant 200
      output-tokens: constant 50
    objectives: {time-per-output-token: 20 ms at p95}
    duration: 20 s
    replications: 2
    sweep: {workload.arrivals.clients: [1, 8, 64]}
    alternatives:
      a: {fleet: {accelerator: h100-sxm}}
      a rented: {fleet: {accelerator: h100-sxm}, owner: {kind: rented, rent: 3 USD/h}}
      b: {fleet: {accelerator: ascend-910c}, owner: {region: china, kind: state-cloud}}
    """

  @Test("At the break-even ratio the machine of the line costs as much per token as the other")
  func breakEven() throws {
    let study = try #require(try result(Self.text).indifference())
    let (first, second) = (try #require(study.firsts.first), try #require(study.seconds.first))
    #expect(study.firsts.map(\.alternative) == ["a", "a rented"])
    #expect(study.seconds.map(\.alternative) == ["b"])
    #expect(study.pairs.count == 2)
    #expect(abs(study.breakEvenRatio - second.throughput / first.throughput) < 1e-12)
    #expect(study.band.contains(study.breakEvenRatio))
    #expect(study.band.lowerBound < study.band.upperBound)
    // Throughput is a matter of the chip and not of who owns it.
    #expect(study.firsts[0].throughput == study.firsts[1].throughput)
    for pair in study.pairs {
      let costs = [pair.first, pair.second].map { $0.hour.perHour / $0.throughput }
      #expect((pair.verdict == .first) == (costs[1] < costs[0]), "\(pair)")
      let even = study.line.hour(against: pair.first.hour).perHour / second.throughput
      #expect(abs(even / costs[0] - 1) < 1e-12)
    }
  }

  @Test("One chip alone, or no promise per token, has no indifference")
  func absent() throws {
    let short = ["replications=1", "duration=10 s", "sweep={workload.arrivals.clients: [1]}"]
    #expect(try result(Self.text, settings: short + ["alternatives.b=~"]).indifference() == nil)
    #expect(try result(Self.text, settings: short + ["objectives=~"]).indifference() == nil)
  }
}
