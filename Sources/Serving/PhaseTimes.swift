public import Quantities

/// What the replicas did with their time, summed over replicas: energy and cost follow from it.
public struct PhaseTimes: Sendable, Hashable {
  /// Steps that computed prompts only.
  public internal(set) var prefill = Seconds.zero
  /// Steps that decoded only.
  public internal(set) var decode = Seconds.zero
  /// Steps that did both.
  public internal(set) var mixed = Seconds.zero
  public internal(set) var idle = Seconds.zero

  /// Busy time on account of prompts: the Shapley shares of the steps that ended (Eq. 9.10).
  ///
  ///     φ_p = ½·(t(p) + t(p+d) − t(d))        φ_d = t(p+d) − φ_p
  ///
  /// A step of one kind is wholly its own. Over a whole run that drains, both shares together are
  /// the busy time; over a part of it, up to a step per replica at either end.
  public internal(set) var prefillShare = Seconds.zero
  /// Busy time on account of output.
  public internal(set) var decodeShare = Seconds.zero

  public var busy: Seconds { prefill + decode + mixed }

  /// The fraction of replica time that is busy; nothing if no time has passed.
  public var busyFraction: Double? {
    let all = busy + idle
    return all > .zero ? busy / all : nil
  }

  mutating func merge(_ other: PhaseTimes) {
    prefill += other.prefill
    decode += other.decode
    mixed += other.mixed
    idle += other.idle
    prefillShare += other.prefillShare
    decodeShare += other.decodeShare
  }
}
