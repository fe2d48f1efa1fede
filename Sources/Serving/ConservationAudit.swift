/// What a run counted in integers, for the laws that must hold exactly.
struct RunLedger: Sendable {
  var arrived = 0
  var completed = 0
  var rejected = 0
  var unfinished = 0

  /// Tokens written to the cache, by prefill and decode steps.
  var computed = 0
  /// Tokens freed with completed requests, lost by preemption or with a replica, and held by unfinished requests;
  /// those that came from the prefix cache are not counted.
  var retired = 0
  var discarded = 0
  var held = 0

  /// Blocks of host memory that swapped requests took, and gave back.
  var hostBlocksTaken = 0
  var hostBlocksReturned = 0

  /// Output tokens made by steps, and owned by completed, by lost and by unfinished requests.
  var output = 0
  var completedOutput = 0
  var lostOutput = 0
  var unfinishedOutput = 0

  /// ∫ N dt of the system and of the queues, in requests times nanoseconds.
  var inSystem: Int128 = 0
  var waiting: Int128 = 0
  /// The time requests spent in the system and in queues, in nanoseconds.
  var sojourn: Int128 = 0
  var waited: Int128 = 0
}

/// What the prefix caches of a run counted.
struct PrefixLedger: Sendable {
  /// Blocks taken in, dropped, and held at the end.
  var stored = 0
  var dropped = 0
  var held = 0
  /// References of requests to blocks.
  var referencesMade = 0
  var referencesEnded = 0
  var referencesHeld = 0
}

/// The books of a run: what went in against what came out.
///
/// Both sides are counted independently and in integers, so that a law is kept exactly or broken.
public struct ConservationAudit: Sendable, Hashable {
  /// One law.
  public struct Balance: Sendable, Hashable {
    /// What is conserved.
    public let subject: String
    public let entered: Int128
    public let accounted: Int128

    public var isKept: Bool { entered == accounted }
  }

  public let balances: [Balance]

  public var isKept: Bool { balances.allSatisfy(\.isKept) }

  init(
    _ ledger: RunLedger, blocksAllocated: Int, blocksReleased: Int, blocksHeld: Int,
    hostBlocksHeld: Int, prefixes: PrefixLedger? = nil
  ) {
    func balance(_ subject: String, _ entered: Int, _ accounted: Int) -> Balance {
      Balance(subject: subject, entered: Int128(entered), accounted: Int128(accounted))
    }
    var balances = [
      balance(
        "requests arrived = completed + rejected + unfinished", ledger.arrived,
        ledger.completed + ledger.rejected + ledger.unfinished),
      balance(
        "cache blocks allocated = released + held by unfinished requests", blocksAllocated,
        blocksReleased + blocksHeld),
      balance(
        "host blocks taken = returned + held by unfinished requests", ledger.hostBlocksTaken,
        ledger.hostBlocksReturned + hostBlocksHeld),
      balance(
        "cached tokens computed = retired + discarded + held by unfinished requests",
        ledger.computed, ledger.retired + ledger.discarded + ledger.held),
      balance(
        "output tokens made = completed + of unfinished and of lost requests", ledger.output,
        ledger.completedOutput + ledger.unfinishedOutput + ledger.lostOutput),
      Balance(
        subject: "number in system over time = time in system over requests, ns",
        entered: ledger.inSystem, accounted: ledger.sojourn),
      Balance(
        subject: "number waiting over time = time waiting over requests, ns",
        entered: ledger.waiting, accounted: ledger.waited),
    ]
    if let prefixes {
      balances += [
        balance(
          "blocks taken into prefix caches = dropped + held there", prefixes.stored,
          prefixes.dropped + prefixes.held),
        balance(
          "references to cached blocks = given up + held by unfinished requests",
          prefixes.referencesMade, prefixes.referencesEnded + prefixes.referencesHeld),
      ]
    }
    self.balances = balances
  }
}
