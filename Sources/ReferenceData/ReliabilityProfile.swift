public import Quantities
public import Training

/// What is known of the failures of a fleet, ready for a long run.
public struct ReliabilityProfile: Sendable, Hashable {
  public let name: String
  public let title: String
  public let reliability: Reliability
  /// Accelerators of a node there.
  public let acceleratorsPerNode: Int?
  /// Bandwidth of its storage, of all writers together.
  public let storage: BytesPerSecond?
  /// How long a checkpoint stopped its jobs, and how often they made one.
  public let checkpointStall: Seconds?
  public let checkpointInterval: Seconds?
  /// The share of time in training that its owner has published, for comparison; nothing is fitted to
  /// it.
  public let effectiveTime: Double?
}

extension Catalog {
  /// What is known of the failures of a fleet of a name.
  public func reliability(_ name: String) throws(CatalogError) -> ReliabilityProfile {
    try remembered("reliability/\(name)") { () throws(CatalogError) in
      try entry(name, kind: .reliability).reliability()
    }
  }

  /// The fleet to take for runs on an accelerator where none is named: the first that says it stands
  /// for it, or for the one it is `like`; nil where none does.
  public func defaultReliability(for accelerator: String) throws(CatalogError) -> String? {
    for ancestor in lineage(of: accelerator, kind: .accelerators) {
      for name in names(of: .reliability)
      where try entry(name, kind: .reliability).record.names("accelerators").contains(ancestor) {
        return name
      }
    }
    return nil
  }
}
