public import Quantities

/// Anything that says how long a step of one replica takes: all that a scheduler knows of hardware.
public protocol StepTimePredicting: Sendable {
  /// The time from the start of a step to its output tokens.
  func duration(of shape: BatchShape) -> Seconds
}
