/// Replicas on a circle of hashes, each at many places: a session belongs to the first replica from
/// its own place on that takes it.
///
/// When a replica closes, only its own sessions move, each to the next one of the circle, and return
/// when it opens again (consistent hashing: Karger et al. 1997, doi:10.1145/258533.258660).
struct HashRing: Sendable {
  private struct Place: Sendable {
    let hash: UInt64
    let replica: Int32
  }

  private let places: ContiguousArray<Place>

  /// The places of a replica of mean weight: the shares of replicas differ by about 1/√100.
  private static let placesPerReplica = 100.0

  /// - Parameter weights: one per replica; a heavier one has more places, so more sessions.
  init(_ weights: [Double]) {
    let mean = weights.reduce(0, +) / Double(max(1, weights.count))
    var places = ContiguousArray<Place>()
    for (replica, weight) in weights.enumerated() {
      let count = max(1, Int((Self.placesPerReplica * weight / mean).rounded()))
      for place in 0..<count {
        places.append(
          Place(
            hash: PromptContents.mixed(UInt64(replica) &+ Self.mark, UInt64(place)),
            replica: Int32(replica)))
      }
    }
    self.places = ContiguousArray(
      places.sorted { ($0.hash, $0.replica) < ($1.hash, $1.replica) })
  }

  /// Keeps the places of replicas apart from other hashes.
  private static let mark: UInt64 = 0x51A9_B5F3_0000_0000

  /// The first replica from the place of a session on that is suitable.
  ///
  /// - Complexity: O(log places), where most replicas are suitable.
  func replica(for session: UInt64, where isSuitable: (Int) -> Bool) -> Int? {
    let hash = PromptContents.mixed(session, Self.mark)
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle].hash < hash { low = middle + 1 } else { high = middle }
    }
    for step in places.indices {
      let place = low + step
      let replica = Int(places[place < places.count ? place : place - places.count].replica)
      if isSuitable(replica) { return replica }
    }
    return nil
  }
}
