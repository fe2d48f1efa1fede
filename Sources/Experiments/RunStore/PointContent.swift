/// Everything that decides a run but the number of its replication: what a ``RunStore`` keeps runs by.
///
/// Two runs of one content and one replication are the same run, wherever and whenever they were made.
public struct PointContent: Sendable, Hashable {
  /// What the program calls itself; programs that may calculate differently have different names.
  public let programVersion: String
  /// A hash of the catalog that the scenario was read with.
  public let dataHash: String
  public let seed: UInt64
  /// One design point, or one draw of its uncertain inputs, with every default filled in.
  ///
  /// It says how the fleet is sized, and says nothing of how many replications are wanted: more of
  /// them are more runs of the same content.
  public let scenario: String

  public init(programVersion: String, dataHash: String, seed: UInt64, scenario: String) {
    self.programVersion = programVersion
    self.dataHash = dataHash
    self.seed = seed
    self.scenario = scenario
  }

  /// The same with one more line of what decides the runs, such as the size of a fleet that was
  /// searched for.
  func adding(_ line: String) -> PointContent {
    PointContent(
      programVersion: programVersion, dataHash: dataHash, seed: seed,
      scenario: scenario + line + "\n")
  }

  /// By what the content is found; two contents of one hash are told apart by their texts.
  var hash: UInt64 {
    var digest = Digest()
    digest.combine(programVersion)
    digest.combine(dataHash)
    digest.combine(seed)
    digest.combine(scenario)
    return digest.value
  }
}
