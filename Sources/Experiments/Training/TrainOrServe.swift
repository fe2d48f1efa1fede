import Hardware
import LanguageModels
public import Quantities
public import Scenarios
import Serving
import Training

/// What a cluster can do of training and of serving: for each division of its accelerators, how long
/// the asked run takes, the largest model of the same design that is trained in time, and the tokens
/// that the rest serves in a day.
///
/// Each division is searched for its fastest plan; times are those of the step over the goodput that is
/// to be expected. What is served grows with the replicas: the highest rate that one fleet, as it is
/// written, keeps its objectives at, found by simulation, times the fleets that fit. Ignores what
/// larger fleets gain by sharing their load, and time lost when machines change sides.
public struct TrainOrServe: Sendable {
  /// One division.
  public struct Division: Sendable {
    public let training: Int
    public let serving: Int
    /// The asked run on its part; nil where no plan fits.
    public let time: Seconds?
    /// The largest model trained in time, at as many tokens for each parameter as the asked run has;
    /// nil where none is, or no deadline is set.
    public let largest: LargestModel?
    /// Of all requests that the rest serves within the objectives.
    public let tokensPerDay: Tokens
    public let outputPerDay: Tokens
  }

  /// What is asked for, as a share of the cluster.
  public struct Need: Sendable, Hashable {
    public let accelerators: Int
    /// Of the cluster; above 1 where it is more than there is.
    public let share: Double
  }

  public let accelerators: Int
  public let deadline: Seconds?
  /// From everything serving to everything training.
  public let divisions: [Division]
  /// The fewest accelerators that train the asked run in time; nil without a deadline, or where even
  /// all are too few.
  public let trainingNeed: Need?
  /// Those that serve the asked rate; nil where nothing keeps the objectives.
  public let servingNeed: Need?
  /// The rate that one fleet as written is found to serve, and the words on it.
  public let capacity: CapacitySearch

  /// - Throws: what keeps its runs from being made.
  /// - Precondition: The scenario serves, trains, and says how many accelerators there are.
  public init(_ scenario: Scenario, jobs: Int) throws {
    guard let question = scenario.training, let limit = scenario.limits.accelerators,
      scenario.isServed
    else { preconditionFailure("\(scenario.label) does not divide a cluster") }
    accelerators = limit
    deadline = question.deadline
    let capacity = try CapacitySearch(scenario, jobs: jobs)
    self.capacity = capacity
    let rate = capacity.rate
    let fleet = scenario.accelerators(for: scenario.replicas)
    let lengths = scenario.workload.meanLengths
    let planner = TrainingPlanner(scenario, question)
    let unit = planner.unit
    let parts = Self.shares.map { Int((Double(limit) * $0 / Double(unit)).rounded()) * unit }
      .reduce(into: [Int]()) { if $0.last != min($1, limit) { $0.append(min($1, limit)) } }
    divisions = parallelMap(parts.count, jobs: jobs) { index in
      let training = parts[index]
      let fleets = (limit - training) / fleet
      let requests = (rate?.value ?? 0) * Double(fleets) * Seconds.day.value
      return Division(
        training: training, serving: fleets * fleet,
        time: training > 0 ? planner.time(on: training) : nil,
        largest: training > 0 ? planner.largestModel(on: training) : nil,
        tokensPerDay: Tokens(requests * (lengths.prompt + lengths.output)),
        outputPerDay: Tokens(requests * lengths.output))
    }
    trainingNeed = planner.fewest(upTo: limit).map {
      Need(accelerators: $0, share: Double($0) / Double(limit))
    }
    servingNeed = rate.flatMap { rate in
      scenario.workload.rate.map { asked in
        let fleets = Int((asked / rate).rounded(.up))
        return Need(accelerators: fleets * fleet, share: Double(fleets * fleet) / Double(limit))
      }
    }
  }

  /// Eighths of the cluster.
  private static let shares = (0...8).map { Double($0) / 8 }
}

extension CapacitySearch {
  /// The rate to count on: the lower end of what was found.
  var rate: RequestsPerSecond? {
    switch verdict {
    case .found(let range): range.lower
    case .neverMissed(let rate): rate
    case .missedAlone, .missedAtLowest: nil
    }
  }
}
