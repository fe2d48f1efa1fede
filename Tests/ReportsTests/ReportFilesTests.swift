import Foundation
import Tables
import Testing

@testable import Reports

@Suite("Reports in files and pictures in pages")
struct ReportFilesTests {
  static let svg = """
    <?xml version="1.0" encoding="utf-8"  standalone="no"?>
    <svg width="800" height="400" viewBox="0 0 800 400" xmlns="http://www.w3.org/2000/svg"
     xmlns:xlink="http://www.w3.org/1999/xlink">
    <title>Gnuplot</title><desc>Produced by GNUPLOT</desc>
    <defs><circle id='dot' r='1'/><use xlink:href='#dot' id='two'/></defs>
    <g filter="url(#dot)"><text>url(#dot) id='dot' 1 &lt; 2</text><use xlink:href="#two"/></g>
    </svg>
    """

  private func report(_ count: Int, ending: String = "svg") throws -> Report {
    let blocks = try (1...count).map { number in
      Report.Block.figure(
        .init(
          try lineFigure("f\(number)"),
          FigureOutcome(
            figure: "f\(number)",
            files: ["figures/f\(number).csv", "figures/f\(number).\(ending)"], obstacle: nil)))
    }
    return fullReport(figures: blocks)
  }

  private func page(_ report: Report, picture: String = svg) -> String {
    report.html { Array(($0.hasSuffix("csv") ? "x,y\n1,2\n" : picture).utf8) }
  }

  @Test("A page made from report.json is that of the run, byte for byte, and so is the Markdown")
  func roundTrip() throws {
    let scratch = try Scratch()
    let folder = try RunDirectory.create(at: scratch.path + "/run")
    var blocks: [Report.Block] = []
    for make in everyKind {
      let figure = try make("figure-\(blocks.count)", "Cost")
      blocks.append(.figure(.init(figure, try folder.write(figure, drawnBy: Gnuplot()))))
    }
    let report = fullReport(text: "Ünï <b> \"x\"", figures: blocks)
    try folder.write(report)
    let text = try RunDirectory.reportText(inFolder: folder.path)
    let again = try Report(json: text)
    #expect(again == report)
    #expect(again.json == text)
    #expect(try scratch.text(of: "run/report.html") == again.html(picturesIn: folder.path))
    #expect(try scratch.text(of: "run/report.md") == again.markdown)
    let reader = PageReader(again.html(picturesIn: folder.path))
    #expect(reader.faults.isEmpty, "\(reader.faults)")
    let ids = reader.values(of: "id")
    #expect(Set(ids).count == ids.count)
    let drawings = reader.elements.filter { $0.name == "svg" }
    #expect(drawings.count == (Gnuplot().executable == nil ? 0 : everyKind.count))
  }

  @Test("Numbers without a place in JSON come back, and so does the sign of a zero")
  func numbers() throws {
    var table = Table([Column("x", .real)])
    for value in [
      -0.0, 0.1 + 0.2, .leastNonzeroMagnitude, 1.7976931348623157e308, .infinity, -.infinity,
    ] {
      table.append([.real(value)])
    }
    let report = Report(title: "T", sections: [.init("S", [.table(table)])])
    let again = try Report(json: report.json)
    guard case .table(let back) = again.sections[0].blocks[0] else { return }
    #expect(back == table && back.csv == table.csv)
    table.append([.real(.nan)])
    let other = Report(title: "T", sections: [.init("S", [.table(table)])])
    #expect(try Report(json: other.json).json == other.json)
  }

  @Test("A report of another layout is named as such, whatever else is in it")
  func otherSchema() {
    #expect(throws: ReportError.otherSchema(found: "bessemer.report/2")) {
      try Report(json: "{\"schema\": \"bessemer.report/2\", \"chapters\": []}")
    }
  }

  @Test("What is damaged is named by its place in the document")
  func damaged() throws {
    let json = fullReport().json
    func path(_ damage: (String) -> String) -> String {
      do throws(ReportError) {
        _ = try Report(json: damage(json))
        return "none"
      } catch {
        guard case .damaged(let path, let reason) = error else { return "schema" }
        #expect(!reason.isEmpty)
        return path
      }
    }
    #expect(
      path { $0.replacing("\"feasible\" : true", with: "\"feasible\" : 3", maxReplacements: 1) }
        == "sections[0].blocks[3].verdict.feasible")
    #expect(path { $0.replacing("\"transferred\"", with: "\"guessed\"") } == "validity.grade")
    #expect(
      path { $0.replacing("\"kind\" : \"table\"", with: "\"kind\" : \"song\"") }
        == "sections[0].blocks[2].kind")
    #expect(
      path { $0.replacing("0.123456789", with: "\"many\"") }
        == "sections[0].blocks[2].table.rows[0][1]")
    #expect(path { _ in "" } == "" && path { String($0.dropLast(40)) } == "")
  }

  @Test(
    "Drawings become part of the page, with identifiers of their own and a name for who cannot see")
  func inline() throws {
    let html = page(try report(2))
    let reader = PageReader(html)
    #expect(reader.faults.isEmpty, "\(reader.faults)")
    let ids = reader.values(of: "id")
    #expect(Set(ids).count == ids.count)
    for link in reader.values(of: "xlink:href") { #expect(ids.contains(String(link.dropFirst()))) }
    #expect(reader.values(of: "filter") == ["url(#figure-1-dot)", "url(#figure-2-dot)"])
    #expect(reader.values(of: "aria-labelledby") == ["figure-1-title", "figure-2-title"])
    #expect(!html.contains("Gnuplot") && !html.contains("<?xml"))
    // Words of the drawing stay as they are.
    #expect(html.contains("<text>url(#dot) id='dot' 1 &lt; 2</text>"))
  }

  @Test(
    "What is not a plain drawing runs nothing: it is shown as an image",
    arguments: [
      "<script>alert(1)</script>", "<g onload='alert(1)'/>", "<a xlink:href='#x'/>",
      "<use xlink:href='https://example.org/x#y'/>", "<use xlink:href = 'https://example.org'/>",
      "<image href='x.png'/>", "<foreignObject/>", "<!-- note -->", "<g fill='url(https://x.y)'/>",
      "<g style='fill:u\\72l(https://x.y)'/>", "<g\nonclick='x'/>", "<style>*{}</style>", "<g",
    ])
  func foreign(inside: String) throws {
    let drawing = Self.svg.replacing("</svg>", with: inside + "</svg>")
    let html = page(try report(1), picture: drawing)
    let reader = PageReader(html)
    #expect(reader.faults.isEmpty)
    #expect(!reader.elements.contains { $0.name == "svg" || $0.name == "use" })
    let image = try #require(reader.elements.first { $0.name == "img" })
    #expect(image.attributes["alt"] == "Cost")
    #expect(image.attributes["src"]?.hasPrefix("data:image/svg+xml;base64,") == true)
  }

  @Test("Without a drawing the picture is shown, and without either the figure is named")
  func fallbacks() throws {
    let image = PageReader(page(try report(1, ending: "png"))).elements.first { $0.name == "img" }
    #expect(image?.attributes["src"]?.hasPrefix("data:image/png;base64,") == true)
    let missing = try report(1).html { _ in nil }
    #expect(PageReader(missing).text.contains("Cost (not drawn)"))
  }

  @Test("Files outside of the folder are not brought into a page")
  func outside() throws {
    let scratch = try Scratch()
    let folder = try RunDirectory.create(at: scratch.path + "/run")
    try "secret".write(toFile: scratch.path + "/secret.csv", atomically: true, encoding: .utf8)
    let json = try report(1).json.replacing("figures/f1.csv", with: "../secret.csv")
    let html = try Report(json: json).html(picturesIn: folder.path)
    #expect(!html.contains(Data("secret".utf8).base64EncodedString()))
  }
}
