/// The candidate closest to `name`, if it is at most a third of its letters (at least one) away.
func nearestName(to name: String, among candidates: [String]) -> String? {
  let limit = max(1, name.count / 3)
  var best: (name: String, distance: Int)?
  for candidate in candidates where candidate != name {
    if abs(candidate.count - name.count) > limit { continue }
    let distance = editDistance(name.lowercased(), candidate.lowercased())
    if distance <= limit && distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.name
}

/// The fewest insertions, deletions, substitutions and swaps of neighbours between two words.
///
/// Damerau (1964), doi:10.1145/363958.363994, in its optimal-string-alignment form.
/// - Complexity: O(n · m).
private func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a)
  let b = Array(b)
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var distance = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = min(distance, beforeLast[j - 1] + 1)
      }
      row.append(distance)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
