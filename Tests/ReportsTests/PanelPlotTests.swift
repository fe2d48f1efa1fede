import Tables
import Testing

@testable import Reports

@Suite("Panels of lines over one axis")
struct PanelPlotTests {
  private func figure(_ panels: [PanelPlot.Panel]) throws -> Figure {
    try Figure(name: "f", title: "T", panels: PanelPlot(x: Axis("Time"), panels: panels))
  }

  private func panel(_ label: String, _ series: LineSeries...) -> PanelPlot.Panel {
    PanelPlot.Panel(y: Axis(label), series: series)
  }

  @Test("The data hold every point, panel after panel")
  func data() throws {
    let figure = try figure([
      panel("queue", LineSeries("a", [Point(0, 1), Point(1, 2)]), LineSeries("b", [Point(0, 3)])),
      panel("batch", LineSeries("b", [Point(2, 4)])),
    ])
    let rows = figure.table.csv.split(separator: "\n").dropFirst()
    #expect(
      Array(rows) == ["queue,a,0.0,1.0", "queue,a,1.0,2.0", "queue,b,0.0,3.0", "batch,b,2.0,4.0"])
  }

  @Test(
    "Every line is drawn from its rows, into the strip of its panel and in the colour of its name")
  func script() throws {
    let figure = try figure([
      panel("queue", LineSeries("a", [Point(0, 1), Point(1, 2)]), LineSeries("b", [Point(0, 3)])),
      panel("batch", LineSeries("b", [Point(2, 400), Point(3, 100)])),
    ])
    let lines = figure.script.split(separator: "\n").filter { $0.contains("with lines") }
    try #require(lines.count == 3)
    #expect(lines[0].contains("every ::0::1") && lines[1].contains("every ::2::2"))
    #expect(lines[2].contains("every ::3::4"))
    #expect(lines[0].contains(Palette.style(0).colour))
    #expect(lines[1].contains(Palette.style(1).colour))
    #expect(lines[2].contains(Palette.style(1).colour))
    // Of two panels the second lies on the bottom of the paper.
    #expect(lines[2].contains("using 3:(0.0 + "))
    #expect(!lines[0].contains("using 3:(0.0 + "))
  }

  @Test("Intervals are bands in the strip of their panel, and years begin where the data do")
  func bands() throws {
    let points = [Point(2024.25, 5, low: 4, high: 8), Point(2025, 6, low: 5, high: 9)]
    let figure = try Figure(
      name: "f", title: "T",
      panels: PanelPlot(
        x: Axis("Year", scale: .years),
        panels: [panel("one", LineSeries("", points)), panel("two", LineSeries("", points))]))
    let bands = figure.script.split(separator: "\n").filter { $0.contains("filledcurves") }
    #expect(bands.count == 2)
    // A band lies where its line does: the same slope and offset before the column.
    let lines = figure.script.split(separator: "\n").filter { $0.contains("with lines") }
    for (band, line) in zip(bands, lines) {
      let strip = try #require(
        line.split(separator: "(").dropFirst().first?.split(separator: "$").first)
      #expect(band.contains("(\(strip)$5):(\(strip)$6)"))
    }
    #expect(figure.script.contains("set xrange [2024.0:2025.0]"))
    #expect(figure.table.csv.contains("one,\"\",2024.25,5.0,4.0,8.0"))
  }

  @Test("A panel without a point is left out, and no panel is no figure")
  func empty() throws {
    let kept = try figure([
      panel("queue", LineSeries("a", [Point(.nan, 1)])),
      panel("batch", LineSeries("a", [Point(0, 1), Point(1, .infinity)])),
    ])
    guard case .panels(let plot) = kept.content else { return #expect(Bool(false)) }
    #expect(plot.panels.map(\.y.label) == ["batch"])
    #expect(kept.omissions.count == 2)
    #expect(throws: FigureError.empty(figure: "f")) { try figure([]) }
    #expect(throws: FigureError.repeatedSeries(figure: "f", series: "a")) {
      try figure([panel("q", LineSeries("a", [Point(0, 1)]), LineSeries("a", [Point(0, 1)]))])
    }
  }
}
