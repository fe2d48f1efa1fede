internal import Foundation

extension Report {
  /// The version of the layout that ``json`` follows.
  public static let jsonSchema = "bessemer.report/1"

  /// All of the report as JSON with sorted keys; its tables are laid out as in `Table.json`, and
  /// numbers that JSON cannot write stand there as the texts `nan`, `inf` and `-inf`.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else {
      preconditionFailure("a report is made of texts, lists and numbers")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// Reads what ``json`` wrote.
  ///
  /// - Throws: ``ReportError``, which says where in the text the first problem is.
  public init(json: String) throws(ReportError) {
    let data = Data(json.utf8)
    // Of another layout only its name can be judged.
    let schema = (try? JSONDecoder().decode(Head.self, from: data))?.schema
    if let schema, schema != Self.jsonSchema { throw .otherSchema(found: schema) }
    do {
      self = try JSONDecoder().decode(Report.self, from: data)
    } catch {
      throw ReportError(error)
    }
  }

  private struct Head: Decodable {
    let schema: String
  }
}

/// Why a text is not a report.
public enum ReportError: Error, Sendable, Hashable {
  /// It is no JSON, or something in it is missing or of another kind.
  ///
  /// - Parameter path: The place in the document, such as `sections[1].blocks[0]`; empty for the
  ///   whole.
  case damaged(path: String, reason: String)
  /// It follows another layout, such as that of a newer program.
  case otherSchema(found: String)
}

extension ReportError {
  fileprivate init(_ error: any Error) {
    guard let error = error as? DecodingError else {
      self = .damaged(path: "", reason: "\(error)".onOneLine)
      return
    }
    switch error {
    case .keyNotFound(let key, let context):
      self = .damaged(
        path: Self.path(context.codingPath), reason: "there is no \"\(key.stringValue)\"")
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      self = .damaged(
        path: Self.path(context.codingPath), reason: context.debugDescription.onOneLine)
    case .dataCorrupted(let context):
      self = .damaged(path: Self.path(context.codingPath), reason: Self.reason(context))
    @unknown default: self = .damaged(path: "", reason: "\(error)".onOneLine)
    }
  }

  private static func reason(_ context: DecodingError.Context) -> String {
    let cause = (context.underlyingError as? CocoaError)?.userInfo[NSDebugDescriptionErrorKey]
    return (cause as? String ?? context.debugDescription).onOneLine
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
  }
}
