/// Moves labels apart along a line so that none overlaps, each as near to its place as possible.
///
/// With the labels in the order of their places, the sum of squared moves is least under
///
///     p[i + 1] − p[i] ≥ (h[i] + h[i + 1]) / 2
///
/// which, after subtracting the gaps summed so far, is isotonic regression; it is solved by pooling
/// adjacent violators (Ayer, Brunk, Ewing, Reid & Silverman, 1955, doi:10.1214/aoms/1177728423).
/// Clipping its solution to bounds keeps it optimal.
enum LabelSpreading {
  /// The centres of labels after spreading, in the order given.
  ///
  /// - Parameters:
  ///   - places: Where each centre should be.
  ///   - heights: The room each label takes, in the same unit.
  ///   - bounds: Where labels may be. Where they do not all fit, they overrun its end.
  static func positions(
    of places: [Double], heights: [Double], within bounds: ClosedRange<Double>
  ) -> [Double] {
    guard let firstHeight = heights.first else { return [] }
    let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    var offsets = [0.0]
    for (previous, next) in zip(order, order.dropFirst()) {
      offsets.append(offsets[offsets.count - 1] + (heights[previous] + heights[next]) / 2)
    }
    let regression = isotonic(zip(order, offsets).map { places[$0] - $1 })
    let lowest = bounds.lowerBound + (order.first.map { heights[$0] } ?? firstHeight) / 2
    let highest =
      bounds.upperBound - (order.last.map { heights[$0] } ?? firstHeight) / 2
      - offsets[offsets.count - 1]
    var positions = places
    for (index, (label, offset)) in zip(order, offsets).enumerated() {
      positions[label] = max(lowest, min(highest, regression[index])) + offset
    }
    return positions
  }

  /// The nondecreasing sequence nearest in squares to a sequence.
  private static func isotonic(_ values: [Double]) -> [Double] {
    var pools = [(sum: Double, count: Int)]()
    for value in values {
      pools.append((value, 1))
      while pools.count > 1, let last = pools.last {
        let before = pools[pools.count - 2]
        guard before.sum / Double(before.count) > last.sum / Double(last.count) else { break }
        pools.removeLast(2)
        pools.append((before.sum + last.sum, before.count + last.count))
      }
    }
    return pools.flatMap { Array(repeating: $0.sum / Double($0.count), count: $0.count) }
  }
}
