/// How requests came in a measurement.
public enum MeasuredLoad: Sendable, Hashable {
  /// One fixed batch over the whole deployment: its prefill, then its decode to the end.
  case staticBatch(Int)
  /// A constant number of requests in flight; all clients start together.
  case closed(Int)
  /// Every request queued at the start; cache and engine bound the batch.
  case queued
  /// Arrivals at a rate, requests per second.
  case open(Double)
}

/// Which phase of serving a measurement shows.
public enum MeasuredRole: String, Sendable, Hashable, CaseIterable {
  /// Prefill and decode together.
  case mixed
  /// Prompts alone.
  case prefill
  /// Output alone.
  case decode
}

/// The range of load a measurement belongs to, within which errors are alike.
public enum LoadRegime: String, Sendable, Hashable, CaseIterable {
  case staticBatch = "static"
  case closedSmall = "closed 1-8"
  case closedMedium = "closed 9-32"
  case closedLarge = "closed 33+"
  case queued = "closed, all queued"
  case open

  init(_ load: MeasuredLoad) {
    self =
      switch load {
      case .staticBatch: .staticBatch
      case .closed(...8): .closedSmall
      case .closed(...32): .closedMedium
      case .closed: .closedLarge
      case .queued: .queued
      case .open: .open
      }
  }
}
