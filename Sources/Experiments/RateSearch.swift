import Foundation
public import OutputAnalysis

/// The highest rate at which something holds, found by bisection on noisy trials.
///
/// A trial at a rate is a number of runs, each of which says by how much a promise is kept (its
/// *excess*, at or above zero where it is). Runs are added until the sign of the mean excess is
/// certain: its Student interval leaves zero on one side. The level is that of the whole trial,
/// divided by the times one looks (Bonferroni); what stays uncertain when runs are used up is neither
/// kept nor missed. Between the highest rate that certainly keeps and the lowest one that certainly
/// misses lies the answer.
///
/// Runs of one number must share their random numbers at all rates, so that rates differ by nothing
/// else, and the excess must not rise with the rate in the mean.
public struct RateSearch: Sendable {
  /// The effort that a search may make.
  public struct Effort: Sendable, Hashable {
    /// How far apart the ends of the answer may lie, as a fraction.
    public let accuracy: Double
    /// Runs of one trial at first, and at most.
    public let firstRuns: Int
    public let mostRuns: Int
    public let mostTrials: Int
    /// The confidence in the sign of one trial.
    public let level: Double
    /// Requests of a run at least, and expected exceptions to the strictest promise.
    public let leastRequests: Int
    public let exceptions: Int

    /// - Precondition: `0 < accuracy`, at least two runs, `0 < level < 1`.
    public init(
      accuracy: Double, firstRuns: Int = 4, mostRuns: Int = 16, mostTrials: Int = 40,
      level: Double = 0.95, leastRequests: Int = 2_000, exceptions: Int = 100
    ) {
      precondition(leastRequests > 0 && exceptions > 0, "a run without requests shows nothing")
      precondition(accuracy > 0 && mostRuns >= 2 && mostTrials >= 1 && level > 0 && level < 1)
      self.accuracy = accuracy
      self.firstRuns = max(2, min(firstRuns, mostRuns))
      self.mostRuns = mostRuns
      self.mostTrials = mostTrials
      self.level = level
      self.leastRequests = leastRequests
      self.exceptions = exceptions
    }

    /// How often one looks at the runs of a trial: at first, and after every doubling.
    var looks: Int {
      var (runs, looks) = (firstRuns, 1)
      while runs < mostRuns {
        runs *= 2
        looks += 1
      }
      return looks
    }
  }

  /// What the runs at one rate say.
  public struct Trial: Sendable, Hashable {
    public enum Decision: String, Sendable, Hashable { case kept, missed, undecided }

    public let rate: Double
    public let decision: Decision
    /// The mean excess over the runs.
    public let excess: Double
    public let runs: Int
  }

  public enum Verdict: Sendable, Hashable {
    /// The answer lies in the interval; its estimate is where the excess crosses zero.
    case found(ConfidenceInterval)
    /// The lowest rate misses.
    case missedAtLowest
    /// No rate up to the highest certainly misses; the highest that certainly keeps, if any.
    case neverMissed(highestKept: Double?)
    /// No rate down to the lowest certainly keeps; the lowest that certainly misses.
    case neverKept(lowestMissed: Double)
  }

  public let verdict: Verdict
  /// All trials, by rate.
  public let trials: [Trial]

  public var runs: Int { trials.reduce(0) { $0 + $1.runs } }

  /// Searches within `bounds`, starting at `guess`.
  ///
  /// - Parameter excesses: what the runs of these numbers say at a rate, one value for each.
  /// - Complexity: at most `effort.mostTrials` trials of at most `effort.mostRuns` runs.
  public init<Failure: Error>(
    from guess: Double, within bounds: ClosedRange<Double>, effort: Effort,
    excesses: (_ rate: Double, _ runs: Range<Int>) throws(Failure) -> [Double]
  ) throws(Failure) {
    precondition(bounds.lowerBound > 0 && bounds.upperBound.isFinite)
    var course = Course(bounds: bounds, accuracy: effort.accuracy)
    var next: Double? = min(max(guess, bounds.lowerBound), bounds.upperBound)
    while let rate = next, course.trials.count < effort.mostTrials {
      let sign = try Self.sign(effort: effort) { (runs: Range<Int>) throws(Failure) in
        try excesses(rate, runs)
      }
      course.add(
        Trial(rate: rate, decision: sign.decision, excess: sign.excess, runs: sign.runs))
      next = course.next
    }
    trials = course.trials
    verdict = course.verdict(level: effort.level)
  }
}

extension RateSearch {
  /// Adds runs until it is certain whether their mean excess is below zero, or they are used up.
  static func sign<Failure: Error>(
    effort: Effort, excesses: (_ runs: Range<Int>) throws(Failure) -> [Double]
  ) throws(Failure) -> (decision: Trial.Decision, excess: Double, runs: Int) {
    let level = 1 - (1 - effort.level) / Double(effort.looks)
    var values: [Double] = []
    var runs = effort.firstRuns
    var decision = Trial.Decision.undecided
    while true {
      values += try excesses(values.count..<runs)
      guard let interval = ConfidenceInterval(meanOf: values, level: level) else { break }
      if interval.lower >= 0 { decision = .kept } else if interval.upper < 0 { decision = .missed }
      guard decision == .undecided, runs < effort.mostRuns else { break }
      runs = min(runs * 2, effort.mostRuns)
    }
    return (decision, values.reduce(0, +) / Double(values.count), values.count)
  }
}

/// Trials so far, and where to try next.
private struct Course {
  let bounds: ClosedRange<Double>
  let accuracy: Double
  private(set) var trials: [RateSearch.Trial] = []

  init(bounds: ClosedRange<Double>, accuracy: Double) {
    self.bounds = bounds
    self.accuracy = accuracy
  }

  mutating func add(_ trial: RateSearch.Trial) {
    let place = trials.firstIndex { $0.rate > trial.rate } ?? trials.count
    trials.insert(trial, at: place)
  }

  /// The lowest rate that misses, and the highest below it that keeps.
  private var missed: Double? { trials.first { $0.decision == .missed }?.rate }
  private var kept: Double? {
    let missed = missed ?? .infinity
    return trials.last { $0.decision == .kept && $0.rate < missed }?.rate
  }
  private var undecided: [Double] {
    let (low, high) = (kept ?? 0, missed ?? .infinity)
    return trials.filter { $0.rate > low && $0.rate < high }.map(\.rate)
  }

  /// The next rate to try; nil when nothing is to be gained.
  var next: Double? {
    let open = undecided
    switch (kept, missed) {
    case (let low?, let high?):
      guard high / low > 1 + accuracy else { return nil }
      guard let first = open.first, let last = open.last else { return (low * high).squareRoot() }
      // What is undecided stays so: its neighbours are brought as near as is worth it.
      let (below, above) = (first / low, high / last)
      guard max(below, above) > 1 + accuracy / 4 else { return nil }
      return below > above ? (low * first).squareRoot() : (last * high).squareRoot()
    case (let low, nil):
      let top = open.last ?? low ?? bounds.lowerBound
      guard top < bounds.upperBound else { return nil }
      return min(bounds.upperBound, top * step)
    case (nil, let high?):
      let bottom = open.first ?? high
      guard bottom > bounds.lowerBound else { return nil }
      return max(bounds.lowerBound, bottom / step)
    }
  }

  /// The estimate is expected to be near; every miss of it doubles the stride.
  private var step: Double { 1 + 0.12 * Foundation.pow(2, Double(max(0, trials.count - 1))) }

  func verdict(level: Double) -> RateSearch.Verdict {
    guard let missed else { return .neverMissed(highestKept: kept) }
    guard let kept else {
      return missed <= bounds.lowerBound ? .missedAtLowest : .neverKept(lowestMissed: missed)
    }
    return .found(
      ConfidenceInterval(
        estimate: crossing(between: kept, and: missed), lower: kept, upper: missed, level: level,
        count: trials.count))
  }

  /// Where the mean excess crosses zero, on a straight line over the logarithm of the rate between
  /// the trials on either side.
  private func crossing(between kept: Double, and missed: Double) -> Double {
    let inside = trials.filter { $0.rate >= kept && $0.rate <= missed }
    for (a, b) in zip(inside, inside.dropFirst()) where a.excess >= 0 && b.excess < 0 {
      let share = a.excess / (a.excess - b.excess)
      return min(missed, max(kept, a.rate * Foundation.pow(b.rate / a.rate, share)))
    }
    return (kept * missed).squareRoot()
  }
}
