import Foundation
import Performance
import Tables
import Testing

@testable import Validation

@Suite("Errors in summary")
struct ErrorSummaryTests {
  private func figure(_ ratio: Double, covers: Bool = true) -> RowPrediction.Figure {
    RowPrediction.Figure(
      predicted: 10 * ratio, measured: 10, quantity: .timePerToken,
      confidence: CalibrationConfidence(grade: .calibrated, interval: covers ? 0.1...10 : 1...1),
      remarks: [])
  }

  @Test("Four ratios by hand")
  func byHand() throws {
    // e = 0, ln 2, −ln 2, 2 ln 2.
    let summary = try #require(
      ErrorSummary([figure(1), figure(2), figure(0.5, covers: false), figure(4, covers: false)]))
    let unit = log(2.0)
    #expect(summary.count == 4)
    #expect(abs(summary.medianAbsolute - unit) < 1e-12)
    #expect(abs(summary.meanAbsolute - unit) < 1e-12)
    // Between 0 and ln 2.
    #expect(abs(summary.bias - unit / 2) < 1e-12)
    // 0.9 · 3 = 2.7: seven tenths of the way from ln 2 to 2 ln 2.
    #expect(abs(summary.absolute90 - 1.7 * unit) < 1e-12)
    #expect(summary.coverage == 0.5)
  }

  @Test("Twice too much and half too little weigh alike, and their bias is none")
  func symmetry() throws {
    let summary = try #require(ErrorSummary([figure(2), figure(0.5)]))
    #expect(abs(summary.bias) < 1e-12)
    #expect(abs(summary.medianAbsolute - log(2)) < 1e-12)
    #expect(ErrorSummary([]) == nil)
  }

  @Test("Turning every ratio over turns the bias and leaves the sizes")
  func inversion() throws {
    let ratios = [0.3, 0.9, 1.1, 1.7, 5]
    let summary = try #require(ErrorSummary(ratios.map { figure($0) }))
    let turned = try #require(ErrorSummary(ratios.map { figure(1 / $0) }))
    #expect(abs(summary.bias + turned.bias) < 1e-12 && summary.bias > 0)
    #expect(abs(summary.medianAbsolute - turned.medianAbsolute) < 1e-12)
    #expect(abs(summary.meanAbsolute - turned.meanAbsolute) < 1e-12)
    #expect(abs(summary.absolute90 - turned.absolute90) < 1e-12)
  }

  @Test("The order of figures does not matter, to the last bit")
  func order() throws {
    let figures = [0.3, 0.9, 1.1, 1.7, 5, 0.51].map { figure($0) }
    #expect(ErrorSummary(figures.reversed()) == ErrorSummary(figures))
  }

  @Test("The rows that are furthest off come first, and rows can be chosen by what they are")
  func worst() throws {
    let result = try validation([
      MadeUpRow(["value": "9"]), MadeUpRow(["id": "b", "value": "1"]),
      MadeUpRow(["id": "c", "value": "5000"]), MadeUpRow(["id": "d", "value": "none"]),
    ])
    #expect(result.worstTable(9).rows.map { $0[0].string } == ["c", "b", "a"])
    #expect(result.worstTable(1).rows.map { $0[0].string } == ["c"])
    #expect(result.only(metrics: []).rows.count == 4)
    #expect(result.only(metrics: ["ttft_ms_mean"]).rows.isEmpty)
    let file = try file(
      of: [MadeUpRow(["source": "x"]).cells, MadeUpRow(["id": "b", "accelerator": "b200"]).cells],
      .serving)
    #expect(file.only(accelerators: [], sources: ["x"]).entries.map(\.id) == ["a"])
    #expect(file.only(accelerators: ["b200"], sources: []).entries.map(\.id) == ["b"])
    #expect(file.only(accelerators: ["b200"], sources: ["x"]).entries.isEmpty)
  }

  @Test("A lone value is all of its quantiles, and the ends are the least and the greatest")
  func quantiles() {
    #expect([3.0].quantile(0.9) == 3)
    #expect([5.0, 1, 3].quantile(0) == 1 && [5.0, 1, 3].quantile(1) == 5)
    #expect([5.0, 1, 3].quantile(0.5) == 3 && [1.0, 2].quantile(0.25) == 1.25)
  }

  @Test(
    "Sizes are no part of a family's name",
    arguments: [
      ("llama-3.1-70b", "llama-3.1"), ("qwen3-30b-a3b", "qwen3"), ("mixtral-8x7b", "mixtral"),
      ("gpt-oss-120b", "gpt-oss"), ("deepseek-r1", "deepseek-r1"), ("gpt-j-6b", "gpt-j"),
      ("llama-4-maverick", "llama-4-maverick"),
    ])
  func families(_ model: String, _ family: String) {
    #expect(ModelFamily.name(of: model) == family)
  }

  @Test("Groups of the summary hold every predicted row once")
  func groups() throws {
    let result = try validation([
      MadeUpRow(), MadeUpRow(["id": "b", "concurrency": "16"]),
      MadeUpRow(["id": "c", "concurrency": "40", "metric": "ttft_ms_mean"]),
      MadeUpRow(["id": "d", "load": "static"]), MadeUpRow(["id": "e", "value": "none"]),
    ])
    for grouping in ErrorTable.Grouping.allCases {
      let table = result.summaryTable(by: grouping)
      let column = try #require(table.columns.firstIndex { $0.name == "n" })
      #expect(table.rows.reduce(0) { $0 + $1[column].number! } == 4)
    }
    let regimes = result.summaryTable(by: .regime).rows.map { $0[3].string }
    #expect(regimes == ["closed 1-8", "closed 9-32", "static", "closed 33+"])
  }

  @Test("The CSV has one line a row under the published heading")
  func csv() throws {
    let lines = try validation([MadeUpRow(), MadeUpRow(["id": "b", "value": ""])]).rowTable().csv
      .split(separator: "\n")
    #expect(lines[0] == "id,metric,measured,predicted,low,high,ratio,status,grade,reason")
    #expect(lines.count == 3)
    #expect(lines[1].hasPrefix("a,tpot_ms_mean,9.0,"))
    #expect(lines[1].hasSuffix(",ok,calibrated,engine vllm-0.12; below saturation"))
    #expect(lines[2] == "b,tpot_ms_mean,,,,,,invalid,,line 3: value is empty")
  }
}
