import Hardware
import LanguageModels
import Quantities
import Testing

@Suite("Key-value cache")
struct CacheTests {
  @Test("Bytes per token in bf16 equal the published figures")
  func bytesPerToken() {
    #expect(Fixtures.deepSeekV3().cacheBytesPerToken(.bf16).value == 70_272)
    #expect(Fixtures.llama405B.cacheBytesPerToken(.bf16).value == 516_096)
    #expect(Fixtures.llama70B.cacheBytesPerToken(.bf16).value == 327_680)
    #expect(
      Fixtures.deepSeekV3(indexer: Fixtures.indexer).cacheBytesPerToken(.bf16).value == 85_888)
    #expect(Fixtures.deepSeekV4Pro.cacheBytesPerToken(.bf16).value == 9_848)
    #expect(Fixtures.qwen3Next.cacheBytesPerToken(.bf16).value == 24_576)
  }

  @Test("The fp8 layout of the latent takes 656 bytes per layer")
  func latentInEightBits() {
    #expect(Fixtures.deepSeekV3().cacheBytesPerToken(.fp8).value == 61 * 656)
  }

  @Test("gpt-oss-120b keeps 1.213 GB at 32,768 tokens, half of what windows ignored would")
  func windows() {
    let model = Fixtures.gptOSS120B
    let kept = model.cacheBytes(context: 32_768, format: .bf16).value
    #expect((kept / 1e6).rounded() == 1_213)
    let ignored = 32_768 * model.cacheBytesPerToken(.bf16).value
    #expect((ignored / 1e6).rounded() == 2_416)
  }

  @Test("The latent is 1.41 % of the heads it stands for")
  func latentAgainstHeads() {
    let heads = AttentionVariant.grouped(
      GroupedQueryAttention(heads: 128, keyValueHeads: 128, headDimension: 160))
    let latent = AttentionVariant.latent(Fixtures.latent())
    let ratio =
      latent.cacheBytesPerToken(format: .bf16) / heads.cacheBytesPerToken(format: .bf16)
    #expect(agree(ratio, 576.0 / 40_960))
  }

  @Test("A window at least as long as the sequence is full attention")
  func wideWindow() {
    let narrow = GroupedQueryAttention(
      heads: 8, keyValueHeads: 2, headDimension: 64, window: 4_096)
    let full = GroupedQueryAttention(heads: 8, keyValueHeads: 2, headDimension: 64)
    for context in [1.0, 100, 4_096] {
      let a = AttentionVariant.grouped(narrow)
      let b = AttentionVariant.grouped(full)
      #expect(
        a.cacheBytes(context: context, format: .bf16)
          == b.cacheBytes(context: context, format: .bf16))
      #expect(
        a.cacheBytesRead(context: context, format: .bf16)
          == b.cacheBytesRead(context: context, format: .bf16))
      let load = AttentionLoad.prefill(tokens: context)
      #expect(a.work(load) == b.work(load))
    }
  }

  @Test("Tensor ranks divide KV heads until one is left, and replicate latents")
  func tensorRanks() {
    let llama = Fixtures.llama70B
    #expect(llama.cacheBytesPerToken(.bf16, tensor: 8).value == 40_960)
    #expect(llama.cacheBytesPerToken(.bf16, tensor: 16).value == 40_960)
    #expect(Fixtures.deepSeekV3().cacheBytesPerToken(.bf16, tensor: 8).value == 70_272)
  }

  @Test("A decode step reads what is stored, and of a sparse cache the selected entries")
  func bytesRead() {
    let llama = Fixtures.llama70B
    #expect(llama.cacheBytesRead(context: 1_000, format: .bf16).value == 327_680_000)
    let sparse = Fixtures.deepSeekV3(indexer: Fixtures.indexer)
    let perSparseLayer = 2_048 * 1_152 + 131_072 * 256
    #expect(
      sparse.cacheBytesRead(context: 131_072, format: .bf16).value == Double(61 * perSparseLayer))
    // 1,024 blocks (all, or the selected) and 128 tokens of window, 1,024 bytes each; the scored
    // blocks of four tokens have keys of 256 bytes.
    let entries = 61 * (1_024 + 128) * 1_024
    let keys = 30 * 32_768 * 256
    #expect(
      Fixtures.deepSeekV4Pro.cacheBytesRead(context: 131_072, format: .bf16).value
        == Double(entries + keys))
  }

  @Test("Linear attention keeps a constant state and reads and writes it each step")
  func linearState() {
    let layer = AttentionVariant.linear(Fixtures.deltaNet)
    let state = 32.0 * 128 * 128 * 4 + 3 * 8_192 * 2
    for context in [1.0, 1e6] {
      #expect(layer.cacheBytes(context: context, format: .bf16).value == state)
      #expect(layer.cacheBytesRead(context: context, format: .bf16).value == 2 * state)
    }
    #expect(layer.stateBytes(format: .bf16, tensor: 4).value == state / 4)
  }

  @Test("A shared cache is stored once and read by every layer")
  func crossLayerSharing() {
    let shared = AttentionVariant.grouped(
      GroupedQueryAttention(heads: 80, keyValueHeads: 8, headDimension: 80, ownsKeyValues: false))
    #expect(shared.cacheBytes(context: 100, format: .bf16).value == 0)
    #expect(shared.cacheBytesRead(context: 100, format: .bf16).value == 100 * 2 * 8 * 80 * 2)
  }
}
