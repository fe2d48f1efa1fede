internal import CGSL
internal import Foundation

/// A robust nonlinear least-squares fit of positive parameters within bounds.
///
/// Minimizes the weighted soft-L1 loss of the errors r,
///
///     Σ wᵢ ρ(rᵢ),  ρ(r) = 2c²·(√(1 + (r/c)²) − 1)
///
/// which is r² for errors well below the scale c and 2c·|r| well above it, so that a gross outlier
/// pulls with the force of one error of size c and no more (Charbonnier et al. 1994,
/// doi:10.1109/ICIP.1994.413553). Each error enters the Levenberg-Marquardt search of GSL (Moré
/// 1978, doi:10.1007/BFb0067700) as sign(r)·√ρ(r), whose square is the loss itself.
///
/// Parameters are searched by their logarithms, each mapped smoothly into its bounds:
///
///     ln p = ln a + (ln b − ln a) / (1 + e^−t)
///
/// An optimum at a bound is thus approached and never passed, and is reported as ``Standing/atBound``.
///
///     let fit = try RobustFit(
///       [.init("floor", start: 5e-6, within: 1e-7...1e-3)], weights: weights
///     ) { values in rows.map { log(model($0, values) / $0.measured) } }
///
/// Standard errors are those of the linearized problem, `s²(JᵀJ)⁻¹`: they ignore that errors of one
/// shape resemble each other, and are then too small.
public struct RobustFit: Sendable {
  /// A positive quantity to find.
  public struct Parameter: Sendable, Hashable {
    public let name: String
    public let start: Double
    public let bounds: ClosedRange<Double>

    /// - Precondition: bounds and start are positive, and the start lies inside.
    public init(_ name: String, start: Double, within bounds: ClosedRange<Double>) {
      precondition(
        bounds.lowerBound > 0 && bounds.lowerBound < start && start < bounds.upperBound
          && bounds.upperBound.isFinite, "\(name) starts at \(start) in \(bounds)")
      self.name = name
      self.start = start
      self.bounds = bounds
    }
  }

  /// Whether the data say what a parameter is.
  public enum Standing: String, Sendable, Hashable, CaseIterable {
    case identified
    /// The loss falls towards a bound: the data say only that the value is that low, or that high.
    case atBound
    /// Its standard error exceeds a factor of two: other parameters can take its place.
    case undetermined
  }

  /// What was found of one parameter.
  public struct Estimate: Sendable, Hashable {
    public let parameter: Parameter
    public let value: Double
    /// Of ln value; nil unless identified or undetermined with a finite error.
    public let standardError: Double?
    public let standing: Standing
  }

  /// In the order of the parameters.
  public let estimates: [Estimate]
  /// The loss per unit of weight.
  public let loss: Double
  public let iterations: Int
  /// Whether the search ended at a minimum, rather than at its limit of iterations.
  public let isConverged: Bool

  public var values: [Double] { estimates.map(\.value) }

  /// Share of the logarithmic range within which a value counts as being at the bound.
  static let boundShare = 0.005
  /// The largest standard error of ln value at which a parameter is determined: a factor of two.
  static let largestStandardError = 0.693

  /// - Parameters:
  ///   - weights: of the errors, in their order.
  ///   - scale: c, the size from which an error counts as an outlier.
  ///   - step: where errors are those of a simulation, which is not smooth in the small, the
  ///     difference of a coordinate t over which derivatives are taken; nil where errors are smooth.
  ///   - iterations: the most steps of the search.
  ///   - errors: one error per weight at given values of the parameters.
  /// - Throws: ``StochasticsError/unfit(reason:)`` where there are fewer errors than parameters or
  ///   an error is not a finite number.
  /// - Precondition: there are parameters; weights are positive; the scale is positive.
  public init(
    _ parameters: [Parameter], weights: [Double], scale: Double = 0.1, step: Double? = nil,
    iterations limit: Int = 200,
    errors: ([Double]) -> [Double]
  ) throws(StochasticsError) {
    precondition(!parameters.isEmpty && scale > 0, "\(parameters.count) parameters, scale \(scale)")
    precondition(weights.allSatisfy { $0 > 0 && $0.isFinite }, "a weight that is not positive")
    guard weights.count >= parameters.count else {
      throw .unfit(
        reason: "\(weights.count) measurements cannot determine \(parameters.count) parameters")
    }
    let search = LeastSquares(
      start: parameters.map(\.coordinate), count: weights.count, limit: limit, step: step
    ) { coordinates in
      let errors = errors(zip(parameters, coordinates).map { $0.value(at: $1) })
      precondition(
        errors.count == weights.count, "\(errors.count) errors, \(weights.count) weights")
      if let index = errors.firstIndex(where: { !$0.isFinite }) {
        return .failure(LeastSquares.NoResidual(index: index))
      }
      return .success(
        zip(errors, weights).map { $1.squareRoot() * softened($0, scale: scale) })
    }
    switch search.ending {
    case .refused(let index, let coordinates):
      let values = zip(parameters, coordinates).map { "\($0.name) \($0.value(at: $1))" }
      throw .unfit(
        reason: "measurement \(index + 1) has no finite error at \(values.joined(separator: ", "))")
    case .failed(let reason): throw .unfit(reason: reason)
    case .converged: isConverged = true
    case .stopped: isConverged = false
    }
    iterations = search.iterations
    loss = search.sumOfSquares / weights.reduce(0, +)
    let shares = search.coordinates.map { 1 / (1 + exp(-$0)) }
    let free = shares.indices.filter {
      shares[$0] > Self.boundShare && shares[$0] < 1 - Self.boundShare
    }
    // Derivatives by the coordinate become derivatives by ln p.
    let slopes = free.map { parameters[$0].logarithmicWidth * shares[$0] * (1 - shares[$0]) }
    let variances = search.variances(of: free, slopes: slopes)
    estimates = parameters.indices.map { index in
      let parameter = parameters[index]
      let value = parameter.value(at: search.coordinates[index])
      guard let place = free.firstIndex(of: index) else {
        return Estimate(parameter: parameter, value: value, standardError: nil, standing: .atBound)
      }
      let standardError = variances[place].map { $0.squareRoot() }
      return Estimate(
        parameter: parameter, value: value, standardError: standardError,
        standing: (standardError ?? .infinity) <= Self.largestStandardError
          ? .identified : .undetermined)
    }
  }
}

extension RobustFit.Parameter {
  fileprivate var logarithmicWidth: Double { log(bounds.upperBound / bounds.lowerBound) }

  /// The unbounded coordinate of the start.
  fileprivate var coordinate: Double {
    let share = log(start / bounds.lowerBound) / logarithmicWidth
    return log(share / (1 - share))
  }

  fileprivate func value(at coordinate: Double) -> Double {
    bounds.lowerBound * exp(logarithmicWidth / (1 + exp(-coordinate)))
  }
}

/// sign(r)·√ρ(r), written so that small errors keep their digits.
private func softened(_ error: Double, scale: Double) -> Double {
  let ratio = error / scale
  return error * (2 / ((1 + ratio * ratio).squareRoot() + 1)).squareRoot()
}
