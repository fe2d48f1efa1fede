import Foundation
import OutputAnalysis
import Stochastics
import Testing

@Suite("Variance of inputs and of events")
struct VarianceComponentsTests {
  /// μ = 10, σ_a = `inputs`, σ_e = `events`, with so many replications of each draw.
  private func outputs(
    inputs: Double, events: Double, counts: [Int], experiment: Int
  ) -> [[Double]] {
    var stream = RandomStream(
      StreamAddress(seed: 31, replication: experiment, purpose: "components"))
    func normal() -> Double { StandardNormal.quantile(stream.nextUniform()) }
    return counts.map { count in
      let effect = 10 + inputs * normal()
      return (0..<count).map { _ in effect + events * normal() }
    }
  }

  @Test("Mean squares and components are those of a table computed by hand")
  func byHand() throws {
    // Means 2, 5 and 9; squares within of 2 each, on 3 degrees of freedom.
    let found = try #require(VarianceComponents([[1, 3], [4, 6], [8, 10]]))
    let between =
      2
      * ((2 - 16 / 3.0) * (2 - 16 / 3.0) + (5 - 16 / 3.0) * (5 - 16 / 3.0)
        + (9 - 16 / 3.0) * (9 - 16 / 3.0)) / 2
    #expect(abs(found.events - 2) < 1e-12)
    #expect(abs(found.inputs - (between - 2) / 2) < 1e-12)
    #expect(abs(found.mean.estimate - 16 / 3.0) < 1e-12)
    // Unbalanced: n₀ = (4 - (9 + 1)/4)/1 = 1.5.
    let uneven = try #require(VarianceComponents([[0, 1, 2], [5]]))
    #expect(abs(uneven.events - 1) < 1e-12)
    #expect(abs(uneven.inputs - (12 - 1) / 1.5) < 1e-12)
  }

  @Test("What cannot be parted is not: one replication each, one draw, no variance")
  func unparted() throws {
    #expect(VarianceComponents([[1], [2], [3]]) == nil)
    #expect(VarianceComponents([[1, 2, 3]]) == nil)
    #expect(VarianceComponents([[2, 2], [2, 2]]) == nil)
    let inputsOnly = try #require(VarianceComponents([[1, 1], [2, 2], [4, 4]]))
    #expect(inputsOnly.inputShare.estimate == 1 && inputsOnly.inputShare.lower == 1)
    let eventsOnly = try #require(VarianceComponents([[1, 3], [3, 1], [2, 2]]))
    #expect(eventsOnly.inputs == 0 && eventsOnly.inputShare.lower == 0)
  }

  @Test("Components are right on average, and all of a variance is one or the other")
  func unbiased() throws {
    let counts = [2, 2, 3, 5, 8, 1, 4, 2, 2, 6]
    var (inputs, events) = (Tally(), Tally())
    for experiment in 0..<1_000 {
      let found = try #require(
        VarianceComponents(outputs(inputs: 3, events: 1, counts: counts, experiment: experiment)))
      inputs.record(found.inputs)
      events.record(found.events)
    }
    // σ_a is far from 0, so that cutting estimates off there does not matter.
    #expect(ConfidenceInterval(meanOf: inputs, level: 0.999)!.contains(9))
    #expect(ConfidenceInterval(meanOf: events, level: 0.999)!.contains(1))
  }

  @Test(
    "95 % intervals hold the share, the luck and the mean in 93 to 97 % of 1,000 experiments",
    arguments: [
      [Int](repeating: 4, count: 12), [2, 2, 3, 5, 8, 1, 4, 2, 2, 6],
    ])
  func coverage(counts: [Int]) throws {
    var covered = [0, 0, 0]
    for experiment in 0..<1_000 {
      let found = try #require(
        VarianceComponents(outputs(inputs: 1, events: 1, counts: counts, experiment: experiment)))
      let truths = [
        (found.inputShare, 0.5), (found.eventsInterval, 1), (found.mean, 10),
      ]
      for (place, truth) in truths.enumerated() where truth.0.contains(truth.1) {
        covered[place] += 1
      }
    }
    for count in covered { #expect((930...970).contains(count), "\(covered)") }
  }
}
