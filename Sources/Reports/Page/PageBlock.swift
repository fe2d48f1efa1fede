internal import Tables

/// A part of a section as the template sees it: one of the lists has one item.
struct PageBlock {
  var paragraph: [HTMLText] = []
  var list: [PageList] = []
  var table: [PageTable] = []
  var figure: [PageFigure] = []
  var verdict: [PageVerdict] = []

  /// Counts what is numbered throughout a page.
  struct Numbering {
    private var tables = 0
    private var figures = 0

    mutating func nextTable() -> Int {
      tables += 1
      return tables
    }

    mutating func nextFigure() -> Int {
      figures += 1
      return figures
    }
  }

  init(
    _ block: Report.Block, under heading: String, numbering: inout Numbering,
    files: (String) -> [UInt8]?
  ) {
    switch block {
    case .paragraph(let text): paragraph = [HTMLText(text)]
    case .list(let items):
      if !items.isEmpty { list = [PageList(items: items.map { HTMLText($0) })] }
    case .table(let one):
      table = [PageTable(one, under: heading, number: numbering.nextTable())]
    case .figure(let one):
      figure = [PageFigure(one, number: numbering.nextFigure(), files: files)]
    case .verdict(let one): verdict = [PageVerdict(one)]
    }
  }
}

struct PageList {
  let items: [HTMLText]
}

/// A table with its data as a file to save.
struct PageTable {
  let name: HTMLText
  /// Empty where the heading above says the same.
  let caption: [HTMLText]
  let heads: [Head]
  let rows: [Row]
  let notes: [Note]
  let hasNotes: Bool
  let csv: HTMLText
  let file: HTMLText

  struct Head {
    let column: HTMLText
    let unit: [HTMLText]
    let side: HTMLText
  }

  struct Row {
    let first: HTMLText
    let cells: [Cell]
  }

  struct Cell {
    let value: HTMLText
    let side: HTMLText
  }

  /// What a column says, where it says more than its name.
  struct Note {
    let term: HTMLText
    let meaning: HTMLText
  }

  init(_ table: Table, under heading: String, number: Int) {
    let title = table.title ?? heading
    name = HTMLText(title)
    caption = title == heading ? [] : [HTMLText(title)]
    let shown = table.rows.map { row in zip(table.columns, row).map { $0.shown($1) } }
    let sides = table.columns.enumerated().map { index, column in
      HTMLText(column.isNumeric || Self.areNumbers(shown.map { $0[index] }) ? "n" : "t")
    }
    heads = zip(table.columns, sides).map { column, side in
      Head(
        column: HTMLText(column.name), unit: [column.unit].compactMap(\.self).map { HTMLText($0) },
        side: side)
    }
    rows = shown.map { row in
      let cells = zip(row, sides).dropFirst().map { text, side in
        // A number in a column of words is not broken either.
        let isNumber = side == HTMLText("t") && Self.areNumbers([text])
        return Cell(value: HTMLText(text), side: isNumber ? HTMLText("k") : side)
      }
      return Row(first: HTMLText(row[0]), cells: cells)
    }
    notes = table.columns.filter { !$0.description.isEmpty }.map {
      Note(term: HTMLText($0.name), meaning: HTMLText($0.description))
    }
    hasNotes = !notes.isEmpty
    csv = HTMLText(data: Array(table.csv.utf8), type: "text/csv;charset=utf-8")
    file = HTMLText("\(number)-\(FileName.stem(from: title)).csv")
  }
}

extension PageTable {
  /// Whether texts are numbers, such as `1.23 ± 0.06` and `1.2M`, where they say anything.
  private static func areNumbers(_ texts: [String]) -> Bool {
    let given = texts.filter { $0 != "-" && !$0.isEmpty }
    return !given.isEmpty && given.allSatisfy { $0.wholeMatch(of: number) != nil }
  }

  private static var number: Regex<Substring> {
    /-?[0-9][0-9.]*(?:e-?[0-9]+)?[kMBT%]?(?: ± [0-9.]+(?:e-?[0-9]+)?[kMBT]?)?/
  }
}

/// A figure with its picture in the page, and its data as a file to save.
struct PageFigure {
  let anchor: HTMLText
  let title: HTMLText
  let caption: HTMLText
  let picture: [HTMLText]
  let isMissing: Bool
  let downloads: [Download]

  struct Download {
    let name: HTMLText
    let address: HTMLText
  }

  init(_ figure: Report.FigureReference, number: Int, files: (String) -> [UInt8]?) {
    let name = "figure-\(number)"
    anchor = HTMLText(name)
    title = HTMLText(figure.title)
    caption = HTMLText(figure.caption)
    picture = [Self.picture(of: figure, name: name, files: files)].compactMap(\.self)
    isMissing = picture.isEmpty
    downloads = figure.files.filter { $0.hasSuffix(".csv") }.compactMap { path in
      files(path).map { bytes in
        Download(
          name: HTMLText(path.split(separator: "/").last.map(String.init) ?? path),
          address: HTMLText(data: bytes, type: "text/csv;charset=utf-8"))
      }
    }
  }

  /// Drawn in the page where it is a plain drawing; else as an image, in which nothing runs.
  private static func picture(
    of figure: Report.FigureReference, name: String, files: (String) -> [UInt8]?
  ) -> HTMLText? {
    func image(_ bytes: [UInt8], _ type: String) -> HTMLText {
      HTMLText(
        markup:
          "<img alt=\"\(HTMLText(figure.title))\" src=\"\(HTMLText(data: bytes, type: type))\">")
    }
    if let path = figure.files.first(where: { $0.hasSuffix(".svg") }), let bytes = files(path) {
      let text = String(decoding: bytes, as: UTF8.self)
      return InlineSVG.markup(of: text, title: figure.title, figure: name)
        .map(HTMLText.init(markup:)) ?? image(bytes, "image/svg+xml")
    }
    guard let path = figure.files.first(where: { $0.hasSuffix(".png") }), let bytes = files(path)
    else { return nil }
    return image(bytes, "image/png")
  }
}
