/// What a router remembers of where it sent what, in a table of fixed size: an entry is forgotten
/// when another falls on its place.
///
/// Entries of a replica whose memory was lost are void; see ``forget(_:)``.
struct RoutingMemory: Sendable {
  private struct Entry: Sendable {
    var key: UInt64 = 0
    var replica: Int32 = -1
    var life: Int32 = 0
  }

  private var entries: ContiguousArray<Entry>
  /// How often each replica lost its memory.
  private var lives: ContiguousArray<Int32>

  /// - Parameter capacity: entries, rounded up to a power of two.
  init(capacity: Int, replicas: Int) {
    var size = 64
    while size < capacity { size *= 2 }
    entries = ContiguousArray(repeating: Entry(), count: size)
    lives = ContiguousArray(repeating: 0, count: replicas)
  }

  /// The replica to which this was last sent; nil where that is forgotten.
  subscript(_ key: UInt64) -> Int? {
    let entry = entries[place(of: key)]
    guard entry.replica >= 0, entry.key == key, entry.life == lives[Int(entry.replica)] else {
      return nil
    }
    return Int(entry.replica)
  }

  mutating func remember(_ key: UInt64, at replica: Int) {
    entries[place(of: key)] = Entry(key: key, replica: Int32(replica), life: lives[replica])
  }

  /// Forgets all that was sent to a replica.
  mutating func forget(_ replica: Int) { lives[replica] &+= 1 }

  private func place(of key: UInt64) -> Int { Int(truncatingIfNeeded: key) & (entries.count - 1) }
}
