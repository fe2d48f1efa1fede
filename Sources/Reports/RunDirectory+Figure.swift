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
    try FileSystem.write(Array(data.utf8), to: "\(workshop)/\(figure.name).csv")
    try FileSystem.write(Array(script.utf8), to: "\(workshop)/\(figure.name).gp")
    outcome.obstacle = gnuplot.run(script: "\(figure.name).gp", in: workshop)
    if outcome.obstacle == nil {
      for kind in Picture.allCases
      where !kind.isComplete(fileAt: "\(workshop)/\(figure.name).\(kind)") {
        outcome.obstacle = .pictureIncomplete(kind: kind.rawValue)
      }
    }
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
