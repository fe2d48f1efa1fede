import Foundation
public import Quantities

/// What a country asks of its chips: runs of frontier models, tokens of several classes, and what
/// goes first where there is not enough of both.
public struct ComputeDemand: Sendable, Hashable {
  public var training: TrainingDemand
  /// Classes of tokens, in the order in which capabilities list them.
  public var tokens: [TokenDemand]
  public var policy: AllocationPolicy
  /// Mean over greatest use of what serves, 0...1: fleets are sized to peaks, not to means
  /// (Eq. 9.12).
  public var servingUtilization: Double

  /// - Throws: for a number outside its range or a repeated name.
  public init(
    training: TrainingDemand, tokens: [TokenDemand], policy: AllocationPolicy = .inferenceFirst,
    servingUtilization: Double = 0.45
  ) throws(SupplyError) {
    self.training = training
    self.tokens = tokens
    self.policy = policy
    self.servingUtilization = servingUtilization
    try validate()
  }

  /// - Throws: for a number outside its range or a repeated name.
  public func validate() throws(SupplyError) {
    try training.validate()
    for (index, demand) in tokens.enumerated() {
      try demand.validate()
      if tokens[..<index].contains(where: { $0.name == demand.name }) {
        throw .repeatedName(kind: "class of tokens", name: demand.name)
      }
    }
    try SupplyError.require(
      servingUtilization, in: Double.leastNormalMagnitude...1, "demand.servingUtilization")
    switch policy {
    case .trainingFirst, .inferenceFirst: break
    case .fixedShare(let training):
      try SupplyError.require(training, in: .shares, "demand.policy.training")
    case .byValue(let perFLOP, let perToken):
      try SupplyError.require(perFLOP, in: .finiteAmounts, "demand.policy.perFLOP")
      try SupplyError.require(perToken, in: .finiteAmounts, "demand.policy.perToken")
    }
  }

  /// Tokens per day of all classes.
  ///
  /// - Parameter years: since the first month of the programme.
  public func tokensPerDay(after years: Double) -> Tokens {
    tokens.reduce(.zero) { $0 + $1.perDay(after: years) }
  }
}

/// Frontier training: how large the runs are, how many there are, and what is spent around them.
public struct TrainingDemand: Sendable, Hashable {
  /// The work of one frontier run in the first month.
  public var run: FLOPs
  /// Growth of a run's work in a year: 4.5 where it is four and a half times as much.
  public var growth: Double
  public var runsPerYear: Double
  /// All compute for research over that of the final run, at least 1.
  ///
  /// Final runs were 10 to 30 % of the research compute of laboratories that say so (Epoch AI 2026):
  /// that one run fits does not make a programme feasible.
  public var researchMultiple: Double

  public init(
    run: FLOPs, growth: Double, runsPerYear: Double, researchMultiple: Double
  ) throws(SupplyError) {
    self.run = run
    self.growth = growth
    self.runsPerYear = runsPerYear
    self.researchMultiple = researchMultiple
    try validate()
  }

  func validate() throws(SupplyError) {
    try SupplyError.require(run.value, in: .finiteAmounts, "demand.training.run")
    try SupplyError.require(
      growth, in: Double.leastNormalMagnitude...Double.greatestFiniteMagnitude,
      "demand.training.growth")
    try SupplyError.require(runsPerYear, in: .finiteAmounts, "demand.training.runsPerYear")
    try SupplyError.require(
      researchMultiple, in: 1...Double.greatestFiniteMagnitude, "demand.training.researchMultiple")
  }

  /// The work of one run.
  public func run(after years: Double) -> FLOPs { run * pow(growth, years) }

  /// The rate at which all training is to be done, research included, so that every run ends in time.
  public func rate(after years: Double) -> FLOPsPerSecond {
    FLOPsPerSecond(
      run(after: years).value * researchMultiple * runsPerYear / Seconds.year.value)
  }
}

/// Tokens of one class that are asked for.
public struct TokenDemand: Sendable, Hashable {
  public var name: String
  /// Prompt and output together, in the first month.
  public var perDay: Tokens
  /// Growth in a year.
  public var growth: Double

  public init(name: String, perDay: Tokens, growth: Double) throws(SupplyError) {
    self.name = name
    self.perDay = perDay
    self.growth = growth
    try validate()
  }

  func validate() throws(SupplyError) {
    try SupplyError.require(perDay.value, in: .finiteAmounts, "demand.tokens.\(name).perDay")
    try SupplyError.require(
      growth, in: Double.leastNormalMagnitude...Double.greatestFiniteMagnitude,
      "demand.tokens.\(name).growth")
  }

  public func perDay(after years: Double) -> Tokens { perDay * pow(growth, years) }
}

/// Who goes first where chips do not suffice for training and inference both.
public enum AllocationPolicy: Sendable, Hashable {
  /// Training takes the chips best at it until it has what it asks for; the rest serves.
  case trainingFirst
  /// The same the other way round.
  case inferenceFirst
  /// This share of every product trains, and no more, the rest serves.
  case fixedShare(training: Double)
  /// Every chip does what is worth more, in any unit that both share, until nobody asks for more of it.
  case byValue(perFLOP: Double, perToken: Double)
}
