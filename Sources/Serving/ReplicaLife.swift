import EventKernel
import Quantities
import Stochastics

/// Whether a replica serves.
enum ReplicaStatus: Sendable {
  case serving
  /// It serves what it has and takes no more.
  case draining
  /// It is being started.
  case starting
  /// It has failed, and will serve again.
  case down
  /// It is stopped.
  case off
}

/// The lives of all replicas: who serves, and the draws of when that changes.
///
/// A replica's draws are addressed by its number and by how many came before, so that what one does
/// changes nothing for another.
struct ReplicaLives: Sendable {
  private(set) var status: ContiguousArray<ReplicaStatus>
  /// Tells events of the present life of a replica from those that were called off.
  private(set) var generations: ContiguousArray<UInt16>
  private var draws: ContiguousArray<UInt32>
  private let timesToFailure: [Sampler?]
  private let timesToRestore: [Sampler?]
  private let startTimes: [Sampler?]
  private let address: StreamAddress

  init(_ fleet: ServingFleet, _ control: RunControl) {
    status = ContiguousArray(repeating: .serving, count: fleet.replicas)
    generations = ContiguousArray(repeating: 0, count: fleet.replicas)
    draws = ContiguousArray(repeating: 0, count: fleet.replicas)
    timesToFailure = fleet.pools.map { $0.failures.map { Sampler($0.timeToFailure) } }
    timesToRestore = fleet.pools.map { $0.failures.map { Sampler($0.timeToRestore) } }
    startTimes = fleet.pools.map { $0.scaling.map { Sampler($0.startUp) } }
    address = StreamAddress(
      seed: control.seed, replication: control.replication, purpose: "replica-lives")
  }

  /// Lets a replica be something else: events of what it was are void.
  mutating func change(_ replica: Int, to new: ReplicaStatus) {
    status[replica] = new
    generations[replica] &+= 1
  }

  /// Lets a replica take no more requests, or take them again: it may fail as before.
  mutating func setDraining(_ replica: Int, _ isDraining: Bool) {
    status[replica] = isDraining ? .draining : .serving
  }

  /// The time until a replica of a pool fails; nil where it does not, or not within a human life.
  mutating func timeToFailure(of replica: Int, in pool: Int) -> Seconds? {
    guard let law = timesToFailure[pool] else { return nil }
    let time = draw(law, for: replica)
    return time < Self.horizon ? time : nil
  }

  mutating func timeToRestore(of replica: Int, in pool: Int) -> Seconds {
    min(timesToRestore[pool].map { draw($0, for: replica) } ?? .zero, Self.horizon)
  }

  mutating func startTime(of replica: Int, in pool: Int) -> Seconds {
    min(startTimes[pool].map { draw($0, for: replica) } ?? .zero, Self.horizon)
  }

  private static let horizon = Seconds.year * 100

  private mutating func draw(_ law: Sampler, for replica: Int) -> Seconds {
    defer { draws[replica] &+= 1 }
    let uniform = RandomStream(address.of(entity: replica)).uniform(at: UInt64(draws[replica]))
    return Seconds(max(0, law.value(at: uniform)))
  }
}
