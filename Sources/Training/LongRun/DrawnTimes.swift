import Quantities
import Stochastics

/// A law of times made ready for draws.
struct TimeLaw: Sendable {
  private let sampler: Sampler
  private let constant: Int64?

  init(_ law: Distribution) {
    sampler = Sampler(law)
    constant = law.isConstant ? Self.nanoseconds(law.support.lowerBound) : nil
  }

  /// The draw that stands at an index of a stream.
  func nanoseconds(_ address: StreamAddress, at index: Int) -> Int64 {
    constant ?? Self.nanoseconds(sampler.value(at: address.uniform(index)))
  }

  /// The instant at which a run is cut, far enough from the end of the clock to add to.
  static func limit(_ seconds: Seconds) -> Int64 {
    Int64((min(seconds.value, 4e9) * 1e9).rounded())
  }

  /// Whole nanoseconds, of 30 years at most.
  static func nanoseconds(_ seconds: Double) -> Int64 {
    Int64((min(max(seconds, 0), 1e9) * 1e9).rounded())
  }
}

extension StreamAddress {
  /// The number at an index of the stream of this address.
  ///
  /// Everything that a failure brings is drawn at the number of that failure, so that two runs under
  /// the same failures draw alike whatever else differs between them.
  func uniform(_ index: Int) -> Double { RandomStream(self).uniform(at: UInt64(index)) }
}

/// The draws of one recovery after another that have one kind of cause.
struct RecoveryDraws: Sendable {
  private let diagnosis: StreamAddress
  private let reschedule: StreamAddress
  private let initialization: StreamAddress
  private let activation: StreamAddress

  /// - Parameter cause: a failure class, or what else the job stops for.
  init(cause: String, seed: UInt64, replication: Int) {
    func address(_ purpose: String) -> StreamAddress {
      StreamAddress(seed: seed, replication: replication, purpose: "\(purpose) after \(cause)")
    }
    diagnosis = address("diagnosis")
    reschedule = address("reschedule")
    initialization = address("initialization")
    activation = address("activation")
  }

  func diagnosis(_ laws: RecoveryLaws, _ index: Int) -> Int64 {
    laws.diagnosis.nanoseconds(diagnosis, at: index)
  }

  func activation(_ laws: RecoveryLaws, _ index: Int) -> Int64 {
    laws.activation.nanoseconds(activation, at: index)
  }

  /// From the moment that all nodes are there to the load of a checkpoint.
  func start(_ laws: RecoveryLaws, _ index: Int, replacing: Bool, accelerators: Int) -> Int64 {
    laws.initialization.nanoseconds(initialization, at: index)
      + (replacing ? laws.reschedule.nanoseconds(reschedule, at: index) : 0)
      + TimeLaw.nanoseconds(laws.perAccelerator * Double(accelerators))
  }
}

/// The laws of recovery made ready for draws.
struct RecoveryLaws: Sendable {
  let diagnosis: TimeLaw
  let reschedule: TimeLaw
  let initialization: TimeLaw
  let activation: TimeLaw
  /// Seconds.
  let perAccelerator: Double

  init(_ recovery: Recovery, _ spares: Spares) {
    diagnosis = TimeLaw(recovery.diagnosis)
    reschedule = TimeLaw(recovery.reschedule)
    initialization = TimeLaw(recovery.initialization)
    activation = TimeLaw(spares.activation)
    perAccelerator = recovery.initializationPerAccelerator.value
  }
}
