/// What a table came from, enough to make it again.
public struct Provenance: Sendable, Hashable {
  public var programVersion: String
  public var scenario: String
  public var scenarioHash: String
  public var dataHash: String
  public var seed: UInt64
  public var replications: Int

  public init(
    programVersion: String, scenario: String, scenarioHash: String, dataHash: String, seed: UInt64,
    replications: Int
  ) {
    self.programVersion = programVersion
    self.scenario = scenario
    self.scenarioHash = scenarioHash
    self.dataHash = dataHash
    self.seed = seed
    self.replications = replications
  }

  /// The provenance in one line, for the foot of a table.
  public var line: String {
    "bessemer \(programVersion), scenario \(scenario) (\(scenarioHash)), data \(dataHash), "
      + "seed \(seed), \(replications) " + (replications == 1 ? "replication" : "replications")
  }
}
