import Documents
public import Scenarios

/// One parameter set of a scenario, with the draws of what is not certain in it.
public struct DesignPoint: Sendable {
  /// The scenario with every uncertain input at its median.
  public private(set) var scenario: Scenario
  /// What is not certain, drawn or not; empty where every input is.
  public let inputs: [UncertainInput]
  /// For each draw a number between 0 and 1 for each input; empty where every input is certain.
  let draws: [[Double]]
  /// Where the scenario comes from; nil where it was made by hand.
  private(set) var origin: ScenarioOrigin?

  /// A point whose inputs are all certain.
  public init(_ scenario: Scenario) {
    self.scenario = scenario
    inputs = []
    draws = []
    origin = nil
  }

  /// A point as a file has it.
  ///
  /// - Parameter sample: how its uncertain inputs are drawn; nil leaves them at their medians.
  /// - Throws: `Diagnostics` for what cannot be read, at the medians or at the ends of an input.
  init(_ origin: ScenarioOrigin, sample: SamplePlan?) throws(Diagnostics) {
    let scenario = try origin.scenario()
    let inputs = try origin.inputs(facts: sample?.drawsFacts == true)
    self.scenario = scenario
    self.origin = origin
    self.inputs = inputs
    guard let sample, !inputs.isEmpty else {
      draws = []
      return
    }
    // What is wrong with one input is told before anything is run.
    for input in inputs where input.fact == nil {
      for u in Self.ends {
        do { _ = try origin.scenario(taking: [(input, input.value(at: u))]) } catch {
          throw error.drawn(of: input, at: u)
        }
      }
    }
    draws = try origin.file.draws(of: inputs, by: sample, seed: scenario.seed)
  }

  /// Where in its distribution an input is tried before anything is run.
  static let ends = [0.001, 0.999]

  /// What is run of it: the point itself, or each of its draws.
  public var caseCount: Int { max(1, draws.count) }

  /// The values of the inputs in one draw, as they would be written.
  public func values(ofDraw index: Int) -> [(path: String, text: String)] {
    zip(inputs, draws[index]).map { ($0.path, $0.text(at: $1)) }
  }

  /// The same point under the name of another alternative.
  func named(_ alternative: String) -> DesignPoint {
    var copy = self
    copy.scenario = scenario.named(alternative)
    return copy
  }

  /// What this point and another state otherwise.
  func differences(from other: DesignPoint, in sections: [String]) -> [KeyDifference] {
    guard let origin, let theirs = other.origin else { return [] }
    return origin.variant.differences(from: theirs.variant, in: sections)
  }

  /// The places of this point's inputs where those of another are at given ones: the same where both
  /// have an input, the medians elsewhere.
  func uniforms(_ others: [UncertainInput], _ uniforms: [Double]) -> [Double] {
    inputs.map { input in
      others.firstIndex { $0.path == input.path }.map { uniforms[$0] } ?? 0.5
    }
  }

  /// The same point with some inputs at given places of their distributions.
  func scenario(at uniforms: [Double]) throws(Diagnostics) -> Scenario {
    guard let origin else { return scenario }
    return try origin.scenario(taking: zip(inputs, uniforms).map { ($0, $0.value(at: $1)) })
  }

  /// What decides the runs of the same.
  func content(at uniforms: [Double]) -> PointContent? {
    origin?.content(
      taking: zip(inputs, uniforms).map { ($0, $0.value(at: $1)) }, seed: scenario.seed)
  }
}

extension Diagnostics {
  /// The problems of a scenario with an input at one end, told as those of its distribution.
  func drawn(of input: UncertainInput, at u: Double) -> Diagnostics {
    Diagnostics(
      all.map { problem in
        guard problem.path.description == input.path else { return problem }
        return Diagnostic(
          at: problem.location, path: problem.path,
          "\(problem.message) at the quantile of \(u * 100) %: \(input.text(at: u))",
          found: input.text, expected: problem.expected,
          suggestion: .advice("narrow it, or write `within LOW to HIGH` behind it"))
      })
  }
}
