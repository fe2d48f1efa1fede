extension Report {
  /// The report as one page that needs nothing beside it: styles, pictures and data are inside, and
  /// nothing is loaded from anywhere.
  ///
  /// Equal reports with equal pictures give equal bytes.
  ///
  /// - Parameter folder: The run directory in which the figures' files lie; pictures that are not
  ///   there are named as not drawn.
  public func html(picturesIn folder: String) -> String {
    html { path in
      // A report of foreign origin does not bring files from elsewhere into the page.
      guard RunDirectory.isAllowed(path) else { return nil }
      return try? FileSystem.bytes(ofFile: "\(folder)/\(path)")
    }
  }

  /// - Parameter files: The bytes of a file by its path from the report, if it is there.
  func html(files: (String) -> [UInt8]?) -> String {
    PageTemplate.render(Page(self, files: files))
  }
}

extension Report.Source {
  /// The address that the locator's first word stands for, if it is one: `arXiv 2401.01234`,
  /// `doi:10.1145/1498765.1498785`, `github.com/owner/name (Apache-2.0)`.
  var link: String? {
    guard let locator else { return nil }
    if let paper = locator.firstMatch(of: /^arXiv[ :](\d{4}\.\d{4,5})/) {
      return "https://arxiv.org/abs/\(paper.1)"
    }
    if let paper = locator.firstMatch(of: /^doi:(10\.[0-9.]+\/[A-Za-z0-9._()\/-]+)/) {
      return "https://doi.org/\(paper.1)"
    }
    let site =
      /^(?:https?:\/\/)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:\/[A-Za-z0-9._~\/-]*)?)(?=$|[ ,;])/
    return locator.firstMatch(of: site).map { "https://\($0.1)" }
  }
}
