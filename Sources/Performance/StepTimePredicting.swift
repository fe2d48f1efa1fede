public import Quantities

/// Anything that says how long a step of one replica takes: all that a scheduler knows of hardware.
///
/// Asking may change what it remembers, never what it says.
public protocol StepTiming: Sendable {
  /// The time from the start of a step to its output tokens.
  mutating func duration(of shape: BatchShape) -> Seconds
}

/// A ``StepTiming`` that remembers nothing, and so can be shared.
public protocol StepTimePredicting: StepTiming {
  func duration(of shape: BatchShape) -> Seconds
}
