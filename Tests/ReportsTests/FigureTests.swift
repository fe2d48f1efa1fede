import Tables
import Testing

@testable import Reports

@Suite("What a figure may hold")
struct FigureTests {
  private func figure(
    _ points: [Point], name: String = "f", title: String = "T", y: Axis.Scale = .linear
  ) throws(FigureError) -> Figure {
    try Figure(
      name: name, title: title,
      lines: LinePlot(x: Axis("x"), y: Axis("y", scale: y), series: [LineSeries("s", points)]))
  }

  @Test("A figure with nothing to draw is an error")
  func empty() {
    #expect(throws: FigureError.empty(figure: "f")) { try figure([]) }
    #expect(throws: FigureError.empty(figure: "f")) { try figure([Point(.nan, 1)]) }
    #expect(throws: FigureError.empty(figure: "f")) {
      try figure([Point(1, 0), Point(2, -3)], y: .logarithmic)
    }
    #expect(throws: FigureError.empty(figure: "b")) {
      try Figure(
        name: "b", title: "T",
        bars: BarPlot(categories: ["a"], label: "", series: [BarSeries("s", values: [.infinity])]))
    }
  }

  @Test("A roofline shows what has a place under a roof, and says what has none")
  func roofline() throws {
    func figure(_ marks: [RooflinePlot.Mark], ceiling: Double = 100) throws(FigureError) -> Figure {
      try Figure(
        name: "f", title: "T",
        roofline: RooflinePlot(
          x: ("x", "FLOP/byte"), y: ("y", "TFLOP/s"), slope: 2, slopeLabel: "memory",
          ceilings: [RooflinePlot.Ceiling("peak", rate: ceiling)],
          groups: [RooflinePlot.Group("g", marks: marks)], asideHeading: ""))
    }
    let good = RooflinePlot.Mark("a", intensity: 3, rate: 4, share: 0.5)
    let made = try figure([good, RooflinePlot.Mark("b", intensity: 0, rate: 4, share: 0.5)])
    #expect(made.omissions == ["1 of 2 points of g is not drawn: no finite value on this scale."])
    // The point, and where the roofs meet: 100 at an intensity of 50.
    #expect(made.table.rows.count == 2)
    #expect(made.table[1, "x"] == .real(50) && made.table[1, "y"] == .real(100))
    #expect(throws: FigureError.empty(figure: "f")) { try figure([]) }
    #expect(throws: FigureError.empty(figure: "f")) { try figure([good], ceiling: -1) }
  }

  @Test("Points without a finite value are left out, and the figure says so")
  func nonFinite() throws {
    let made = try figure([Point(1, 2), Point(2, .nan), Point(.infinity, 1), Point(3, 4)])
    #expect(made.table.rows.count == 2)
    #expect(made.omissions == ["2 of 4 points of s are not drawn: no finite value on this scale."])
    #expect(made.script.contains(made.omissions[0]))
    #expect(try figure([Point(1, 2)]).omissions.isEmpty)
  }

  @Test("On a logarithmic axis only positive values have a place")
  func nonPositive() throws {
    let points = [Point(1, 2), Point(2, 0), Point(3, -1)]
    #expect(try figure(points, y: .logarithmic).table.rows.count == 1)
    #expect(try figure(points).table.rows.count == 3)
  }

  @Test("An interval that does not hold its point is left out, the point stays")
  func unsoundInterval() throws {
    let made = try figure([Point(1, 2, low: 3, high: 4), Point(2, 2, low: 1, high: nil)])
    #expect(made.omissions.count == 1)
    #expect(made.table.rows.count == 2)
    #expect(made.table["low"].allSatisfy { $0 == .missing })
  }

  @Test(
    "Names of figures are plain file names", arguments: ["", "a/b", "..", "-x", "a b", "ä", "a'"])
  func names(name: String) {
    #expect(throws: FigureError.invalidName(name)) { try figure([Point(1, 1)], name: name) }
    #expect(FileName.isStem(FileName.stem(from: name)))
  }

  @Test("Any text has a plain stem", arguments: hostileTexts)
  func stems(text: String) { #expect(FileName.isStem(FileName.stem(from: text))) }

  @Test("A title is needed, and names are not used twice")
  func words() {
    #expect(throws: FigureError.untitled(figure: "f")) { try figure([Point(1, 1)], title: " \n") }
    let line = LineSeries("s", [Point(1, 1)])
    #expect(throws: FigureError.repeatedSeries(figure: "f", series: "s")) {
      try Figure(
        name: "f", title: "T", lines: LinePlot(x: Axis("x"), y: Axis("y"), series: [line, line]))
    }
  }

  @Test("Bars match their categories, and parts of a whole are not negative")
  func bars() {
    func plot(_ values: [Double?], _ arrangement: BarPlot.Arrangement) throws -> Figure {
      try Figure(
        name: "b", title: "T",
        bars: BarPlot(
          categories: ["a", "c"], label: "", series: [BarSeries("s", values: values)],
          arrangement: arrangement))
    }
    #expect(throws: FigureError.wrongBarCount(figure: "b", series: "s", found: 1, expected: 2)) {
      try plot([1], .grouped)
    }
    #expect(
      throws: FigureError.negativePart(figure: "b", series: "s", category: "c", value: -1)
    ) { try plot([1, -1], .stacked) }
    #expect(throws: Never.self) { try plot([1, -1], .grouped) }
  }

  @Test("The parts of a stack begin where those before them end")
  func stackBases() throws {
    let table = try barFigure().table
    #expect(table["base"] == [.real(0), .real(0), .real(2)])
    #expect(table["row"] == [.integer(0), .integer(1), .integer(1)])
  }
}
