public import Quantities
import Stochastics

/// How long a system is watched, from which seed.
public struct RunControl: Sendable, Hashable {
  public let end: RunEnd
  public let warmUp: WarmUpRule
  /// Names the experiment.
  public let seed: UInt64
  /// Names the independent repetition.
  public let replication: Int
  /// A guard against runs that would not end: no more events than this are handled.
  public let eventLimit: Int
  public let pace: Pace
  public let keeping: Keeping

  /// From where to where a run moves at once; results differ by no more than rounding.
  public enum Pace: String, Sendable, Hashable, CaseIterable {
    /// From one decision to the next: steps in between, which only decode, are summed in closed form
    /// (Eqs. 5.10 and 5.11).
    case decisions
    /// From step to step, to check the other by.
    case steps
  }

  /// What is kept of a run.
  public enum Keeping: String, Sendable, Hashable, CaseIterable {
    /// What was measured over its parts.
    case measurements
    /// Its course as well, and what its warm-up was judged by; see ``Timeline`` and
    /// ``WarmUpCourse``.
    case timeline
  }

  public init(
    end: RunEnd, warmUp: WarmUpRule = .automatic, seed: UInt64, replication: Int = 0,
    eventLimit: Int = 100_000_000_000, pace: Pace = .decisions,
    keeping: Keeping = .measurements
  ) throws(ServingError) {
    switch end {
    case .requests(let count):
      try ServingError.require(count, in: 1...1_000_000_000_000, "requests")
    case .duration(let duration, _):
      try ServingError.require(duration.value, in: 1e-9...Seconds.year.value * 100, "duration")
    }
    if case .fraction(let fraction) = warmUp {
      try ServingError.require(fraction, in: 0...0.99, "warm-up fraction")
    }
    try ServingError.require(replication, in: 0...16_777_215, "replication")
    try ServingError.require(eventLimit, in: 1...Int.max, "event limit")
    self.end = end
    self.warmUp = warmUp
    self.seed = seed
    self.replication = replication
    self.eventLimit = eventLimit
    self.pace = pace
    self.keeping = keeping
  }
}

extension RunControl {
  /// What part of the run goes by before that which is measured of a load that changes with the
  /// clock; nil of another.
  func fractionBeforeCycles(of workload: Workload) -> Double? {
    guard case .duration(let duration, _) = end,
      let cycle = workload.profiles.filter({ $0.changes(until: duration) }).map(\.period).max()
    else { return nil }
    guard cycle < duration else { return 0 }
    let cycles = (duration / cycle * (1 + 1e-12)).rounded(.down)
    return max(0, 1 - cycles * cycle / duration)
  }
}

/// When arrivals end, and what happens then.
public enum RunEnd: Sendable, Hashable {
  /// After a number of requests, or at the end of a trace; the run goes on until all have left.
  case requests(Int)
  /// After a length of time.
  case duration(Seconds, then: Closing)

  /// What becomes of requests that are in the system when arrivals end.
  public enum Closing: String, Sendable, Hashable, CaseIterable {
    /// The run goes on until all have left.
    case drain
    /// The run stops; they count as unfinished.
    case stop
  }
}

/// How much of the start of a run is left out of the measured window.
public enum WarmUpRule: Sendable, Hashable {
  /// What MSER-5 says (see `OutputAnalysis.WarmUp`), rounded up to a fortieth of the run, and half
  /// of the run at most: the result tells whether that was enough.
  ///
  /// A load that follows the clock never settles. Where the rate changes within a run, as many
  /// whole cycles of it as fit, such as days, are measured up to its end (steady-state cycle
  /// parameters; Law 2015, Simulation Modeling and Analysis, section 9.5.4), or all of a run that is
  /// shorter than one: then it is part of what is measured that the system starts empty.
  case automatic
  /// A stated fraction, 0..<1, of the requests or of the duration.
  case fraction(Double)
  /// Nothing, because the run is *terminating*: what is asked for is what happens from an empty start
  /// to a stated end, such as a launch day, and not what would go on for ever (Law 2015, section
  /// 9.3). It has no warm-up, and its latencies describe its horizon even where load outgrows the
  /// system.
  case terminating
}
