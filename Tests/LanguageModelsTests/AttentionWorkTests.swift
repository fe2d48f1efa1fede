import Hardware
import LanguageModels
import Quantities
import Testing

@Suite("FLOPs")
struct AttentionWorkTests {
  static let variants: [AttentionVariant] = [
    Fixtures.llama70B.layerGroups[0].attention,
    Fixtures.gptOSS120B.layerGroups[0].attention,
    .latent(Fixtures.latent()),
    .latent(Fixtures.latent(indexer: Fixtures.indexer)),
    .linear(Fixtures.deltaNet),
    Fixtures.deepSeekV4Pro.layerGroups[0].attention,
    Fixtures.deepSeekV4Pro.layerGroups[1].attention,
  ]

  @Test("Llama 70B: 139.0 GFLOP per token in matrices, 5.37 in attention at a mean of 2,048")
  func denseForward() {
    let model = Fixtures.llama70B
    #expect((model.matrixWork(tokens: 1, sampled: 1).value / 1e8).rounded() == 1_390)
    let perToken = model.attentionWork(.prefill(tokens: 4_096)).total.value / 4_096
    #expect((perToken / 1e7).rounded() == 537)
  }

  @Test("DeepSeek-V3: 73.25 GFLOP per token, 69.6 of absorbed attention at 4,096 tokens")
  func latentForward() {
    let model = Fixtures.deepSeekV3()
    #expect((model.matrixWork(tokens: 1, sampled: 1).value / 1e7).rounded() == 7_325)
    let decode = model.attentionWork(.decode(sequences: 1, context: 4_096))
    #expect((decode.core.value / 1e8).rounded() == 696)
    #expect(decode.expansion.value == 0)
    #expect(
      agree(
        model.forwardWork(context: 4_096).value,
        model.matrixWork(tokens: 1, sampled: 1).value + decode.total.value))
  }

  @Test("Absorbed and expanded cores cost 278,528 and 81,920 FLOPs per pair, a ratio of 3.40")
  func forms() {
    let attention = Fixtures.latent()
    let pair = AttentionLoad(sequences: 1, queries: 1, cached: 1, pairs: 1)
    let absorbed = attention.work(pair, form: .absorbed)
    let expanded = attention.work(pair, form: .expanded)
    #expect(absorbed.core.value == 278_528)
    #expect(expanded.core.value == 81_920)
    #expect(expanded.expansion.value == 33_554_432)
    #expect(absorbed.expansion.value == 0)
  }

  @Test("The form of fewer FLOPs changes at 170.7 new tokens per sequence of long context")
  func formThreshold() {
    let attention = Fixtures.latent()
    #expect((attention.absorptionThreshold * 10).rounded() == 1_707)
    #expect(attention.form(for: .prefill(tokens: 170, cached: 1e8)) == .absorbed)
    #expect(attention.form(for: .prefill(tokens: 171, cached: 1e8)) == .expanded)
    #expect(attention.form(for: .prefill(tokens: 1_000)) == .expanded)
    #expect(attention.form(for: .decode(sequences: 7, context: 7_000)) == .absorbed)
  }

  @Test("DeepSeek-V3.2 at 131,072 tokens: 131.0 GFLOP of indexer and 34.8 of core")
  func sparse() {
    let load = AttentionLoad.decode(sequences: 1, context: 131_072)
    let work = Fixtures.deepSeekV3(indexer: Fixtures.indexer).attentionWork(load)
    #expect((work.indexer.value / 1e8).rounded() == 1_310)
    #expect((work.core.value / 1e8).rounded() == 348)
    let dense = Fixtures.deepSeekV3().attentionWork(load)
    #expect((dense.core.value / 1e8).rounded() == 22_269)
  }

  @Test("A prompt in chunks costs the same core FLOPs as in one pass")
  func chunks() {
    for attention in Self.variants.prefix(2) {
      let whole = attention.work(.prefill(tokens: 8_192)).core
      for chunk in [1, 100, 1_000, 4_096] {
        var sum = 0.0
        var cached = 0
        while cached < 8_192 {
          let tokens = min(chunk, 8_192 - cached)
          sum += attention.work(.prefill(tokens: Double(tokens), cached: Double(cached))).core.value
          cached += tokens
        }
        #expect(agree(sum, whole.value))
      }
    }
  }

  @Test("A prompt of n after c cached tokens attends n·c + n(n + 1)/2 pairs")
  func pairs() {
    let attention = Fixtures.llama70B.layerGroups[0].attention
    let work = attention.work(.prefill(tokens: 3_000, cached: 1_000)).core
    let pairs = 3_000.0 * 1_000 + 3_000 * 3_001 / 2
    #expect(work.value == 4 * 64 * 128 * pairs)
  }

  @Test("A decode step equals a prompt of one token after the same cache", arguments: variants)
  func decodeIsPrefillOfOne(attention: AttentionVariant) {
    for context in [2.0, 500, 70_000] {
      let decode = AttentionLoad.decode(sequences: 3, context: 3 * context)
      let prefill = AttentionLoad.prefill(sequences: 3, tokens: 1, cached: context - 1)
      #expect(agree(attention.work(decode).total.value, attention.work(prefill).total.value))
      #expect(
        attention.cacheBytesRead(decode, format: .bf16)
          == attention.cacheBytesRead(prefill, format: .bf16))
    }
  }

  @Test("Equal sequences cost their number times one", arguments: variants)
  func additive(attention: AttentionVariant) {
    let one = AttentionLoad.decode(sequences: 1, context: 9_000, queries: 3)
    let many = AttentionLoad.decode(sequences: 32, context: 32 * 9_000, queries: 3)
    #expect(agree(attention.work(many).total.value, 32 * attention.work(one).total.value))
    #expect(
      agree(
        attention.cacheBytesRead(many, format: .bf16).value,
        32 * attention.cacheBytesRead(one, format: .bf16).value))
  }

  @Test("Unequal sequences never cost more than their mean says", arguments: variants)
  func concave(attention: AttentionVariant) {
    let short = AttentionLoad.decode(sequences: 1, context: 50)
    let long = AttentionLoad.decode(sequences: 1, context: 60_000)
    let both = AttentionLoad.decode(sequences: 2, context: 60_050)
    let apart = attention.work(short).core.value + attention.work(long).core.value
    #expect(attention.work(both).core.value >= apart * (1 - 1e-12))
  }

  @Test("A longer context is never cheaper, and more ranks never cost a rank more")
  func monotone() {
    for attention in Self.variants {
      var last = 0.0
      for context in stride(from: 1.0, through: 300_000, by: 997) {
        let load = AttentionLoad.decode(sequences: 1, context: context)
        let work = attention.work(load).total.value
        #expect(work >= last)
        last = work
        #expect(attention.work(load, tensor: 8).total.value <= work)
      }
    }
  }

  @Test("Only sampled tokens pay for the head")
  func head() {
    let model = Fixtures.llama70B
    let all = model.matrixWork(tokens: 100, sampled: 100)
    let one = model.matrixWork(tokens: 100, sampled: 1)
    #expect(agree(all.value - one.value, 99 * 2 * 128_256 * 8_192))
  }
}
