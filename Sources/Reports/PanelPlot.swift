/// Small plots of lines above each other, over one horizontal axis that they share; all axes include
/// zero, but for one of years.
public struct PanelPlot: Sendable, Hashable {
  /// One of them. A line of one name looks the same in all.
  public struct Panel: Sendable, Hashable {
    public let y: Axis
    public let series: [LineSeries]

    public init(y: Axis, series: [LineSeries]) {
      self.y = y
      self.series = series
    }
  }

  public let x: Axis
  public let panels: [Panel]

  public init(x: Axis, panels: [Panel]) {
    self.x = x
    self.panels = panels
  }
}

extension PanelPlot {
  /// The plot with only what can be drawn, and a sentence on each thing left out.
  func drawable() -> (plot: PanelPlot, omissions: [String]) {
    var omissions = [String]()
    var kept = [Panel]()
    for panel in panels {
      let (lines, left) = LinePlot(x: x, y: panel.y, series: panel.series).drawable()
      omissions += left
      if !lines.series.isEmpty { kept.append(Panel(y: panel.y, series: lines.series)) }
    }
    return (PanelPlot(x: x, panels: kept), omissions)
  }

  /// The names of all lines, each once, in the order in which they come.
  var names: [String] {
    var names = [String]()
    for line in panels.flatMap(\.series) where !names.contains(line.name) {
      names.append(line.name)
    }
    return names
  }
}
