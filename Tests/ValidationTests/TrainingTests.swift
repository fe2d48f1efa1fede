import Testing

@testable import Validation

@Suite("Training runs beside predictions")
struct TrainingTests {
  @Test("Time, token rate, FLOP rate and utilization are one prediction in several units")
  func identities() throws {
    let step = try trained()
    let tokens = 64.0 * 4096
    let rate = try trained(["metric": "tokens_per_s_per_accelerator"])
    #expect(abs(rate * 8 * step / tokens - 1) < 1e-9)
    let days = try trained(["metric": "days_300b_tokens"])
    #expect(abs(days * 86_400 * rate * 8 / 300e9 - 1) < 1e-9)
    let model = try trained(["metric": "model_tflops"])
    let utilization = try trained(["metric": "mfu", "value": "0.4"])
    // The dense bf16 peak of the chip.
    #expect(abs(model / utilization / 989.5 - 1) < 0.001)
    #expect(try trained(["metric": "hardware_tflops"]) == model)
  }

  @Test("FLOPs count masked pairs, 6 a parameter and token and 12·L·h·s for attention")
  func convention() throws {
    let perToken =
      try trained(["metric": "model_tflops"])
      / trained(["metric": "tokens_per_s_per_accelerator"]) * 1e12
    // Matrices of Llama 2 7B: 32 layers of 4·4096² + 3·4096·11008, and a head of 32000.
    let layer: Double = 4 * 4096 * 4096 + 3 * 4096 * 11008
    let head: Double = 32_000 * 4096
    let attention: Double = 12 * 32 * 4096 * 4096
    let expected = 6 * (32 * layer + head) + attention
    #expect(abs(perToken / expected - 1) < 0.001)
  }

  @Test("Full recomputation is a third more work for the hardware and none for the model")
  func recompute() throws {
    let full = ["recompute": "full"]
    let ratio =
      try trained(full.merging(["metric": "hardware_tflops"]) { $1 })
      / trained(full.merging(["metric": "model_tflops"]) { $1 })
    #expect(abs(ratio - 4.0 / 3) < 0.001)
    #expect(try trained(full) > 1.2 * trained())
  }

  @Test("A second metric is a row of its own with the same id, and fails alone")
  func secondMetric() throws {
    let rows = try training([
      MadeUpTraining(["second_metric": "mfu", "second_value": "0.4"]),
      MadeUpTraining(["id": "b", "second_metric": "mfu", "second_value": "47"]),
      MadeUpTraining(["id": "c", "second_metric": "loss", "second_value": "2"]),
      MadeUpTraining(["id": "d", "second_value": "0.4"]),
      MadeUpTraining(["id": "e"]),
    ]).rows
    #expect(rows.map(\.entry.id) == ["a", "a", "b", "b", "c", "c", "d", "d", "e"])
    #expect(
      rows.map(\.status) == [
        .ok, .ok, .ok, .invalid, .ok, .unsupported, .ok, .invalid, .ok,
      ])
    #expect(rows[1].metric == "mfu" && rows[1].figure?.measured == 0.4)
    #expect(rows[3].reason.contains("second_value is \"47\"; expected a fraction below 1"))
  }

  @Test("Dimensions in the row describe the model that the catalog has under its name")
  func dimensions() throws {
    let shape = [
      "model": "!llama", "layers": "32", "hidden": "4096", "ffn_hidden": "11008", "heads": "32",
      "kv_heads": "32", "head_dim": "128", "vocab": "32000", "params_total_b": "6.74",
    ]
    #expect(try abs(trained(shape) / trained() - 1) < 1e-9)
    // The head dimension, the key and value heads and the gate are what is usual.
    let terse = shape.filter { !["kv_heads", "head_dim", "params_total_b"].contains($0.key) }
    #expect(try trained(terse) == trained(shape))
    // As many parameters as two matrices make: 32 · (4h² + 2hf) and one embedding.
    let plain = try trained(shape.merging(["params_total_b": "5.16"]) { $1 })
    #expect(try plain < 0.9 * trained(shape))
  }

  @Test("Of tensor, pipeline and data one may follow from the devices")
  func widths() throws {
    let step = try trained()
    #expect(try trained(["data": "4"]) == step)
    #expect(try trained(["data": "4", "tensor": ""]) == step)
    #expect(try trained(["data": "4", "pipeline": ""]) == step)
  }

  @Test(
    "An empty microbatch is four without a pipeline, one with, an empty recomputation the least")
  func defaults() throws {
    #expect(try trained(["micro_batch": ""]) == trained(["micro_batch": "4"]))
    let piped = ["tensor": "1", "pipeline": "2"]
    #expect(
      try trained(piped.merging(["micro_batch": ""]) { $1 })
        == trained(piped.merging(["micro_batch": "1"]) { $1 }))
    #expect(try trained(["overlap": ""]) == trained(["overlap": "tensor"]))
    #expect(try trained(["overlap": ""]) < trained(["overlap": "gradients"]))
    #expect(try trained(["overlap": "gradients"]) < trained(["overlap": "none"]))
    #expect(try trained(["recompute": ""]) == trained(["recompute": "none"]))
    // 80 GB hold neither the scores of a GPT's attention at this length nor two copies of it.
    let large = [
      "model": "gpt-3-175b", "accelerators": "64", "tensor": "8", "pipeline": "8",
      "sequence": "2048", "recompute": "", "date": "2021",
    ]
    let row = try training([MadeUpTraining(large)]).rows[0]
    #expect(row.reason.contains("recompute is empty: selective is the least that fits"))
  }

  struct Slip: CustomStringConvertible {
    let changes: [String: String]
    let status: RowPrediction.Status
    let reason: String
    var description: String { reason }

    init(_ changes: [String: String], _ status: RowPrediction.Status, _ reason: String) {
      (self.changes, self.status, self.reason) = (changes, status, reason)
    }
  }

  static let slips = [
    Slip(["value": "NaN"], .invalid, "value is \"NaN\"; expected a number above 0"),
    Slip(["value": "-1"], .invalid, "value is \"-1\""),
    Slip(["value": "5 s"], .invalid, "value is \"5 s\""),
    Slip(["metric": "mfu", "value": "47"], .invalid, "expected a fraction below 1"),
    Slip(["metric": "loss"], .unsupported, "no metric is named \"loss\"; known: step_s"),
    Slip(["precision": "int8"], .invalid, "precision is \"int8\"; expected one of bf16"),
    Slip(["recompute": "some"], .invalid, "recompute is \"some\""),
    Slip(["sequence": ""], .invalid, "sequence is empty"),
    Slip(["accelerators": "99999999999"], .invalid, "accelerators is \"99999999999\""),
    Slip(["hidden": "5120"], .invalid, "hidden is 5120, and llama-2-7b has 4096 in the catalog"),
    Slip(["data": "3"], .invalid, "tensor × pipeline × data is 6, and"),
    Slip(["global_batch": "63"], .invalid, "a global batch of 63 does not divide by"),
    Slip(["tensor": "", "data": ""], .unsupported, "tensor and data are empty"),
    Slip(["model": "!mine"], .unsupported, "does not state layers, hidden, heads, vocab"),
    Slip(["model": "llama-9"], .unsupported, "no model is named \"llama-9\""),
    Slip(["accelerator": "b1000"], .unsupported, "no accelerator is named \"b1000\""),
    Slip(["model": "llama-2-70b"], .unsupported, "the model finds it infeasible: stage 1: states"),
    Slip(["accelerator": "a100-80-sxm", "precision": "fp8"], .unsupported, "no units for fp8"),
  ]

  @Test("A row says why it is not predicted, and leaves its neighbours alone", arguments: slips)
  func refusals(_ slip: Slip) throws {
    let rows = try training([
      MadeUpTraining(), MadeUpTraining(slip.changes.merging(["id": "b"]) { $1 }),
      MadeUpTraining(["id": "c"]),
    ]).rows
    #expect(rows.map(\.status) == [.ok, slip.status, .ok])
    #expect(rows[1].reason.hasPrefix("line 3: "), "\(rows[1].reason)")
    #expect(rows[1].reason.contains(slip.reason), "\(rows[1].reason)")
  }

  @Test("Neither the order of rows nor the threads change a prediction")
  func orderIndependence() throws {
    let rows = ["1", "2", "4", ""].map { MadeUpTraining(["id": "m\($0)", "micro_batch": $0]) }
    let forwards = try training(rows)
    let backwards = try training(rows.reversed(), jobs: 4)
    #expect(backwards.rows.reversed().map(\.figure) == forwards.rows.map(\.figure))
  }
}
