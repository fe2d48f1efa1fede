import LanguageModels
import Performance
import Quantities
import Testing

@testable import Serving

@Suite("An engine profile keeps what is not changed")
struct EngineProfileTests {
  @Test("Other limits leave all else as it was")
  func limited() throws {
    let profile = try engine()
    let limited = try profile.limited(
      blockTokens: 32, tokenBudget: 4_096, maximumSequences: 64, memoryFraction: 0.5)
    #expect(limited.blockTokens == 32)
    #expect(limited.tokenBudget == 4_096)
    #expect(limited.maximumSequences == 64)
    #expect(limited.memory.memoryFraction == 0.5)
    #expect(limited.memory.activations == profile.memory.activations)
    #expect(try profile.limited() == profile)
    let back = try limited.limited(
      blockTokens: profile.blockTokens, tokenBudget: profile.tokenBudget,
      maximumSequences: profile.maximumSequences,
      memoryFraction: profile.memory.memoryFraction)
    #expect(back == profile)
  }
}
