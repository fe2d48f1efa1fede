/// Where cached blocks lie, from the fastest tier to the slowest.
public enum CacheTier: Int, Sendable, Hashable, CaseIterable {
  /// The memory of the accelerators.
  case device
  /// The memory of their hosts.
  case host
  /// Solid-state disks, or a store over the network.
  case storage

  /// The next tier below that meets a condition.
  func below(where isMet: (CacheTier) -> Bool) -> CacheTier? {
    CacheTier.allCases[(rawValue + 1)...].first(where: isMet)
  }
}
