import Hardware
import LanguageModels
import Performance
import Quantities
import Testing

@Suite("Remembered step times")
struct RememberedStepTimesTests {
  /// Steps that recur, and steps whose tokens take each other's places in a table of 1,024.
  private static let steps: [BatchShape] = [3, 1_027, 3, 2_051, 700, 1_724, 700].flatMap { tokens in
    var mixed = BatchShape.decode(sequences: 40, context: 40 * tokens)
    mixed.addPrefill(newTokens: tokens, cachedTokens: 12, finishesPrompt: tokens > 1_000)
    return [
      .decode(sequences: tokens, context: tokens * 900),
      .decode(sequences: tokens, context: tokens * 901), .prefill(tokens: tokens), mixed,
    ]
  }

  @Test(
    "They are what the predictor says, to the last bit, whatever was asked before",
    arguments: CommunicationProfile.Overlap.allCases)
  func exact(_ overlap: CommunicationProfile.Overlap) throws {
    let exchange = OverlapTests.predictor(CommunicationProfile(overlap: overlap))
    let windows = try StepTimePredictor(
      deployment: Fixtures.deployment(
        Fixtures.gptOSS120B, on: Fixtures.cluster(), tensor: 2,
        weights: Fixtures.gptOSS120B.weights),
      calibration: Fixtures.h100Calibration, host: Fixtures.host)
    for predictor in [exchange, windows] {
      var remembered = RememberedStepTimes(predictor)
      for step in Self.steps {
        #expect(remembered.duration(of: step) == predictor.duration(of: step), "\(step)")
      }
      #expect(remembered.duration(of: BatchShape()) == .zero)
    }
  }

  @Test("Drafts are part of what is asked")
  func drafts() throws {
    let predictor = try StepTimePredictor(
      deployment: Deployment(
        model: Fixtures.llama8B, cluster: Fixtures.cluster(), plan: ParallelismPlan(),
        weights: Fixtures.llama8B.weights, cacheFormat: .bf16,
        speculation: Speculation(
          draft: .head(parameters: nil), acceptance: DraftAcceptance(rate: 0.5, depth: 2))),
      calibration: Fixtures.h100Calibration, host: Fixtures.host)
    var remembered = RememberedStepTimes(predictor)
    // Eight sequences of three tokens and 24 of one are the same to the matrices.
    let verifying = BatchShape.decode(sequences: 8, context: 8_000, queries: 3)
    let plain = BatchShape.decode(sequences: 24, context: 8_000)
    for step in [verifying, plain, verifying] {
      #expect(remembered.duration(of: step) == predictor.duration(of: step))
    }
    #expect(remembered.duration(of: verifying) > remembered.duration(of: plain))
  }
}
