import Foundation
import Hardware
import LanguageModels
import Performance
import Quantities
import Stochastics
import Testing

@testable import Calibration

@Suite("Attention tables")
struct AttentionFormTests {
  static let chip = KernelFixtures.chip

  /// Rows of a table of grouped attention at the times that `duration` gives them.
  static func grouped(
    _ kernels: KernelClass, isPrefill: Bool,
    duration: (AttentionRow) -> Seconds
  ) throws -> [KernelTable] {
    var lines = ["batch_size,isl,num_heads,num_key_value_heads,kv_cache_dtype,step,latency_us"]
    for sequences in [1, 3, 16, 200] {
      for (heads, keyValueHeads) in [(64, 8), (16, 1), (8, 4)] {
        for tokens in [2, 60, 700, 9_000, 60_000] {
          let attention = AttentionVariant.grouped(
            GroupedQueryAttention(
              heads: heads, keyValueHeads: keyValueHeads, headDimension: 128))
          let (count, length) = (Double(sequences), Double(tokens))
          let row = AttentionRow(
            attention: attention,
            load: isPrefill
              ? .prefill(sequences: count, tokens: length)
              : .decode(sequences: count, context: count * length),
            cache: .bf16, heads: heads, keyValueHeads: keyValueHeads)
          let new =
            isPrefill
            ? "\(tokens),\(heads),\(keyValueHeads),bfloat16,0"
            : "1,\(heads),\(keyValueHeads),bfloat16,\(tokens - 1)"
          lines.append("\(sequences),\(new),\(duration(row).value * 1e6)")
        }
      }
    }
    return [
      try KernelTable(text: lines.joined(separator: "\n"), named: "t.csv", holding: kernels)
    ]
  }

  @Test("A table of prompts gives back the figures and the tile it was made with")
  func prompts() throws {
    let form = PrefillAttentionForm(
      device: Self.chip.device, isLatent: false, hasEightBit: false, queryTile: 64)
    let made = form.efficiency([0.55, 0.7, 9e-6, 0.2])
    let tables = try Self.grouped(.prefillAttention, isPrefill: true) {
      form.duration(of: $0, with: made)
    }
    let groups = try KernelClass.prefillAttention.groups(of: tables, on: Self.chip)
    let fit = try #require(groups.first).fit(against: nil)
    #expect(fit.place == .group(["prefill-attention"]))
    for (figure, value) in zip(fit.figures, [0.55, 0.7, 9e-6, 0.2, 64]) {
      #expect(abs(log(figure.value / value)) < 1e-3, "\(figure.key)")
    }
    #expect(try #require(fit.heldOut).absolute90 < 1e-3)
  }

  @Test("A table of single tokens gives back the figures it was made with")
  func singleTokens() throws {
    let form = DecodeAttentionForm(device: Self.chip.device, isLatent: false, hasEightBit: false)
    let values = [0.8, 1e-5, 3e-8, 0.4, 0.3, 30, 2e-6]
    let made = form.efficiency(values)
    let tables = try Self.grouped(.decodeAttention, isPrefill: false) {
      form.duration(of: $0, with: made)
    }
    let groups = try KernelClass.decodeAttention.groups(of: tables, on: Self.chip)
    let fit = try #require(groups.first).fit(against: nil)
    for (figure, value) in zip(fit.figures, values) {
      #expect(abs(log(figure.value / value)) < 1e-2, "\(figure.key) \(figure.value)")
    }
  }

  /// Rows of latent attention, all of one time.
  static func latent(_ kernels: KernelClass, microseconds: Double) throws -> [KernelTable] {
    let lines = (1...20).map { "\($0),1,16,bfloat16,\($0 * 10),\(microseconds)" }
    return [
      try KernelTable(
        text: "batch_size,isl,num_heads,kv_cache_dtype,step,latency_us\n"
          + lines.joined(separator: "\n"), named: "t.csv", holding: kernels)
    ]
  }

  @Test("Tables whose smallest shapes take ten launches are not those of fused kernels")
  func unfused() throws {
    for kernels in [KernelClass.latentPrefill, .latentDecode] {
      let group = try #require(
        kernels.groups(of: Self.latent(kernels, microseconds: 300), on: Self.chip).first)
      #expect(throws: (any Error).self) { try group.fit(against: nil) }
      let calibration = try KernelCalibration(
        of: Self.latent(kernels, microseconds: 300), on: Self.chip, against: nil)
      #expect(try #require(calibration.unfitted.first).reason.contains("300 us"))
    }
  }

  @Test("Few long rows of large shapes alone are those of a kernel")
  func largeShapes() throws {
    let table = try KernelTable(
      text: "batch_size,isl,num_heads,kv_cache_dtype,step,latency_us\n"
        + "11,8000,16,bfloat16,0,9000\n16,8000,16,bfloat16,0,13000", named: "t.csv",
      holding: .latentPrefill)
    let calibration = try KernelCalibration(of: [table], on: Self.chip, against: .perfect)
    let group = try #require(calibration.unfitted.first)
    #expect(group.variant != "unfused" && group.shipped?.count == 2, "\(group)")
  }

  @Test("Prompts of one token are dropped with the reason")
  func oneToken() throws {
    let form = PrefillAttentionForm(
      device: Self.chip.device, isLatent: false, hasEightBit: false, queryTile: 64)
    let row = AttentionRow(
      attention: .grouped(
        GroupedQueryAttention(heads: 8, keyValueHeads: 1, headDimension: 128)),
      load: .prefill(sequences: 4, tokens: 1), cache: .bf16, heads: 8, keyValueHeads: 1)
    #expect(form.refusal(of: row, taking: Seconds(1)) != nil)
  }

  @Test("A module takes its floor, its projections and its core")
  func module() throws {
    let choice = try #require(ArithmeticChoice(stored: .bf16, peak: Self.chip.peak))
    let latent = LatentAttention.deepSeekV3(heads: 16)
    for isPrefill in [true, false] {
      let form = LatentModuleForm(
        choice: choice, device: Self.chip.device, isPrefill: isPrefill, hasEightBit: false)
      let efficiency = form.efficiency(form.parameters.map(\.search.start))
      let load: AttentionLoad =
        isPrefill ? .prefill(sequences: 2, tokens: 500) : .decode(sequences: 9, context: 9_000)
      let row = LatentModuleForm.Row(
        attention: AttentionRow(
          attention: .latent(latent), load: load, cache: .bf16, heads: 16, keyValueHeads: 1),
        latent: latent, model: "DeepSeek-V3")
      var expected = efficiency.floor
      for projection in AttentionVariant.latent(latent).projections(hidden: 7_168) {
        expected += efficiency.product.duration(
          rows: Int(load.queries), inner: projection.inputs(), outer: projection.outputs(),
          choice: choice, on: Self.chip.device, launch: .hidden)
      }
      expected += try #require(
        isPrefill
          ? efficiency.prefill.duration(
            of: load, in: .latent(latent), cacheFormat: .bf16, on: Self.chip.device,
            launch: .hidden)
          : efficiency.decode.duration(
            of: load, in: .latent(latent), cacheFormat: .bf16, on: Self.chip.device,
            launch: .hidden))
      let time = form.duration(of: row, with: efficiency)
      #expect(abs(time / expected - 1) < 1e-12)
      #expect(time >= form.bound(of: row))
      let other = LatentModuleForm.Row(attention: row.attention, latent: latent, model: "another")
      #expect(form.refusal(of: other, taking: time) != nil)
    }
  }
}
