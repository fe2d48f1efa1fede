import Performance
import Testing

@Suite("What a step computes")
struct BatchShapeTests {
  @Test("A prompt in chunks attends the pairs of one pass, n·c + n(n + 1)/2, exactly")
  func chunks() {
    let (cached, tokens) = (1_000, 3_000)
    var whole = BatchShape()
    whole.addPrefill(newTokens: tokens, cachedTokens: cached, finishesPrompt: true)
    #expect(whole.prefillPairs == 3_000 * 1_000 + 3_000 * 3_001 / 2)
    for chunk in [1, 7, 256, 2_048] {
      var pairs = 0.0
      var computed = 0
      while computed < tokens {
        let next = min(chunk, tokens - computed)
        var step = BatchShape()
        step.addPrefill(
          newTokens: next, cachedTokens: cached + computed,
          finishesPrompt: computed + next == tokens)
        pairs += step.prefillPairs
        #expect(step.sampledTokens == (computed + next == tokens ? 1 : 0))
        computed += next
      }
      #expect(pairs == whole.prefillPairs, "chunks of \(chunk)")
    }
  }

  @Test("A mixed step holds the tokens of both its parts")
  func mixed() {
    var shape = BatchShape.decode(sequences: 5, context: 700)
    shape.addPrefill(newTokens: 100, cachedTokens: 20, finishesPrompt: true)
    shape.addPrefill(newTokens: 30, cachedTokens: 0, finishesPrompt: false)
    #expect(shape.tokens == 135)
    #expect(shape.sampledTokens == 6)
    #expect(BatchShape().isEmpty && !shape.isEmpty)
  }
}
