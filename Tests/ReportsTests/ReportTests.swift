import Foundation
import Tables
import Testing

@testable import Reports

@Suite("The page of a run")
struct ReportTests {
  private var long: Table {
    var table = Table([
      Column("case", .text), Column("metric", .text), Column("title", .text), Column("unit", .text),
      Column("mean", .real), Column("half-width", .real), Column("count", .integer),
    ])
    table.append(["h100", "cost", "cost of output", "USD/Mtok", 0.5512, 0.0123, 20])
    table.append(["h100", "busy", "busy time", nil, 0.8, nil, 20])
    table.append(["910c", "cost", "cost of output", "USD/Mtok", 1.003, 0.05, 20])
    return table
  }

  @Test("Metrics become rows and alternatives columns, with the count behind them")
  func summary() throws {
    let table = try SummaryTable.alternativesAsColumns(long)
    #expect(table.columns.map(\.name) == ["metric", "h100", "910c", "n"])
    #expect(
      table.rows == [
        ["cost of output (USD/Mtok)", "0.551 ± 0.012", "1.00 ± 0.05", 20],
        ["busy time", "0.800", nil, 20],
      ])
  }

  @Test("Counts that differ are shown as a range")
  func counts() throws {
    var table = long
    table.append(["910c", "busy", "busy time", nil, 0.7, 0.1, 5])
    let summary = try SummaryTable.alternativesAsColumns(table)
    #expect(summary["n"] == ["20", "5 to 20"])
  }

  @Test("A table whose heading says its title says it once, another in full")
  func titles() {
    var table = Table([Column("a", .text)], title: "Stocks")
    table.append(["x"])
    let text = Report(
      title: "T", sections: [.init("Stocks", [.table(table)]), .init("More", [.table(table)])]
    ).markdown
    #expect(text.components(separatedBy: "Stocks").count == 3)
    #expect(text.contains("## Stocks\n\n| a |") && text.contains("## More\n\n**Stocks**"))
  }

  @Test("A table that is not one of estimates is an error")
  func failures() {
    var twice = long
    twice.append(["h100", "cost", "", "", 1.0, nil, nil])
    #expect(throws: SummaryTable.Failure.repeated(case: "h100", metric: "cost")) {
      try SummaryTable.alternativesAsColumns(twice)
    }
    #expect(throws: SummaryTable.Failure.missingColumn("case")) {
      try SummaryTable.alternativesAsColumns(Table([Column("metric", .text)]))
    }
  }

  @Test("The page gives the answer first and names what it rests on")
  func markdown() throws {
    let figure = try lineFigure()
    let drawn = FigureOutcome(
      figure: "cost", files: ["figures/cost.csv", "figures/cost.svg"], obstacle: nil)
    let report = Report(
      title: "H100 against 910C", question: "Which is cheaper at *50 ms*?",
      answer: ["H100, by 1.82 ± 0.06.", "1. is no list"],
      verdicts: [
        Verdict("H100 by memory", .feasible(margin: "12 GB free")),
        Verdict("910C by memory", .infeasible(cause: "713 GB > 640 GB", fix: "10 devices")),
      ],
      validity: Validity(.transferred, because: ["910C kernels measured on 910B"]),
      sections: [
        Report.Section(
          "Results",
          [
            .paragraph("Costs in tok_s and _more_."),
            .table(try SummaryTable.alternativesAsColumns(long)), .figure(.init(figure, drawn)),
          ])
      ],
      thresholds: [
        .init("p99(time to first token) < 2 s", of: "h100", observed: "1.63 ± 0.05 s", .passed),
        .init("cost.output < 0.5 USD/Mtok", .noData),
      ],
      assumptions: [.init("80 % utilization", sources: ["filing-2025"], remark: "a guess")],
      sources: [.init("filing-2025", "A filing of 2025", locator: "sec.gov")],
      notModelled: ["Networks between sites"],
      provenance: Provenance(
        programVersion: "1.0", scenario: "s.yaml", scenarioHash: "ab", dataHash: "cd", seed: 7,
        replications: 20))
    #expect(
      report.markdown == """
        # H100 against 910C

        **Question.** Which is cheaper at \\*50 ms\\*?

        ## Answer

        - H100, by 1.82 ± 0.06.
        - 1\\. is no list

        ## Can it run?

        - **Feasible.** H100 by memory: 12 GB free
        - **Infeasible.** 910C by memory
          - Cause: 713 GB > 640 GB
          - Fix: 10 devices

        **Validity: transferred.** It rests on measurements of related hardware or engines.

        - 910C kernels measured on 910B

        ## Results

        Costs in tok_s and \\_more\\_.

        | metric | h100 | 910c | n |
        | :-- | :-- | :-- | --: |
        | cost of output (USD/Mtok) | 0.551 ± 0.012 | 1.00 ± 0.05 | 20 |
        | busy time | 0.800 | - | 20 |

        ![Cost](figures/cost.svg)

        Cost [cost.csv](figures/cost.csv), [cost.svg](figures/cost.svg)

        ## Thresholds

        - **Passed.** h100: p99(time to first token) &lt; 2 s: 1.63 ± 0.05 s
        - **No data.** cost.output &lt; 0.5 USD/Mtok

        ## Assumptions

        - 80 % utilization \\[filing-2025, a guess\\]

        ## Sources

        - filing-2025: A filing of 2025, sec.gov

        ## Not modelled

        - Networks between sites

        ---

        bessemer 1.0, scenario s.yaml (ab), data cd, seed 7, 20 replications

        """)
  }

  @Test("A figure that was not drawn is named with its data")
  func notDrawn() throws {
    let missing = FigureOutcome(
      figure: "cost", files: ["figures/cost.csv"], obstacle: .gnuplotNotFound)
    let report = Report(
      title: "T", sections: [.init("S", [.figure(.init(try lineFigure(), missing))])])
    #expect(report.markdown.contains("**Cost** (not drawn)"))
    #expect(!report.markdown.contains("!["))
    #expect(report.markdown.contains("(figures/cost.csv)"))
  }
}
