import Dispatch
import Synchronization

/// The results of `body` for 0..<count, computed on up to `jobs` threads and gathered by index, so
/// that they do not depend on the number of threads or on who finished first.
public func parallelMap<Value: Sendable>(
  _ count: Int, jobs: Int, _ body: @Sendable (Int) -> Value
) -> [Value] {
  precondition(jobs >= 1)
  let results = Mutex<[Value?]>(Array(repeating: nil, count: count))
  let next = Atomic<Int>(0)
  DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, count))) { _ in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let value = body(index)
      results.withLock { $0[index] = value }
    }
  }
  return results.withLock { $0.map { $0! } }
}
