/// A source that facts name.
public struct Citation: Sendable, Hashable {
  /// The name by which facts refer to it.
  public let name: String
  public let title: String
  /// Author, vendor or publisher.
  public let author: String
  /// Year or years, month or day.
  public let date: String
  /// Where to find it: an arXiv number, a DOI, a site.
  public let locator: String?
  public let note: String?
}
