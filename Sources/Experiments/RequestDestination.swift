public import Scenarios
public import Serving

/// Takes what became of each request of one run.
public protocol RequestDestination: AnyObject {
  /// Takes records in the order in which requests leave; see `RequestRecordTaker`.
  func take(_ records: ContiguousArray<RequestRecord>)
  /// All records of a run that came to its end were taken.
  func finish() throws
}

/// Which run the requests are of.
public struct RequestOrigin: Sendable {
  public let scenario: Scenario
  /// The place of its design point in the experiment.
  public let point: Int
  public let replication: Int
  /// The pools of the fleet in its order.
  public let pools: [(name: String, replicas: Int)]
}

/// Opens a destination for the requests of a run, before it begins; from any thread.
public typealias RequestDestinations =
  @Sendable (RequestOrigin) throws -> any RequestDestination
