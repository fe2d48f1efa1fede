import Foundation

@testable import Reports

/// Numbers that look random and are the same in every run (splitmix64).
struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(in range: ClosedRange<Double>) -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    bits ^= bits >> 31
    let fraction = Double(bits >> 11) / Double(1 << 53)
    return range.lowerBound + fraction * (range.upperBound - range.lowerBound)
  }

  mutating func next(in range: ClosedRange<Int>) -> Int {
    min(range.upperBound, Int(next(in: Double(range.lowerBound)...Double(range.upperBound + 1))))
  }
}

/// A folder that is gone after the test.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "reports-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func names(in folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
  }

  func bytes(of name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
  }

  func text(of name: String) throws -> String {
    String(decoding: try bytes(of: name), as: UTF8.self)
  }

  /// Writes a program that stands for gnuplot.
  func installGnuplot(_ shell: String) throws -> Gnuplot {
    let program = path + "/gnuplot"
    try "#!/bin/sh\n\(shell)\n".write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    return Gnuplot(searchPath: path)
  }
}

/// Text that would do something if it were not taken as text.
let hostileTexts = [
  "it's", "'", "'\u{301}'; system('touch pwned') #", "a_b^{2}", "`touch pwned`",
  "'; system('touch pwned'); '", "$(touch pwned)", "$PATH $1",
  "back\\slash\\", "\\\n system 'touch pwned'\n", "@macro &{phantom} ~", "# no comment",
  "100 %d %s", "%\u{301}", "\"\u{301}a\",",
  "\"quoted\"", "<b>&amp;", "\u{0}\u{7}bell", "Ünï 中文 10²⁴", "a,b;c", "\u{2028}line\u{2029}",
]

func lineFigure(_ name: String = "cost", text: String = "Cost") throws -> Figure {
  try Figure(
    name: name, title: text, subtitle: text, caption: text,
    lines: LinePlot(
      x: Axis(text, unit: text, scale: .logarithmic),
      y: Axis(text, unit: text, scale: .logarithmic),
      series: ["", " more"].map { more in
        LineSeries(
          text + more,
          [1.0, 2, 4, 8].map { Point($0, (1 + Double(more.count)) / $0, low: 0.5 / $0, high: 9) })
      },
      references: [
        ReferenceLine(.horizontal, at: 2, label: text),
        ReferenceLine(.vertical, at: 3, label: text),
      ]))
}

func barFigure(_ name: String = "split", text: String = "Cost") throws -> Figure {
  try Figure(
    name: name, title: text, subtitle: text, caption: text,
    bars: BarPlot(
      categories: [text, text + " more"], label: text, unit: text,
      series: [
        BarSeries(text, [Bar(1, halfWidth: 0.1), Bar(2)]), BarSeries(text + " too", [nil, Bar(3)]),
      ],
      arrangement: .stacked, references: [(2.5, text)]))
}

func panelFigure(_ name: String = "course", text: String = "Cost") throws -> Figure {
  try Figure(
    name: name, title: text, subtitle: text, caption: text,
    panels: PanelPlot(
      x: Axis(text, unit: text),
      panels: [0.0, 5_000].map { height in
        PanelPlot.Panel(
          y: Axis(text, unit: text),
          series: ["", " more"].map { more in
            LineSeries(text + more, (1...5).map { Point(Double($0), height + Double($0 % 3)) })
          })
      }))
}

func rooflineFigure(_ name: String = "roof", text: String = "Cost") throws -> Figure {
  try Figure(
    name: name, title: text, subtitle: text, caption: text,
    roofline: RooflinePlot(
      x: (text, text), y: (text, text), slope: 3.35, slopeLabel: text,
      ceilings: [
        RooflinePlot.Ceiling(text, rate: 989), RooflinePlot.Ceiling(text, rate: 1_979),
      ],
      groups: ["", " more"].map { more in
        RooflinePlot.Group(
          text + more,
          marks: [1.0, 30, 300].map {
            RooflinePlot.Mark(
              text, intensity: $0 * Double(1 + more.count), rate: $0 * 2, share: 0.3)
          }, aside: [text, text])
      }, asideHeading: text))
}

func tornadoFigure(_ name: String = "swings", text: String = "Cost") throws -> Figure {
  try Figure(
    name: name, title: text, subtitle: text, caption: text,
    tornado: TornadoPlot(
      label: text, unit: text, base: 0.55, baseLabel: text,
      rows: [
        .init(text, low: .init(0.53, label: text), high: .init(0.58, label: text)),
        .init(text + " more", low: .init(0.61), high: .init(0.72, label: text)),
        .init(text + " and more", low: .init(0.71), high: .init(0.31)),
      ], lowName: text, highName: text))
}

func outcomeFigure(_ name: String = "outcome", text: String = "Cost") throws -> Figure {
  var numbers = Numbers(seed: 3)
  return try Figure(
    name: name, title: text, subtitle: text, caption: text,
    outcome: OutcomePlot(
      label: text, unit: text,
      draws: (0..<200).map { _ in exp(numbers.next(in: -1.0...1) + numbers.next(in: -1.0...1)) },
      marks: [(0.4, text), (1, text), (2.5, text)]))
}

/// A figure of each kind, by name and by the text of all its words.
let everyKind: [@Sendable (String, String) throws -> Figure] = [
  { try lineFigure($0, text: $1) }, { try barFigure($0, text: $1) },
  { try rooflineFigure($0, text: $1) }, { try panelFigure($0, text: $1) },
  { try tornadoFigure($0, text: $1) }, { try outcomeFigure($0, text: $1) },
]
