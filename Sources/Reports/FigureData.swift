public import Tables

extension Figure {
  /// The data of the figure, long and tidy: one row for each point or bar.
  public var table: Table {
    switch content {
    case .lines(let plot): plot.table
    case .bars(let plot): plot.table
    case .roofline(let plot): plot.table
    case .panels(let plot): plot.table
    case .tornado(let plot): plot.table
    case .outcome(let plot): plot.table
    case .waterfall(let plot): plot.table
    }
  }
}

extension LinePlot {
  /// One row for each point, series after series.
  fileprivate var table: Table {
    var table = Table([
      Column("series", .text), Column("x", .real, unit: x.columnUnit, description: x.label),
      Column("y", .real, unit: y.columnUnit, description: y.label),
      Column("low", .real, unit: y.columnUnit), Column("high", .real, unit: y.columnUnit),
    ])
    for line in series {
      for point in line.points {
        table.append([
          .text(line.name.withoutQuotes), .real(point.x), .real(point.y), Cell(point.low),
          Cell(point.high),
        ])
      }
    }
    // Behind all points, whose rows are counted: each region by where it begins and ends.
    for region in regions {
      for end in region.ends {
        table.append([.text("region: \(region.label)".withoutQuotes), .real(end), nil, nil, nil])
      }
    }
    return table
  }
}

extension BarPlot {
  /// One row for each bar, series after series; `base` is where it begins.
  fileprivate var table: Table {
    var table = Table([
      Column("series", .text), Column("category", .text),
      Column("value", .real, unit: axis.columnUnit, description: label),
      Column("low", .real, unit: axis.columnUnit), Column("high", .real, unit: axis.columnUnit),
      Column("base", .real, unit: axis.columnUnit, description: "where the bar begins"),
      Column("row", .integer, description: "the category's place from the top, from 0"),
    ])
    var ends = [Double](repeating: 0, count: categories.count)
    for one in series {
      for (row, bar) in one.bars.enumerated() {
        guard let bar else { continue }
        table.append([
          .text(one.name.withoutQuotes), .text(categories[row].withoutQuotes), .real(bar.value),
          Cell(bar.low),
          Cell(bar.high), .real(ends[row]), .integer(row),
        ])
        if arrangement == .stacked { ends[row] += bar.value }
      }
    }
    return table
  }
}

extension PanelPlot {
  /// One row for each point, panel after panel and line after line.
  fileprivate var table: Table {
    let hasBands = panels.contains { $0.series.contains { $0.points.contains { $0.low != nil } } }
    var table = Table(
      [
        Column("panel", .text), Column("series", .text),
        Column("x", .real, unit: x.columnUnit, description: x.label), Column("y", .real),
      ] + (hasBands ? [Column("low", .real), Column("high", .real)] : []))
    for panel in panels {
      for line in panel.series {
        for point in line.points {
          table.append(
            [
              .text(panel.y.words.withoutQuotes), .text(line.name.withoutQuotes), .real(point.x),
              .real(point.y),
            ] + (hasBands ? [Cell(point.low), Cell(point.high)] : []))
        }
      }
    }
    return table
  }
}

extension RooflinePlot {
  /// One row for each point, group after group, then the roofs, each by the point where it meets
  /// the memory's.
  fileprivate var table: Table {
    var table = Table([
      Column("series", .text), Column("item", .text),
      Column("x", .real, unit: x.columnUnit, description: x.label),
      Column("y", .real, unit: y.columnUnit, description: y.label),
      Column("share", .real, description: "of the group's whole"),
    ])
    for group in groups {
      for mark in group.marks {
        table.append([
          .text(group.name.withoutQuotes), .text(mark.name.withoutQuotes), .real(mark.intensity),
          .real(mark.rate), .real(mark.share),
        ])
      }
    }
    for ceiling in ceilings {
      table.append([
        "roof", .text(ceiling.label.withoutQuotes), .real(ceiling.rate / slope),
        .real(ceiling.rate), nil,
      ])
    }
    return table
  }
}

extension TornadoPlot {
  /// Two rows for each input, its low and its high end; `top` and `bottom` say which part of the
  /// row's height the bar takes, from -1 to 1.
  fileprivate var table: Table {
    var table = Table([
      Column("input", .text), Column("end", .text), Column("at", .text),
      Column("base", .real, unit: axis.columnUnit, description: "the outcome of the base case"),
      Column("outcome", .real, unit: axis.columnUnit, description: label),
      Column("row", .integer, description: "the input's place from the top, from 0"),
      Column("top", .integer), Column("bottom", .integer),
    ])
    for (number, row) in rows.enumerated() {
      // Where both bars go one way, each takes its half of the height.
      let isOneSided = row.isOneSided(around: base)
      for (name, end, edges) in [
        (lowName, row.low, isOneSided ? (-1, 0) : (-1, 1)),
        (highName, row.high, isOneSided ? (0, 1) : (-1, 1)),
      ] {
        table.append([
          .text(row.name.withoutQuotes), .text(name.withoutQuotes),
          Cell(end.label?.withoutQuotes), .real(base), .real(end.outcome), .integer(number),
          .integer(edges.0), .integer(edges.1),
        ])
      }
    }
    return table
  }
}

extension WaterfallPlot {
  /// One row for each bar, from top to bottom.
  fileprivate var table: Table {
    var table = Table([
      Column("step", .text), Column("kind", .text),
      Column("from", .real, unit: axis.columnUnit, description: "where the bar begins"),
      Column("to", .real, unit: axis.columnUnit, description: label),
      Column("low", .real, unit: axis.columnUnit), Column("high", .real, unit: axis.columnUnit),
      Column("row", .integer, description: "the bar's place from the top, from 0"),
    ])
    var place = -1
    for (number, row) in rows.enumerated() {
      let isBeside = arrangement == .apart && number > 0 && rows[number - 1].name == row.name
      if !isBeside { place += 1 }
      table.append([
        .text(row.name.withoutQuotes), .text(row.kind.rawValue), .real(row.from), .real(row.to),
        Cell(row.low), Cell(row.high), .integer(place),
      ])
    }
    return table
  }
}

extension OutcomePlot {
  /// One row for each bin.
  fileprivate var table: Table {
    var table = Table([
      Column("from", .real, unit: axis.columnUnit, description: label),
      Column("to", .real, unit: axis.columnUnit), Column("draws", .integer),
      Column("share", .real, unit: "%"),
    ])
    for bin in bins {
      let share = 100 * Double(bin.count) / Double(draws.count)
      table.append([.real(bin.low), .real(bin.high), .integer(bin.count), .real(share)])
    }
    return table
  }
}

extension Axis {
  /// The unit as a column may have it: without brackets.
  fileprivate var columnUnit: String? {
    let plain = (unit ?? "").filter { $0 != "[" && $0 != "]" }
    return plain.isEmpty ? nil : plain
  }
}

extension String {
  /// The text with typographic quotation marks: gnuplot does not read doubled ones.
  fileprivate var withoutQuotes: String { replacingScalars("\"", with: "\u{201d}") }
}
