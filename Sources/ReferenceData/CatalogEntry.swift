/// One thing the catalog knows: a chip, a system, a model, with its facts and their sources.
public struct CatalogEntry: Sendable, Hashable {
  public let kind: CatalogKind
  /// Lower-case words with hyphens, unique in its kind.
  public let name: String
  public let record: Record

  /// What people call it.
  public var title: String { record.text("title") ?? name }
  /// A remark on the entry as a whole.
  public var note: String? { record.text("note") }
  /// `shipped`, `roadmap`, `released` and the like, where the kind has a status.
  public var status: String? { record.text("status") }
}
