import Documents

/// Whose measurements the product ships, what was kept of them, and what was left out and why.
public struct MeasurementSource: Sendable, Hashable {
  /// Rows or parts of a source that are not shipped.
  public struct Omission: Sendable, Hashable {
    public let what: String
    public let why: String
  }

  /// The name of its file, and the `source` of its rows.
  public let name: String
  public let kind: MeasurementKind
  public let title: String
  /// Author, vendor or publisher.
  public let author: String
  public let date: String
  /// Where to find it: an arXiv number, a repository, a site.
  public let locator: String
  public let licence: String
  /// What ran, with its version; nil where nothing did.
  public let software: String?
  /// What was taken and how to read it; nil for a source of which nothing is shipped.
  public let kept: String?
  public let omissions: [Omission]
  /// Columns that are equal in all its rows.
  let same: [String: String]

  private static let keys = [
    "kind", "title", "by", "date", "at", "licence", "software", "kept", "left-out", "same",
  ]

  /// - Throws: `Diagnostics` with every problem of the text.
  static func list(text: String, named name: String) throws(Diagnostics) -> [MeasurementSource] {
    let document: Document
    do { document = try Document(text: text, named: name) } catch {
      throw Diagnostics(error.diagnostic)
    }
    let problems = DiagnosticCollector()
    let sources = ValueReader(document, into: problems).entries()?.map { key, _, value in
      MeasurementSource(key, value)
    }
    return try problems.finish(sources).compactMap(\.self)
  }

  private init?(_ name: String, _ value: ValueReader) {
    guard let keys = value.mapping(keys: Self.keys) else { return nil }
    let kind = keys.required("kind")?.value(expected: "serving, training or cost") {
      word throws(TextProblem) in
      guard let kind = MeasurementKind(rawValue: word) else {
        throw TextProblem("no kind of measurement is named so")
      }
      return kind
    }
    let omissions = keys.optional("left-out")?.list { item -> Omission? in
      let part = item.mapping(keys: ["what", "why"])
      guard let what = part?.required("what")?.text(), let why = part?.required("why")?.text()
      else { return nil }
      return Omission(what: what, why: why)
    }
    var same: [String: String] = [:]
    for (column, _, value) in keys.optional("same")?.entries() ?? [] {
      if let kind, !kind.columns.contains(column) {
        value.report("no column of a \(kind.rawValue) file is named \"\(column)\"")
      }
      same[column] = value.text()
    }
    guard let kind, let title = keys.required("title")?.text(),
      let author = keys.required("by")?.text(), let date = keys.required("date")?.text(),
      let locator = keys.required("at")?.text(), let licence = keys.required("licence")?.text()
    else { return nil }
    self.name = name
    self.kind = kind
    self.title = title
    self.author = author
    self.date = date
    self.locator = locator
    self.licence = licence
    software = keys.optional("software")?.text()
    kept = keys.optional("kept")?.text()
    self.omissions = omissions ?? []
    self.same = same
  }
}
