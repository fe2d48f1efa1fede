import Foundation
public import Performance
import Quantities
public import Stochastics

/// The efficiencies of training steps, fitted on measured ones.
///
/// Minimizes the soft-L1 loss of ln(predicted/measured) over the steps. Five figures are common to all
/// chips: what is sustained of the rates of benchmarks, the time of a layer and of a step beside
/// kernels, jitter, and what overlap leaves of tensor-parallel communication. Each fitted chip has one
/// of its own, its sustained rate over the common one, held to 1 with the force of one step that is 10 %
/// off per 5 %. The common ones are drawn towards ``usual`` with the force of one step that is 10 % off
/// per factor of three. A chip that nobody trained on has the common figures.
///
/// The search is on a tangent in logarithms, laid at the usual values and twice more at what was found
/// (Gauss-Newton; Nocedal & Wright 2006, section 10.3).
public struct TrainingFit: Sendable {
  /// The common figures, then those of chips.
  public let estimates: [RobustFit.Estimate]
  /// Steps that entered.
  public let count: Int
  private let chips: [String]

  /// Where a search begins. Clocks of an A100 under a sustained load of products lie a tenth or so
  /// below the boost that the peak is stated at; a layer launches a dozen kernels in each pass, most
  /// of them queued; `cv` and ξ are the middle of what is assumed in the literature.
  static let usual: [RobustFit.Parameter] = [
    .init("sustained", start: 0.9, within: 0.5...1),
    .init("per-layer", start: 30e-6, within: 1e-6...1e-3),
    .init("per-step", start: 20e-3, within: 1e-3...1),
    .init("jitter", start: 5e-3, within: 2e-4...0.1),
    .init("tensor-exposed", start: 0.3, within: 0.02...0.98),
  ]

  /// Steps that a fit rests on, at least.
  static let leastSteps = 8
  static let rounds = 3
  private static let chipForce = 2.0
  private static let commonForce = 0.1 / log(3)

  /// - Parameter isTaken: which samples enter.
  /// - Throws: `StochasticsError.unfit` where fewer than ``leastSteps`` do.
  init(
    _ samples: [TrainingSample], where isTaken: (TrainingSample) -> Bool = { _ in true }
  ) throws(StochasticsError) {
    let taken = samples.filter(isTaken)
    guard taken.count >= Self.leastSteps else {
      throw .unfit(
        reason: "\(taken.count) steps are too few for a fit: at least \(Self.leastSteps) are needed"
      )
    }
    count = taken.count
    var chips: [String] = []
    for sample in taken where !chips.contains(sample.fittedOn) { chips.append(sample.fittedOn) }
    chips.sort()
    self.chips = chips
    let parameters =
      Self.usual
      + chips.map { RobustFit.Parameter("sustained on \($0)", start: 1, within: 0.8...1.25) }
    var values = parameters.map(\.start)
    var found: [RobustFit.Estimate] = []
    for _ in 0..<Self.rounds {
      let tangents = taken.map { Tangent($0, at: values, chips: chips) }
      let fit = try RobustFit(
        parameters,
        weights: tangents.map { _ in 1 } + parameters.map { _ in 1 }, scale: 0.1
      ) { trial in
        tangents.map { $0.error(at: trial) }
          + trial.indices.map { index in
            let drawn = log(trial[index] / parameters[index].start)
            return drawn * (index < Self.usual.count ? Self.commonForce : Self.chipForce)
          }
      }
      found = fit.estimates
      values = fit.values
    }
    estimates = found
  }

  /// The figures of a chip by the calibration that serves it.
  public func efficiency(fittedOn chip: String) -> TrainingEfficiency {
    Self.efficiency(estimates.map(\.value), of: chip, among: chips)
  }

  fileprivate static func efficiency(
    _ values: [Double], of chip: String, among chips: [String]
  ) -> TrainingEfficiency {
    let own = chips.firstIndex(of: chip).map { values[usual.count + $0] } ?? 1
    return TrainingEfficiency(
      sustained: min(1, values[0] * own), perLayer: Seconds(values[1]),
      perStep: Seconds(values[2]), jitter: values[3], tensorExposed: values[4])
  }
}

/// The error of one step near some values: linear in their logarithms.
private struct Tangent {
  let origin: [Double]
  let error: Double
  let slopes: [Double]

  /// The difference of a logarithm over which derivatives are taken.
  static let step = 0.02

  init(_ sample: TrainingSample, at values: [Double], chips: [String]) {
    origin = values
    func at(_ values: [Double]) -> Double {
      sample.error(at: TrainingFit.efficiency(values, of: sample.fittedOn, among: chips))
    }
    let error = at(values)
    self.error = error
    slopes = values.indices.map { index in
      // Down, since shares end at one.
      var moved = values
      moved[index] *= exp(-Self.step)
      return (error - at(moved)) / Self.step
    }
  }

  func error(at values: [Double]) -> Double {
    var sum = error
    for (index, slope) in slopes.enumerated() { sum += slope * log(values[index] / origin[index]) }
    return sum
  }
}
