import Foundation
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Serving
import Testing

@Suite("Cache sizes that engines logged")
struct CacheSizeTests {
  /// How far a predicted size may lie from a logged one: the widest of those not apart is 13 %.
  static let bound = 0.15

  @Test(
    "The predicted cache is within 15 % of the logged one",
    arguments: PublishedCacheSize.all.filter { $0.apart == nil })
  func close(_ row: PublishedCacheSize) throws {
    let ratio = try row.ratio(of: installed)
    #expect(abs(log(ratio)) < Self.bound, "\(row): \(ratio)")
  }

  @Test("Half of all logged sizes, those apart with them, are met within 4 %")
  func median() throws {
    let errors = try PublishedCacheSize.all.map { abs(log(try $0.ratio(of: installed))) }.sorted()
    #expect(errors.count >= 15)
    #expect(errors[errors.count / 2] < 0.04, "median \(errors[errors.count / 2])")
  }

  @Test("Rows apart are few, and the cache they logged is the smaller one")
  func apart() throws {
    let rows = PublishedCacheSize.all.filter { $0.apart != nil }
    #expect(rows.count <= 2)
    for row in rows {
      let ratio = try row.ratio(of: installed)
      #expect(ratio > 1 + Self.bound && ratio < 1.75, "\(row): \(ratio)")
    }
  }

  @Test("Every term of a logged replica adds up to what the engine may use")
  func terms() throws {
    for row in PublishedCacheSize.all {
      let (deployment, engine) = try row.parts(of: installed)
      let footprint = MemoryFootprint(deployment: deployment, reserve: engine.memory)
      let stage = footprint.bindingStage
      #expect(
        (stage[.communication] > .zero) == (row.tensor > 1 && engine.memory.communication > .zero))
      guard engine.memory.basis == .capacity else { continue }
      let held = stage.terms.reduce(stage.pool) { $0 + $1.bytes }
      let share = engine.memory.visible * row.fraction
      #expect(abs(held.value / (footprint.capacity.value * share) - 1) < 1e-9, "\(row)")
    }
  }

  @Test("Prompts of the whole context cost vLLM of 2024 what a model of 405B leaves of a server")
  func wholePrompts() throws {
    let catalog = installed
    func activations(tokens: Int?) throws -> Double {
      let row = PublishedCacheSize(
        "vllm-0.6", "0.6", "llama-3.1-405b", on: "h100-sxm", tensor: 8, step: 512, sequences: 256,
        weights: .fp8, .tokens(1), from: "")
      let engine = try catalog.engine("vllm-0.6").limited(tokenBudget: tokens)
      let (deployment, _) = try row.parts(of: catalog)
      return MemoryFootprint(deployment: deployment, reserve: engine.memory)
        .stages[0][.activations].value
    }
    // 2 · 131,072 · (2 · 16,384 + 3 · 53,248 / 8) + 6 · 256 · 128,256
    #expect(try activations(tokens: nil) == 2 * 131_072 * (32_768 + 19_968) + 197_001_216)
    #expect(try activations(tokens: 512) < 0.3e9)
  }
}
