import Stochastics
import Testing

@testable import Validation

@Suite("Rows without what their source says")
struct LeftOutTests {
  private func leftOut(_ rows: [MadeUpRow]) throws -> [RowPrediction] {
    let file = try MeasurementFile(text: MadeUpRow.csv(rows), named: "made-up.csv")
    return ErrorTable(of: file, catalog: installed, leavingOut: true, jobs: 2).rows
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
}
