import Performance
import Quantities

/// The time of something in a forward pass, in the backward pass, and computed again before it.
struct TrainingPass {
  var forward = Seconds.zero
  var backward = Seconds.zero
  /// Of `forward`, what selective recomputation computes again.
  var selective = Seconds.zero
  /// Of `backward`, what computes gradients of weights.
  var weights = Seconds.zero

  /// A matrix product: one more for the gradient of its input and one for that of its weights.
  static func product(_ forward: Seconds) -> TrainingPass {
    TrainingPass(forward: forward, backward: forward * backwardProducts, weights: forward)
  }

  static let backwardProducts = 2.0

  static func + (a: Self, b: Self) -> Self {
    TrainingPass(
      forward: a.forward + b.forward, backward: a.backward + b.backward,
      selective: a.selective + b.selective, weights: a.weights + b.weights)
  }

  static func += (a: inout Self, b: Self) { a = a + b }

  static func * (a: Self, factor: Double) -> Self {
    TrainingPass(
      forward: a.forward * factor, backward: a.backward * factor, selective: a.selective * factor,
      weights: a.weights * factor)
  }

  /// The forward time that a plan computes again.
  func again(_ recompute: TrainingPlan.Recompute) -> Seconds {
    switch recompute {
    case .none: .zero
    case .selective: selective
    case .full: forward
    }
  }
}
