extension DocumentNode {
  /// This document as the parent of `child`: mappings merge deeply, lists and text are replaced,
  /// and a key that the child sets to `~` is removed.
  ///
  /// Every leaf keeps the place where it was set. The order is the parent's, then the child's.
  /// A key without any value is not a removal; it stays, and reading it is an error.
  public func merged(with child: DocumentNode) -> DocumentNode {
    guard let theirs = child.mapping else { return child }
    var result = mapping ?? DocumentMapping()
    for entry in theirs.entries {
      if entry.value.isNull {
        result.remove(entry.key)
        continue
      }
      // Without a value to merge into, removals inside the child's own mapping still apply.
      let parent = result[entry.key] ?? DocumentNode("~", at: entry.value.location)
      var merged = entry
      merged.value = parent.merged(with: entry.value)
      result.set(merged)
    }
    return DocumentNode(.mapping(result), at: child.location)
  }
}
