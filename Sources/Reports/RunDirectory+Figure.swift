internal import Foundation
internal import Tables

extension RunDirectory {
  /// Writes a figure's data and script, and its pictures where gnuplot can draw them.
  ///
  /// The script is complete: `gnuplot NAME.gp` in the folder of the figure draws it again, restyled
  /// if someone wishes.
  ///
  /// - Returns: Which files are there, and why pictures are not, if they are not.
  /// - Throws: Where data or script cannot be written.
  public func write(
    _ figure: Figure, drawnBy gnuplot: Gnuplot, in folder: String = "figures"
  ) throws(RunDirectoryError) -> FigureOutcome {
    let stem = "\(folder)/\(figure.name)"
    let (data, script) = (figure.table.csv, figure.script)
    try write(data, to: stem + ".csv")
    try write(script, to: stem + ".gp")
    var outcome = FigureOutcome(
      figure: figure.name, files: [stem + ".csv", stem + ".gp"], obstacle: nil)

    // Drawn apart, so that an interrupted run leaves no half of a picture.
    let workshop = location(of: "\(folder)/.\(figure.name).drawing")
    try FileSystem.makeFolder(at: workshop)
    defer { try? FileManager.default.removeItem(atPath: workshop) }
    outcome.obstacle = try figure.draw(in: workshop, by: gnuplot)
    for kind in Picture.allCases {
      let picture = try claim("\(stem).\(kind)")
      guard outcome.obstacle == nil else {
        // An earlier picture would not show these data.
        try FileSystem.removeFile(at: picture)
        continue
      }
      try FileSystem.move("\(workshop)/\(figure.name).\(kind)", to: picture)
      outcome.files.append("\(stem).\(kind)")
    }
    return outcome
  }
}

extension Figure {
  /// Draws the figure as one picture, of the kind that the path ends in.
  ///
  /// - Parameter path: a file whose name ends in `.png` or `.svg`; one that is there is replaced.
  /// - Returns: Why there is no picture, if there is none.
  /// - Throws: Where the file cannot be written.
  /// - Precondition: the ending is one of both; see ``pictureEndings``.
  public func draw(
    to path: String, by gnuplot: Gnuplot
  ) throws(RunDirectoryError) -> FigureOutcome {
    guard let kind = Picture.allCases.first(where: { path.lowercased().hasSuffix(".\($0)") }) else {
      preconditionFailure("a picture in \(path)")
    }
    let file = URL(fileURLWithPath: path)
    let workshop =
      file.deletingLastPathComponent().path + "/.\(file.lastPathComponent).drawing"
    try FileSystem.makeFolder(at: workshop)
    defer { try? FileManager.default.removeItem(atPath: workshop) }
    var outcome = FigureOutcome(
      figure: name, files: [], obstacle: try draw(in: workshop, by: gnuplot))
    if outcome.isDrawn {
      try FileSystem.move("\(workshop)/\(name).\(kind)", to: path)
      outcome.files = [path]
    }
    return outcome
  }

  /// The endings of the names of pictures.
  public static var pictureEndings: [String] { Picture.allCases.map { ".\($0)" } }

  /// Writes data and script into a folder and runs gnuplot there.
  fileprivate func draw(
    in workshop: String, by gnuplot: Gnuplot
  ) throws(RunDirectoryError) -> FigureOutcome.Obstacle? {
    try FileSystem.write(Array(table.csv.utf8), to: "\(workshop)/\(name).csv")
    try FileSystem.write(Array(script.utf8), to: "\(workshop)/\(name).gp")
    if let obstacle = gnuplot.run(script: "\(name).gp", in: workshop) { return obstacle }
    let cut = Picture.allCases.last { !$0.isComplete(fileAt: "\(workshop)/\(name).\($0)") }
    return cut.map { .pictureIncomplete(kind: $0.rawValue) }
  }
}

/// A form in which figures are drawn.
private enum Picture: String, CaseIterable {
  case svg, png

  /// Whether a file is there to its last byte: on a full disk gnuplot stops half-way and reports
  /// success.
  func isComplete(fileAt path: String) -> Bool {
    guard let bytes = FileManager.default.contents(atPath: path) else { return false }
    switch self {
    case .svg:
      return String(decoding: bytes.suffix(16), as: UTF8.self).contains("</svg>")
    case .png:
      // The last chunk: its type and the checksum of it (PNG specification, section 11.2.5).
      return bytes.suffix(8).elementsEqual([0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])
    }
  }
}
