import Testing

@Suite("Measurements beside predictions, and files that are none")
struct ValidateTests {
  /// Made up: no measurement stands behind these rows.
  private static let rows = """
    id,accelerator,engine,model,load,concurrency,prompt_tokens,output_tokens,metric,value
    a,h100-sxm,vllm-0.12,llama-3.1-8b,closed,4,512,64,tpot_ms_mean,9
    b,h100-sxm,tgi-2,llama-3.1-8b,closed,4,512,64,tpot_ms_mean,9
    c,h100-sxm,vllm-0.12,llama-3.1-8b,closed,x,512,64,tpot_ms_mean,9

    """

  private func validate(_ text: String, _ options: String...) throws -> Program.Outcome {
    let folder = try Folder()
    try folder.write(text, to: "rows.csv")
    return try Program.run(["validate", "--serving", "rows.csv"] + options, in: folder)
  }

  @Test("Every form tells of every row", arguments: ["table", "json", "csv"])
  func forms(_ format: String) throws {
    let outcome = try validate(Self.rows, "--format", format)
    outcome.expectEnd(code: 0)
    for word in ["engine vllm-0.12", "no engine profile is near", "line 4: concurrency is"] {
      #expect(outcome.output.contains(word), "\(outcome.output)")
    }
  }

  @Test("The number of threads changes nothing")
  func threads() throws {
    let one = try validate(Self.rows, "--jobs", "1")
    #expect(try validate(Self.rows, "--jobs", "3").output == one.output)
    #expect(one.output.contains("3 rows, 1 ok, 1 unsupported, 1 invalid"))
  }

  @Test("Without a file the measurements that come with the program are predicted, and chosen from")
  func shipped() throws {
    let chosen = try Program.run(
      ["validate", "--source", "inferencex-constants", "--metric", "tco", "--format", "csv"],
      in: Folder())
    chosen.expectEnd(code: 0)
    let lines = chosen.output.split(separator: "\n")
    #expect(lines.count > 5 && lines.dropFirst().allSatisfy { $0.contains(",tco,") })
    let summary = try Program.run(
      ["validate", "--source", "modellink", "--format", "markdown"], in: Folder())
    summary.expectEnd(code: 0)
    for words in ["come with the program", "furthest off", "| modellink |", "left out"] {
      #expect(summary.output.contains(words), "\(words)")
    }
    try Program.run(["validate", "--metric", "tco", "--source", "modellink"], in: Folder())
      .expectEnd(code: 6)
  }

  @Test("Of a file without rows the file is told, of filters that leave none the filters")
  func nothing() throws {
    let heading = String(Self.rows.prefix { $0 != "\n" }) + "\n"
    let bare = try validate(heading)
    bare.expectEnd(code: 6)
    #expect(bare.errors.contains("rows.csv: a heading and no rows"), "\(bare.errors)")
    #expect(!bare.errors.contains("accelerator"), "\(bare.errors)")
    #expect(try validate(heading, "--metric", "tpot_ms_mean").errors == bare.errors)
    let one = try validate(Self.rows, "--metric", "ttft_ms_mean")
    one.expectEnd(code: 6)
    #expect(one.errors.contains("no row has --metric ttft_ms_mean"), "\(one.errors)")
    #expect(one.errors.contains("leave it out"), "\(one.errors)")
    let two = try validate(Self.rows, "--metric", "ttft_ms_mean", "--accelerator", "b200")
    two.expectEnd(code: 6)
    #expect(two.errors.contains("--accelerator b200 and --metric ttft_ms_mean"), "\(two.errors)")
    #expect(two.errors.contains("leave one of them out"), "\(two.errors)")
  }

  @Test("Nothing can be left out of training runs and costs, whose predictions are not fitted")
  func nothingFitted() throws {
    let folder = try Folder()
    try folder.write("id,metric,value,unit\n", to: "cost.csv")
    let refused = try Program.run(["validate", "--cost", "cost.csv", "--leave-out"], in: folder)
    refused.expectEnd(code: 2)
    for words in ["no --serving file is named", "omit --leave-out"] {
      #expect(refused.errors.contains(words), "\(refused.errors)")
    }
  }

  @Test("A file without a predictable row exits 6, one that is no table or not there 3")
  func endings() throws {
    try validate(Self.rows.replacing("vllm-0.12", with: "tgi-2")).expectEnd(code: 6)
    let slip = try validate(Self.rows.replacing("concurrency", with: "concurency"))
    slip.expectEnd(code: 3)
    #expect(slip.errors.contains("rows.csv:1:") && slip.errors.contains("\"concurrency\""))
    let missing = try Program.run(["validate", "--serving", "none.csv"], in: Folder())
    missing.expectEnd(code: 3)
    #expect(missing.errors.contains("none.csv"))
  }

  @Test("Costs: no row compared exits 6, one that is 0, a cell too many 3 with its line")
  func costs() throws {
    let folder = try Folder()
    func end(_ rows: String, code: Int32) throws -> Program.Outcome {
      try folder.write("id,configuration,metric,value,unit\n" + rows, to: "cost.csv")
      let outcome = try Program.run(["validate", "--cost", "cost.csv"], in: folder)
      outcome.expectEnd(code: code)
      return outcome
    }
    let misspelt = "a,,tcoo,1,USD\n"
    #expect(try end(misspelt, code: 6).output.contains("no metric is named \"tcoo\""))
    let both = try end(misspelt + "b,,electricity,80,USD/MWh\n", code: 0)
    #expect(both.output.contains("owners/us-neocloud, electricity"), "\(both.output)")
    let ragged = try end(misspelt + "b,,electricity,0.08,USD/kWh,\n", code: 3)
    #expect(ragged.errors.contains("cost.csv:3:"), "\(ragged.errors)")
  }

  @Test("The help names the metrics of a cost file with their units")
  func metricsOfCosts() throws {
    let help = try Program.run(["validate", "--help"], in: Folder())
    help.expectEnd(code: 0)
    let words = help.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for metric in ["tco in USD/GPU-h", "electricity in USD/kWh", "price_out in USD/Mtok"] {
      #expect(words.contains(metric), "\(words)")
    }
  }
}
