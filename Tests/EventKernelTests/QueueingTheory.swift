import Foundation

/// Stationary results of queueing theory, for a mean service time of one.
enum QueueingTheory {
  /// The probability that a customer of M/M/c waits, at an offered load of `load` servers.
  ///
  ///     C = B / (1 - ρ (1 - B)),   B(0) = 1,   B(k) = a B(k-1) / (k + a B(k-1)),   ρ = a/c
  ///
  /// Erlang (1917); the recursion and the step from B to C as in Cooper (1981), "Introduction to
  /// Queueing Theory", 2nd edition, chapter 3.
  static func erlangC(servers: Int, load: Double) -> Double {
    let blocking = erlangB(servers: servers, load: load)
    return blocking / (1 - load / Double(servers) * (1 - blocking))
  }

  /// The probability that a customer of M/M/c without a waiting room is lost: B of the recursion
  /// above, for any distribution of service (Sevastyanov 1957).
  static func erlangB(servers: Int, load: Double) -> Double {
    var blocking = 1.0
    for server in 1...servers { blocking = load * blocking / (Double(server) + load * blocking) }
    return blocking
  }

  /// The mean wait in M/M/c: C / (c - a).
  static func meanWait(servers: Int, load: Double) -> Double {
    erlangC(servers: servers, load: load) / (Double(servers) - load)
  }

  /// The mean wait in M/G/1, by Pollaczek and Khinchine: ρ (1 + c²) / (2 (1 - ρ)).
  static func meanWait(load: Double, squaredVariation: Double) -> Double {
    load * (1 + squaredVariation) / (2 * (1 - load))
  }

  /// A quantile of the sojourn in M/M/1, which is exponential with rate 1 - ρ.
  static func sojournQuantile(_ share: Double, load: Double) -> Double {
    -log(1 - share) / (1 - load)
  }
}
