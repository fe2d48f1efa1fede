import Foundation
import OutputAnalysis
import Stochastics
import Testing

@Suite("Sensitivity indices")
struct SensitivityIndicesTests {
  private func indices(
    inputs: Int, points: Int, seed: UInt64 = 3, resamples: Int = 1_000,
    of f: ([Double]) -> Double
  ) throws -> SensitivityIndices {
    let names = (1...inputs).map { "x\($0)" }
    let design = try SaltelliDesign(
      InputDesign(.sobol, inputs: names, seed: seed), points: points)
    return try #require(
      SensitivityIndices(
        outputs: design.rows.map(f), inputs: inputs, resamples: resamples,
        address: StreamAddress(seed: seed, purpose: "bootstrap")))
  }

  /// Homma & Saltelli (1996), doi:10.1016/0951-8320(96)00002-6, with a = 7, b = 0.1.
  private func ishigami(_ u: [Double]) -> Double {
    let x = u.map { Double.pi * (2 * $0 - 1) }
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0])
  }

  private let published = [0.3139, 0.4424, 0, 0.5576, 0.4424, 0.2437]

  @Test("The Ishigami function (7, 0.1) has its published indices, inside their intervals (law 46)")
  func ishigamiIndices() throws {
    let found = try indices(inputs: 3, points: 1 << 12, of: ishigami)
    for (index, expected) in zip(found.firstOrder + found.total, published) {
      #expect(index.contains(expected), "\(index)")
      #expect(abs(index.estimate - expected) < 0.01)
      #expect(index.halfWidth < 0.06)
    }
  }

  @Test("An additive model has no interactions, and an unused input explains nothing")
  func additive() throws {
    let found = try indices(inputs: 3, points: 1 << 12) { 1e6 + 3 * $0[0] + 4 * $0[1] }
    for (index, expected) in zip(found.firstOrder + found.total, [0.36, 0.64, 0, 0.36, 0.64, 0]) {
      #expect(abs(index.estimate - expected) < 0.005)
      #expect(index.contains(expected))
    }
    #expect(found.total[2].upper == 0)
    #expect(
      SensitivityIndices(
        outputs: [1, 1, 1, 1, 1, 1], inputs: 1, address: StreamAddress(seed: 1, purpose: "flat"))
        == nil)
  }

  @Test("A product of centred inputs is interaction alone")
  func interaction() throws {
    let found = try indices(inputs: 2, points: 1 << 12) { ($0[0] - 0.5) * ($0[1] - 0.5) }
    for index in found.firstOrder { #expect(index.contains(0)) }
    for index in found.total { #expect(index.contains(1)) }
  }

  @Test("Location and scale of the output change no index")
  func invariance() throws {
    let plain = try indices(inputs: 3, points: 256, of: ishigami)
    let moved = try indices(inputs: 3, points: 256) { 1e4 - 20 * ishigami($0) }
    for (a, b) in zip(plain.firstOrder + plain.total, moved.firstOrder + moved.total) {
      #expect(abs(a.estimate - b.estimate) < 1e-9)
      #expect(abs(a.lower - b.lower) < 1e-9 && abs(a.upper - b.upper) < 1e-9)
    }
  }

  /// How often the intervals of 256 points hold the truth, index by index, over 100 seeds.
  private func covered(
    _ method: InputDesign.Method, truth: [Double], of f: ([Double]) -> Double
  ) throws -> [Int] {
    let inputs = (1...truth.count / 2).map { "x\($0)" }
    var counts = truth.map { _ in 0 }
    for seed in 1...100 as ClosedRange<UInt64> {
      let rows = try SaltelliDesign(InputDesign(method, inputs: inputs, seed: seed), points: 256)
        .rows
      let found = try #require(
        SensitivityIndices(
          outputs: rows.map(f), inputs: inputs.count, resamples: 100,
          address: StreamAddress(seed: seed, purpose: "bootstrap")))
      for (place, index) in (found.firstOrder + found.total).enumerated() {
        if index.contains(truth[place]) { counts[place] += 1 }
      }
    }
    return counts
  }

  @Test(
    "Of 100 95 % intervals of 256 points at least nearly 95 hold the truth",
    arguments: InputDesign.Method.allCases)
  func coverage(method: InputDesign.Method) throws {
    let linear = try covered(method, truth: [0.36, 0.64, 0.36, 0.64]) { 3 * $0[0] + 4 * $0[1] }
    let curved = try covered(method, truth: published, of: ishigami)
    // Of 300 with 200 resamples 279 to 292 did with independent points, 281 to 296 with Latin
    // hypercubes and all with Sobol points; four standard errors are 9 of 100.
    for count in linear + curved { #expect(count >= 86, "\(linear) \(curved)") }
  }
}
