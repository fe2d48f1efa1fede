import Quantities

/// The steps of a run laid end to end, in whole nanoseconds of ideal time: its progress.
struct StepSchedule: Sendable {
  private struct Stretch: Sendable {
    let start: Int64
    let end: Int64
    /// Steps before it.
    let before: Int
    let steps: Int
    /// Nanoseconds of one.
    let step: Double
    /// Steps from one checkpoint to the next.
    let cadence: Int

    /// Where a step of this stretch begins; the end of the last one is `index == steps`.
    func position(_ index: Int) -> Int64 {
      index >= steps ? end : start + Int64((Double(index) * step).rounded())
    }

    /// The step under way.
    func index(_ progress: Int64) -> Int {
      var index = min(Int(Double(progress - start) / step), steps)
      while index < steps, position(index + 1) <= progress { index += 1 }
      while index > 0, position(index) > progress { index -= 1 }
      return index
    }
  }

  private let stretches: ContiguousArray<Stretch>
  /// The end of all steps.
  let total: Int64
  private let hasCheckpoints: Bool

  /// - Parameter interval: computing time from one checkpoint to the next; nil where none are made.
  init(_ work: [LongRun.Phase], interval: Seconds?) {
    hasCheckpoints = interval != nil
    var (start, before) = (Int64(0), 0)
    var stretches: ContiguousArray<Stretch> = []
    for phase in work {
      let step = phase.step.value * 1e9
      let end = start + max(1, Int64((step * Double(phase.steps)).rounded()))
      let cadence = interval.map { max(1, ($0 / phase.step).rounded()) } ?? .infinity
      stretches.append(
        Stretch(
          start: start, end: end, before: before, steps: phase.steps, step: step,
          cadence: cadence < 1e15 ? Int(cadence) : 1_000_000_000_000_000))
      start = end
      before += phase.steps
    }
    self.stretches = stretches
    total = start
  }

  private func stretch(of progress: Int64) -> Stretch {
    for stretch in stretches where progress < stretch.end { return stretch }
    return stretches[stretches.count - 1]
  }

  /// The end of the last step that is complete.
  func completed(_ progress: Int64) -> Int64 {
    let stretch = stretch(of: progress)
    return stretch.position(stretch.index(progress))
  }

  /// Where the next checkpoint is due after one at, or a restart from, the end of a step; the end of
  /// the work where none is. One is due at the end of each phase too.
  func nextCheckpoint(after progress: Int64) -> Int64 {
    guard hasCheckpoints else { return total }
    let stretch = stretch(of: progress)
    return stretch.position(stretch.index(progress) + stretch.cadence)
  }

  /// Steps done, the part of the present one included.
  func steps(_ progress: Int64) -> Double {
    let stretch = stretch(of: progress)
    return Double(stretch.before)
      + min(
        Double(stretch.steps), Double(progress - stretch.start) / stretch.step)
  }

  /// Whole steps done.
  func wholeSteps(_ progress: Int64) -> Int {
    let stretch = stretch(of: progress)
    return stretch.before + stretch.index(progress)
  }
}
