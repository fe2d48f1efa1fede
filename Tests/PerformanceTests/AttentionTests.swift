import Hardware
import LanguageModels
import Performance
import Quantities
import Testing

@Suite("Attention")
struct AttentionTests {
  static let device = Fixtures.h100.device
  static let calibration = Fixtures.h100Calibration

  static func grouped(
    heads: Int = 32, keyValueHeads: Int = 8, window: Int? = nil
  ) -> AttentionVariant {
    .grouped(
      GroupedQueryAttention(
        heads: heads, keyValueHeads: keyValueHeads, headDimension: 128, window: window))
  }

  static func latent(heads: Int = 128, indexer: SparseIndexer? = nil) -> AttentionVariant {
    .latent(
      LatentAttention(
        heads: heads, queryRank: 1_536, keyValueRank: 512, noPositionDimension: 128,
        rotaryDimension: 64, valueDimension: 128, indexer: indexer))
  }

  static let indexer = SparseIndexer(heads: 64, headDimension: 128, selected: 2_048)
  static let variants: [AttentionVariant] = [
    grouped(), grouped(heads: 8, keyValueHeads: 1), grouped(window: 1_024), latent(),
    latent(heads: 16), latent(indexer: indexer), Fixtures.qwen3Next.layerGroups[0].attention,
    .compressed(
      CompressedAttention(
        heads: 128, headDimension: 512, queryRank: 1_536, compression: 4, window: 128,
        indexer: SparseIndexer(heads: 64, headDimension: 128, selected: 1_024), outputGroups: 16,
        outputRank: 1_024)),
  ]

  static func prefill(
    _ attention: AttentionVariant, _ load: AttentionLoad, cache: NumericFormat = .bf16,
    tensor: Int = 1, on device: Device = device
  ) throws -> Double {
    let efficiency =
      if case .latent = attention { calibration.latentPrefillAttention } else {
        calibration.prefillAttention
      }
    return try #require(
      efficiency.duration(
        of: load, in: attention, tensor: tensor, cacheFormat: cache, on: device, launch: .hidden)
    ).value
  }

  static func decode(
    _ attention: AttentionVariant, _ load: AttentionLoad, cache: NumericFormat = .bf16,
    tensor: Int = 1, on device: Device = device
  ) throws -> Double {
    let efficiency =
      if case .latent = attention { calibration.latentDecodeAttention } else {
        calibration.decodeAttention
      }
    return try #require(
      efficiency.duration(
        of: load, in: attention, tensor: tensor, cacheFormat: cache, on: device, launch: .hidden)
    ).value
  }

  static let prompts: [AttentionLoad] = [
    .prefill(tokens: 1), .prefill(sequences: 200, tokens: 17), .prefill(tokens: 511, cached: 9_000),
    .prefill(sequences: 3, tokens: 4_096), .prefill(tokens: 8_192, cached: 100_000),
  ]
  static let steps: [AttentionLoad] = [
    .decode(sequences: 1, context: 1), .decode(sequences: 1, context: 100_000),
    .decode(sequences: 300, context: 9_000), .decode(sequences: 64, context: 500_000),
    .decode(sequences: 8, context: 30_000, queries: 4),
  ]

  @Test("More arithmetic or more bandwidth never slows attention", arguments: variants)
  func faster(attention: AttentionVariant) throws {
    func chip(peak: Double = 1, bandwidth: Double = 1) -> Device {
      Fixtures.accelerator(
        peak: [.bf16: Fixtures.teraFLOPs(989 * peak), .fp8: Fixtures.teraFLOPs(1_979 * peak)],
        bandwidth: 3_350 * bandwidth
      ).device
    }
    for cache in [NumericFormat.bf16, .fp8] {
      for better in [chip(peak: 1.5), chip(bandwidth: 1.5)] {
        for load in Self.prompts {
          let time = try Self.prefill(attention, load, cache: cache, on: chip())
          #expect(try Self.prefill(attention, load, cache: cache, on: better) <= time)
        }
        for load in Self.steps {
          let time = try Self.decode(attention, load, cache: cache, on: chip())
          #expect(try Self.decode(attention, load, cache: cache, on: better) <= time)
        }
      }
    }
  }

  @Test("A longer context is never faster, in decoding or behind a chunk", arguments: variants)
  func longer(attention: AttentionVariant) throws {
    for sequences in [1.0, 5, 400] {
      var last = (decode: 0.0, chunk: 0.0)
      for context in stride(from: 1.0, through: 60_000, by: 311) {
        let decode = try Self.decode(
          attention, .decode(sequences: sequences, context: sequences * context))
        let chunk = try Self.prefill(
          attention, .prefill(sequences: sequences, tokens: 700, cached: context))
        #expect(decode >= last.decode && chunk >= last.chunk * (1 - 1e-12), "\(context)")
        last = (decode, chunk)
      }
    }
  }

  @Test("A longer prompt and more equal sequences are never faster", arguments: variants)
  func more(attention: AttentionVariant) throws {
    var last = 0.0
    for tokens in stride(from: 1.0, through: 9_000, by: 101) {
      let time = try Self.prefill(attention, .prefill(tokens: tokens))
      #expect(time >= last * (1 - 1e-12), "\(tokens)")
      last = time
    }
    last = 0
    for sequences in 1...300 {
      let count = Double(sequences)
      let time = try Self.decode(attention, .decode(sequences: count, context: count * 3_000))
      #expect(time >= last * (1 - 1e-12), "\(sequences)")
      last = time
    }
  }

  @Test("A window at least as wide as the context is full attention")
  func wideWindow() throws {
    let (full, wide) = (Self.grouped(), Self.grouped(window: 16_384))
    for load in [
      AttentionLoad.prefill(tokens: 16_384), .prefill(sequences: 4, tokens: 100, cached: 16_000),
    ] {
      #expect(try Self.prefill(full, load) == Self.prefill(wide, load))
    }
    for load in [
      AttentionLoad.decode(sequences: 1, context: 16_384),
      .decode(sequences: 64, context: 64 * 8_000),
    ] { #expect(try Self.decode(full, load) == Self.decode(wide, load)) }
    let narrow = Self.grouped(window: 256)
    #expect(
      try Self.prefill(narrow, .prefill(tokens: 16_384))
        < Self.prefill(full, .prefill(tokens: 16_384)) / 2)
  }

  @Test("A sparse selection as wide as the context costs the dense core and the scoring")
  func wideSelection() throws {
    let wide = SparseIndexer(heads: 64, headDimension: 128, selected: 1_000_000)
    let load = AttentionLoad.decode(sequences: 64, context: 64 * 50_000)
    let dense = try Self.decode(Self.latent(), load)
    #expect(try Self.decode(Self.latent(indexer: wide), load) > dense)
    #expect(try Self.decode(Self.latent(indexer: Self.indexer), load) < dense / 2)
  }

  @Test("One sequence decodes in the time that its formula gives")
  func decodeByHand() throws {
    let efficiency = Self.calibration.decodeAttention
    let bandwidth = 3_350e9
    // Eight heads of keys and values, 128 elements, 16 bits: 4,096 bytes a token.
    let context = 50_000.0
    let reading = context * 4_096 / (0.931 * bandwidth)
    let starts = 8 * 24.7e-9
    let queries = 32 * 128 * 2 * 2 / (0.548 * bandwidth)
    #expect(efficiency.splits == 42)
    let expected = reading + 0.585 * starts + queries
    let time = try Self.decode(Self.grouped(), .decode(sequences: 1, context: context))
    #expect(agree(time, expected))
  }

  @Test("One prompt is computed in the time that its formula gives")
  func prefillByHand() throws {
    let (peak, bandwidth, tokens) = (989.4e12, 3_350e9, 4_096.0)
    let pairs = tokens * (tokens + 1) / 2 + tokens * 15 / 2
    let arithmetic = 4 * 32 * 128 * pairs / (0.692 * peak)
    let traffic = tokens * (4 * 32 * 128 + 4_096) / (0.594 * bandwidth)
    // Eight heads, four at once, no faster than other traffic.
    let storing = tokens * 8 * max(512 / 0.344, 1_024 / 0.594) / bandwidth
    let time = try Self.prefill(Self.grouped(), .prefill(tokens: tokens))
    #expect(agree(time, arithmetic + traffic + storing))
  }

  @Test("A prompt of few heads ends with its last tile, whatever else is idle")
  func longestTile() throws {
    let one = Self.grouped(heads: 1, keyValueHeads: 1)
    let tokens = 1_000.0
    let keys = 4 * 128 * 16 * tokens / (0.692 * 989.4e12 / 132)
    let time = try Self.prefill(one, .prefill(tokens: tokens))
    #expect(time > keys)
    // As many heads as fill the chip take no longer but for their traffic.
    let alone = try Self.prefill(Self.grouped(heads: 2, keyValueHeads: 1), .prefill(tokens: tokens))
    #expect(alone < 1.2 * time)
  }

  @Test("A prompt shorter than a tile moves as much as one of a tile")
  func shortPrompts() throws {
    let efficiency = PrefillAttentionEfficiency(
      compute: 1, memory: 0.001, floor: .zero, queryTile: 64)
    func time(_ tokens: Double) throws -> Double {
      try #require(
        efficiency.duration(
          of: .prefill(sequences: 50, tokens: tokens), in: Self.grouped(keyValueHeads: 1),
          cacheFormat: .bf16, on: Self.device)
      ).value
    }
    #expect(try time(64) < 1.1 * time(1))
    #expect(try time(65) > 1.9 * time(64))
  }

  @Test("An 8-bit cache is never slower where reading the cache binds", arguments: variants)
  func eightBits(attention: AttentionVariant) throws {
    for load in [
      AttentionLoad.decode(sequences: 64, context: 64 * 30_000),
      .decode(sequences: 1, context: 200_000),
    ] {
      let wide = try Self.decode(attention, load)
      #expect(try Self.decode(attention, load, cache: .fp8) <= wide * (1 + 1e-12))
    }
  }

  @Test("A chip without units for the cache's format multiplies no faster")
  func missingUnits() throws {
    let efficiency = DecodeAttentionEfficiency(
      compute: 1e-4, memory: 1, floor: .zero, eightBit: .init(compute: 2))
    func time(_ cache: NumericFormat) throws -> Double {
      try #require(
        efficiency.duration(
          of: .decode(sequences: 9, context: 90_000), in: Self.latent(), cacheFormat: cache,
          on: Fixtures.ascend910C.device)
      ).value
    }
    #expect(try time(.fp8) == time(.bf16))
    #expect(try agree(2 * time(.int8), time(.bf16), within: 0.01))
  }

  @Test("Few long sequences end no sooner than their reading by the splits they have")
  func splits() throws {
    let attention = Self.grouped(heads: 8, keyValueHeads: 1)
    let context = 131_072.0
    let one = try Self.decode(attention, .decode(sequences: 1, context: context))
    let share = 42.0 / 132
    #expect(one >= context * 512 / (0.931 * 3_350e9 * share))
    // As many as fill the chip take little longer.
    let full = try Self.decode(attention, .decode(sequences: 3, context: 3 * context))
    #expect(full < 1.1 * one)
    // The same tokens in more sequences are read no slower.
    let apart = try Self.decode(attention, .decode(sequences: 4, context: context))
    #expect(apart < one)
  }

  @Test("Heads below the rows of an instruction cost its arithmetic on a chip of low peak")
  func wastedRows() throws {
    let slow = Fixtures.accelerator(peak: [.bf16: Fixtures.teraFLOPs(148)], bandwidth: 4_000)
    let load = AttentionLoad.decode(sequences: 128, context: 128 * 60_000)
    let few = try Self.decode(Self.latent(heads: 16), load, on: slow.device)
    let tile = try Self.decode(Self.latent(heads: 64), load, on: slow.device)
    #expect(agree(few, tile, within: 0.02))
    #expect(agree(2 * tile, try Self.decode(Self.latent(), load, on: slow.device), within: 0.02))
    // Several tokens of one sequence fill the rows.
    let drafted = AttentionLoad.decode(sequences: 128, context: 128 * 60_000, queries: 4)
    let four = try Self.decode(Self.latent(heads: 16), drafted, on: slow.device)
    #expect(agree(four, few, within: 0.02))
  }

  @Test("At full efficiency attention takes its arithmetic or its traffic", arguments: variants)
  func perfect(attention: AttentionVariant) throws {
    let efficiency = DecodeAttentionEfficiency(compute: 1, memory: 1, floor: .zero)
    for load in Self.steps where load.queries == load.sequences {
      let time = try #require(
        efficiency.duration(of: load, in: attention, cacheFormat: .bf16, on: Self.device)
      ).value
      let bytes = attention.cacheBytesRead(load, format: .bf16).value
      #expect(time >= bytes / 3_350e9)
      var work = attention.work(load)
      if case .latent(let latent) = attention { work = latent.work(load, form: .absorbed) }
      #expect(time >= work.core.value / 989.4e12)
      // Queries, outputs and scoring come on top.
      #expect(
        time <= bytes / 3_350e9 + work.total.value / 989.4e12
          + load.queries * 4 * 128 * 1_088 / 3_350e9)
    }
  }
}
