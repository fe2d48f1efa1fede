public import Quantities

/// What a training step takes beyond its operators as kernel benchmarks time them: a few figures of
/// one accelerator, fitted on whole steps.
///
/// Device terms only. What a framework does or leaves undone, such as attention with its scores in
/// memory or gradients summed after the last pass, is part of a plan and a recipe.
public struct TrainingEfficiency: Sendable, Hashable {
  /// The rate of products and attention in training over that in kernel benchmarks, 0...1.
  ///
  /// Benchmarks repeat one kernel for milliseconds; in a run that lasts, all chips of a system share
  /// its power and heat, and clocks fall.
  public let sustained: Double
  /// What one pass of one layer takes beside its kernels: launches, views, hooks.
  public let perLayer: Seconds
  /// What a step takes beside all passes: reading data, scaling the loss, logging.
  public let perStep: Seconds
  /// Relative standard deviation of one rank's step, `cv` of Eq. 6.21.
  public let jitter: Double
  /// What products beside it do not hide of the communication of tensor groups, where a plan
  /// overlaps it: `ξ` of Eq. 6.14, 0...1.
  public let tensorExposed: Double

  public init(
    sustained: Double, perLayer: Seconds, perStep: Seconds, jitter: Double, tensorExposed: Double
  ) {
    precondition(
      sustained > 0 && sustained <= 1 && perLayer >= .zero && perStep >= .zero && jitter >= 0
        && (0...1).contains(tensorExposed),
      "\(sustained) sustained, \(perLayer), \(perStep), jitter \(jitter), \(tensorExposed)")
    self.sustained = sustained
    self.perLayer = perLayer
    self.perStep = perStep
    self.jitter = jitter
    self.tensorExposed = tensorExposed
  }

  /// Operators as benchmarks time them, and nothing else: what no training step beats.
  public static let none = TrainingEfficiency(
    sustained: 1, perLayer: .zero, perStep: .zero, jitter: 0, tensorExposed: 0)
}
