/// One plot as a value: the data and every word around it.
///
///     let figure = try Figure(
///       name: "cost-against-concurrency",
///       title: "H100 is cheaper at every load",
///       subtitle: "Cost of output tokens, DeepSeek-V3",
///       caption: "Bands: 95 % intervals, n = 20. Prices of 2026.",
///       lines: LinePlot(
///         x: Axis("Requests in flight per accelerator", scale: .logarithmic),
///         y: Axis("Cost", unit: "USD/Mtok", scale: .logarithmic),
///         series: [LineSeries("H100", [Point(1, 8.2, halfWidth: 0.3), Point(2, 4.4)])],
///         references: [ReferenceLine(.horizontal, at: 0.55, label: "market price")]))
///
/// A figure that exists can be drawn: what has no place in it (a point without a finite value, or
/// without a positive one on a logarithmic axis) is left out and named in ``omissions``, and where
/// nothing is left there is no figure.
public struct Figure: Sendable, Hashable {
  /// What the figure shows, by kind.
  public enum Content: Sendable, Hashable {
    case lines(LinePlot)
    case bars(BarPlot)
    case roofline(RooflinePlot)
    case panels(PanelPlot)
    case tornado(TornadoPlot)
    case outcome(OutcomePlot)
    case waterfall(WaterfallPlot)
  }

  /// The stem of the names of its files.
  public let name: String
  /// What the reader should see, as a sentence.
  public let title: String
  /// What is plotted, for whom, where.
  public let subtitle: String
  /// Assumptions, counts, the level of intervals, sources; small, below the plot.
  public let caption: String
  public let content: Content
  /// What was given and is not drawn, as sentences; they stand below the caption.
  public let omissions: [String]

  /// A plot of lines.
  ///
  /// - Throws: ``FigureError`` where the name is no file name, the title is empty, two series share
  ///   a name, or no point can be drawn.
  public init(
    name: String, title: String, subtitle: String = "", caption: String = "", lines plot: LinePlot
  ) throws(FigureError) {
    let (drawn, omissions) = plot.drawable()
    guard !drawn.series.isEmpty else { throw .empty(figure: name) }
    try self.init(
      name, title, subtitle, caption, .lines(drawn), omissions, drawn.series.map(\.name))
  }

  /// A plot of bars.
  ///
  /// - Throws: ``FigureError`` where the name is no file name, the title is empty, two series or two
  ///   categories share a name, the bars do not match the categories, a stack has a negative part,
  ///   or no bar can be drawn.
  public init(
    name: String, title: String, subtitle: String = "", caption: String = "", bars plot: BarPlot
  ) throws(FigureError) {
    try plot.check(in: name)
    let (drawn, omissions) = plot.drawable()
    guard !drawn.series.isEmpty else { throw .empty(figure: name) }
    try self.init(name, title, subtitle, caption, .bars(drawn), omissions, plot.series.map(\.name))
  }

  /// Kernels under the roofs of a chip.
  ///
  /// - Throws: ``FigureError`` where the name is no file name, the title is empty, two groups share
  ///   a name, or no point or no roof can be drawn.
  public init(
    name: String, title: String, subtitle: String = "", caption: String = "",
    roofline plot: RooflinePlot
  ) throws(FigureError) {
    let (drawn, omissions) = plot.drawable()
    guard !drawn.isEmpty else { throw .empty(figure: name) }
    try self.init(
      name, title, subtitle, caption, .roofline(drawn), omissions, drawn.groups.map(\.name))
  }

  /// Panels of lines over one axis.
  ///
  /// - Throws: ``FigureError`` where the name is no file name, the title is empty, two lines of a
  ///   panel share a name, or no point can be drawn.
  /// - Precondition: no scale is logarithmic.
  public init(
    name: String, title: String, subtitle: String = "", caption: String = "",
    panels plot: PanelPlot
  ) throws(FigureError) {
    precondition(
      plot.x.scale != .logarithmic && plot.panels.allSatisfy { $0.y.scale == .linear },
      "panels with logarithmic scales")
    let (drawn, omissions) = plot.drawable()
    guard !drawn.panels.isEmpty else { throw .empty(figure: name) }
    for panel in drawn.panels {
      if let twice = panel.series.map(\.name).firstRepeated {
        throw .repeatedSeries(figure: name, series: twice)
      }
    }
    try self.init(name, title, subtitle, caption, .panels(drawn), omissions, [])
  }

  /// Swings of an outcome by input.
  ///
  /// - Throws: ``FigureError`` where the name is no file name, the title is empty, two inputs share
  ///   a name, or none can be drawn.
  public init(
    name: String, title: String, subtitle: String = "", caption: String = "",
    tornado plot: TornadoPlot
  ) throws(FigureError) {
    try plot.check(in: name)
    let (drawn, omissions) = plot.drawable()
    guard !drawn.rows.isEmpty else { throw .empty(figure: name) }
    try self.init(name, title, subtitle, caption, .tornado(drawn), omissions, [])
  }

  /// The distribution of an uncertain outcome.
  ///
  /// - Throws: ``FigureError`` where the name is no file name, the title is empty, or no draw is a
  ///   number.
  public init(
    name: String, title: String, subtitle: String = "", caption: String = "",
    outcome plot: OutcomePlot
  ) throws(FigureError) {
    let (drawn, omissions) = plot.drawable()
    guard !drawn.draws.isEmpty else { throw .empty(figure: name) }
    try self.init(name, title, subtitle, caption, .outcome(drawn), omissions, [])
  }

  /// How one amount becomes another.
  ///
  /// - Throws: ``FigureError`` where the name is no file name, the title is empty, two steps share a
  ///   name, or the steps cannot be drawn.
  public init(
    name: String, title: String, subtitle: String = "", caption: String = "",
    waterfall plot: WaterfallPlot
  ) throws(FigureError) {
    try plot.check(in: name)
    let (drawn, omissions) = plot.drawable()
    guard !drawn.rows.isEmpty else { throw .empty(figure: name) }
    try self.init(name, title, subtitle, caption, .waterfall(drawn), omissions, [])
  }

  private init(
    _ name: String, _ title: String, _ subtitle: String, _ caption: String, _ content: Content,
    _ omissions: [String], _ seriesNames: [String]
  ) throws(FigureError) {
    guard FileName.isStem(name) else { throw .invalidName(name) }
    let title = title.onOneLine
    guard !title.isEmpty else { throw .untitled(figure: name) }
    if let twice = seriesNames.firstRepeated {
      throw .repeatedSeries(figure: name, series: twice)
    }
    self.name = name
    self.title = title
    self.subtitle = subtitle.onOneLine
    self.caption = caption.onOneLine
    self.content = content
    self.omissions = omissions
  }
}

/// Why something is not a figure.
public enum FigureError: Error, Sendable, Hashable {
  /// The name is not a plain file name of letters, digits, `-`, `_` and `.`.
  case invalidName(String)
  case untitled(figure: String)
  /// Nothing could be drawn.
  case empty(figure: String)
  case repeatedSeries(figure: String, series: String)
  case repeatedCategory(figure: String, category: String)
  /// A series has more or fewer bars than there are categories.
  case wrongBarCount(figure: String, series: String, found: Int, expected: Int)
  /// Parts of a whole are not negative.
  case negativePart(figure: String, series: String, category: String, value: Double)
}

extension Array where Element: Hashable {
  /// The first element that was there before.
  var firstRepeated: Element? {
    var seen = Set<Element>()
    return first { !seen.insert($0).inserted }
  }
}

extension String {
  /// The text on one line: white space of any kind is one space, other control characters go.
  var onOneLine: String {
    split(whereSeparator: \.isWhitespace)
      .map { word in
        String(
          String.UnicodeScalarView(
            word.unicodeScalars.filter { $0.properties.generalCategory != .control }))
      }
      .filter { !$0.isEmpty }.joined(separator: " ")
  }
}
