/// The points that no other point beats in both of two quantities of which more is better.
public enum ParetoFront {
  /// The places of the undominated points, by the first quantity from most to least.
  ///
  /// A point is dominated where another has at least as much of both and more of one; of equal
  /// points the first stands for all.
  ///
  /// - Complexity: O(*n* log *n*).
  public static func indices(of points: [(first: Double, second: Double)]) -> [Int] {
    let order = points.indices.sorted { a, b in
      let (x, y) = (points[a], points[b])
      if x.first != y.first { return x.first > y.first }
      return x.second != y.second ? x.second > y.second : a < b
    }
    var front: [Int] = []
    var best = -Double.infinity
    for index in order where points[index].second > best {
      best = points[index].second
      front.append(index)
    }
    return front
  }
}
