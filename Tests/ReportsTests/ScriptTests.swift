import Foundation
import Testing

@testable import Reports

@Suite("Scripts that draw figures")
struct ScriptTests {
  @Test("A text between quotes holds no quote and no line break", arguments: hostileTexts)
  func quoting(text: String) {
    let quoted = GnuplotText.quoted(text)
    #expect(quoted.hasPrefix("'") && quoted.hasSuffix("'") && quoted.count >= 2)
    let inside = quoted.dropFirst().dropLast()
    #expect(!inside.contains { $0 == "'" || $0.isNewline })
    // A byte-wise reader sees no quote either, whatever combines with it.
    #expect(!inside.utf8.contains(UInt8(ascii: "'")))
    #expect(String(inside) == text.onOneLine.replacingScalars("'", with: "’"))
  }

  @Test(
    "Shares that make up a whole are numbered in their bars; other stacks have their total behind")
  func shares() throws {
    func labels(_ second: Double, _ unit: String) throws -> [String] {
      let figure = try Figure(
        name: "f", title: "T",
        bars: BarPlot(
          categories: ["a", "b"], label: "L", unit: unit,
          series: [BarSeries("x", values: [63, 99]), BarSeries("y", values: [37, second])],
          arrangement: .stacked))
      return figure.script.split(separator: "\n").filter { $0.hasPrefix("set label") }.map(
        String.init)
    }
    func isShown(_ text: String, in labels: [String]) -> Bool {
      labels.contains { $0.contains("'\(text)'") }
    }
    let whole = try labels(1, "%")
    #expect(isShown("63", in: whole) && isShown("37", in: whole) && isShown("99", in: whole))
    #expect(!isShown("100", in: whole) && !isShown("1", in: whole))
    let money = try labels(1, "USD")
    let partial = try labels(100, "%")
    #expect(isShown("100", in: money) && isShown("199", in: partial))
  }

  @Test("Whatever the words are, the commands are the same", arguments: hostileTexts)
  func wordsAreNoCommands(text: String) throws {
    for make in everyKind {
      let hostile = Self.outsideQuotes(try make("f", text).script)
      let tame = Self.outsideQuotes(try make("f", "Cost").script)
      #expect(hostile.filter { !$0.contains("label") }.count > 10)
      #expect(Set(hostile).isSuperset(of: ["set encoding utf8", "unset output"]))
      for line in hostile {
        // Where words end no new command begins.
        #expect(!line.contains("system") && !line.contains("`") && !line.contains(";"), "\(line)")
      }
      // Longer words may stand further off and need a stroke, which is an arrow without a head.
      #expect(Self.verbs(hostile).isSubset(of: Self.verbs(tame).union(["set arrow"])))
    }
  }

  @Test("Every label is drawn as plain text")
  func plainLabels() throws {
    for script in try everyKind.map({ try $0("f", "Cost").script }) {
      let labels = script.split(separator: "\n").filter { $0.hasPrefix("set label") }
      #expect(labels.count > 8)
      #expect(labels.allSatisfy { $0.contains(" noenhanced") })
    }
  }

  @Test("No words overlap and none leave the sheet, however the lines end")
  func layout() throws {
    var numbers = Numbers(seed: 6)
    for _ in 0..<60 {
      let count = numbers.next(in: 1...9)
      let crowd = numbers.next(in: 0.001...2)
      let series = (0..<count).map { index in
        let length = numbers.next(in: 2...8)
        let level = 1 + crowd * numbers.next(in: 0.0...1)
        let name = String(repeating: "Ascend 910C ", count: 1 + index % 3) + "\(index)"
        return LineSeries(name, (1...length).map { Point(Double($0), level / Double($0)) })
      }
      let figure = try Figure(
        name: "f", title: String(repeating: "A long title ", count: numbers.next(in: 1...12)),
        subtitle: String(repeating: "and its subtitle ", count: numbers.next(in: 1...12)),
        caption: String(repeating: "Assumptions of every kind. ", count: numbers.next(in: 0...14)),
        lines: LinePlot(
          x: Axis("Load"), y: Axis("Cost", unit: "USD/Mtok", scale: .logarithmic), series: series))
      let boxes = try Self.labelBoxes(figure.script)
      #expect(boxes.count >= count + 4)
      for (index, box) in boxes.enumerated() {
        #expect(box.left >= 0 && box.right <= 801 && box.top >= 0, "\(box)")
        for other in boxes[..<index] {
          #expect(!box.overlaps(other), "\(box) \(other)")
        }
      }
    }
  }

  @Test("In panels no words overlap and none leave the sheet")
  func panelLayout() throws {
    var numbers = Numbers(seed: 12)
    for _ in 0..<40 {
      let count = numbers.next(in: 1...8)
      let names = (0..<count).map {
        String(repeating: "Ascend 910C ", count: 1 + $0 % 3) + "\($0)"
      }
      let panels = (0..<numbers.next(in: 1...5)).map { panel in
        let size = numbers.next(in: 1e-3...1e9)
        return PanelPlot.Panel(
          y: Axis("Panel \(panel)", unit: "tokens per second"),
          series: names.map { name in
            let length = numbers.next(in: 1...8)
            return LineSeries(
              name, (1...length).map { Point(Double($0), size * numbers.next(in: 0.0...1)) })
          })
      }
      let figure = try Figure(
        name: "f", title: "Queue and batch", caption: "Means.",
        panels: PanelPlot(x: Axis("Time", unit: "h"), panels: panels))
      let boxes = try Self.labelBoxes(figure.script)
      #expect(boxes.count >= (count + 1) * panels.count)
      for (index, box) in boxes.enumerated() {
        #expect(box.left >= 0 && box.right <= 801 && box.top >= 0, "\(box)")
        for other in boxes[..<index] { #expect(!box.overlaps(other), "\(box) \(other)") }
      }
    }
  }

  @Test("On a roofline no words overlap and none leave the sheet")
  func rooflineLayout() throws {
    var numbers = Numbers(seed: 11)
    for _ in 0..<40 {
      let names = ["feed forward", "attention projection", "experts", "head", "router"]
      let groups = (0..<2).map { group in
        RooflinePlot.Group(
          "Step \(group), 11.1 ms",
          marks: names.map { name in
            let intensity = exp(numbers.next(in: 0.0...7))
            return RooflinePlot.Mark(
              name, intensity: intensity,
              rate: numbers.next(in: 0.1...0.9) * min(989, 3.35 * intensity), share: 0.18)
          }, aside: ["host 5 %", "dispatch 5 % (links)"])
      }
      let figure = try Figure(
        name: "f", title: "Decode is memory bound", subtitle: "A model on a chip",
        caption: "Assumptions.",
        roofline: RooflinePlot(
          x: ("Arithmetic intensity", "FLOP/byte"), y: ("Achieved", "TFLOP/s"), slope: 3.35,
          slopeLabel: "HBM3, 3.35 TB/s",
          ceilings: [
            RooflinePlot.Ceiling("fp8, 1.98 PFLOP/s", rate: 1_979),
            RooflinePlot.Ceiling("bf16, 989 TFLOP/s", rate: 989),
          ], groups: groups, asideHeading: "not under a roof:"))
      let boxes = try Self.labelBoxes(figure.script)
      // Title, subtitle, caption, two axes, three roofs, two groups with three lines each.
      #expect(boxes.count >= 10 + 3 + 3 + 8)
      for (index, box) in boxes.enumerated() {
        #expect(box.left >= 0 && box.right <= 801 && box.top >= 0, "\(box)")
        for other in boxes[..<index] { #expect(!box.overlaps(other), "\(box) \(other)") }
      }
    }
  }

  @Test("Text is broken into lines that fit and lose no word")
  func wrapping() {
    let text = "Cost of output tokens for DeepSeek-V3 at fp8 " + String(repeating: "w", count: 90)
    let lines = TextMetrics.lines(text, size: 12, within: 150)
    #expect(lines.allSatisfy { TextMetrics.width(of: $0, size: 12) <= 150 })
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
  }

  /// The lines of a script without what stands between single quotes.
  private static func outsideQuotes(_ script: String) -> [String] {
    script.split(separator: "\n").map { line in
      if line.hasPrefix("#") { return "#" }
      return line.split(separator: "'", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined()
    }
  }

  private static func verbs(_ lines: [String]) -> Set<String> {
    Set(lines.map { $0.split(separator: " ").prefix(2).joined(separator: " ") })
  }

  /// Where the labels of a script stand on the sheet, by their own metrics.
  static func labelBoxes(_ script: String) throws -> [Box] {
    let size = try #require(script.firstMatch(of: /svg enhanced size (\d+),(\d+)/))
    let (width, height) = (Double(size.1) ?? 0, Double(size.2) ?? 0)
    var boxes = [String: Box]()
    let pattern =
      /set label (\d+) '([^']*)' at screen ([\d.]+), screen (-?[\d.]+) (left|center|right).*? font (?:',([\d.]+)'|title_font)/
    for match in script.matches(of: pattern) {
      let size = match.6.flatMap { Double($0) } ?? Canvas.Size.title
      let x = width * (Double(match.3) ?? 0)
      let y = height * (1 - (Double(match.4) ?? 0))
      let length = TextMetrics.width(of: String(match.2), size: size)
      let left = match.5 == "left" ? x : match.5 == "right" ? x - length : x - length / 2
      // Letters fill a line but for its leading.
      boxes[String(match.1)] = Box(
        left: left, top: y - size / 2, right: left + length, bottom: y + size / 2)
    }
    return boxes.sorted { $0.key < $1.key }.map(\.value)
  }
}
