import LanguageModels
import Testing

@Suite("Copies of busy experts balance the ranks")
struct ExpertPlacementTests {
  private static let exponents = [0, 0.3, 0.7, 1.2]

  @Test("Every copy lies somewhere, and the loads are those of the router", arguments: exponents)
  func loadsAddUp(exponent: Double) {
    let popularity = ExpertPopularity(experts: 256, expertsPerToken: 8, exponent: exponent)
    for (redundant, ranks) in [(0, 16), (32, 72), (32, 288), (64, 320), (7, 5)] {
      let placement = ExpertPlacement(popularity, redundant: redundant, ranks: ranks)
      #expect(placement.copies.reduce(0, +) == 256 + redundant)
      #expect(abs(placement.loads.reduce(0, +) - Double(ranks)) < 1e-9 * Double(ranks))
      // Eq. 2.32: no rank has less than the busiest single copy.
      let busiest = zip(popularity.probabilities, placement.copies).map { $0 / Double($1) }.max()!
      #expect(placement.imbalance >= max(1, busiest * Double(ranks) / 8) - 1e-9)
      // Longest first leaves no rank more than one copy above the mean, where room does not bind.
      if ranks < 32 { #expect(placement.imbalance <= 1 + busiest * Double(ranks) / 8) }
    }
  }

  @Test("Equal experts that divide by the ranks are in balance")
  func uniformIsBalanced() {
    let popularity = ExpertPopularity(experts: 256, expertsPerToken: 8)
    for ranks in [1, 8, 64, 256] {
      let placement = ExpertPlacement(popularity, redundant: 0, ranks: ranks)
      #expect(abs(placement.imbalance - 1) < 1e-12)
      #expect(abs(ExpertPlacement.unbalanced(popularity, ranks: ranks) - 1) < 1e-12)
    }
  }

  @Test(
    "Balancing never makes it worse than an arbitrary order, and copies help", arguments: exponents)
  func balancingHelps(exponent: Double) {
    let popularity = ExpertPopularity(experts: 256, expertsPerToken: 8, exponent: exponent)
    for ranks in [8, 16, 32, 64] {
      let arbitrary = ExpertPlacement.unbalanced(popularity, ranks: ranks)
      let packed = ExpertPlacement(popularity, redundant: 0, ranks: ranks).imbalance
      let copied = ExpertPlacement(popularity, redundant: 64, ranks: ranks).imbalance
      #expect(packed <= arbitrary + 1e-12)
      #expect(copied <= packed + 1e-12)
      let left = popularity.remainingImbalance(redundant: 64, ranks: ranks)
      #expect((0...1).contains(left))
      #expect(popularity.remainingImbalance(redundant: 0, ranks: ranks) == 1)
    }
  }
}
