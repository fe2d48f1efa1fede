public import struct Foundation.URL

/// A YAML or JSON file read as located text.
///
///     let document = try Document(contentsOf: "Scenarios/serve-70b.yaml")
///     document.root["fleet"]?["accelerator"]?.location   // Scenarios/serve-70b.yaml:14:16
public struct Document: Sendable, Hashable {
  /// The name of the file as it is shown to the user.
  public let name: String
  public let root: DocumentNode

  /// Reads a text that is already at hand.
  ///
  /// - Throws: ``DocumentError`` at the first place that is not YAML or passes a limit.
  public init(
    text: String, named name: String, limits: DocumentLimits = .standard
  ) throws(DocumentError) {
    self.name = name
    self.root = try parse(Array(text.utf8), named: name, limits: limits)
  }

  /// Reads the file at `path`, shown to the user as `name` or else as `path`.
  ///
  /// The size is checked before the file is read.
  public init(
    contentsOf path: String, named name: String? = nil, limits: DocumentLimits = .standard
  ) throws(DocumentError) {
    self.name = name ?? path
    let bytes = try readFile(path, named: self.name, limit: limits.fileSize)
    self.root = try parse(bytes, named: self.name, limits: limits)
  }

  public init(
    contentsOf url: URL, named name: String? = nil, limits: DocumentLimits = .standard
  ) throws(DocumentError) {
    try self.init(contentsOf: url.path, named: name, limits: limits)
  }

  public init(name: String, root: DocumentNode) {
    self.name = name
    self.root = root
  }
}

private func parse(
  _ bytes: [UInt8], named name: String, limits: DocumentLimits
) throws(DocumentError) -> DocumentNode {
  let source = try SourceText(bytes, named: name, limits: limits)
  var composer = NodeComposer(source: source, limits: limits)
  return try composer.compose()
}
