import Quantities

/// A plan that fits, and its time.
struct TimedPlan {
  let choice: PlanChoice
  let duration: Seconds
}

/// The fastest plans of different widths, fastest first; of equal ones the earlier found.
struct PlanRanking {
  let count: Int
  private(set) var plans: [TimedPlan] = []

  init(count: Int) { self.count = count }

  /// What a plan must not exceed to be of interest.
  var limit: Seconds { plans.count < count ? .infinity : plans[count - 1].duration }

  mutating func add(_ plan: TimedPlan) {
    guard plan.duration < limit || plans.count < count else { return }
    if let same = plans.firstIndex(where: { $0.choice.hasWidths(of: plan.choice) }) {
      guard plan.duration < plans[same].duration else { return }
      plans.remove(at: same)
    }
    let place = plans.firstIndex { plan.duration < $0.duration } ?? plans.count
    plans.insert(plan, at: place)
    if plans.count > count { plans.removeLast() }
  }
}
