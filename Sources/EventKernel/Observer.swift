/// Something that learns what was seen in a system, in the order in which it was seen.
///
/// The whole contract between the kernel and statistics; an observer cannot touch the model.
public protocol Observer<Observation>: ~Copyable {
  associatedtype Observation

  /// Takes note of what was seen at an instant.
  mutating func observe(_ observation: Observation, at instant: Instant)
}

/// An observer that forgets everything, for models whose final state is the answer.
public struct Unobserved<Observation>: Observer {
  @inlinable public init() {}
  @inlinable public mutating func observe(_ observation: Observation, at instant: Instant) {}
}

/// An observer that remembers everything, for tests and traces.
public struct ObservationLog<Observation>: Observer {
  /// What was seen, and when.
  public private(set) var entries: [(instant: Instant, observation: Observation)] = []

  public init() {}

  public mutating func observe(_ observation: Observation, at instant: Instant) {
    entries.append((instant, observation))
  }
}
