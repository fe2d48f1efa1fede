/// Finds the name a person probably meant, for "did you mean".
public enum NearestName {
  /// The fewest insertions, deletions, substitutions and swaps of neighbours that turn one text
  /// into the other, no part being edited twice (optimal string alignment).
  ///
  /// Damerau (1964), "A technique for computer detection and correction of spelling errors",
  /// doi:10.1145/363958.363994.
  ///
  /// - Complexity: O(*a* · *b*) in the lengths of the texts.
  public static func distance(_ a: String, _ b: String) -> Int {
    distance(Array(a), Array(b))
  }

  static func distance(_ a: [Character], _ b: [Character]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast = [Int]()
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      row.reserveCapacity(b.count + 1)
      for j in 1...b.count {
        let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        var best = min(last[j] + 1, row[j - 1] + 1, substitution)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, beforeLast[j - 2] + 1)
        }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }

  /// The candidate nearest to a name, if one is near enough to be worth proposing.
  ///
  /// A name that differs only in case comes first; then the fewest edits, at most one in three
  /// characters; then candidates whose leading words are that near (`h10O` finds `h100-sxm`).
  /// Among equals one with the same first letter wins, then the one with more letters in place,
  /// then the earlier.
  /// Names longer than 100 characters find nothing but their own case variants.
  public static func suggestion(
    for name: String, among candidates: some Sequence<String>
  ) -> String? {
    var best: (rank: Rank, candidate: String)?
    let folded = Array(name.lowercased())
    for candidate in candidates where candidate != name {
      guard var rank = rank(of: Array(candidate.lowercased()), for: folded) else { continue }
      rank.recased = zip(name, candidate).count { $0 != $1 }
      if let found = best, found.rank <= rank { continue }
      best = (rank, candidate)
    }
    return best?.candidate
  }

  private struct Rank: Comparable {
    var isPrefix: Bool
    var edits: Int
    var differsAtStart: Bool
    /// Places where the two differ, in case or otherwise.
    var recased = 0

    private var order: (Int, Int, Int, Int) {
      (isPrefix ? 1 : 0, edits, differsAtStart ? 1 : 0, recased)
    }
    static func < (a: Rank, b: Rank) -> Bool { a.order < b.order }
  }

  private static func rank(of candidate: [Character], for name: [Character]) -> Rank? {
    let differsAtStart = name.first != candidate.first
    if name == candidate { return Rank(isPrefix: false, edits: 0, differsAtStart: false) }
    guard !name.isEmpty, name.count <= 100 else { return nil }
    // Of a single letter every edit leaves little.
    guard name.count > 1 || !differsAtStart else { return nil }
    let limit = max(1, name.count / 3)
    if abs(name.count - candidate.count) <= limit {
      let edits = distance(name, candidate)
      if edits <= limit {
        return Rank(isPrefix: false, edits: edits, differsAtStart: differsAtStart)
      }
    }
    guard name.count >= 3 else { return nil }
    let leading = candidate.indices.filter { "-./ _".contains(candidate[$0]) }
      .filter { abs($0 - name.count) <= limit }
      .map { distance(name, Array(candidate[..<$0])) }.min()
    guard let leading, leading <= limit else { return nil }
    return Rank(isPrefix: true, edits: leading, differsAtStart: differsAtStart)
  }
}
