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
  /// Time between the start of a replica and its service.
  public internal(set) var starting = Seconds.zero
  /// Time between a failure and the return to service.
  public internal(set) var down = Seconds.zero
  /// Time in which replicas were stopped.
  public internal(set) var off = Seconds.zero
  /// The part of the time in service, busy or idle, in which no more requests were taken.
  public internal(set) var draining = Seconds.zero

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

  /// Time in which replicas served, busy or not.
  public var inService: Seconds { busy + idle }

  /// Time that costs money where machines are rented as they are needed: all but that of stopped ones.
  public var held: Seconds { inService + starting + down }

  /// The fraction of the time in service that is busy; nothing if no time has passed.
  public var busyFraction: Double? { inService > .zero ? busy / inService : nil }

  /// The share of the time in which a replica is meant to serve that it does: uptime over uptime and
  /// downtime; nothing if no time has passed.
  public var availability: Double? {
    let meant = inService + down
    return meant > .zero ? inService / meant : nil
  }

  mutating func merge(_ other: PhaseTimes) {
    prefill += other.prefill
    decode += other.decode
    mixed += other.mixed
    idle += other.idle
    starting += other.starting
    down += other.down
    off += other.off
    draining += other.draining
    prefillShare += other.prefillShare
    decodeShare += other.decodeShare
  }
}
