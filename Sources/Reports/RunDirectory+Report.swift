extension RunDirectory {
  /// Writes a report in every form: `report.json`, from which the others can be made again,
  /// `report.html` and `report.md`.
  ///
  /// The files of its figures are read from the folder, so they are written first.
  public func write(_ report: Report) throws(RunDirectoryError) {
    try write(report.json, to: Self.reportName)
    try write(report.html(picturesIn: path), to: "report.html")
    try write(report.markdown, to: "report.md")
  }

  /// The text of the report in a folder, whoever wrote it.
  ///
  /// - Throws: ``RunDirectoryError/missing(path:)`` where there is no `report.json`, and what the
  ///   operating system refuses.
  public static func reportText(inFolder path: String) throws(RunDirectoryError) -> String {
    try FileSystem.text(ofFile: "\(path)/\(reportName)")
  }

  /// The file from which a report is made again.
  public static let reportName = "report.json"
}
