import Foundation
import OutputAnalysis
import Stochastics
import Testing

@Suite("Tornado")
struct TornadoTests {
  private func tornado(
    _ inputs: [String], of f: ([Double]) -> Double
  ) throws -> Tornado {
    try #require(
      Tornado(inputs: inputs, outputs: Tornado.rows(inputs: inputs.count).map { [f($0)] }))
  }

  @Test("Of a sum each bar is its coefficient times the range of its input, the widest first")
  func additive() throws {
    let found = try tornado(["a", "b", "c"]) { 10 + 2 * $0[0] - 5 * $0[1] + 0 * $0[2] }
    #expect(abs(found.base - 8.5) < 1e-12)
    #expect(found.bars.map(\.input) == ["b", "a", "c"])
    for (bar, expected) in zip(found.bars, [(10.5, 6.5), (7.7, 9.3), (8.5, 8.5)]) {
      #expect(abs(bar.low! - expected.0) < 1e-12)
      #expect(abs(bar.high! - expected.1) < 1e-12)
    }
    #expect(abs(found.bars[0].swing - 4) < 1e-12)
    #expect(found.bars.map(\.isDistinguishable) == [true, true, false])
  }

  @Test(
    "Of a product of lognormals each bar is a ratio: exp(±1.2816 σ) about the product of medians")
  func multiplicative() throws {
    let laws = [
      try Distribution.lognormal(median: 2, p95: 4), try .lognormal(median: 5, p95: 50),
    ]
    let found = try tornado(["narrow", "wide"]) { u in
      laws[0].quantile(u[0]) / laws[1].quantile(u[1])
    }
    #expect(abs(found.base - 0.4) < 1e-9)
    #expect(found.bars.map(\.input) == ["wide", "narrow"])
    // σ = ln(p95/p50)/1.6449, so that P10 and P90 are median · ratio^(∓1.2816/1.6449).
    let exponent = 1.281552 / 1.644854
    #expect(abs(found.bars[0].low! / (0.4 * pow(10, exponent)) - 1) < 1e-5)
    #expect(abs(found.bars[0].high! / (0.4 * pow(10, -exponent)) - 1) < 1e-5)
    #expect(abs(found.bars[1].high! / (0.4 * pow(2, exponent)) - 1) < 1e-5)
    #expect(found.bars[0].high! < found.bars[0].low!)
  }

  @Test("Under common streams replications tell a small bar from noise that dwarfs it")
  func replications() throws {
    let noise = (0..<20).map { replication in
      RandomStream(StreamAddress(seed: 5, replication: replication, purpose: "noise")).uniform(
        at: 0)
    }
    let rows = Tornado.rows(inputs: 2)
    let found = try #require(
      Tornado(
        inputs: ["small", "none"], outputs: rows.map { u in noise.map { 0.01 * u[0] + 100 * $0 } }))
    let bar = try #require(found.bars.first)
    #expect(bar.input == "small")
    #expect(abs(try #require(bar.change).estimate - 0.008) < 1e-9)
    #expect(found.bars.map(\.isDistinguishable) == [true, false])
  }

  @Test("An end without output is told, and its bar reaches to the base")
  func missingEnd() throws {
    let found = try #require(Tornado(inputs: ["a"], outputs: [[3], [1], []]))
    #expect(!found.bars[0].isComplete && found.bars[0].high == nil)
    #expect(found.bars[0].swing == 2)
    #expect(Tornado(inputs: ["a"], outputs: [[], [1], [2]]) == nil)
  }
}
