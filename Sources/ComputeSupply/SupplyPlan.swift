public import Stochastics

/// A study ready to run: the central programme, what is uncertain in it, and the courses of policy,
/// the first of which is the reference.
///
///     let plan = try SupplyPlan(programme: programme, inputs: inputs, alternatives: alternatives)
///     let draws = plan.draws(10_000, seed: 7)
///     var workspace = SupplyWorkspace(plan)
///     try plan.run(draws[17], in: &workspace) { alternative, history in … }
///
/// It is a value without identity: threads share it and have a ``SupplyWorkspace`` each.
public struct SupplyPlan: Sendable {
  public let programme: SupplyProgramme
  public let inputs: [SupplyInput]
  public let correlations: [RankCorrelation]
  public let alternatives: [SupplyAlternative]
  let samplers: [Sampler]
  /// Of each alternative.
  let rules: [CompiledRules]

  /// - Throws: ``SupplyError`` where names repeat, a table is of other products, or an alternative
  ///   or the middle or far end of an input's law makes the programme impossible.
  public init(
    programme: SupplyProgramme, inputs: [SupplyInput] = [], correlations: [RankCorrelation] = [],
    alternatives: [SupplyAlternative]
  ) throws {
    self.programme = programme
    self.inputs = inputs
    self.correlations = correlations
    self.alternatives = alternatives
    let correlated = Set(correlations.flatMap { [$0.first, $0.second] })
    samplers = inputs.map {
      correlated.contains($0.name) ? Sampler(increasing: $0.distribution) : Sampler($0.distribution)
    }
    rules = alternatives.map { alternative in
      CompiledRules(alternative.table, licences: programme.licences.map(\.name))
    }
    try validate()
  }

  /// The values of all inputs in many draws, each from the stream of its name; correlated ones by a
  /// Gaussian copula.
  ///
  /// - Throws: `StochasticsError` for correlations of unknown inputs or impossible ones.
  public func draws(
    _ count: Int, seed: UInt64, method: InputDesign.Method = .monteCarlo
  ) throws(StochasticsError) -> SupplyDraws {
    let design = try InputDesign(
      method, inputs: inputs.map(\.name), correlations: correlations, seed: seed)
    return SupplyDraws(
      values: design.points(count).map { point in
        zip(samplers, point).map { $0.value(at: $1) }
      })
  }
}

/// The values of the inputs of a plan in each draw.
public struct SupplyDraws: Sendable, Hashable {
  /// Of each draw, the values in the order of the plan's inputs.
  public let values: [[Double]]

  public init(values: [[Double]]) { self.values = values }

  public var count: Int { values.count }

  public subscript(draw: Int) -> [Double] { values[draw] }
}
