import Performance
import Testing

@Suite("Accepted drafts follow their law")
struct DraftAcceptanceTests {
  @Test("Independent acceptance makes (1 − α^{k+1})/(1 − α) tokens a step (Eq. 5.12)")
  func geometric() {
    #expect(agree(DraftAcceptance(rate: 0.8, depth: 4).meanTokens, 3.3616))
    for depth in 0...8 {
      #expect(DraftAcceptance(rate: 0, depth: depth).meanTokens == 1)
      #expect(DraftAcceptance(rate: 1, depth: depth).meanTokens == Double(depth + 1))
    }
  }

  @Test("Better drafts and more of them make more tokens")
  func increasing() {
    let rates = stride(from: 0.05, through: 0.95, by: 0.05)
    for depth in 1...8 {
      for rate in rates {
        let here = DraftAcceptance(rate: rate, depth: depth).meanTokens
        #expect(here < DraftAcceptance(rate: rate + 0.04, depth: depth).meanTokens)
        #expect(here < DraftAcceptance(rate: rate, depth: depth + 1).meanTokens)
        #expect(here > 1 && here < Double(depth + 1))
      }
    }
  }

  @Test("Measured means keep their mean at the depth used, and never rise with the place")
  func table() {
    let means = [1.92, 2.61, 2.97, 3.0, 3.1, 3.16]
    for depth in 1...means.count {
      let acceptance = DraftAcceptance(meanTokens: means, depth: depth)
      #expect(agree(acceptance.meanTokens, means[depth - 1]))
      for (earlier, later) in zip(acceptance.survival, acceptance.survival.dropFirst()) {
        #expect(later <= earlier)
      }
    }
    // The fifth draft seems likelier than the fourth: both get the mean of the two.
    let pooled = DraftAcceptance(meanTokens: means, depth: 5).survival
    #expect(agree(pooled[3], 0.065) && agree(pooled[4], 0.065))
    let falling = DraftAcceptance(meanTokens: [1.5, 1.4], depth: 2)
    #expect(falling.survival.last == 0)
    #expect(agree(falling.meanTokens, 1.4))
  }

  @Test("A stated mean is reached at the least likely depth, or not at all")
  func stated() throws {
    for mean in [1.01, 1.5, 1.85, 2.4, 3.3, 5.0] {
      let acceptance = try #require(DraftAcceptance.least(forMeanTokens: mean))
      #expect(agree(acceptance.meanTokens, mean))
      #expect(acceptance.survival[0] <= 0.85 + 1e-9)
      let depth = acceptance.depth
      #expect(depth == 1 || DraftAcceptance(rate: 0.85, depth: depth - 1).meanTokens < mean)
    }
    #expect(DraftAcceptance.least(forMeanTokens: 1) == nil)
    #expect(DraftAcceptance.least(forMeanTokens: 7) == nil)
    #expect(DraftAcceptance(meanTokens: 3.5, depth: 2) == nil)
  }

  @Test("Drawn numbers have the survival as their law")
  func draws() {
    let acceptance = DraftAcceptance(rate: 0.7, depth: 3)
    let count = 100_000
    var sums = [0, 0, 0]
    for index in 0..<count {
      let accepted = acceptance.accepted(at: (Double(index) + 0.5) / Double(count))
      for place in 0..<accepted { sums[place] += 1 }
    }
    for (sum, survival) in zip(sums, acceptance.survival) {
      #expect(abs(Double(sum) / Double(count) - survival) <= 1 / Double(count))
    }
    #expect(Speculation(draft: .textSoFar, acceptance: DraftAcceptance(rate: 0.5, depth: 0)) == nil)
  }
}
