import Documents
import Foundation
import Quantities
public import ReferenceData
public import Stochastics

/// A number of a scenario that is not known for certain, with the distribution of what it may be.
///
/// Any number that holds for a whole run may be written as a distribution: `0.06 to 0.10 USD/kWh`.
/// Each draw puts one value in its place, so that a run never sees anything uncertain. (Numbers that
/// are drawn per request or per failure, such as lengths of prompts, are no uncertain inputs: their
/// distribution is the certain description of what varies.)
public struct UncertainInput: Sendable, Hashable {
  /// The dotted path of the key; of a figure of the catalog `catalog/` and where it stands there.
  public let path: String
  /// The distribution as written.
  public let text: String
  /// Of numbers in ``unit``.
  public let distribution: Distribution
  /// The unit that drawn values are written in; empty for plain numbers.
  public let unit: String
  /// Whether only whole numbers make sense.
  public let isWhole: Bool
  /// Where it stands in the catalog; nil where the scenario itself states it.
  public let fact: FactAddress?
  /// Of a figure of the catalog, how much of its base unit one of ``unit`` is.
  public let scale: Double

  /// The value at a cumulative probability, in ``unit``.
  ///
  /// - Precondition: `0 < u < 1`.
  public func value(at u: Double) -> Double {
    let value = distribution.value(at: u)
    return isWhole ? value.rounded() : value
  }

  /// The same as it would be written in the file.
  public func text(at u: Double) -> String { text(of: value(at: u)) }

  /// A value of ``unit`` as it would be written in the file, with all digits that tell it from others.
  public func text(of value: Double) -> String {
    let digits =
      isWhole && abs(value) < 1e15 ? String(Int(value)) : String(format: "%.15g", value)
    return unit.isEmpty ? digits : "\(digits) \(unit)"
  }
}

extension UncertainInput {
  /// Draws that a place would refuse, at most; those are left out of the distribution.
  static let greatestTruncation = 0.01

  /// Whether a number in a place of this form may be uncertain.
  static func mayStand(in form: ScenarioKey.Form) -> Bool {
    switch form {
    case .count, .number, .quantity, .amount, .quantityOr: true
    case .section, .shorthand, .cases, .list, .text, .choice, .distribution: false
    }
  }

  /// Reads the distribution that stands in a place; nil after reporting what does not fit.
  init?(_ reader: ValueReader, of key: ScenarioKey) {
    guard let text = reader.node.text else { return nil }
    var unit: String?
    let isWhole = if case .count = key.form { true } else { false }
    func number(_ text: String) throws -> Double {
      guard let (number, own) = UnitNotation.parts(of: text) else {
        throw TextProblem("\"\(text)\" does not begin with a number")
      }
      guard let first = unit else {
        unit = own
        return number
      }
      guard let factor = UnitNotation().conversion(of: own, to: first) else {
        throw TextProblem("\"\(own)\" and \"\(first)\" do not measure the same")
      }
      return number * factor
    }
    do {
      let found = try DistributionNotation.parse(text, number: number)
      if case .quantity = key.form, unit?.isEmpty != false {
        throw TextProblem(
          "the numbers have no unit", suggestion: .advice("write the unit behind the last one"))
      }
      path = reader.path.description
      fact = nil
      scale = 1
      self.text = text
      self.unit = unit ?? ""
      self.isWhole = isWhole
      distribution = try Self.bounded(found, by: key.form, unit: self.unit)
    } catch let error as StochasticsError {
      let problem = TextProblem(error)
      reader.report(
        problem.message, expected: problem.expected ?? key.expected,
        suggestion: problem.suggestion)
      return nil
    } catch let problem as TextProblem {
      reader.report(
        problem.message, expected: problem.expected ?? key.expected,
        suggestion: problem.suggestion)
      return nil
    } catch { preconditionFailure("\(error)") }
  }

  /// The distribution given that the place allows the value.
  private static func bounded(
    _ distribution: Distribution, by form: ScenarioKey.Form, unit: String
  ) throws -> Distribution {
    let range: ClosedRange<Double>
    switch form {
    // What rounds to a whole number that is allowed.
    case .count(let bounds):
      range = Double(bounds.lowerBound) - 0.5...(Double(bounds.upperBound) + 0.5).nextDown
    case .number(let bounds): range = bounds
    default: return distribution
    }
    // Of a plain number the unit is a percent sign, a scale such as k, or nothing.
    guard let scale = UnitNotation().conversion(of: unit, to: "") else { return distribution }
    let allowed = range.lowerBound / scale...range.upperBound / scale
    let outside =
      distribution.cumulative(allowed.lowerBound.nextDown)
      + distribution.survival(allowed.upperBound)
    guard outside > 0 else { return distribution }
    guard outside <= greatestTruncation else {
      let percent = UnitNotation.format(outside * 100, significantDigits: 2)
      let ends = [allowed.lowerBound, allowed.upperBound].map {
        UnitNotation.format($0, significantDigits: nil) + (unit.isEmpty ? "" : " \(unit)")
      }
      throw TextProblem(
        "\(percent) % of its draws lie outside what may stand here",
        suggestion: .advice("narrow it, or write `within \(ends[0]) to \(ends[1])` behind it"))
    }
    return try distribution.truncated(to: allowed)
  }
}

extension UncertainInput {
  /// A figure of the catalog that is known as a range.
  ///
  /// Its value is the median and the range its 90 % interval: lognormal on each side (Eq. 11.16). Where
  /// the range reaches zero it is triangular between its ends. What may not stand in its place is
  /// left out, as a share above one.
  ///
  /// - Parameter isBounded: whether nothing beyond the range can be, as a power usage effectiveness
  ///   below one.
  public init(_ fact: RangedFact, isBounded: Bool = false) {
    path = "catalog/\(fact.address)"
    text = fact.text
    unit = fact.unit
    isWhole = fact.isWhole
    self.fact = fact.address
    scale = fact.scale
    distribution = Self.distribution(of: fact, isBounded: isBounded)
  }

  private static func distribution(of fact: RangedFact, isBounded: Bool) -> Distribution {
    let (low, high) = (fact.interval.lowerBound, fact.interval.upperBound)
    do {
      guard low > 0, fact.value > 0 else {
        return try .triangular(low: low, mode: fact.value, high: high)
      }
      // The 95th percentile of the standard normal law.
      let z = 1.6448536269514722
      let law = try Distribution.lognormal(
        median: fact.value, lowerSigma: max(1e-9, log(fact.value / low) / z),
        upperSigma: max(1e-9, log(high / fact.value) / z))
      let bounds = isBounded ? fact.interval : fact.bounds
      let isInside =
        law.cumulative(bounds.lowerBound.nextDown) == 0 && law.survival(bounds.upperBound) == 0
      return isInside ? law : try law.truncated(to: bounds)
    } catch { preconditionFailure("\(fact.address): \(error)") }
  }
}
