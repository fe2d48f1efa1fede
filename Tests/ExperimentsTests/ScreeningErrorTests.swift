import Hardware
import LanguageModels
import Testing

@testable import Experiments

@Suite("Errors of the closed form that are expected of candidates not simulated")
struct ScreeningErrorTests {
  private func candidate(tensor: Int, sequences: Int = 64) -> DeploymentCandidate {
    DeploymentCandidate(
      base: 0, part: .whole, accelerator: "h100-sxm", tensor: tensor, pipeline: 1, data: 1,
      expert: 1, weights: WeightFormats(matrices: .fp8), cache: .fp8, sequences: sequences,
      stepTokens: 2_048)
  }

  @Test("A bound is exceeded with its chance")
  func bounds() {
    let expectation = ScreeningErrors().expectation(of: candidate(tensor: 1))
    for chance in [0.01, 0.05, 0.5] {
      #expect(abs(expectation.chance(beyond: expectation.bound(at: chance)) - chance) < 1e-9)
    }
    #expect(expectation.chance(beyond: .infinity) == 0)
    #expect(expectation.chance(beyond: -.infinity) == 1)
  }

  @Test("Errors that agree draw the expectation to themselves and narrow it")
  func agreement() {
    var errors = ScreeningErrors()
    let unseen = candidate(tensor: 64)
    let before = errors.expectation(of: unseen)
    for width in 1...12 { errors.add(-0.2, of: candidate(tensor: width)) }
    let after = errors.expectation(of: unseen)
    #expect(after.scale < before.scale / 1.5)
    #expect(abs(after.mean + 0.2) < 0.02)
  }

  @Test("Limits of one plan are expected where that plan was seen, nearer than other plans")
  func ownPlan() {
    var errors = ScreeningErrors()
    for (width, error) in [(1, -0.3), (2, 0), (4, 0.2)] {
      errors.add(error, of: candidate(tensor: width))
    }
    let own = errors.expectation(of: candidate(tensor: 1, sequences: 128))
    let other = errors.expectation(of: candidate(tensor: 8))
    #expect(abs(own.mean + 0.3) < 1e-12 && own.scale < other.scale / 2)
  }
}
