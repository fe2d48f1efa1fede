import Foundation
import Stochastics

/// How far the closed form is off on candidates that were not simulated, as far as those that were
/// say.
///
/// Errors ln(simulated / screened) of one workload have a mean of their own and lie close around it;
/// those of one plan with its formats, whose limits alone differ, lie closer still. Both levels are
/// normal with unknown mean and variance; under the conjugate prior (κ₀ observations of mean μ₀, ν₀ of
/// spread σ₀) the error of the next one is Student's:
///
///     t(νₙ) around μₙ, of scale σₙ·√(1 + 1/κₙ)        κₙ = κ₀ + n        νₙ = ν₀ + n
///     μₙ = (κ₀μ₀ + Σe)/κₙ        νₙσₙ² = ν₀σ₀² + Σ(e − ē)² + κ₀n(ē − μ₀)²/κₙ
///
/// Gelman et al. (2013), *Bayesian Data Analysis*, section 3.3. Fleets in pools err for reasons of their
/// own and are kept apart.
struct ScreeningErrors {
  /// What was measured over workloads before the search; see the overview of the module.
  private static let mean = -0.1
  private static let weight = 1.0
  /// Between the plans of one workload, and between the limits of one plan.
  private static let spread = 0.1
  private static let ownSpread = 0.03
  private static let freedom = 4.0

  /// Where an error is expected.
  struct Expectation {
    let mean: Double
    let scale: Double
    let freedom: Double

    /// The chance of an error beyond a value.
    func chance(beyond error: Double) -> Double {
      guard error.isFinite else { return error < 0 ? 1 : 0 }
      return 1 - StudentT.cumulative((error - mean) / scale, degreesOfFreedom: freedom)
    }

    /// The error that is exceeded with a chance.
    func bound(at chance: Double) -> Double {
      mean + scale * StudentT.quantile(1 - chance, degreesOfFreedom: freedom)
    }
  }

  private struct Kind {
    /// Of each plan with its formats, in the order in which they were seen.
    var machines: [(label: String, errors: [Double])] = []

    var means: [Double] { machines.map { $0.errors.reduce(0, +) / Double($0.errors.count) } }
  }

  private var colocated = Kind()
  private var split = Kind()

  /// All errors so far.
  var all: [Double] { (colocated.machines + split.machines).flatMap(\.errors) }

  mutating func add(_ error: Double, of candidate: DeploymentCandidate) {
    func add(to kind: inout Kind) {
      let label = candidate.machineLabel
      if let index = kind.machines.firstIndex(where: { $0.label == label }) {
        kind.machines[index].errors.append(error)
      } else {
        kind.machines.append((label, [error]))
      }
    }
    if candidate.prompts == nil { add(to: &colocated) } else { add(to: &split) }
  }

  /// Where the error of a candidate is expected.
  func expectation(of candidate: DeploymentCandidate) -> Expectation {
    let kind = candidate.prompts == nil ? colocated : split
    let label = candidate.machineLabel
    guard let own = kind.machines.first(where: { $0.label == label }) else {
      return Self.next(after: kind.means)
    }
    // Limits of one plan: around its own mean, as close as limits of other plans lie to theirs.
    let squares = zip(kind.machines, kind.means).reduce(0) { sum, item in
      sum + item.0.errors.reduce(0) { $0 + ($1 - item.1) * ($1 - item.1) }
    }
    let freedom =
      Self.freedom + kind.machines.reduce(0) { $0 + Double($1.errors.count - 1) }
    let variance = (Self.freedom * Self.ownSpread * Self.ownSpread + squares) / freedom
    let count = Double(own.errors.count)
    return Expectation(
      mean: own.errors.reduce(0, +) / count, scale: (variance * (1 + 1 / count)).squareRoot(),
      freedom: freedom)
  }

  private static func next(after errors: [Double]) -> Expectation {
    let count = Double(errors.count)
    let mean = count > 0 ? errors.reduce(0, +) / count : Self.mean
    let squares = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let weight = Self.weight + count
    let freedom = Self.freedom + count
    let off = mean - Self.mean
    let variance =
      (Self.freedom * spread * spread + squares + Self.weight * count * off * off / weight)
      / freedom
    return Expectation(
      mean: (Self.weight * Self.mean + count * mean) / weight,
      scale: (variance * (1 + 1 / weight)).squareRoot(), freedom: freedom)
  }
}
