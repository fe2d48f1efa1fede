import Foundation
import Tables
import Testing

@testable import Reports

@Suite("Regions and laws of line plots")
struct RegionTests {
  private func figure(
    _ regions: [PlotRegion], scattered: Bool = false
  ) throws -> Figure {
    let points = [Point(1, 1), Point(10, 10), Point(100, 100)]
    var series = [
      LineSeries("cost", points), LineSeries("other", points.map { Point($0.x, $0.y * 2) }),
    ]
    if scattered {
      series.append(LineSeries("all", points, .scattered(like: "other")))
      series.append(LineSeries("law", points, .law))
    }
    return try Figure(
      name: "f", title: "Cost",
      lines: LinePlot(
        x: Axis("Work", scale: .logarithmic), y: Axis("Cost", scale: .logarithmic),
        series: series, regions: regions))
  }

  @Test("A region is drawn behind the lines, named, and in the data")
  func columns() throws {
    let figure = try figure([
      PlotRegion(.columns(from: 20, to: nil), label: "unreachable", like: "cost")
    ])
    #expect(figure.omissions.isEmpty)
    let script = figure.script
    #expect(script.contains("set object rectangle from first 20.0, graph 0"))
    #expect(script.contains("'unreachable'"))
    let rows = figure.table.csv.split(separator: "\n").filter { $0.contains("region") }
    #expect(rows.count == 1 && rows[0].contains("unreachable") && rows[0].contains("20"))
    // Rows of regions come after all points, whose places the script counts.
    #expect(figure.table.csv.split(separator: "\n").last?.contains("region") == true)
  }

  @Test("A side of a line is filled to the edge of the plot; of a line that is not there, nothing")
  func sides() throws {
    let sound = try figure([
      PlotRegion(.below(series: "cost"), label: "first"),
      PlotRegion(.above(series: "other"), label: "second"),
    ])
    let fills = sound.script.split(separator: "\n").filter {
      $0.contains("using 2:(") && $0.contains("filledcurves")
    }
    #expect(fills.count == 2)
    let missing = try figure([PlotRegion(.below(series: "none"), label: "first")])
    #expect(missing.omissions.count == 1)
    let backwards = try figure([PlotRegion(.columns(from: 20, to: 10), label: "first")])
    #expect(backwards.omissions.count == 1)
    let unscaled = try figure([PlotRegion(.columns(from: 0, to: 10), label: "first")])
    #expect(unscaled.omissions.count == 1, "zero has no place on a logarithmic axis")
  }

  @Test("Scattered points take the colour of their line and no name; a law is dashed and named")
  func looks() throws {
    let script = try figure([], scattered: true).script
    let colour = Palette.style(1).colour
    #expect(script.contains("with points linecolor rgb '\(colour)'"))
    #expect(!script.contains("'all'"))
    #expect(script.contains("'law'"))
    #expect(script.contains("linecolor rgb '\(Palette.reference)' linewidth 1.2 dashtype 2"))
  }

  @Test("The name of a region lies inside it, wherever it begins", arguments: [2.0, 10, 30, 60])
  func names(start: Double) throws {
    let figure = try figure([
      PlotRegion(.columns(from: start, to: nil), label: "out of reach, memory and time")
    ])
    guard case .lines(let plot) = figure.content else { return }
    let drawing = LineDrawing(figure, plot)
    let edge = drawing.place(start, drawing.y.lower).x / Canvas.width
    let words = Set("out of reach, memory and time".split(separator: " ").map(String.init))
    let labels = figure.script.split(separator: "\n").filter { line in
      line.hasPrefix("set label") && words.contains { line.contains($0) } && line.contains("front")
    }
    #expect(!labels.isEmpty)
    for label in labels {
      let place = try #require(
        label.split(separator: "screen ").dropFirst().first?.split(separator: ",").first)
      #expect(try #require(Double(place)) > edge)
    }
  }
}
