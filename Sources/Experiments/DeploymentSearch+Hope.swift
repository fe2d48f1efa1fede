import Foundation
import Performance
import Quantities
import Scenarios

/// Which candidates may win.
extension DeploymentSearch {
  /// The kept candidates; of those that share a machine and come to the same load only
  /// the first.
  static func contenders(
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
    return (different, screen.kept.count - different.count)
  }

  /// What speaks for a candidate that was not simulated.
  struct Hope {
    let index: Int
    /// To be better than the best one.
    let chance: Double
    /// What it is worth if the closed form errs as much in its favour as is to be reckoned with.
    let reach: Double

    init(
      _ index: Int, _ screened: ScreenedDeployment, best: Double?, _ errors: ScreeningErrors,
      for goal: FindQuestion.Goal, in space: DeploymentSpace
    ) {
      self.index = index
      let expectation = errors.expectation(of: screened.candidate)
      let factor = exp(expectation.bound(at: DeploymentSearch.doubt))
      reach = DeploymentSearch.score(of: screened, at: factor, for: goal, in: space)
      guard let best else {
        chance = 1
        return
      }
      let needed = DeploymentSearch.neededFactor(of: screened, best: best, for: goal, in: space)
      chance = expectation.chance(beyond: log(needed))
    }
  }

  /// What the closed form's rate must be taken times for a candidate to be better than the best, by
  /// more than the accuracy that is asked for.
  private static func neededFactor(
    of screened: ScreenedDeployment, best: Double, for goal: FindQuestion.Goal,
    in space: DeploymentSpace
  ) -> Double {
    let point = space.points[screened.candidate.base]
    switch goal {
    case .throughput, .rate, .cost:
      return best * (1 + point.find.accuracy) / score(of: screened, at: 1, for: goal, in: space)
    case .accelerators:
      // So many of its replicas are fewer accelerators than the best has.
      let fewer = (((1 / best).rounded() - 1) / screened.accelerators).rounded(.down)
      let demand = point.workload.rate?.value ?? 0
      return fewer >= 1 ? demand / fewer / screened.rate.value : .infinity
    }
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
      let replicas = max(1, demand / (screened.rate.value * factor))
      return 1 / (replicas * screened.accelerators)
    }
  }

  static func confirm(
    _ screened: ScreenedDeployment, for goal: FindQuestion.Goal, in space: DeploymentSpace,
    effort: RateSearch.Effort?
  ) throws -> Confirmed {
    let scenario = screened.candidate.scenario(in: space)
    return goal == .accelerators
      ? try Confirmed(screened, scenario, fleet: FleetSearch(scenario, effort: effort, jobs: 1))
      : try Confirmed(
        screened, scenario, capacity: CapacitySearch(scenario, effort: effort, jobs: 1), goal: goal)
  }
}
