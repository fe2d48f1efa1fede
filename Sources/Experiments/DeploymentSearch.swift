import Foundation
import Performance
import Quantities
public import Scenarios

/// The best deployment of a space: every candidate is screened in closed form, and those that may be
/// the best are simulated.
///
/// Candidates are simulated from the best screened one on, in rounds of a fixed number, until the
/// next one could not win even if the closed form were wrong by ``screeningError``, or by the largest
/// error met so far if that is larger. So the winner is not lost as long as the closed form errs no
/// more on it than on those seen. Where the number of simulations runs out before, the result says
/// how many were left.
public struct DeploymentSearch: Sendable {
  /// |ln(simulated / screened)| of a rate within which the closed form is taken to err; see the
  /// overview of the module for what was measured.
  public static let screeningError = 0.3

  /// A candidate that was simulated.
  public struct Confirmed: Sendable {
    public let screened: ScreenedDeployment
    public let scenario: Scenario
    /// Of one replica, where a rate was sought.
    public let capacity: CapacitySearch?
    /// Of the fleet, where accelerators were.
    public let fleet: FleetSearch?

    /// Larger is better; nil where the simulation finds that the objectives cannot be kept.
    public let score: Double?
    /// How far the closed form was off: ln(simulated / screened).
    public let error: Double?
  }

  public let goal: FindQuestion.Goal
  public let screen: DeploymentScreen
  /// The best first; those that keep nothing last.
  public let confirmed: [Confirmed]
  /// Points of the Pareto front as simulations find them.
  public let front: [ConfirmedPoint]
  /// Candidates that might have won and were not simulated, since simulations ran out.
  public let left: Int
  /// Kept candidates whose limits bind nothing that another one's do not, so that one was simulated
  /// for all.
  public let equivalent: Int

  public var best: Confirmed? { confirmed.first.flatMap { $0.score == nil ? nil : $0 } }

  /// - Parameter progress: called from any thread with what is done and what there is at most.
  public init(
    _ space: DeploymentSpace, goal: FindQuestion.Goal, jobs: Int,
    progress: @escaping @Sendable (_ phase: String, _ done: Int, _ total: Int) -> Void = {
      _, _, _ in
    }
  ) throws {
    precondition(goal != .rate, "a rate is sought of one deployment")
    let screen = DeploymentScreen(space, jobs: jobs) { progress("screening", $0, $1) }
    self.screen = screen
    self.goal = goal
    let (contenders, equivalent) = Self.contenders(of: screen, for: goal)
    self.equivalent = equivalent
    let most = space.points.first?.find.confirmations ?? 1
    let round = 2
    var confirmed: [Confirmed] = []
    var next = 0
    while next < contenders.count {
      let margin = max(
        Self.screeningError, confirmed.compactMap { $0.error.map(abs) }.max() ?? 0)
      let toBeat = confirmed.compactMap(\.score).max() ?? 0
      func mayWin(_ screened: ScreenedDeployment) -> Bool {
        Self.score(of: screened, at: exp(margin), for: goal, in: space) >= toBeat
      }
      guard confirmed.count < most else { break }
      let batch = contenders[
        next..<min(contenders.count, next + min(round, most - confirmed.count))
      ].filter(mayWin)
      next += min(round, most - confirmed.count)
      // Contenders are sorted: where none of a round may win, none that follows may either.
      if batch.isEmpty { break }
      let done = confirmed.count
      confirmed += try parallelMap(batch.count, jobs: jobs) { index in
        Result { try Self.confirm(batch[index], for: goal, in: space, jobs: 1) }
      }.map { try $0.get() }
      progress("simulating", done + batch.count, min(most, contenders.count))
    }
    let margin = max(Self.screeningError, confirmed.compactMap { $0.error.map(abs) }.max() ?? 0)
    let toBeat = confirmed.compactMap(\.score).max() ?? 0
    left = contenders[min(next, contenders.count)...].count {
      Self.score(of: $0, at: exp(margin), for: goal, in: space) >= toBeat
    }
    front = try screen.confirmedFront(of: min(8, most), jobs: jobs) {
      progress("simulating the front", $0, $1)
    }
    self.confirmed = confirmed.enumerated().sorted {
      let (a, b) = ($0.element.score ?? -.infinity, $1.element.score ?? -.infinity)
      return a != b ? a > b : $0.offset < $1.offset
    }.map(\.element)
  }

  /// The kept candidates, best first; of those that share a machine and come to the same load only
  /// the first.
  private static func contenders(
    of screen: DeploymentScreen, for goal: FindQuestion.Goal
  ) -> ([ScreenedDeployment], equivalent: Int) {
    struct Key: Hashable {
      let machine: String
      let rate: Double
    }
    var seen: Set<Key> = []
    let different = screen.kept.filter {
      // Two tenths of a percent: below what a simulation tells apart.
      let rate = (log($0.rate.value) * 500).rounded()
      return seen.insert(Key(machine: $0.candidate.machineLabel, rate: rate)).inserted
    }
    let scores = different.map { score(of: $0, at: 1, for: goal, in: screen.space) }
    let order = different.indices.sorted {
      scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1
    }
    return (order.map { different[$0] }, screen.kept.count - different.count)
  }

  /// What a candidate is worth, its rate taken times a factor.
  private static func score(
    of screened: ScreenedDeployment, at factor: Double, for goal: FindQuestion.Goal,
    in space: DeploymentSpace
  ) -> Double {
    switch goal {
    case .throughput, .rate: return screened.outputPerAccelerator.value * factor
    case .cost: return factor / screened.costBlended.value
    case .accelerators:
      let demand = space.points[screened.candidate.base].workload.rate?.value ?? 0
      let replicas = max(1, (demand / (screened.rate.value * factor)).rounded(.up))
      return 1 / (replicas * screened.accelerators).rounded(.up)
    }
  }

  private static func confirm(
    _ screened: ScreenedDeployment, for goal: FindQuestion.Goal, in space: DeploymentSpace,
    jobs: Int
  ) throws -> Confirmed {
    let scenario = screened.candidate.scenario(in: space)
    return goal == .accelerators
      ? try Confirmed(screened, scenario, fleet: FleetSearch(scenario, jobs: jobs))
      : try Confirmed(
        screened, scenario, capacity: CapacitySearch(scenario, jobs: jobs), goal: goal)
  }
}

extension DeploymentSearch.Confirmed {
  fileprivate init(_ screened: ScreenedDeployment, _ scenario: Scenario, fleet: FleetSearch) {
    self.init(
      screened: screened, scenario: scenario, capacity: nil, fleet: fleet,
      score: fleet.accelerators.map { 1 / Double($0) }, error: nil)
  }

  fileprivate init(
    _ screened: ScreenedDeployment, _ scenario: Scenario, capacity: CapacitySearch,
    goal: FindQuestion.Goal
  ) {
    let score =
      goal == .cost
      ? capacity.value(of: .costBlended).map { 1e6 / $0 }
      : capacity.value(of: .outputPerAccelerator)
    self.init(
      screened: screened, scenario: scenario, capacity: capacity, fleet: nil, score: score,
      error: capacity.range.map { log($0.estimate / screened.rate) })
  }
}
