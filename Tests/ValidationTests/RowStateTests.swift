import Performance
import ReferenceData
import Tables
import Testing

@testable import Validation

@Suite("Rows are predicted, unsupported or invalid, and never dropped")
struct RowStateTests {
  struct Slip: CustomStringConvertible {
    let changes: [String: String]
    let status: RowPrediction.Status
    let reason: String

    init(_ changes: [String: String], _ status: RowPrediction.Status, _ reason: String) {
      self.changes = changes
      self.status = status
      self.reason = reason
    }

    var description: String { reason }
  }

  static let slips: [Slip] = [
    Slip(["engine": "tgi-2.0"], .unsupported, "no engine profile is near \"tgi-2.0\""),
    Slip(["engine": "vllm-9223372036854775807"], .unsupported, "no engine profile is near"),
    Slip(["engine": "vllm-1000"], .unsupported, "no engine profile is near \"vllm-1000\""),
    Slip(["model": "!mystery"], .unsupported, "no model is named \"!mystery\""),
    Slip(["model": "gemini-3.5-flash"], .unsupported, "dimensions of \"gemini-3.5-flash\""),
    Slip(["accelerator": "h10O"], .unsupported, "no accelerator is named \"h10O\""),
    Slip(["metric": "goodput"], .unsupported, "no metric is named \"goodput\""),
    Slip(["tokens_per_step": "9"], .unsupported, "no draft accepts at most 85 %"),
    Slip(["role": "decode"], .unsupported, "disaggregated serving is not modelled"),
    Slip(["load": "open", "concurrency": ""], .unsupported, "an open load without a rate"),
    Slip(["metric": "latency_s"], .unsupported, "latency_s is the time of a batch"),
    Slip(["prompt_tokens": ""], .unsupported, "prompt_tokens is empty"),
    Slip(["prompt_spread": "ShareGPT"], .unsupported, "the lengths of \"ShareGPT\" are not known"),
    Slip(
      ["model": "llama-3.1-405b"], .unsupported,
      "the model finds it infeasible: weights 812 GB + cache"),
    Slip(
      ["tensor": "3", "accelerators": "3"], .unsupported, "32 attention heads do not divide by"),
    Slip(
      ["accelerators": "8", "tensor": ""], .unsupported,
      "neither tensor nor data is stated for 8 devices"),
    Slip(
      ["accelerators": "8", "data": "2"], .invalid,
      "tensor × pipeline × data is 2, and the accelerators have 8 devices"),
    Slip(
      ["prompt_spread": "normal(mean 100; sd 3)"], .invalid, "the spread cannot be read"),
    Slip(
      ["prompt_spread": "exponential(mean 100)"], .invalid,
      "prompt_spread: the mean of \"exponential(mean 100)\" is 100, the row says 512"),
    Slip(
      ["model": "deepseek-v3", "accelerators": "16", "tensor": "16", "expert": "5"], .invalid,
      "expert is \"5\"; expected a divisor of tensor × data = 16"),
    Slip(["load": "static", "concurrency": ""], .invalid, "concurrency is empty"),
    Slip(["value": "1e-320"], .invalid, "expected a number from 1e-30 to 1e30"),
    Slip(
      ["load": "open", "rate_per_s": "1e-9"], .invalid,
      "rate_per_s is \"1e-09\"; expected a rate at which 5000 requests come within ten years"),
    Slip(
      ["load": "open", "rate_per_s": "1e20", "duration_s": "1e20"], .invalid,
      "expected a time in which at most a million requests come"),
  ]

  @Test("A row says why it is not predicted, and leaves its neighbours alone", arguments: slips)
  func refusals(_ slip: Slip) throws {
    let rows = try validation([
      MadeUpRow(), MadeUpRow(slip.changes.merging(["id": "b"]) { $1 }), MadeUpRow(["id": "c"]),
    ]).rows
    #expect(rows.map(\.status) == [.ok, slip.status, .ok])
    #expect(
      rows[1].reason.hasPrefix("line 3: ") && rows[1].reason.contains(slip.reason),
      "\(rows[1].reason)")
    #expect(rows[0].figure?.predicted == rows[2].figure?.predicted)
  }

  @Test("Every row of the file is a row of the table, and the states add up")
  func complete() throws {
    let rows = Self.slips.enumerated().map { index, slip in
      MadeUpRow(slip.changes.merging(["id": "row \(index)"]) { $1 })
    }
    let result = try validation([MadeUpRow()] + rows)
    #expect(result.rowTable().rows.count == rows.count + 1)
    #expect(result.count(.ok) == 1)
    #expect(
      RowPrediction.Status.allCases.reduce(0) { $0 + result.count($1) } == result.rows.count)
    let refused = try #require(result.refusalTable()).rows.reduce(0) { $0 + Int($1[0].number!) }
    #expect(refused == rows.count)
  }

  @Test(
    "Engines are read as the nearest profile, outside its versions as extrapolated",
    arguments: [
      ("vllm-0.12", "vllm-0.12", true), ("vllm-0.12.0", "vllm-0.12", true),
      ("vllm-0.18.2", "vllm-0.14", true), ("vllm-0.19.0", "vllm-0.14", false),
      ("vllm-0.9", "vllm-0.12", true), ("vllm-2023", "vllm-0.2", true),
      ("vllm-2024-11", "vllm-0.6", true), ("vllm-0.4", "vllm-0.2", true),
      ("vllm", "vllm-0.14", false), ("trtllm-1.0.0rc3", "trt-llm-1.0", true),
      ("trtllm-1.2", "trt-llm-1.0", true), ("trtllm-1.3.0rc1", "trt-llm-1.0", false),
      ("trtllm-0.14.0", "trt-llm-0.14", true), ("tensorrt-llm-1.1", "trt-llm-1.0", true),
      ("sglang-0.5.1.post1", "sglang-0.5", true), ("mindie-2.1rc1", "mindie-2", true),
      ("vllm-ascend-0.9.1", "cann-cloudmatrix", false), ("vllm-2019", "vllm-0.2", false),
      ("vllm-2024-H2", "vllm-0.6", true),
    ])
  func engines(_ engine: String, _ profile: String, _ isCovered: Bool) throws {
    let match = try EngineMatch(engine, in: installed)
    #expect(match.profile == profile)
    #expect((match.extrapolation == nil) == isCovered)
  }

  @Test(
    "What is no date says nothing of the release of an engine without a version",
    arguments: ["", "spring", "2025-13", "-5", "9223372036854775807", "2025-12 to 2026-02"])
  func dates(_ date: String) throws {
    let match = try EngineMatch("vllm", date: date, in: installed)
    #expect(match == (try EngineMatch("vllm", in: installed)))
    #expect(try EngineMatch("vllm", date: "2024-05-03", in: installed).profile == "vllm-0.6")
  }

  @Test("Of profiles that cover a version the catalog's first is taken, another by its name")
  func copies() throws {
    let catalog = try installed.adding(
      text: "engines: {own: {like: vllm-0.12, title: own}}", named: "own.yaml")
    #expect(try EngineMatch("vllm-0.12.1", in: catalog).profile == "vllm-0.12")
    #expect(try EngineMatch("vllm", in: catalog).profile == "vllm-0.14")
    let own = try EngineMatch("own", in: catalog)
    #expect(own.profile == "own" && own.extrapolation == nil)
  }

  @Test("An extrapolated engine lowers the grade and leaves the prediction")
  func grade() throws {
    let rows = try validation([
      MadeUpRow(["engine": "vllm-0.18"]), MadeUpRow(["id": "b", "engine": "vllm-0.19"]),
    ]).rows.map { try #require($0.figure) }
    #expect(rows.map(\.grade) == [.curves(.calibrated), .curves(.extrapolated)])
    #expect(rows[0].predicted == rows[1].predicted)
    #expect(rows[0].remarks == ["engine vllm-0.14", "below saturation"])
  }

  @Test("The simulation tells whether a load is below saturation")
  func saturation() throws {
    let rows = [
      MadeUpRow(["concurrency": "1"]),
      // A prompt takes as many steps as its output: those of sixteen clients wait for one another.
      MadeUpRow([
        "id": "b", "concurrency": "16", "prompt_tokens": "8192", "output_tokens": "4",
      ]),
      // About twelve such requests fit beside the weights.
      MadeUpRow(["id": "c", "concurrency": "64", "prompt_tokens": "30000"]),
      MadeUpRow([
        "id": "d", "load": "open", "concurrency": "", "rate_per_s": "500", "requests": "1000",
        "metric": "output_tokens_per_s",
      ]),
      MadeUpRow(["id": "e", "load": "static", "concurrency": "8"]),
    ]
    let found = try validation(rows).rows.map { try #require($0.group).saturation }
    #expect(found == [.below, .queueing, .full, .full, .below])
  }

  @Test("A row states the interval of its metric's quantity, and a training rate that of a time")
  func intervals() throws {
    let confidence = try installed.calibration(for: "h100-sxm").confidence
    let metrics: [(String, PredictedQuantity)] = [
      ("tpot_ms_mean", .timePerToken), ("e2e_ms_p95", .timePerToken),
      ("ttft_ms_mean", .timeToFirstToken), ("output_tokens_per_s", .throughput),
    ]
    let rows = try validation(
      metrics.enumerated().map { MadeUpRow(["id": "row \($0)", "metric": $1.0]) }
    ).rows.map { try #require($0.figure) }
    for (row, (_, quantity)) in zip(rows, metrics) {
      let stated = confidence.interval(of: quantity)
      #expect(row.interval.lowerBound == row.predicted * stated.lowerBound)
      #expect(row.interval.upperBound == row.predicted * stated.upperBound)
      #expect(row.basis?.quantity == quantity)
      #expect(row.basis?.measuredOverPredicted == row.measured / row.predicted)
    }
    let both = try training([
      MadeUpTraining(), MadeUpTraining(["id": "b", "metric": "model_tflops", "value": "400"]),
    ]).rows.map { try #require($0.figure) }
    let (time, rate) = (both[0], both[1])
    let ends = time.interval.lowerBound / time.predicted...time.interval.upperBound / time.predicted
    #expect(ends.lowerBound < 1 && ends.upperBound > 1)
    #expect(abs(rate.interval.lowerBound * ends.upperBound / rate.predicted - 1) < 1e-12)
    #expect(abs(rate.interval.upperBound * ends.lowerBound / rate.predicted - 1) < 1e-12)
    #expect(rate.basis?.measuredOverPredicted == rate.predicted / rate.measured)
  }
}
