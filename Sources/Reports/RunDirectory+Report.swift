extension RunDirectory {
  /// Writes a report in every form: `report.json`, from which the others can be made again, and
  /// `report.md`.
  public func write(_ report: Report) throws(RunDirectoryError) {
    try write(report.json, to: "report.json")
    try write(report.markdown, to: "report.md")
  }
}
