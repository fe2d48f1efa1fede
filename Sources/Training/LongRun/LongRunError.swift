public import Quantities
public import Stochastics

/// What is wrong with the description of a long run.
public enum LongRunError: Error, Sendable, Hashable {
  /// A parameter lies outside the values it may take.
  case outside(parameter: String, value: Double, allowed: ClosedRange<Double>)
  /// A time may be negative, or has no mean.
  case notATime(parameter: String, law: Distribution)
  /// There is nothing to do.
  case noWork
  /// The work is longer than the clock.
  case tooLong(Seconds)
  /// Two failure classes or two tiers have one name.
  case repeatedName(String)
  /// A failure of the job as a whole takes nodes away.
  case repairOfJob(failure: String)
  /// Checkpoints are made and kept nowhere.
  case noTiers
  /// No tier takes every checkpoint, so that some would be kept nowhere.
  case noTierOfEveryCheckpoint
  /// Planned stops without checkpoints would lose all work.
  case stopsWithoutCheckpoints
  /// An optimal interval is asked for where nothing ever fails.
  case optimumWithoutFailures
  /// An optimal interval is asked for where checkpoints cost nothing.
  case optimumWithoutCost
  /// The fewest nodes a shrunk job goes on with are more than it has, or no whole number of units.
  case shrinking(unit: Int, minimum: Int, nodes: Int)
}

extension LongRunError {
  /// Throws unless `value` is in the range; what is not a number is in no range.
  static func require(
    _ value: Double, in allowed: ClosedRange<Double>, _ parameter: String
  ) throws(LongRunError) {
    guard allowed.contains(value) else {
      throw .outside(parameter: parameter, value: value, allowed: allowed)
    }
  }

  /// Throws unless `count` is in the range.
  static func require(
    _ count: Int, in allowed: ClosedRange<Int>, _ parameter: String
  ) throws(LongRunError) {
    guard allowed.contains(count) else {
      throw .outside(
        parameter: parameter, value: Double(count),
        allowed: Double(allowed.lowerBound)...Double(allowed.upperBound))
    }
  }

  /// Throws unless the law is of lengths of time: never negative, and of a mean below 300 years.
  static func require(_ law: Distribution, _ parameter: String) throws(LongRunError) {
    guard law.support.lowerBound >= 0, law.mean.isFinite, law.mean <= 1e9 else {
      throw .notATime(parameter: parameter, law: law)
    }
  }
}
