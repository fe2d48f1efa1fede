internal import Synchronization

/// Entries that were read before.
///
/// A class, because copies of a catalog share what they have read; what it holds never changes the
/// answer, only the time to it.
final class EntryCache: Sendable {
  private struct Key: Hashable {
    let kind: CatalogKind
    let name: String
  }

  private let entries = Mutex<[Key: CatalogEntry]>([:])

  func entry(_ name: String, kind: CatalogKind) -> CatalogEntry? {
    entries.withLock { $0[Key(kind: kind, name: name)] }
  }

  func keep(_ entry: CatalogEntry) {
    entries.withLock { $0[Key(kind: entry.kind, name: entry.name)] = entry }
  }
}
