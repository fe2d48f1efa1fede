import Testing

@testable import Validation

@Suite("Files of measurements")
struct MeasurementFileTests {
  @Test("Columns stand in any order, and those left out are empty")
  func columns() throws {
    let text = """
      value,metric,output_tokens,prompt_tokens,load,model,engine,accelerator,id
      12,e2e_ms_p90,64,512,closed,llama-3.1-8b,vllm-0.12,h100-sxm,a

      """
    let row = try ServingRow(MeasurementFile(text: text, named: "f.csv").entries[0].cells)
    #expect(row.id == "a" && row.value == 12)
    #expect(row.metric == .latency(.e2e, .percentile(90)))
    #expect(row.conditions.load == .queued)
    #expect(row.conditions.accelerators == 1)
    #expect(row.conditions.weights == nil && row.conditions.tensor == nil)
    #expect(row.conditions.cachedFraction == 0)
  }

  @Test(
    "Names of metrics are written as they are read",
    arguments: [
      "output_tokens_per_s", "input_tokens_per_s", "total_tokens_per_s", "ttft_ms_mean",
      "tpot_ms_p90", "itl_ms_p99", "e2e_ms_p50", "latency_s",
    ])
  func metrics(_ name: String) { #expect(MeasuredMetric(name: name)?.name == name) }

  @Test(
    "Other names are no metrics",
    arguments: ["", "ttft", "ttft_s_mean", "ttft_ms_p0", "ttft_ms_p100", "tpot_ms_p09", "p90"])
  func noMetrics(_ name: String) { #expect(MeasuredMetric(name: name) == nil) }

  @Test(
    "A cell that cannot be read makes its row invalid, and says line and column",
    arguments: [
      ("value", "many"), ("value", "-3"), ("value", "0"), ("value", "inf"), ("value", "0x10"),
      ("accelerators", "0"), ("tensor", "1.5"), ("concurrency", "x"), ("weights", "fp12"),
      ("kv_cache", "fp3"), ("role", "both"), ("load", "wild"), ("prompt_tokens", "0.2"),
      ("cached_fraction", "1.2"), ("kv_fraction", "0.01"), ("tokens_per_step", "0"),
      ("max_batched_tokens", "1e3"), ("rate_per_s", "fast"), ("shared_prefix_tokens", "-1"),
    ])
  func malformed(_ column: String, _ text: String) throws {
    let rows = try validation([MadeUpRow(), MadeUpRow(["id": "b", column: text])]).rows
    #expect(rows[0].status == .ok)
    #expect(rows[1].status == .invalid)
    #expect(rows[1].reason.hasPrefix("line 3: \(column) is \"\(text)\""))
  }

  @Test(
    "An empty cell that is needed makes its row invalid",
    arguments: ["id", "accelerator", "engine", "model", "load", "metric", "value"])
  func missing(_ column: String) throws {
    let row = try validation([MadeUpRow([column: ""])]).rows[0]
    #expect(row.status == .invalid)
    #expect(row.reason == "line 2: \(column) is empty")
  }

  @Test("An id names one row: the second is invalid and names the line of the first")
  func duplicates() throws {
    let rows = try validation([MadeUpRow(), MadeUpRow(["metric": "ttft_ms_mean"])]).rows
    #expect(rows.map(\.status) == [.ok, .invalid])
    #expect(rows[1].reason == "line 3: the id is used on line 2 already")
  }

  @Test("What is no table of these columns is refused with file and line")
  func refused() {
    let good = MadeUpRow.csv([MadeUpRow()])
    let slips: [(text: String, message: String)] = [
      ("", "f.csv:1: there is no heading"),
      (good + "a,b\n", "f.csv:3: 2 fields where the heading has"),
      (
        good.replacing("prompt_tokens", with: "promt_tokens"),
        "f.csv:1: no column of a serving file is named \"promt_tokens\""
      ),
      (
        "id,accelerator,engine,model,load,prompt_tokens,output_tokens,metric\n",
        "f.csv:1: the column \"value\" is missing"
      ),
      (good + "\"a", "f.csv:3: the quotation of field 1 never ends"),
    ]
    for slip in slips {
      let error = #expect(throws: MeasurementFileError.self) {
        try MeasurementFile(text: slip.text, named: "f.csv")
      }
      #expect(error?.description.hasPrefix(slip.message) == true, "\(error?.description ?? "")")
    }
  }

  @Test("Lines are counted where a quoted cell spans several")
  func lines() throws {
    let text = """
      id,accelerator,engine,model,load,prompt_tokens,output_tokens,metric,value,notes
      a,h100-sxm,vllm-0.12,llama-3.1-8b,closed,512,64,tpot_ms_mean,9,"two
      lines"

      b,h100-sxm,vllm-0.12,llama-3.1-8b,closed,512,64,tpot_ms_mean,x,

      """
    let entries = try MeasurementFile(text: text, named: "f.csv").entries
    #expect(entries.map(\.line) == [2, 5])
  }

  @Test("A shared prefix is the share of the prompt that is found in the cache")
  func sharedPrefix() throws {
    let rows = [
      MadeUpRow(["shared_prefix_tokens": "128"]),
      MadeUpRow(["id": "b", "cached_fraction": "0.25"]),
    ]
    let entries = try MeasurementFile(text: MadeUpRow.csv(rows), named: "f.csv").entries
    for entry in entries { #expect(try ServingRow(entry.cells).conditions.cachedFraction == 0.25) }
  }
}
