internal import Foundation

/// Quantiles of any number of observations in bounded memory, each within a relative error of α.
///
/// Buckets grow geometrically by γ = (1 + α)/(1 - α): bucket k holds γ^(k-1) < x ≤ γ^k and answers
/// with 2γ^k/(γ + 1), which is within α of everything in it. Masson, Rim & Lee (2019), "DDSketch",
/// doi:10.14778/3352063.3352135. Counts, extremes and zeros are exact; sketches of one α merge
/// without loss; the order of observations means nothing.
///
/// The quantile at q is the order statistic of rank ⌈qn⌉, the least value that a share q of all
/// does not exceed. Memory: 8 bytes per bucket, at α = 0.5 % 230 buckets per decade spanned.
public struct QuantileSketch: Sendable, Hashable {
  /// The guaranteed relative error α of a quantile.
  public let relativeError: Double
  public private(set) var count = 0
  /// The least and the greatest value, exact; nothing before the first.
  public private(set) var minimum: Double?
  public private(set) var maximum: Double?
  private let bucketsPerNat: Double
  private let logGrowth: Double
  private var positive = Buckets()
  private var negative = Buckets()
  private var zeros = 0

  /// - Precondition: `relativeError` lies between 1e-4 and 0.5.
  public init(relativeError: Double = 0.005) {
    precondition(
      (1e-4...0.5).contains(relativeError), "relative error \(relativeError) of a sketch")
    self.relativeError = relativeError
    logGrowth = log1p(2 * relativeError / (1 - relativeError))
    bucketsPerNat = 1 / logGrowth
  }

  /// Adds an observation, seen `times` times.
  /// - Precondition: `value` is finite and `times` is not negative.
  /// - Complexity: O(1), and no allocation once the range of values has been seen.
  public mutating func record(_ value: Double, times: Int = 1) {
    precondition(value.isFinite, "\(value) has no place in a sketch")
    precondition(times >= 0, "an observation seen \(times) times")
    guard times > 0 else { return }
    span(value)
    add(times, at: place(of: value))
  }

  /// Adds `first`, `first + increment` and so on, `count` values in all, each seen `times` times.
  /// - Precondition: all values are finite, and neither number is negative.
  /// - Complexity: O(buckets that they fall into · log `count`).
  public mutating func record(_ first: Double, by increment: Double, count: Int, times: Int) {
    precondition(count >= 0 && times >= 0, "a series of \(count), seen \(times) times")
    guard count > 0, times > 0 else { return }
    func value(_ index: Int) -> Double { first + increment * Double(index) }
    precondition(
      first.isFinite && value(count - 1).isFinite,
      "\(first) by \(increment) has no place in a sketch")
    span(first)
    span(value(count - 1))
    // The series is monotone: the values that share a place follow each other.
    var here = place(of: first)
    let last = count > 1 ? place(of: value(count - 1)) : here
    var index = 0
    while here != last {
      var low = index + 1
      var high = count - 1
      while low < high {
        let middle = (low + high) / 2
        if place(of: value(middle)) == here { low = middle + 1 } else { high = middle }
      }
      add(times * (low - index), at: here)
      index = low
      here = place(of: value(index))
    }
    add(times * (count - index), at: last)
  }

  /// Where a value is counted.
  private enum Place: Equatable {
    case positive(Int)
    case negative(Int)
    case zero
  }

  @inline(__always)
  private func place(of value: Double) -> Place {
    if value > 0 { return .positive(bucket(of: value)) }
    if value < 0 { return .negative(bucket(of: -value)) }
    return .zero
  }

  private mutating func add(_ times: Int, at place: Place) {
    count += times
    switch place {
    case .positive(let bucket): positive.add(times, to: bucket)
    case .negative(let bucket): negative.add(times, to: bucket)
    case .zero: zeros += times
    }
  }

  /// Widens the extremes to a value.
  private mutating func span(_ value: Double) {
    minimum = min(minimum ?? value, value)
    maximum = max(maximum ?? value, value)
  }

  /// Adds all observations of another sketch.
  /// - Precondition: both have one relative error.
  public mutating func merge(_ other: QuantileSketch) {
    precondition(
      relativeError == other.relativeError,
      "sketches of errors \(relativeError) and \(other.relativeError) do not merge")
    guard other.count > 0 else { return }
    count += other.count
    zeros += other.zeros
    minimum = min(minimum ?? other.minimum!, other.minimum!)
    maximum = max(maximum ?? other.maximum!, other.maximum!)
    positive.merge(other.positive)
    negative.merge(other.negative)
  }

  /// The order statistic of rank ⌈qn⌉, within ``relativeError``; nothing if the sketch is empty.
  /// - Precondition: `0 ≤ q ≤ 1`.
  /// - Complexity: O(buckets).
  public func quantile(_ q: Double) -> Double? {
    precondition((0...1).contains(q), "no quantile at \(q)")
    // q·n computed a hair above an integer must not skip to the next rank.
    let rank = (q * Double(count) * (1 - 1e-15)).rounded(.up)
    return value(ofRank: max(Int(rank), 1))
  }

  /// The value of the given rank, 1 being the least; nothing if there are not so many.
  public func value(ofRank rank: Int) -> Double? {
    guard let minimum, let maximum, (1...count).contains(rank) else { return nil }
    if rank == 1 { return minimum }
    if rank == count { return maximum }
    var remaining = rank
    if remaining <= negative.total {
      let bucket = negative.bucket(ofRank: negative.total - remaining + 1)
      return max(-representative(of: bucket), minimum)
    }
    remaining -= negative.total
    if remaining <= zeros { return 0 }
    remaining -= zeros
    let found = representative(of: positive.bucket(ofRank: remaining))
    return min(max(found, minimum), maximum)
  }

  /// The share of observations that do not exceed `x`; those within 2·``relativeError`` of `x` may
  /// count on either side.
  public func share(notExceeding x: Double) -> Double? {
    guard let minimum, let maximum else { return nil }
    if x < minimum { return 0 }
    if x >= maximum { return 1 }
    var below = negative.total
    if x > 0 {
      below += zeros + positive.total(through: bucket(of: x))
    } else if x == 0 {
      below += zeros
    } else {
      below -= negative.total(through: bucket(of: -x) - 1)
    }
    return Double(below) / Double(count)
  }

  @inline(__always)
  private func bucket(of magnitude: Double) -> Int {
    // Rounded up by hand: `rounded` is a call into the mathematics library here.
    let position = log(magnitude) * bucketsPerNat
    let truncated = Int(position)
    return Double(truncated) < position ? truncated + 1 : truncated
  }

  private func representative(of bucket: Int) -> Double {
    // 2γ^k / (γ + 1) = γ^k (1 - α)
    exp(Double(bucket) * logGrowth) * (1 - relativeError)
  }
}

/// Counts of consecutive buckets, from the lowest to the highest used.
private struct Buckets: Sendable, Hashable {
  private var first = 0
  private var counts: [Int] = []
  private(set) var total = 0

  mutating func add(_ number: Int, to bucket: Int) {
    total += number
    let index = bucket - first
    if counts.indices.contains(index) {
      counts[index] += number
    } else {
      extend(to: bucket)
      counts[bucket - first] += number
    }
  }

  mutating func merge(_ other: Buckets) {
    for (index, number) in other.counts.enumerated() where number > 0 {
      add(number, to: other.first + index)
    }
  }

  func bucket(ofRank rank: Int) -> Int {
    var remaining = rank
    for (index, number) in counts.enumerated() {
      remaining -= number
      if remaining <= 0 { return first + index }
    }
    preconditionFailure("rank \(rank) among \(total)")
  }

  func total(through bucket: Int) -> Int {
    counts.prefix(max(bucket - first + 1, 0)).reduce(0, +)
  }

  private mutating func extend(to bucket: Int) {
    if counts.isEmpty {
      first = bucket
      counts = [0]
    } else if bucket < first {
      counts.insert(contentsOf: repeatElement(0, count: first - bucket), at: 0)
      first = bucket
    } else {
      counts.append(contentsOf: repeatElement(0, count: bucket - first - counts.count + 1))
    }
  }

  // Equal counts of equal buckets are equal, whatever room their history has left around them.
  static func == (a: Buckets, b: Buckets) -> Bool { a.trimmed == b.trimmed }
  func hash(into hasher: inout Hasher) { hasher.combine(total) }

  private var trimmed: [Int: Int] {
    Dictionary(
      uniqueKeysWithValues: counts.enumerated().filter { $0.element > 0 }
        .map { (first + $0.offset, $0.element) })
  }
}
