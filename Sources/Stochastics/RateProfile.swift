public import Quantities

/// How a rate varies over a period that repeats, such as a day or a week, relative to its mean.
///
/// Piecewise linear or constant; it may jump. The mean over the period is one, so a profile never
/// changes how much arrives in the long run, only when.
public struct RateProfile: Sendable, Hashable {
  /// A part of the period over which the relative rate is linear.
  struct Piece: Sendable, Hashable {
    let start: Double
    let length: Double
    let startRate: Double
    let endRate: Double

    var slope: Double { (endRate - startRate) / length }
    var content: Double { (startRate + endRate) / 2 * length }

    /// The rate at a time since the start of the piece.
    func rate(at time: Double) -> Double { startRate + slope * time }

    /// ∫ rate from the start of the piece.
    func content(until time: Double) -> Double { (startRate + rate(at: time)) / 2 * time }
  }

  let pieces: [Piece]
  public let period: Seconds
  /// The place in the period at which time begins.
  public let origin: Seconds

  private init(_ pieces: [Piece], period: Double, origin: Double = 0) {
    self.pieces = pieces
    self.period = Seconds(period)
    self.origin = Seconds(origin)
  }

  /// A rate that is constant over equal parts of the period: 24 figures over a day.
  ///
  /// - Throws: where there is no figure, one is negative, or all are zero.
  public init(steps: [Double], over period: Seconds) throws(StochasticsError) {
    try Self.check(steps, period)
    let length = period.value / Double(steps.count)
    self.init(
      Self.normalized(
        steps.enumerated().map {
          Piece(
            start: Double($0.offset) * length, length: length, startRate: $0.element,
            endRate: $0.element)
        }),
      period: period.value)
  }

  /// A rate that runs in straight lines from point to point, and from the last to the first of the
  /// next period.
  ///
  /// - Throws: where times do not ascend within the period, a rate is negative, or all are zero.
  public init(
    points: [(time: Seconds, rate: Double)], over period: Seconds
  ) throws(StochasticsError) {
    try Self.check(points.map(\.rate), period)
    for (index, point) in points.enumerated() {
      try Check("profile").within("time", point.time.value, 0...period.value.nextDown)
      if index > 0 {
        try Check("profile").ascending([
          ("time", points[index - 1].time.value), ("next time", point.time.value),
        ])
      }
    }
    let times = points.map(\.time.value)
    let rates = points.map(\.rate)
    let ends = times.dropFirst() + [times[0] + period.value]
    let lines = zip(points.indices, ends).map { index, end in
      Piece(
        start: times[index], length: end - times[index], startRate: rates[index],
        endRate: rates[(index + 1) % rates.count])
    }
    self.init(Self.normalized(Self.cut(lines, at: period.value)), period: period.value)
  }

  /// The profile over as many periods as there are factors, each period multiplied by its own: a day
  /// becomes a week with its quiet Sunday.
  ///
  /// - Throws: where there is no factor, one is negative, or all are zero.
  public func repeated(times factors: [Double]) throws(StochasticsError) -> RateProfile {
    try Self.check(factors, period)
    let pieces = factors.enumerated().flatMap { index, factor in
      self.pieces.map {
        Piece(
          start: $0.start + Double(index) * period.value, length: $0.length,
          startRate: $0.startRate * factor, endRate: $0.endRate * factor)
      }
    }
    return RateProfile(
      Self.normalized(pieces), period: period.value * Double(factors.count), origin: origin.value)
  }

  /// The profile with time beginning at a place in the period: at eight in the morning.
  public func starting(at place: Seconds) -> RateProfile {
    let rest = place.value.truncatingRemainder(dividingBy: period.value)
    return RateProfile(
      pieces, period: period.value, origin: rest < 0 ? rest + period.value : rest)
  }

  private static func check(_ rates: [Double], _ period: Seconds) throws(StochasticsError) {
    let check = Check("profile")
    try check.positive("period", period.value)
    _ = try check.weighted(rates, rates)
  }

  /// Divides the last line where the period ends; what is beyond comes first.
  private static func cut(_ lines: [Piece], at period: Double) -> [Piece] {
    guard let last = lines.last, last.start + last.length > period else { return lines }
    let inside = period - last.start
    let middle = last.rate(at: inside)
    let head = Piece(
      start: 0, length: last.length - inside, startRate: middle, endRate: last.endRate)
    let tail = Piece(start: last.start, length: inside, startRate: last.startRate, endRate: middle)
    return [head] + lines.dropLast() + [tail]
  }

  private static func normalized(_ pieces: [Piece]) -> [Piece] {
    let length = pieces.reduce(0) { $0 + $1.length }
    let mean = pieces.reduce(0) { $0 + $1.content } / length
    return pieces.filter { $0.length > 0 }.map {
      Piece(
        start: $0.start, length: $0.length, startRate: $0.startRate / mean,
        endRate: $0.endRate / mean)
    }
  }

  // MARK: Questions

  /// The highest relative rate.
  public var peak: Double { pieces.reduce(0) { max($0, $1.startRate, $1.endRate) } }

  /// The relative rate at a time since the beginning.
  public func rate(at time: Seconds) -> Double {
    let (piece, within) = place(of: time.value)
    return pieces[piece].rate(at: within)
  }

  /// Whether the rate changes between the beginning and a time.
  public func changes(until end: Seconds) -> Bool {
    var (index, within) = place(of: 0)
    let first = pieces[index].rate(at: within)
    var reached = 0.0
    while reached < min(end, period).value {
      let piece = pieces[index]
      if piece.startRate != first || piece.endRate != first { return true }
      reached += piece.length - within
      within = 0
      index = (index + 1) % pieces.count
    }
    return false
  }

  /// The mean relative rate between two times since the beginning.
  public func meanRate(from start: Seconds, to end: Seconds) -> Double {
    guard end > start else { return rate(at: start) }
    return (content(until: end.value) - content(until: start.value)) / (end - start).value
  }

  /// ∫ rate from the beginning, where a whole period counts its length.
  private func content(until time: Double) -> Double {
    func sinceStart(_ place: Double) -> Double {
      let periods = (place / period.value).rounded(.down)
      let rest = place - periods * period.value
      return periods * period.value
        + pieces.prefix { $0.start < rest }.reduce(0) {
          $0 + $1.content(until: min($1.length, rest - $1.start))
        }
    }
    return sinceStart(origin.value + time) - sinceStart(origin.value)
  }

  /// The piece in which a time since the beginning falls, and the time since that piece began.
  func place(of time: Double) -> (piece: Int, within: Double) {
    let place = (origin.value + time).truncatingRemainder(dividingBy: period.value)
    let piece = max(0, (pieces.firstIndex { $0.start > place } ?? pieces.count) - 1)
    return (piece, min(place - pieces[piece].start, pieces[piece].length))
  }
}
