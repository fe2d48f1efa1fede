import Foundation
import OutputAnalysis
import Performance
import Quantities
import Stochastics
import Testing

@testable import Serving

/// A server of one request at a time, whose service is as long as its prompt: one microsecond a token.
private let singleServer = LinearMachine(perPromptToken: Seconds(1e-6))

@Suite("Routers send requests where they should")
struct RoutingTests {
  /// Mean waits, in services, of independent runs of servers with exponential service.
  private func waits(
    _ rule: RoutingRule, servers: Int, load: Double, replications: Int = 16, requests: Int = 6_000
  ) throws -> [Double] {
    let server = try engine(
      blockTokens: 65_536, tokenBudget: 1 << 24, maximumSequences: 1, admission: .outputFits)
    let workload = Workload.open(
      try .poisson(rate: RequestsPerSecond(load * Double(servers))),
      try RequestLengths(
        promptTokens: .exponential(mean: 1e6), outputTokens: .constant(1)))
    return try (0..<replications).map { replication in
      let result = try ServingSystem.run(
        fleet(
          server, replicas: servers, cacheBlocks: 1_000, contextLimit: 1 << 29, routing: rule),
        workload, predictor: singleServer,
        control: RunControl(
          end: .requests(requests), warmUp: .fraction(0.2), seed: 12, replication: replication))
      #expect(result.audit.isKept)
      return try #require(result.measured.latencies.queueing.mean).value
    }
  }

  /// The mean wait of M/M/c, in services (Erlang C).
  private func erlangC(_ servers: Int, _ load: Double) -> Double {
    let offered = load * Double(servers)
    var term = 1.0
    var sum = 1.0
    for k in 1..<servers {
      term *= offered / Double(k)
      sum += term
    }
    let last = term * offered / Double(servers) / (1 - load)
    return last / (sum + last) / (Double(servers) * (1 - load))
  }

  @Test("A central queue of c servers is M/M/c", arguments: [2, 5])
  func centralQueue(servers: Int) throws {
    let waits = try waits(.centralQueue(perReplica: nil), servers: servers, load: 0.8)
    let interval = try #require(ConfidenceInterval(meanOf: waits, level: 0.99))
    #expect(interval.contains(erlangC(servers, 0.8)), "\(interval)")
  }

  @Test("Random routing makes M/M/1 of each server")
  func random() throws {
    let waits = try waits(.random, servers: 4, load: 0.7)
    let interval = try #require(ConfidenceInterval(meanOf: waits, level: 0.99))
    #expect(interval.contains(0.7 / 0.3), "\(interval)")
  }

  @Test("The shortest queue nears a central one as the load nears one (Foschini and Salz 1978)")
  func shortestQueueInHeavyTraffic() throws {
    // Both serve the same requests, so that what differs is known far better than the waits are.
    let servers = 2
    var ratios: [Double] = []
    for load in [0.5, 0.8, 0.95] {
      func waits(_ rule: RoutingRule) throws -> [Double] {
        try self.waits(rule, servers: servers, load: load, replications: 8, requests: 4_000)
      }
      let central = try waits(.centralQueue(perReplica: nil))
      let shortest = try waits(.leastLoaded)
      let differences = zip(shortest, central).map { $0 - $1 }
      let difference = try #require(ConfidenceInterval(meanOf: differences, level: 0.99))
      #expect(difference.lower > 0, "load \(load): \(difference)")
      // By Little's law, fewer than a request more for every further server is in the system.
      #expect(load * Double(servers) * difference.upper < Double(servers - 1))
      ratios.append(shortest.reduce(0, +) / central.reduce(0, +))
    }
    #expect(ratios[0] > ratios[1] && ratios[1] > ratios[2])
    #expect(ratios[2] < 1.05, "\(ratios)")
  }

  @Test("Two choices among many: waits fall off doubly exponentially (Mitzenmacher 2001)")
  func twoChoices() throws {
    // Of many servers a share ρ^(2^k − 1) has k requests or more (Eq. 5 of Mitzenmacher 2001,
    // doi:10.1109/71.963420), and a request joins the shorter of two: it finds k or more before it
    // with the square of that.
    let load = 0.9
    func share(_ k: Int) -> Double { pow(load, 2 * (pow(2, Double(k)) - 1)) }
    let theory = (1...9).reduce(0) { $0 + share($1) }
    let server = try engine(
      blockTokens: 65_536, tokenBudget: 1 << 24, maximumSequences: 1, admission: .outputFits)
    let workload = Workload.open(
      try .poisson(rate: RequestsPerSecond(load * 100)),
      try RequestLengths(promptTokens: .exponential(mean: 1e6), outputTokens: .constant(1)))
    var waits: [Double] = []
    var waiting: [Double] = []
    for replication in 0..<6 {
      let result = try ServingSystem.run(
        fleet(
          server, replicas: 100, cacheBlocks: 1_000, contextLimit: 1 << 29,
          routing: .powerOfTwoChoices),
        workload, predictor: singleServer,
        control: RunControl(
          end: .requests(15_000), warmUp: .fraction(0.4), seed: 5, replication: replication))
      let queueing = result.measured.latencies.queueing
      waits.append(try #require(queueing.mean).value)
      waiting.append(1 - (try #require(queueing.sketch.share(notExceeding: 0))))
    }
    let mean = try #require(ConfidenceInterval(meanOf: waits, level: 0.99))
    #expect(mean.contains(theory), "\(mean) against \(theory)")
    #expect(mean.halfWidth < 0.2 * theory)
    let found = try #require(ConfidenceInterval(meanOf: waiting, level: 0.99))
    #expect(found.contains(load * load), "\(found)")
  }

  @Test("The shortest queue lies between a central one and random routing, and two choices between")
  func order() throws {
    func mean(_ rule: RoutingRule) throws -> Double {
      let all = try waits(rule, servers: 5, load: 0.8, replications: 8)
      return all.reduce(0, +) / Double(all.count)
    }
    let (central, shortest, two, random) = (
      try mean(.centralQueue(perReplica: nil)), try mean(.leastLoaded),
      try mean(.powerOfTwoChoices), try mean(.random)
    )
    #expect(central < shortest)
    #expect(shortest < two)
    #expect(two < random)
  }

  @Test(
    "The tournament finds what a scan finds, through a thousand changes", arguments: [1, 2, 7, 300])
  func tournament(count: Int) {
    var draw = RequestDraw(stream: RandomStream(StreamAddress(seed: 3, purpose: "keys")))
    var keys = (0..<count).map { _ in Double(draw.stream.nextIndex(below: 5)) }
    var tree = LoadTree(keys)
    for _ in 0..<1_000 {
      let index = draw.stream.nextIndex(below: count)
      keys[index] = draw.choose([.infinity, 0, 1, 2, 3, 4])
      tree.update(index, to: keys[index])
      let least = keys.min()!
      #expect(tree.first == (least < .infinity ? keys.firstIndex(of: least) : nil))
    }
  }

  @Test("When a replica leaves a ring, only its own sessions move")
  func ring() {
    let ring = HashRing(Array(repeating: 1, count: 20))
    var moved = 0
    for session in 0..<5_000 {
      let before = ring.replica(for: UInt64(session)) { _ in true }
      let after = ring.replica(for: UInt64(session)) { $0 != 7 }
      if before == 7 { moved += 1 } else { #expect(before == after) }
    }
    // A share of one in twenty, by places of a hundred each.
    #expect((150...370).contains(moved))
  }
}
