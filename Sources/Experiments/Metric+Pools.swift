extension Metric {
  // What each pool of a fleet that is written in pools did: it is measured for explanations, and stands
  // in long tables alone.

  static func acceleratorsPaid(inPool name: String) -> Metric {
    ofPool(name, "paid", "accelerators paid", acceleratorsPaid.definition)
  }
  static func prefillShare(inPool name: String) -> Metric {
    ofPool(name, "prefill-time", "prefill time", prefillShare.definition)
  }
  static func decodeShare(inPool name: String) -> Metric {
    ofPool(name, "decode-time", "decode time", decodeShare.definition)
  }
  static func running(inPool name: String) -> Metric {
    ofPool(name, "running", "sequences running", running.definition)
  }

  /// The figure of one pool that a name means, such as `pool.decode.running`; nil where it is none.
  static func ofPool(named name: String) -> Metric? {
    let parts = name.split(separator: ".")
    guard parts.count == 3, parts[0] == "pool" else { return nil }
    let pool = String(parts[1])
    return [acceleratorsPaid, prefillShare, decodeShare, running].lazy
      .map { $0(pool) }.first { $0.name == name }
  }
}
