/// Bounds on what a document may ask of the machine that reads it.
public struct DocumentLimits: Sendable, Hashable {
  /// The largest file, in bytes; a larger one is refused before it is read.
  public var fileSize: Int
  /// The deepest nesting of lists and mappings.
  public var depth: Int
  /// The most keys, scalars, lists and mappings, those brought by aliases included.
  public var nodes: Int
  /// The most nodes that aliases may bring.
  public var aliasedNodes: Int

  public init(fileSize: Int, depth: Int, nodes: Int, aliasedNodes: Int) {
    precondition(
      fileSize > 0 && (1...500).contains(depth) && nodes > 0 && aliasedNodes >= 0,
      "limits of \(fileSize) bytes, depth \(depth), \(nodes) and \(aliasedNodes) nodes")
    self.fileSize = fileSize
    self.depth = depth
    self.nodes = nodes
    self.aliasedNodes = aliasedNodes
  }

  /// 4 MiB, 64 levels, half a million nodes, 10,000 of them through aliases.
  public static let standard = DocumentLimits(
    fileSize: 4 << 20, depth: 64, nodes: 500_000, aliasedNodes: 10_000)
}
