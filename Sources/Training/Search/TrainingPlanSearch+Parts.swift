import Foundation
import Hardware
import Synchronization

extension TrainingPlanSearch {
  /// The walks that together visit every plan, in order.
  func parts(keeping count: Int) -> [PlanWalk] {
    space.accelerators.flatMap { accelerators in
      recipes.flatMap { recipe in
        (space.tensor ?? (accelerators * accelerator.devices).divisors).map {
          PlanWalk(
            search: self, accelerators: accelerators, recipe: recipe, tensor: $0, keeping: count)
        }
      }
    }
  }

  /// The parts after something was done with each, in their order.
  func performed(
    _ parts: [PlanWalk], threads: Int, _ body: @Sendable (inout PlanWalk) -> Void
  ) -> [PlanWalk] {
    guard threads > 1, parts.count > 1 else {
      return parts.map {
        var part = $0
        body(&part)
        return part
      }
    }
    let next = Atomic(0)
    let results = Mutex([PlanWalk?](repeating: nil, count: parts.count))
    DispatchQueue.concurrentPerform(iterations: min(threads, parts.count)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < parts.count else { return }
        var part = parts[index]
        body(&part)
        results.withLock { $0[index] = part }
      }
    }
    return results.withLock { $0.map { $0! } }
  }
}
