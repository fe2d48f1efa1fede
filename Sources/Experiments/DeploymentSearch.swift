import Foundation
import Performance
import Quantities
public import Scenarios

/// The best deployment of a space: every candidate is screened in closed form, and those that may be
/// the best are simulated.
///
/// Of the candidates that may win, the one that could by most is simulated next, in rounds of two of
/// different plans. How far the closed form is off on those not yet simulated follows from those
/// that were (``ScreeningErrors``); a candidate may win as long as its chance to be better than the
/// best one so far, by more than the accuracy that is asked for, is above ``doubt``. Where the number
/// of simulations runs out before, the result says how many were left, and how likely.
public struct DeploymentSearch: Sendable {
  /// The chance to win below which a candidate is not simulated.
  public static let doubt = 0.05

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
    /// How far the closed form was off what is sought: ln(simulated / screened); nil where that cannot
    /// be told.
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
  /// The greatest chance to win of those that were not simulated.
  public let remainingDoubt: Double
  /// Kept candidates whose limits bind nothing that another one's do not, so that one was simulated
  /// for all.
  public let equivalent: Int

  public var best: Confirmed? { confirmed.first.flatMap { $0.score == nil ? nil : $0 } }

  /// - Parameters:
  ///   - effort: of simulating a candidate; as the scenario asks where nil.
  ///   - progress: called from any thread with what is done and what there is at most.
  public init(
    _ space: DeploymentSpace, goal: FindQuestion.Goal, effort: RateSearch.Effort? = nil, jobs: Int,
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
    var errors = ScreeningErrors()
    var open = Array(contenders.indices)
    /// Those that may win, each with its chance and by which factor of its own it could, at best.
    func hopes() -> [Hope] {
      let best = confirmed.compactMap(\.score).max()
      return open.compactMap { index in
        let hope = Hope(index, contenders[index], best: best, errors, for: goal, in: space)
        return hope.chance > Self.doubt ? hope : nil
      }
    }
    while confirmed.count < most {
      var batch: [Int] = []
      var machines: Set<String> = []
      for hope in hopes().sorted(by: { ($1.reach, $0.index) < ($0.reach, $1.index) }) {
        guard batch.count < min(round, most - confirmed.count) else { break }
        guard machines.insert(contenders[hope.index].candidate.machineLabel).inserted else {
          continue
        }
        batch.append(hope.index)
      }
      if batch.isEmpty { break }
      let (done, chosen) = (confirmed.count, batch)
      let new = try parallelMap(batch.count, jobs: jobs) { index in
        Result { try Self.confirm(contenders[chosen[index]], for: goal, in: space, effort: effort) }
      }.map { try $0.get() }
      for item in new {
        // What keeps nothing was off by more than can be said.
        if let error = item.error { errors.add(error, of: item.screened.candidate) }
      }
      confirmed += new
      open.removeAll { chosen.contains($0) }
      progress("simulating", done + batch.count, min(most, contenders.count))
    }
    left = hopes().count
    let best = confirmed.compactMap(\.score).max()
    remainingDoubt =
      open.map {
        Hope($0, contenders[$0], best: best, errors, for: goal, in: space).chance
      }.max() ?? 0
    front = try screen.confirmedFront(of: min(8, most), effort: effort, jobs: jobs) {
      progress("simulating the front", $0, $1)
    }
    self.confirmed = confirmed.enumerated().sorted {
      let (a, b) = ($0.element.score ?? -.infinity, $1.element.score ?? -.infinity)
      return a != b ? a > b : $0.offset < $1.offset
    }.map(\.element)
  }
}

extension DeploymentSearch.Confirmed {
  init(_ screened: ScreenedDeployment, _ scenario: Scenario, fleet: FleetSearch) {
    // One replica says nothing of what it could serve beyond the demand.
    let replicas = fleet.value(of: .replicas) ?? 1
    let found = replicas > 1 ? fleet.demand.value / (replicas - 0.5) : nil
    self.init(
      screened: screened, scenario: scenario, capacity: nil, fleet: fleet,
      score: fleet.accelerators.map { 1 / Double($0) },
      error: found.map { log($0 / screened.rate.value) })
  }

  init(
    _ screened: ScreenedDeployment, _ scenario: Scenario, capacity: CapacitySearch,
    goal: FindQuestion.Goal
  ) {
    let (score, expected) =
      goal == .cost
      ? (capacity.value(of: .costBlended).map { 1e6 / $0 }, 1 / screened.costBlended.value)
      : (capacity.value(of: .outputPerAccelerator), screened.outputPerAccelerator.value)
    self.init(
      screened: screened, scenario: scenario, capacity: capacity, fleet: nil, score: score,
      error: score.map { log($0 / expected) })
  }
}
