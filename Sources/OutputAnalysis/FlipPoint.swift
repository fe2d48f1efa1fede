/// Where along one uncertain input an answer flips: the levels at which a signed margin changes its
/// sign.
///
/// The margin (the objective less the measured value, one alternative's cost less the other's) is
/// asked at levels u of the input between 0.001 and 0.999, everything else held, every level with
/// the same random streams: then it is a function of u, if a rough one. First it is scanned at
/// evenly spaced levels; then each pair of neighbours of opposite signs is halved until it is
/// narrow enough, all of them in step, so that a round of evaluations can run in parallel. Halving
/// needs no smoothness: a margin that jumps is found as one that slopes.
///
/// Two crossings between neighbours of a scan cancel and are not seen. With fewer evaluations than
/// narrowing takes, brackets stay as wide as they are, and say so.
public struct FlipPoint: Sendable, Hashable {
  /// A narrow range of levels across which the margin changes its sign.
  public struct Crossing: Sendable, Hashable {
    /// The margin has one sign at the lower end and the other at the upper.
    public let bracket: ClosedRange<Double>
    /// The margins there.
    public let margins: (lower: Double, upper: Double)

    /// Whether the margin goes from negative to positive as the input rises.
    public var isRising: Bool { margins.lower < margins.upper }

    /// The level within the bracket at which the line through both ends crosses zero.
    public var level: Double {
      let share = margins.lower / (margins.lower - margins.upper)
      return bracket.lowerBound + share * (bracket.upperBound - bracket.lowerBound)
    }

    public static func == (a: Crossing, b: Crossing) -> Bool {
      a.bracket == b.bracket && a.margins == b.margins
    }

    public func hash(into hasher: inout Hasher) {
      hasher.combine(bracket)
      hasher.combine(margins.lower)
      hasher.combine(margins.upper)
    }
  }

  public enum Finding: Sendable, Hashable {
    /// The margin has one sign wherever it was asked.
    case never(isPositive: Bool)
    case once(Crossing)
    /// In ascending order: the answer flips and flips back.
    case several([Crossing])
    /// The margin was nowhere to be had, or on no two levels that are neighbours.
    case unknown
  }

  public let finding: Finding
  /// Levels at which there was no margin (the run was infeasible, or measured nothing); no crossing
  /// beside them is seen.
  public let unanswered: [Double]
  /// How many margins were asked for.
  public let evaluations: Int

  /// The levels searched: from one in a thousand to all but one in a thousand.
  public static let levels = 0.001...0.999

  /// - Parameters:
  ///   - scanning: how many levels are asked first.
  ///   - tolerance: the width, in levels, at which a bracket is narrow enough.
  ///   - limit: the most evaluations, the scan included.
  ///   - margins: at each of some levels, in their order; nil where there is none. A margin of 0
  ///     counts as positive.
  /// - Precondition: `scanning` is at least 2 and at most `limit`; `tolerance` is positive.
  public init<Failure: Error>(
    scanning: Int = 11, tolerance: Double = 0.002, limit: Int = 60,
    margins: ([Double]) throws(Failure) -> [Double?]
  ) throws(Failure) {
    precondition(scanning >= 2 && scanning <= limit, "\(scanning) levels of \(limit)")
    precondition(tolerance > 0, "a tolerance of \(tolerance)")
    let (first, last) = (Self.levels.lowerBound, Self.levels.upperBound)
    let scan = (0..<scanning).map {
      first + (last - first) * Double($0) / Double(scanning - 1)
    }
    var evaluations = 0
    var unanswered: [Double] = []
    func asked(_ levels: [Double]) throws(Failure) -> [Double?] {
      let found = try margins(levels)
      precondition(found.count == levels.count, "\(found.count) margins at \(levels.count) levels")
      evaluations += levels.count
      let answers = found.map { $0.flatMap { $0.isFinite ? $0 : nil } }
      unanswered += zip(levels, answers).filter { $0.1 == nil }.map(\.0)
      return answers
    }
    let scanned = zip(scan, try asked(scan)).map { (level: $0, margin: $1) }
    var brackets: [Bracket] = []
    var isAnyPairKnown = false
    for (lower, upper) in zip(scanned, scanned.dropFirst()) {
      guard let a = lower.margin, let b = upper.margin else { continue }
      isAnyPairKnown = true
      if (a >= 0) != (b >= 0) {
        brackets.append(Bracket(lower: lower.level, upper: upper.level, margins: (a, b)))
      }
    }
    while true {
      let open = brackets.indices.filter { brackets[$0].isOpen(tolerance) }
      let affordable = Array(open.prefix(limit - evaluations))
      if affordable.isEmpty { break }
      let found = try asked(affordable.map { brackets[$0].middle })
      for (place, margin) in zip(affordable, found) { brackets[place].halve(margin) }
    }
    self.evaluations = evaluations
    self.unanswered = unanswered.sorted()
    let crossings = brackets.map {
      Crossing(bracket: $0.lower...$0.upper, margins: $0.margins)
    }
    switch crossings.count {
    case 0:
      let isPositive = scanned.lazy.compactMap(\.margin).first.map { $0 >= 0 }
      finding = isAnyPairKnown ? .never(isPositive: isPositive!) : .unknown
    case 1: finding = .once(crossings[0])
    default: finding = .several(crossings)
    }
  }

  /// Two levels with margins of opposite signs.
  private struct Bracket {
    var lower: Double
    var upper: Double
    var margins: (lower: Double, upper: Double)
    /// Whether its middle has no margin, so that it cannot be narrowed.
    var isStuck = false

    var middle: Double { (lower + upper) / 2 }

    func isOpen(_ tolerance: Double) -> Bool { !isStuck && upper - lower > tolerance }

    mutating func halve(_ margin: Double?) {
      guard let margin else {
        isStuck = true
        return
      }
      if (margin >= 0) == (margins.lower >= 0) {
        lower = middle
        margins.lower = margin
      } else {
        upper = middle
        margins.upper = margin
      }
    }
  }
}
