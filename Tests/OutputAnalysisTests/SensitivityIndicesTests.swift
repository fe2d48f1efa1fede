import Foundation
import OutputAnalysis
import Stochastics
import Testing

@Suite("Sensitivity indices")
struct SensitivityIndicesTests {
  private func indices(
    inputs: Int, points: Int = 1 << 14, of f: ([Double]) -> Double
  ) throws -> SensitivityIndices {
    let design = SensitivityIndices.design(
      try LowDiscrepancySequence.points(
        points, dimensions: 2 * inputs, shift: StreamAddress(seed: 3, purpose: "sensitivity")))
    return try #require(
      SensitivityIndices(
        a: design.a.map(f), b: design.b.map(f), mixed: design.mixed.map { $0.map(f) }))
  }

  @Test("The Ishigami function (7, 0.1) has its published indices (law 46)")
  func ishigami() throws {
    let found = try indices(inputs: 3) { u in
      let x = u.map { Double.pi * (2 * $0 - 1) }
      return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0])
    }
    for (index, expected) in zip(found.firstOrder, [0.3139, 0.4424, 0]) {
      #expect(abs(index - expected) < 0.01)
    }
    for (index, expected) in zip(found.total, [0.5576, 0.4424, 0.2437]) {
      #expect(abs(index - expected) < 0.01)
    }
  }

  @Test("An additive model has no interactions, and an unused input explains nothing")
  func additive() throws {
    let found = try indices(inputs: 3) { 1e6 + 3 * $0[0] + 4 * $0[1] }
    for (index, expected) in zip(found.firstOrder, [0.36, 0.64, 0]) {
      #expect(abs(index - expected) < 0.005)
    }
    for (index, expected) in zip(found.total, [0.36, 0.64, 0]) {
      #expect(abs(index - expected) < 0.005)
    }
    #expect(found.total[2] == 0)
    #expect(SensitivityIndices(a: [1, 1], b: [1, 1], mixed: [[1, 1]]) == nil)
  }
}
