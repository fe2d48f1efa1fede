import Foundation
import Quantities
import Testing

@testable import Reports

@Suite("Drawing with gnuplot")
struct DrawingTests {
  static let isInstalled = Gnuplot().executable != nil

  private func write(
    _ figure: Figure, with gnuplot: Gnuplot, in scratch: Scratch
  ) throws -> (FigureOutcome, [String]) {
    let folder = try RunDirectory.create(at: scratch.path + "/run")
    let outcome = try folder.write(figure, drawnBy: gnuplot)
    return (outcome, try scratch.names(in: "run/figures"))
  }

  @Test("Without gnuplot data and script are there, and the message says what to install")
  func missing() throws {
    let scratch = try Scratch()
    let (outcome, names) = try write(try lineFigure(), with: Gnuplot(searchPath: ""), in: scratch)
    #expect(names == ["cost.csv", "cost.gp"])
    #expect(outcome.files == ["figures/cost.csv", "figures/cost.gp"])
    #expect(outcome.obstacle == .gnuplotNotFound)
    #expect(outcome.message?.contains("apt-get install gnuplot-nox") == true)
  }

  @Test("A gnuplot that fails is quoted")
  func failing() throws {
    let scratch = try Scratch()
    let gnuplot = try scratch.installGnuplot("echo one >&2; echo 'unknown terminal' >&2; exit 3")
    let (outcome, names) = try write(try lineFigure(), with: gnuplot, in: scratch)
    #expect(names == ["cost.csv", "cost.gp"])
    #expect(outcome.obstacle == .gnuplotFailed(status: 3, message: "one; unknown terminal"))
    #expect(outcome.message?.contains("ended with status 3: one; unknown terminal") == true)
  }

  @Test("A gnuplot that hangs is stopped")
  func hanging() throws {
    let scratch = try Scratch()
    let program = try scratch.installGnuplot("exec sleep 60")
    let gnuplot = Gnuplot(searchPath: program.searchPath, timeLimit: Seconds(0.2))
    let start = ContinuousClock.now
    let (outcome, names) = try write(try lineFigure(), with: gnuplot, in: scratch)
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(outcome.obstacle == .gnuplotTimedOut(after: Seconds(0.2)))
    #expect(outcome.message?.contains("stopped after 200 ms") == true)
    #expect(names == ["cost.csv", "cost.gp"])
  }

  @Test("A program that is no program does not start")
  func unstartable() throws {
    let scratch = try Scratch()
    let gnuplot = try scratch.installGnuplot("")
    try Data([0x7f, 0x45, 0x4c, 0x46, 0]).write(
      to: URL(fileURLWithPath: scratch.path + "/gnuplot"))
    let (outcome, _) = try write(try lineFigure(), with: gnuplot, in: scratch)
    #expect(!outcome.isDrawn)
  }

  @Test(
    "A picture that is missing or cut off is an error, not a picture",
    arguments: [
      "exit 0", "printf '<svg>' > cost.svg; printf x > cost.png",
      "printf '<svg/></svg>' > cost.svg",
    ])
  func incomplete(shell: String) throws {
    let scratch = try Scratch()
    let gnuplot = try scratch.installGnuplot(shell)
    let (outcome, names) = try write(try lineFigure(), with: gnuplot, in: scratch)
    #expect(names == ["cost.csv", "cost.gp"])
    #expect(outcome.obstacle == .pictureIncomplete(kind: "png"))
    #expect(outcome.message?.contains("the disk may be full") == true)
  }

  @Test("A picture of other data does not stay", .enabled(if: isInstalled))
  func stale() throws {
    let scratch = try Scratch()
    let folder = try RunDirectory.create(at: scratch.path + "/run")
    #expect(try folder.write(try lineFigure(), drawnBy: Gnuplot()).isDrawn)
    #expect(try !folder.write(try lineFigure(), drawnBy: Gnuplot(searchPath: "")).isDrawn)
    #expect(try scratch.names(in: "run/figures") == ["cost.csv", "cost.gp"])
  }

  @Test("A figure drawn twice is the same, byte for byte", .enabled(if: isInstalled))
  func deterministic() throws {
    for make in everyKind {
      let figure = try make("figure", "Cost")
      let (first, second) = (try Scratch(), try Scratch())
      let (outcome, names) = try write(figure, with: Gnuplot(), in: first)
      #expect(outcome.isDrawn && outcome.message == nil, "\(outcome.message ?? "")")
      #expect(names == ["csv", "gp", "png", "svg"].map { "\(figure.name).\($0)" })
      _ = try write(figure, with: Gnuplot(), in: second)
      for name in names {
        #expect(
          try first.bytes(of: "run/figures/" + name) == second.bytes(of: "run/figures/" + name),
          "\(name)")
      }
      // Width of a PNG: the four bytes after its first chunk's head.
      let width = try first.bytes(of: "run/figures/\(figure.name).png")[16..<20]
      #expect(width.reduce(0) { $0 << 8 | Int($1) } == 1600)
    }
  }

  @Test("One picture is drawn where it is asked for", .enabled(if: isInstalled))
  func onePicture() throws {
    let scratch = try Scratch()
    for ending in Figure.pictureEndings {
      let path = scratch.path + "/mine" + ending
      let outcome = try rooflineFigure().draw(to: path, by: Gnuplot())
      #expect(outcome.isDrawn && outcome.files == [path])
    }
    #expect(try scratch.names() == ["mine.png", "mine.svg"])
    let none = try rooflineFigure().draw(to: scratch.path + "/x.png", by: Gnuplot(searchPath: ""))
    #expect(none.message?.contains("gnuplot is not installed") == true)
    #expect(try scratch.names() == ["mine.png", "mine.svg"])
  }

  @Test("Hostile words are drawn as words and run nothing", .enabled(if: isInstalled))
  func hostile() throws {
    for (index, text) in hostileTexts.enumerated() {
      let make = everyKind[index % everyKind.count]
      let scratch = try Scratch()
      let figure = try make("figure-\(index)", text)
      let (outcome, names) = try write(figure, with: Gnuplot(), in: scratch)
      #expect(outcome.isDrawn, "\(text): \(outcome.message ?? "")")
      #expect(names.count == 4)
      #expect(try scratch.names() == ["run"])
      let svg = try scratch.text(of: "run/figures/figure-\(index).svg")
      let words = figure.title.replacingScalars("&", with: "&amp;")
        .replacingScalars("<", with: "&lt;").replacingScalars("'", with: "’")
      #expect(svg.contains("<text>\(words)</text>"), "\(words)")
    }
  }
}
