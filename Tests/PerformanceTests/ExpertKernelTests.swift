import Foundation
import Hardware
import LanguageModels
import Quantities
import Testing

@testable import Performance

@Suite("Kernels of routed experts")
struct ExpertKernelTests {
  private static func device(
    peak: Double = 1e15, bandwidth: Double = 3e12, cache: Double? = 50e6
  ) -> Device {
    Fixtures.accelerator(
      peak: [.bf16: FLOPsPerSecond(peak)], bandwidth: bandwidth / 1e9,
      cache: cache.map { Bytes($0) }
    ).device
  }

  private static func efficiency(
    compute: Double = 0.5, memory: Double = 0.8, tile: Double = 64, halfRows: Double? = nil,
    rereading: Double = 0, tuned: ExpertEfficiency.Tuned? = nil, permutation: Double? = 1
  ) -> ExpertEfficiency {
    ExpertEfficiency(
      compute: compute, memory: memory, floor: Seconds(20e-6), sorting: Seconds(10e-6), tile: tile,
      halfRows: halfRows, rereading: rereading, tuned: tuned, permutation: permutation,
      imbalanceExponent: 0, popularityExponent: 1)
  }

  private static func kernel(
    width: Int = 2_048, experts: Double = 8, _ efficiency: ExpertEfficiency,
    on device: Device = device()
  ) -> ExpertKernel {
    let choice = ArithmeticChoice(stored: .bf16, peak: device.peak)!
    return ExpertKernel(
      hidden: 4_096, width: width, experts: experts, choice: choice, efficiency: efficiency,
      device: device)
  }

  /// Even routing of tokens among eight experts, two each.
  private static func load(tokens: Double) -> ExpertKernel.Load {
    .init(tokens: tokens, rows: 2 * tokens, touched: min(8, 2 * tokens), slots: 2 * tokens)
  }

  /// Rows that a kernel multiplies, padding included, where arithmetic is all it takes.
  private static func paddedRows(_ load: ExpertKernel.Load, tile: Double) -> Double {
    let starved = device(peak: 1e9)
    let kernel = kernel(efficiency(compute: 1, tile: tile, permutation: nil), on: starved)
    return kernel.duration(of: load).value * 1e9 / (6 * 4_096 * 2_048)
  }

  @Test(
    "Tiles are those of exponentially spread loads, from one per expert to half a tile of waste")
  func tiles() {
    // E⌈m/b⌉ = Σ P(m > k·b) over k ≥ 0.
    for (rows, touched) in [(8.0, 8.0), (300, 8), (4_000, 8), (90, 3)] {
      let load = ExpertKernel.Load(tokens: 0, rows: rows, touched: touched, slots: rows)
      let tile = min(64, max(16, rows / 8))
      let expected = (0..<10_000).reduce(0.0) { $0 + exp(-Double($1) * tile * touched / rows) }
      let found = Self.paddedRows(load, tile: 64)
      #expect(abs(found / (expected * touched * tile) - 1) < 1e-6, "\(rows) rows")
    }
    let few = ExpertKernel.Load(tokens: 0, rows: 8, touched: 8, slots: 8)
    #expect(abs(Self.paddedRows(few, tile: 64) / (8 * 16) - 1) < 1e-3)
    let many = ExpertKernel.Load(tokens: 0, rows: 1e6, touched: 8, slots: 1e6)
    #expect(abs(Self.paddedRows(many, tile: 64) - (1e6 + 8 * 32)) < 1)
    #expect(abs(Self.paddedRows(many, tile: 0) - 1e6) < 1e-3)
  }

  @Test("More tokens never take less time, whatever the tiles")
  func monotone() {
    for tile in [16.0, 35, 90, 152] {
      for rereading in [0, 0.5, 1.7] {
        for halfRows in [nil, 80.0] {
          for width in [512, 2_048, 14_336] {
            let efficiency = Self.efficiency(
              tile: tile, halfRows: halfRows, rereading: rereading)
            let kernel = Self.kernel(width: width, efficiency)
            let times = (1...1_500).map {
              kernel.duration(of: Self.load(tokens: Double($0)))
            }
            let drop = zip(times, times.dropFirst()).enumerated().first { $1.0 > $1.1 }
            #expect(drop == nil, "after \((drop?.offset ?? 0) + 1) tokens, tile \(tile)")
          }
        }
      }
    }
  }

  @Test("A higher peak, more bandwidth and a larger cache never slow experts")
  func faster() {
    let efficiency = Self.efficiency(halfRows: 90, rereading: 1.5)
    for tokens in [1.0, 20, 300, 5_000] {
      let load = Self.load(tokens: tokens)
      let base = Self.kernel(efficiency).duration(of: load)
      for better in [
        Self.device(peak: 2e15), Self.device(bandwidth: 6e12), Self.device(cache: 100e6),
      ] {
        #expect(Self.kernel(efficiency, on: better).duration(of: load) <= base)
      }
    }
  }

  @Test("Weights are read again by further tiles only, and only where no cache holds them")
  func rereading() {
    func bytes(_ load: ExpertKernel.Load, width: Int, cache: Double?, rereading: Double) -> Double {
      let device = Self.device(bandwidth: 1e9, cache: cache)
      let efficiency = Self.efficiency(memory: 1, rereading: rereading, permutation: nil)
      return Self.kernel(width: width, efficiency, on: device).duration(of: load).value * 1e9
    }
    let wide = 3 * 4_096.0 * 14_336 * 2
    let one = ExpertKernel.Load(tokens: 0, rows: 8, touched: 8, slots: 8)
    let many = ExpertKernel.Load(tokens: 0, rows: 64_000, touched: 8, slots: 64_000)
    let alone = bytes(many, width: 14_336, cache: 50e6, rereading: 0)
    // A thousand tiles; of 235 MB a cache of 50 MB holds next to nothing.
    let again = bytes(many, width: 14_336, cache: 50e6, rereading: 1)
    #expect(abs((again - alone) / (wide * (1_004 - 8)) - 1) < 0.02)
    #expect(bytes(many, width: 14_336, cache: nil, rereading: 1) == alone)
    #expect(bytes(many, width: 14_336, cache: 1e12, rereading: 1) < alone * 1.001)
    let once = bytes(one, width: 14_336, cache: 50e6, rereading: 0)
    #expect(bytes(one, width: 14_336, cache: 50e6, rereading: 1) < once * 1.01)
  }

  @Test("Large tiles read weights slower, by the rows at which half the bandwidth is left")
  func reading() {
    let starved = Self.device(bandwidth: 1e9)
    let load = ExpertKernel.Load(tokens: 0, rows: 1_024, touched: 8, slots: 1_024)
    let fast = Self.kernel(Self.efficiency(tile: 100, permutation: nil), on: starved)
    let slow = Self.kernel(Self.efficiency(tile: 100, halfRows: 100, permutation: nil), on: starved)
    let ratio = slow.duration(of: load) / fast.duration(of: load)
    #expect(ratio > 1.9 && ratio <= 2)
  }

  @Test("Tuned tiles serve the shapes that are named, and no neighbour")
  func tuned() {
    let load = Self.load(tokens: 10_000)
    let plain = Self.efficiency(halfRows: 90, rereading: 1, permutation: nil)
    let tuned = Self.efficiency(
      halfRows: 90, rereading: 1,
      tuned: .init(compute: 1, shapes: [.init(experts: 8, width: 3_584)]), permutation: nil)
    for (experts, width, isTuned) in [(8.0, 3_584, true), (8, 3_583, false), (9, 3_584, false)] {
      let before = Self.kernel(width: width, experts: experts, plain).duration(of: load)
      let after = Self.kernel(width: width, experts: experts, tuned).duration(of: load)
      #expect((after < before * 0.55) == isTuned && (after == before) != isTuned)
    }
  }

  @Test("Sorting fades with the smallest calls, and the floor stays apart")
  func sorting() {
    let kernel = Self.kernel(Self.efficiency())
    func time(_ tokens: Double) -> Double {
      kernel.duration(of: .init(tokens: tokens, rows: 0, touched: 0, slots: 0)).value
    }
    #expect(kernel.floor == Seconds(20e-6) && time(0) == 0)
    #expect(abs(time(16) - 5e-6) < 1e-12)
    #expect(abs(time(1e9) - 10e-6) < 1e-9)
  }
}
