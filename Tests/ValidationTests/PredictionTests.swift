import Performance
import Quantities
import ReferenceData
import Serving
import Stochastics
import Tables
import Testing

@testable import Validation

@Suite("Predictions of measurements")
struct PredictionTests {
  /// A step takes 5 s, 2 s a sequence, 1 s a prompt token and 0.25 s a token of context.
  private struct Machine: StepTimePredicting {
    func duration(of shape: BatchShape) -> Seconds {
      Seconds(
        5 + 2 * Double(shape.decodeSequences) + Double(shape.prefillTokens)
          + 0.25 * Double(shape.decodeContext))
    }
  }

  @Test("A static batch by hand")
  func staticBatch() {
    let batch = StaticBatch(
      sequences: 3, promptTokens: 10, cachedTokens: 4, outputTokens: 4, on: Machine())
    // 3 prompts of 6 new tokens; then contexts of 33, 36 and 39 tokens.
    #expect(batch.timeToFirstToken == Seconds(5 + 18))
    #expect(batch.gaps == [Seconds(19.25), Seconds(20), Seconds(20.75)])
    #expect(batch.endToEnd == Seconds(83))
    #expect(batch.timePerOutputToken == Seconds(20))
    let single = StaticBatch(sequences: 1, promptTokens: 10, outputTokens: 1, on: Machine())
    #expect(single.timePerOutputToken == nil && single.endToEnd == Seconds(15))
  }

  @Test(
    "A batch of one is the same in closed form, with one client, and alone in a queue",
    arguments: [
      "ttft_ms_mean", "tpot_ms_mean", "itl_ms_mean", "e2e_ms_mean", "output_tokens_per_s",
      "total_tokens_per_s",
    ],
    ["vllm-0.12", "trt-llm-1.0", "sglang-0.5"])
  func batchOfOne(_ metric: String, _ engine: String) throws {
    let common = ["metric": metric, "engine": engine]
    let closedForm = try predicted(
      common.merging(["load": "static", "concurrency": "1"]) { $1 })
    let client = try predicted(common.merging(["concurrency": "1"]) { $1 })
    let queued = try predicted(common.merging(["concurrency": "", "requests": "1"]) { $1 })
    // A client waits for its own way to the engine, once a request; a static batch has none.
    let delay = try installed.clientDelay(ofEngine: engine).value
    let counts: [String: Double] = ["output_tokens_per_s": 64, "total_tokens_per_s": 64 + 512]
    let tokens = counts[metric]
    let expected =
      if let tokens {
        tokens / (tokens / closedForm + delay)
      } else if metric.hasPrefix("ttft") || metric.hasPrefix("e2e") {
        closedForm + delay * 1_000
      } else {
        closedForm
      }
    // The clock of a run counts whole nanoseconds.
    #expect(abs(client / expected - 1) < 1e-6)
    #expect(abs(queued / expected - 1) < 1e-6)
  }

  @Test("The time of a batch is its end-to-end latency, in seconds")
  func batchLatency() throws {
    let static8 = ["load": "static", "concurrency": "8"]
    let seconds = try predicted(static8.merging(["metric": "latency_s"]) { $1 })
    let milliseconds = try predicted(static8.merging(["metric": "e2e_ms_mean"]) { $1 })
    #expect(abs(seconds * 1_000 / milliseconds - 1) < 1e-12)
    let rate = try predicted(static8.merging(["metric": "output_tokens_per_s"]) { $1 })
    #expect(abs(rate * seconds / (8 * 64) - 1) < 1e-12)
  }

  @Test("A batch beyond the cache is queued: it takes longer than any that fits, and still ends")
  func oversizedBatch() throws {
    func seconds(_ batch: Int) throws -> Double {
      try predicted([
        "load": "static", "concurrency": "\(batch)", "prompt_tokens": "30000",
        "metric": "latency_s",
      ])
    }
    // 131,072 bytes a token: about twelve such requests fit beside the weights.
    let (small, large) = try (seconds(8), seconds(32))
    #expect(large > 3 * small)
  }

  @Test("E2E is TTFT and (n − 1) TPOT, and throughput is the clients over E2E")
  func identities() throws {
    let rows = ["ttft_ms_mean", "tpot_ms_mean", "e2e_ms_mean", "output_tokens_per_s"].map {
      MadeUpRow(["id": $0, "metric": $0, "requests": "4000"])
    }
    let figures = try validation(rows).rows.map { try #require($0.figure).predicted }
    #expect(abs((figures[0] + 63 * figures[1]) / figures[2] - 1) < 1e-9)
    // Little's law: four in flight but for the last answers.
    #expect(abs(figures[3] * figures[2] / 1_000 / (4 * 64) - 1) < 0.01)
  }

  @Test("Neither the order of rows nor their company nor the threads change a prediction")
  func orderIndependence() throws {
    let metrics = ["ttft_ms_mean", "tpot_ms_p90", "output_tokens_per_s"]
    var rows: [MadeUpRow] = []
    for (clients, spread) in [("2", ""), ("16", "uniform 0.8-1.0 of nominal"), ("", "fixed")] {
      for metric in metrics {
        rows.append(
          MadeUpRow([
            "id": "\(clients) \(metric)", "metric": metric, "concurrency": clients,
            "prompt_spread": spread, "requests": "200",
          ]))
      }
    }
    let forwards = try validation(rows)
    #expect(try validation(rows, jobs: 4).rowTable().csv == forwards.rowTable().csv)
    let backwards = try validation(rows.reversed(), jobs: 2)
    #expect(backwards.rows.reversed().map(\.figure) == forwards.rows.map(\.figure))
    for grouping in ErrorTable.Grouping.allCases {
      #expect(
        backwards.summaryTable(by: grouping).csv == forwards.summaryTable(by: grouping).csv)
    }
    let alone = try validation([rows[4]]).rows[0].figure
    #expect(alone == forwards.rows[4].figure && alone != nil)
  }

  @Test("Limits that a row states are kept")
  func limits() throws {
    let long = ["prompt_tokens": "8192", "metric": "ttft_ms_mean", "concurrency": "1"]
    let whole = try predicted(long.merging(["max_batched_tokens": "16384"]) { $1 })
    let chunked = try predicted(long.merging(["max_batched_tokens": "1024"]) { $1 })
    // Each of eight chunks pays the overhead of a step that carries prefill.
    let overhead = try installed.engine("vllm-0.12").hostOverhead.perPrefillStep
    #expect(chunked > whole + 7 * overhead.value * 1_000)
    let queued = [
      "output_tokens": "1024", "concurrency": "", "requests": "300",
      "metric": "output_tokens_per_s",
    ]
    let starved = try predicted(queued.merging(["kv_fraction": "0.25"]) { $1 })
    #expect(try starved < 0.8 * predicted(queued))
    let cached = try predicted(long.merging(["cached_fraction": "0.9"]) { $1 })
    #expect(try cached < 0.5 * predicted(long))
  }

  @Test("A spread about a printed length has its mean")
  func spreads() throws {
    let law = try MeasuredLength(tokens: 1_000, spread: "uniform 0.8-1.0 of nominal")
      .distribution(of: "prompt_spread")
    #expect(abs(law.mean - 900) < 1e-9)
    #expect(abs(law.quantile(0.5) - 900) < 1e-9 && abs(law.quantile(0.25) - 850) < 1e-9)
    let notation = try MeasuredLength(tokens: 500, spread: "exponential(mean 500)")
      .distribution(of: "prompt_spread")
    #expect(abs(notation.mean - 500) < 1e-9)
    for spread in [nil, "fixed"] {
      let fixed = try MeasuredLength(tokens: 7, spread: spread).distribution(of: "output_spread")
      #expect(fixed.mean == 7 && fixed.quantile(0.01) == 7)
    }
  }

  @Test("An open load in its steady state; beyond capacity a rate, and no latency")
  func openLoad() throws {
    func row(_ rate: String, _ metric: String) throws -> RowPrediction {
      try validation([
        MadeUpRow([
          "load": "open", "concurrency": "", "rate_per_s": rate, "metric": metric,
          "requests": "3000",
        ])
      ]).rows[0]
    }
    let rate = try #require(row("4", "output_tokens_per_s").figure).predicted
    #expect(abs(rate / (4 * 64) - 1) < 0.08)
    #expect(try #require(row("4", "tpot_ms_mean").figure).predicted < 30)
    #expect(try row("500", "output_tokens_per_s").status == .ok)
    let overloaded = try row("500", "ttft_ms_mean")
    #expect(overloaded.status == .unsupported && overloaded.reason.contains("overloaded"))
  }

  @Test("Attention replicas without shared experts serve like so many deployments")
  func replicas() throws {
    let one = try predicted(["metric": "output_tokens_per_s", "requests": "400"])
    let two = try predicted([
      "metric": "output_tokens_per_s", "accelerators": "2", "data": "2", "concurrency": "8",
      "requests": "800",
    ])
    #expect(abs(two / (2 * one) - 1) < 0.02)
  }

  @Test("A format that is the checkpoint's own means the checkpoint")
  func formats() throws {
    let model = ["model": "gpt-oss-120b", "accelerators": "2", "tensor": "2", "weights": ""]
    let published = try predicted(model)
    // All matrices in four bits would read fewer bytes.
    for name in ["mxfp4", "nvfp4"] {
      #expect(try predicted(model.merging(["weights": name]) { $1 }) == published)
    }
    #expect(try predicted(model.merging(["weights": "fp8"]) { $1 }) != published)
  }

  @Test("Models of wide windows have a cache", arguments: ["mistral-7b", "llama-4-maverick"])
  func windows(_ model: String) throws {
    let rate = try predicted([
      "model": model, "accelerators": "8", "tensor": "8", "engine": "trt-llm-1.0",
      "weights": "fp8", "concurrency": "", "requests": "200", "metric": "output_tokens_per_s",
    ])
    #expect(rate > 0)
  }
}
