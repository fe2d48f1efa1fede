import LanguageModels
import Testing

@Suite("Experts")
struct ExpertTests {
  static let mixture = MixtureOfExperts(experts: 256, expertsPerToken: 8, intermediate: 2_048)

  @Test("256 experts, 8 per token: the distinct experts of a batch as computed by hand")
  func knownValues() {
    let known = [(1.0, 8.0), (8, 57.4), (32, 163.3), (64, 222.4), (128, 251.6), (256, 255.9)]
    for (tokens, experts) in known {
      #expect((Self.mixture.touchedExperts(tokens: tokens) * 10).rounded() / 10 == experts)
    }
    #expect((Self.mixture.touchedExperts(tokens: 128) * 100).rounded() == 25_160)
  }

  @Test("Closed form and sum agree for uniform routing")
  func uniformPopularity() {
    let popularity = Self.mixture.popularity()
    for tokens in [0.0, 0.25, 1, 2, 17, 128, 1_023, 1_024, 5_000] {
      let touched = popularity.touchedExperts(tokens: tokens)
      #expect(agree(touched, Self.mixture.touchedExperts(tokens: tokens)))
    }
  }

  @Test(
    "Touched experts grow with the tokens, within both bounds, and skew never adds any",
    arguments: [0, 0.3, 0.8, 1.2, 3])
  func bounds(exponent: Double) {
    let popularity = Self.mixture.popularity(exponent: exponent)
    var last = -1.0
    for tokens in stride(from: 0.0, through: 3_000, by: 0.7) {
      let touched = popularity.touchedExperts(tokens: tokens)
      #expect(touched > last || touched > 255.999_999)
      #expect(touched <= min(256, 8 * tokens) * (1 + 1e-12))
      // Between whole token counts it is a chord of the closed form.
      #expect(touched <= Self.mixture.touchedExperts(tokens: tokens.rounded(.up)) * (1 + 1e-12))
      last = touched
    }
  }

  @Test("Tables of coverage hold what each count gives by itself", arguments: [0, 0.5, 1, 5])
  func tables(exponent: Double) {
    // 60 experts fill no whole number of vectors.
    for experts in [60, 256] {
      let popularity = MixtureOfExperts(experts: experts, expertsPerToken: 6, intermediate: 1)
        .popularity(exponent: exponent)
      let low = popularity.touchedExperts(throughTokens: 64)
      #expect(low.count == 65)
      for tokens in low.indices {
        #expect(agree(low[tokens], popularity.touchedExperts(tokens: Double(tokens))))
      }
      let high = popularity.touchedExperts(from: 64, octaves: 12, perOctave: 2)
      #expect(high.count == 25)
      for octave in 0...12 {
        let tokens = 64 * Double(1 << octave)
        #expect(agree(high[2 * octave], popularity.touchedExperts(tokens: tokens)))
      }
      #expect(zip(high, high.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  @Test("Probabilities sum to the choices per token, fall with rank and never pass one")
  func probabilities() {
    for exponent in [0, 0.5, 1, 2, 5] {
      let probabilities = Self.mixture.popularity(exponent: exponent).probabilities
      #expect(agree(probabilities.reduce(0, +), 8))
      #expect(probabilities.allSatisfy { $0 > 0 && $0 <= 1 })
      #expect(zip(probabilities, probabilities.dropFirst()).allSatisfy { $0 >= $1 })
    }
    #expect(Self.mixture.popularity(exponent: 5).probabilities[0] == 1)
  }

  @Test("When every expert is chosen, one token touches all")
  func allChosen() {
    let all = MixtureOfExperts(experts: 4, expertsPerToken: 4, intermediate: 1)
    #expect(all.touchedExperts(tokens: 1) == 4)
    #expect(all.popularity(exponent: 1).touchedExperts(tokens: 3) == 4)
  }
}
