public import Quantities

/// One comparison of what is needed with what there is.
public struct FeasibilityCheck: Sendable, Hashable {
  /// What is compared.
  public enum Subject: String, Sendable, Hashable, CaseIterable {
    case memory, precision, divisibility, interconnect, context, time
  }

  /// What the comparison says.
  public enum Outcome: String, Sendable, Hashable, CaseIterable {
    case passes, fails
    /// An input is missing; never a default.
    case unknown
  }

  /// A quantity of the kind a check compares.
  public enum Amount: Sendable, Hashable {
    case bytes(Bytes)
    case seconds(Seconds)
    case tokens(Int)
    case devices(Int)
    case share(Double)

    var magnitude: Double {
      switch self {
      case .bytes(let bytes): bytes.value
      case .seconds(let seconds): seconds.value
      case .tokens(let count), .devices(let count): Double(count)
      case .share(let share): share
      }
    }
  }

  /// What decides the check.
  public enum Binding: Sendable, Hashable {
    case memory(MemoryBalance)
    /// Empty when there is none.
    case conflicts([DeploymentConflict])
    /// Formats that would be widened though this is refused; empty when there is none.
    case widened([PredictionNote])
    case communication
    case modelContext
    /// The lower bound of a decode step, or of a prompt's first token.
    case timePerOutputToken(TimeCause)
    case timeToFirstToken(TimeCause)
    case missing(MissingInput)
  }

  /// An input without which a check cannot be made.
  public enum MissingInput: String, Sendable, Hashable, CaseIterable {
    case memoryReserve = "memory-reserve"
    case calibration
  }

  public let subject: Subject
  public let outcome: Outcome
  public let need: Amount?
  public let available: Amount?
  public let binding: Binding

  /// `available/need − 1`: how much more there is than needed, negative when the check fails.
  public var margin: Double? {
    guard let need, let available, need.magnitude > 0 else { return nil }
    return available.magnitude / need.magnitude - 1
  }

  init(
    _ subject: Subject, _ outcome: Outcome, need: Amount? = nil, available: Amount? = nil,
    binding: Binding
  ) {
    self.subject = subject
    self.outcome = outcome
    self.need = need
    self.available = available
    self.binding = binding
  }
}

/// What one device of the fullest pipeline stage must hold, against what its engine may use.
public struct MemoryBalance: Sendable, Hashable {
  public let weights: Bytes
  public let cache: Bytes
  /// Activations, graphs and buffers.
  public let reserves: Bytes
  /// Of one device.
  public let capacity: Bytes
  /// The fraction of it that the engine may use. Where the engine takes its fraction of what the
  /// weights leave, cache and reserves are divided by it and this is one.
  public let fraction: Double
  /// Devices of the replica, all alike but for pipeline stages.
  public let devices: Int
  public let accelerators: Int
  public let isPipelined: Bool

  public var need: Bytes { weights + cache + reserves }
  public var available: Bytes { capacity * fraction }

  init(footprint: MemoryFootprint, deployment: Deployment, requirement: ServingRequirement) {
    // Requests spread over the attention replicas; the fullest one counts.
    let held = requirement.concurrency.dividedRoundingUp(by: footprint.replicas)
    func cache(_ stage: MemoryFootprint.Stage) -> Bytes {
      stage.cacheBytes(context: requirement.context) * Double(held)
    }
    let stage = footprint.stages.min { a, b in (a.pool - cache(a)) < (b.pool - cache(b)) }!
    let fraction = footprint.reserve.memoryFraction
    let kept = stage.terms.reduce(Bytes.zero) { $1.term.isWeights ? $0 : $0 + $1.bytes }
    switch footprint.reserve.basis {
    case .capacity:
      self.fraction = fraction * footprint.reserve.visible
      self.cache = cache(stage)
      reserves = kept
    case .freeMemory:
      self.fraction = footprint.reserve.visible
      self.cache = cache(stage) / fraction
      reserves = kept / fraction
    }
    weights = stage.weights
    capacity = footprint.capacity
    devices = deployment.plan.devices
    accelerators = deployment.accelerators
    isPipelined = deployment.plan.pipeline > 1
  }
}
