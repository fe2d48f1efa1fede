import Foundation
import Performance
import Quantities
import ReferenceData
import Serving
import Stochastics
import Synchronization
import Testing

@testable import Validation

@Suite("Host terms of an engine")
struct EngineFitTests {
  /// Rows at loads of every kind, whose values are what a profile predicts.
  static func rows(predictedBy catalog: Catalog, engine: String) throws -> [MadeUpRow] {
    var rows: [MadeUpRow] = []
    for model in ["llama-3.1-8b", "llama-3.1-70b"] {
      for clients in ["1", "8", "64"] {
        for prompt in ["128", "2048"] {
          for metric in ["tpot_ms_mean", "ttft_ms_mean"] {
            rows.append(
              MadeUpRow([
                "id": "\(rows.count)", "model": model, "concurrency": clients, "engine": engine,
                "tensor": "8", "accelerators": "8", "requests": "64", "prompt_tokens": prompt,
                "metric": metric, "source": model,
              ]))
          }
        }
      }
    }
    let file = try MeasurementFile(text: MadeUpRow.csv(rows), named: "made-up.csv")
    let figures = ErrorTable(of: file, catalog: catalog, jobs: 2).rows.map(\.figure)
    return try zip(rows, figures).map { row, figure in
      var row = row
      row.cells["value"] = "\(try #require(figure).predicted)"
      return row
    }
  }

  static let engine = "made-up"

  /// An engine with host times of its own.
  static func catalog(perStep: String, perLayer: String = "40 us") throws -> Catalog {
    try installed.adding(
      text: """
        engines:
          \(engine):
            like: vllm-0.12
            title: made up
            family: made-up
            overhead: {per-step: \(perStep), per-layer: \(perLayer), per-request: 15 us}
            client-delay: 20 ms
        """, named: "made-up.yaml")
  }

  @Test("Rows that a profile predicts give back its terms, whatever the profile said before")
  func recovery() throws {
    let truth = try Self.catalog(perStep: "2 ms")
    let rows = try Self.rows(predictedBy: truth, engine: Self.engine)
    let file = try MeasurementFile(text: MadeUpRow.csv(rows), named: "made-up.csv")
    let same = try EngineFit(of: Self.engine, on: [file], in: truth, jobs: 2)
    // The prior pulls little against two dozen rows.
    #expect(same.errors.allSatisfy { $0.fitted.allSatisfy { abs($0) < 0.03 } })
    let other = try Self.catalog(perStep: "100 us", perLayer: "200 us")
    let fit = try EngineFit(of: Self.engine, on: [file], in: other, jobs: 2)
    #expect(fit.estimates.map(\.value) == same.estimates.map(\.value))
    let perStep = try #require(fit.estimates.first { $0.parameter.name == "per-step" })
    #expect(abs(log(perStep.value / 2e-3)) < 0.15, "\(perStep)")
    #expect(fit.errors.contains { $0.before.map(abs).max()! > 0.2 })
  }

  @Test("The written profile is read, and predicts as it was fitted")
  func written() throws {
    let truth = try Self.catalog(perStep: "2 ms")
    let rows = try Self.rows(predictedBy: truth, engine: Self.engine)
    let file = try MeasurementFile(text: MadeUpRow.csv(rows), named: "made-up.csv")
    let told = Mutex<[EngineFit.Phase: [Int: Int]]>([:])
    let fit = try EngineFit(of: Self.engine, on: [file], in: truth, jobs: 2) { phase, done, total in
      told.withLock { $0[phase, default: [:]][done] = total }
    }
    // Every count once, up to a total that stays.
    for counts in told.withLock({ $0.values }) {
      let total = try #require(counts.values.first)
      #expect(counts == Dictionary(uniqueKeysWithValues: (1...total).map { ($0, total) }))
    }
    #expect(told.withLock { $0.count } == 2)
    let text = fit.yaml(named: "own", source: "made-up.csv", date: "2026-11", heading: ["Made up."])
    let catalog = try truth.adding(text: text, named: "own.yaml")
    let own = try catalog.engine("own").hostOverhead
    for (estimate, value) in zip(
      fit.estimates, [own.perStep, own.perRequest, own.perLayer, own.perPrefillStep])
    {
      #expect(abs(estimate.value / value.value - 1) < 0.01, "\(estimate.parameter.name)")
    }
    let delay = try #require(fit.estimates.last)
    #expect(
      try abs(delay.value / catalog.clientDelay(ofEngine: "own").value - 1) < 0.01)
  }

  @Test("What a source says of a model does not reach the terms by which its rows are predicted")
  func leftOut() throws {
    let truth = try Self.catalog(perStep: "2 ms")
    var rows = try Self.rows(predictedBy: truth, engine: Self.engine)
    // A second source of the large model, so that enough remains without either.
    rows += rows.filter { $0.cells["model"] == "llama-3.1-70b" }.map { row in
      var row = row
      row.cells["id"]! += "b"
      row.cells["source"] = "another"
      return row
    }
    func predictions(scaling factor: Double) throws -> [String: Double] {
      let scaled = rows.map { row in
        var row = row
        if row.cells["source"] == "llama-3.1-8b" {
          row.cells["value"] = "\(Double(row.cells["value"]!)! * factor)"
        }
        return row
      }
      let file = try MeasurementFile(text: MadeUpRow.csv(scaled), named: "made-up.csv")
      let table = ErrorTable(
        of: file, catalog: truth, leftOut: LeftOut(of: [file], in: truth, jobs: 2), jobs: 2)
      return Dictionary(
        uniqueKeysWithValues: table.rows.compactMap { row in
          row.figure.map { (row.entry.id, $0.predicted) }
        })
    }
    let once = try predictions(scaling: 1)
    let twice = try predictions(scaling: 2)
    #expect(once.count == rows.count && twice.count == rows.count)
    for row in rows {
      let id = row.cells["id"]!
      let isOwn = row.cells["source"] == "llama-3.1-8b"
      #expect((abs(once[id]! / twice[id]! - 1) < 1e-12) == isOwn, "\(id) \(once[id]! / twice[id]!)")
    }
  }

  @Test("Too few rows are no fit")
  func tooFew() throws {
    let file = try MeasurementFile(text: MadeUpRow.csv([MadeUpRow()]), named: "made-up.csv")
    #expect(throws: StochasticsError.self) {
      try EngineFit(of: "vllm-0.12", on: [file], in: installed, jobs: 1)
    }
  }
}
