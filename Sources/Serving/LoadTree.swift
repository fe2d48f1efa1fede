/// The replica with the least key of all, kept as keys change: a tournament in which each replica
/// meets its neighbour and the winners meet in turn.
///
/// The lowest number wins a tie, so that a scan from the first replica on finds the same.
struct LoadTree: Sendable {
  private var keys: ContiguousArray<Double>
  /// The winner below each node: the root is node 1, the children of node *n* are 2*n* and 2*n* + 1,
  /// and below the last row of nodes stand pairs of replicas.
  private var winners: ContiguousArray<Int32>
  private let size: Int

  /// - Precondition: no key is a NaN.
  init(_ initial: [Double]) {
    var size = 2
    while size < initial.count { size *= 2 }
    self.size = size
    keys = ContiguousArray(initial)
    keys.append(contentsOf: repeatElement(.infinity, count: size - initial.count))
    winners = ContiguousArray(repeating: 0, count: size)
    for node in stride(from: size - 1, through: 1, by: -1) { winners[node] = winner(of: node) }
  }

  /// The replica with the least key; nil if all keys are infinite.
  ///
  /// - Complexity: O(1).
  var first: Int? {
    let winner = Int(winners[1])
    return keys[winner] < .infinity ? winner : nil
  }

  subscript(_ index: Int) -> Double { keys[index] }

  /// - Complexity: O(log *n*).
  mutating func update(_ index: Int, to key: Double) {
    keys[index] = key
    var node = (index + size) / 2
    while node >= 1 {
      let before = winners[node]
      let after = winner(of: node)
      // Above a match that another one won, and still does, nothing changes.
      if before == after, Int(after) != index { return }
      winners[node] = after
      node /= 2
    }
  }

  private func winner(of node: Int) -> Int32 {
    let left: Int32
    let right: Int32
    if 2 * node >= size {
      left = Int32(2 * node - size)
      right = left + 1
    } else {
      left = winners[2 * node]
      right = winners[2 * node + 1]
    }
    return keys[Int(left)] <= keys[Int(right)] ? left : right
  }
}
