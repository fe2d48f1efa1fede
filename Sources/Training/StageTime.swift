import Quantities

/// The time of one microbatch on a stage, communication apart.
struct StageTime {
  var forward = Seconds.zero
  var backward = Seconds.zero
  /// Communication of forward and backward together, what products hide of it apart.
  var tensor = Seconds.zero
  var expert = Seconds.zero
  var context = Seconds.zero
  var hiddenTensor = Seconds.zero
  var hiddenContext = Seconds.zero
  /// The part of the communication that the forward pass has.
  var forwardCommunication = Seconds.zero
  /// The part of the backward pass that computes weight gradients: one product for each of the
  /// forward pass.
  var weights = Seconds.zero

  var total: Seconds { forward + backward + tensor + expert + context }
  var forwardTotal: Seconds { forward + forwardCommunication }
  var backwardTotal: Seconds { total - forwardTotal }

  /// Weight gradients over the backward pass, communication included.
  var weightShare: Double { backwardTotal > .zero ? weights / backwardTotal : 0 }

  /// Adds both passes of something, with what the plan computes again.
  mutating func add(_ pass: TrainingPass, _ recompute: TrainingPlan.Recompute) {
    forward += pass.forward
    backward += pass.backward + pass.again(recompute)
    weights += pass.weights
  }

  static func + (a: Self, b: Self) -> Self {
    StageTime(
      forward: a.forward + b.forward, backward: a.backward + b.backward,
      tensor: a.tensor + b.tensor, expert: a.expert + b.expert, context: a.context + b.context,
      hiddenTensor: a.hiddenTensor + b.hiddenTensor,
      hiddenContext: a.hiddenContext + b.hiddenContext,
      forwardCommunication: a.forwardCommunication + b.forwardCommunication,
      weights: a.weights + b.weights)
  }

  static func * (a: Self, count: Double) -> Self {
    StageTime(
      forward: a.forward * count, backward: a.backward * count, tensor: a.tensor * count,
      expert: a.expert * count, context: a.context * count,
      hiddenTensor: a.hiddenTensor * count, hiddenContext: a.hiddenContext * count,
      forwardCommunication: a.forwardCommunication * count, weights: a.weights * count)
  }
}
