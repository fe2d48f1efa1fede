import Stochastics
import Testing

@testable import Validation

@Suite("Rows without what their source says")
struct LeftOutTests {
  private func leftOut(_ rows: [MadeUpRow]) throws -> [RowPrediction] {
    let file = try MeasurementFile(text: MadeUpRow.csv(rows), named: "made-up.csv")
    return ErrorTable(
      of: file, catalog: installed, leftOut: LeftOut(of: [file], in: installed, jobs: 2), jobs: 2
    ).rows
  }

  @Test("Where too few remain a row says so, unless it cannot be predicted in any case")
  func reasons() throws {
    let rows = try leftOut([
      MadeUpRow(), MadeUpRow(["id": "b", "model": "!mystery"]),
      MadeUpRow(["id": "c", "model": "llama-3.1-405b"]), MadeUpRow(["id": "d", "value": "-1"]),
    ])
    #expect(rows.map(\.status) == [.unsupported, .unsupported, .unsupported, .invalid])
    for (row, reason) in zip(
      rows, ["fewer than 20 values of other sources", "\"!mystery\"", "infeasible", "value is"])
    {
      #expect(row.reason.contains(reason), "\(row.reason)")
    }
  }

  @Test("Rows that cannot be predicted are nothing to fit on, however many they are")
  func nothingPredictable() throws {
    let rows = try (0..<40).map { index in
      let row = MadeUpRow(["id": "\(index)", "model": "!mystery", "concurrency": "\(index + 1)"])
      let file = try MeasurementFile(text: MadeUpRow.csv([row]), named: "made-up.csv")
      return (source: "a", row: try ServingRow(file.entries[0].cells))
    }
    #expect(throws: StochasticsError.self) {
      try FittedSample(rows, as: "vllm-0.12", in: installed, jobs: 2)
    }
  }

  @Test("Files are one set: the rows of one are predicted by what others say of the same engine")
  func files() throws {
    func file(_ source: String, _ model: String, _ count: Int) throws -> MeasurementFile {
      let rows = (0..<count).map {
        MadeUpRow([
          "id": "\($0)", "source": source, "model": model, "concurrency": "\($0 + 1)",
          "requests": "16", "output_tokens": "8",
        ])
      }
      return try MeasurementFile(text: MadeUpRow.csv(rows), named: source)
    }
    let (few, many) = (try file("few", "llama-3.1-8b", 2), try file("many", "qwen3-8b", 24))
    func predicted(among files: [MeasurementFile]) -> Int {
      ErrorTable(
        of: few, catalog: installed, leftOut: LeftOut(of: files, in: installed, jobs: 2), jobs: 2
      ).count(.ok)
    }
    #expect(predicted(among: [few]) == 0)
    #expect(predicted(among: [few, many]) == 2)
  }
}
