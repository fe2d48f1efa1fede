import EventKernel

/// The prefix caches of the replicas.
extension ServingCore {
  /// Lets a request go on whose text has been read from a lower tier of its replica's cache.
  mutating func takePrefix(_ slot: Int32, _ context: inout ServingContext) {
    let replica = Int(requests[slot].replica)
    requests[slot].awaited = .zero
    replicas[replica].arrived.append(slot)
    wake(replica, &context)
    interrupt(replica, &context)
  }

  /// What went into the prefix caches and came out of them; nil without any.
  var prefixLedger: PrefixLedger? {
    guard replicas.contains(where: { $0.cache.prefixes != nil }) else { return nil }
    var ledger = PrefixLedger()
    for replica in replicas {
      guard let prefixes = replica.cache.prefixes else { continue }
      ledger.stored += prefixes.stored
      ledger.dropped += prefixes.dropped
      ledger.held += prefixes.countHeld()
      ledger.referencesMade += prefixes.referencesMade
      ledger.referencesEnded += prefixes.referencesEnded
    }
    for slot in requests.slotsInUse {
      ledger.referencesHeld += Int(requests[slot].chained + requests[slot].sourceChained)
    }
    return ledger
  }
}
