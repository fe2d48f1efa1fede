/// The gnuplot script of a figure: complete, and run in the folder of its data.
struct FigureScript {
  let canvas: Canvas
  /// Commands that set axes, grid and ticks.
  let axes: [String]
  /// The parts of the `plot` command.
  let plots: [String]

  /// The script as text.
  func text(for name: String) -> String {
    let (width, height) = (Int(Canvas.width), Int(canvas.height))
    var lines = [
      "# Draws \(name).svg and \(name).png from \(name).csv: gnuplot \(name).gp",
      "reset",
      "set encoding utf8",
      "set datafile separator comma",
      "set datafile commentschars ''",
      "face = 'Arial, Helvetica, sans-serif'",
      "unset key",
      "unset border",
      "set style textbox opaque noborder fillcolor '#ffffff' margins 0.3, 0.2",
    ]
    lines += canvas.frame + axes + canvas.commands
    lines += [
      "",
      "# The SVG terminal knows no bold face: this family ends its attribute and begins the next.",
      "# &#44; is a comma that does not end the family.",
      "title_font = sprintf('Arial&#44; Helvetica&#44; sans-serif\" font-weight=\"bold,%g', "
        + "\(Canvas.Size.title))",
      "set terminal svg enhanced size \(width),\(height) background '#ffffff' "
        + "font sprintf('%s,%g', face, \(Canvas.Size.label))",
      "set output '\(name).svg'",
    ]
    lines += canvas.titleCommands
    lines.append("plot \\\n  " + plots.joined(separator: ", \\\n  "))
    // A point of this terminal is 4/3 of a unit, and the sheet is drawn at twice its size.
    lines += [
      "",
      "title_font = sprintf('Arial:Bold,%g', \(Canvas.Size.title))",
      "set terminal pngcairo enhanced size \(2 * width),\(2 * height) background '#ffffff' "
        + "font sprintf('%s,%g', face, \(Canvas.Size.label)) fontscale 1.5 linewidth 2 pointscale 2",
      "set output '\(name).png'",
    ]
    lines += canvas.titleCommands
    lines += ["replot", "unset output"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Commands for the ticks of one axis.
  static func ticks(_ axis: String, _ scale: AxisScale) -> [String] {
    let marks = scale.ticks.map {
      "\(GnuplotText.quotedTick($0.label)) \(GnuplotText.number($0.value))"
    }
    return (scale.scale == .logarithmic ? ["set logscale \(axis) 10"] : []) + [
      "set \(axis)tics scale 0 nomirror noenhanced "
        + "textcolor rgb '\(Palette.text)' (\(marks.joined(separator: ", ")))"
    ]
  }

  static func range(_ axis: String, _ scale: AxisScale) -> String {
    "set \(axis)range [\(GnuplotText.number(scale.lower)):\(GnuplotText.number(scale.upper))]"
  }

  static let grid =
    "back linetype 1 linecolor rgb '\(Palette.grid)' linewidth 0.8 dashtype 1"
}

extension Figure {
  /// The script that draws the figure.
  var script: String {
    switch content {
    case .lines(let plot): LineDrawing(self, plot).script.text(for: name)
    case .bars(let plot): BarDrawing(self, plot).script.text(for: name)
    case .roofline(let plot): RooflineDrawing(self, plot).script.text(for: name)
    case .panels(let plot): PanelDrawing(self, plot).script.text(for: name)
    case .tornado(let plot): TornadoDrawing(self, plot).script.text(for: name)
    case .outcome(let plot): OutcomeDrawing(self, plot).script.text(for: name)
    case .waterfall(let plot): WaterfallDrawing(self, plot).script.text(for: name)
    }
  }
}
