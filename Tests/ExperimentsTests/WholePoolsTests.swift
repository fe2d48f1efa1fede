import Quantities
import Scenarios
import Testing

@testable import Experiments

@Suite("Closed forms of pools that serve requests whole")
struct WholePoolsTests {
  private func capacity(_ pools: String, _ settings: String...) throws -> Double? {
    let fleet = pools.isEmpty ? [] : ["fleet.pools={\(pools)}"]
    return try ServingStudy(point(sought, settings: fleet + settings)).closedForm?.capacity?.rate
  }

  @Test(
    "Pools that are alike serve as much as their replicas do by themselves",
    arguments: ["least-loaded", "round-robin", "random", "power-of-two"])
  func alike(_ rule: String) throws {
    let one = try #require(try capacity("", "fleet.routing=\(rule)"))
    let pools = try #require(
      try capacity("us: {replicas: 2}, paris: {replicas: 3}", "fleet.routing=\(rule)"))
    #expect(abs(pools / (5 * one) - 1) < 0.02, "\(pools) of \(one) each")
  }

  @Test("The slower pool binds where turns are taken, and less where loads are compared")
  func unlike() throws {
    let fast = try #require(try capacity(""))
    let slow = try #require(try capacity("", "fleet.accelerator=h20"))
    let pools = "us: {}, paris: {accelerator: h20}"
    let turns = try #require(try capacity(pools, "fleet.routing=round-robin"))
    let loads = try #require(try capacity(pools, "fleet.routing=least-loaded"))
    // Users of the fast pool may make up for those of the slow one, but for little.
    #expect(turns >= 2 * slow * 0.98 && turns < 2 * slow * 1.5, "\(turns), \(slow) each")
    #expect(loads > turns && loads <= (slow + fast) * 1.1, "\(loads)")
  }

  // Of many requests at each replica; of few, the shorter queue is better than an even load in the mean.
  @Test("Simulations of unlike pools find what the closed form says of them")
  func simulated() throws {
    for rule in ["least-loaded", "round-robin"] {
      let search = try CapacitySearch(
        point(
          sought,
          settings: [
            "fleet.pools={us: {}, paris: {accelerator: h20}}", "fleet.routing=\(rule)",
            "workload.prompt-tokens=200", "workload.output-tokens=100",
          ]), effort: brief, jobs: 2)
      let (found, said) = (try #require(search.range), try #require(search.screened))
      #expect(abs(found.estimate.value / said.value - 1) < 0.25, "\(rule): \(found) beside \(said)")
    }
  }

  @Test(
    "Nothing is said where a residency brings its pool more than an even load, or sessions stay")
  func unsaid() throws {
    let pools = "us: {}, paris: {residencies: [eu]}"
    func bound(_ share: Int, _ rule: String) throws -> Double? {
      try capacity(
        pools, "fleet.routing=\(rule)",
        "workload.classes={a: {share: \(100 - share) %}, b: {share: \(share) %, residency: eu}}")
    }
    let even = try #require(try bound(20, "least-loaded"))
    #expect(try bound(80, "least-loaded") == nil)
    #expect(try bound(20, "session-sticky") == nil)
    // Of turns, those that may go anywhere are halved: paris has its own beside a half of them.
    let turns = try #require(try bound(20, "round-robin"))
    #expect(turns < even)
  }
}
