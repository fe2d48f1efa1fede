public import Quantities

/// A pipeline schedule played pass by pass: each stage works through its own order of passes, each
/// pass waits for the neighbour's (Eqs. 6.10-6.13 without their assumptions).
///
/// Stages may differ and transfers take time; with equal stages and none it gives the closed forms of
/// ``PipelineSchedule``. Orders are those of the papers: 1F1B and interleaving (Narayanan et al. 2021,
/// arXiv 2104.04473), ZB-H1 and ZB-H2 (Qi et al. 2024, arXiv 2401.10241). A weight gradient that was
/// put off runs where the stage would wait otherwise, and at the latest when as many are pending as
/// the schedule may keep.
public struct PipelineSimulation: Sendable {
  /// What one microbatch takes on one stage, all chunks together.
  public struct Stage: Sendable, Hashable {
    public let forward: Seconds
    /// The whole backward pass.
    public let backward: Seconds
    /// The part of it that computes weight gradients.
    public let weights: Seconds

    public init(forward: Seconds, backward: Seconds, weights: Seconds) {
      precondition(
        forward >= .zero && weights >= .zero && backward >= weights,
        "passes of \(forward), \(backward), of which \(weights)")
      self.forward = forward
      self.backward = backward
      self.weights = weights
    }
  }

  /// When the last stage is done, from the first pass on.
  public let duration: Seconds
  /// What each stage waits between its own first and last pass. Steps that follow each other stage by
  /// stage, without waiting for all stages in between, take the longest of these and the work.
  public let idle: [Seconds]
  /// The most microbatches, in chunks over the chunks of a stage, that each stage held at once
  /// between forward and the end of backward.
  public let microBatchesHeld: [Double]

  /// - Parameters:
  ///   - transfer: from one stage to the next, either way.
  /// - Precondition: interleaving has microbatches in multiples of the stages.
  public init(
    _ schedule: TrainingPlan.Schedule, chunks: Int = 1, stages: [Stage], microBatches: Int,
    transfer: Seconds = .zero
  ) {
    precondition(!stages.isEmpty && microBatches >= 1 && chunks >= 1)
    precondition(
      chunks == 1
        || (schedule == .oneForwardOneBackward && microBatches.isMultiple(of: stages.count)),
      "\(chunks) chunks of \(stages.count) stages and \(microBatches) microbatches")
    var player = PipelinePlayer(
      schedule, chunks: chunks, stages: stages, microBatches: microBatches, transfer: transfer)
    player.play()
    duration = Seconds(player.clocks.max()!)
    idle = stages.indices.map { index in
      let work = (stages[index].forward + stages[index].backward) * Double(microBatches)
      return max(.zero, Seconds(player.clocks[index] - player.starts[index]) - work)
    }
    microBatchesHeld = player.mostHeld.map { Double($0) / Double(chunks) }
  }
}

/// The state of a schedule while it is played.
private struct PipelinePlayer {
  /// A forward or backward pass of one chunk.
  private struct Pass {
    let isForward: Bool
    let chunk: Int
    let microBatch: Int
  }

  let stages: [PipelineSimulation.Stage]
  let chunks: Int
  let microBatches: Int
  let transfer: Double
  private let defersWeights: Bool
  /// The order of forward and backward passes of each stage.
  private let orders: [[Pass]]
  /// Weight gradients a stage may leave pending.
  private let mostPending: [Int]
  /// When a pass was done; negative before.
  private var forwardDone: [Double]
  private var backwardDone: [Double]
  /// When the first pass of a stage began, and the last one so far ended.
  private(set) var starts: [Double]
  private(set) var clocks: [Double]
  private(set) var mostHeld: [Int]

  init(
    _ schedule: TrainingPlan.Schedule, chunks: Int, stages: [PipelineSimulation.Stage],
    microBatches: Int, transfer: Seconds
  ) {
    self.stages = stages
    self.chunks = chunks
    self.microBatches = microBatches
    self.transfer = transfer.value
    defersWeights = schedule != .oneForwardOneBackward
    let count = stages.count
    orders = stages.indices.map { stage in
      let total = microBatches * chunks
      let warmUp: Int
      switch schedule {
      case .oneForwardOneBackward:
        warmUp =
          chunks == 1
          ? count - 1 - stage : 2 * (count - 1 - stage) + (chunks - 1) * count
      case .zeroBubble: warmUp = count - 1 - stage
      case .zeroBubbleTwice: warmUp = 2 * (count - 1 - stage)
      }
      let first = min(warmUp, total)
      func pass(_ index: Int, isForward: Bool) -> Pass {
        // Chunks take turns after as many microbatches as there are stages.
        let round = count * chunks
        let chunk = index % round / count
        let microBatch = index / round * count + index % count
        return Pass(
          isForward: isForward, chunk: isForward ? chunk : chunks - 1 - chunk,
          microBatch: chunks == 1 ? index : microBatch)
      }
      var order = (0..<first).map { pass($0, isForward: true) }
      for index in 0..<total {
        if first + index < total { order.append(pass(first + index, isForward: true)) }
        order.append(pass(index, isForward: false))
      }
      return order
    }
    mostPending = stages.indices.map { stage in
      switch schedule {
      case .oneForwardOneBackward: 0
      // What later stages do not keep of activations they keep of weight gradients.
      case .zeroBubble: stage
      case .zeroBubbleTwice: 2 * stage
      }
    }
    let all = count * chunks * microBatches
    forwardDone = Array(repeating: -1, count: all)
    backwardDone = Array(repeating: -1, count: all)
    starts = Array(repeating: 0, count: count)
    clocks = Array(repeating: 0, count: count)
    mostHeld = Array(repeating: 0, count: count)
  }

  mutating func play() {
    var next = Array(repeating: 0, count: stages.count)
    var pending = Array(repeating: 0, count: stages.count)
    var held = Array(repeating: 0, count: stages.count)
    var remaining = orders.reduce(0) { $0 + $1.count }
    while remaining > 0 {
      let before = remaining
      for stage in stages.indices {
        while next[stage] < orders[stage].count {
          let pass = orders[stage][next[stage]]
          guard let ready = ready(pass, on: stage) else { break }
          if next[stage] == 0 { starts[stage] = ready }
          fill(stage, until: ready, pending: &pending[stage], held: &held[stage])
          run(pass, on: stage, from: ready, pending: &pending[stage], held: &held[stage])
          next[stage] += 1
          remaining -= 1
        }
      }
      precondition(remaining < before, "passes wait for each other")
    }
    for stage in stages.indices {
      clocks[stage] += Double(pending[stage]) * stages[stage].weights.value
    }
  }

  /// Weight gradients in the time that a stage would wait, as many as fit whole.
  private mutating func fill(
    _ stage: Int, until ready: Double, pending: inout Int, held: inout Int
  ) {
    let length = stages[stage].weights.value
    while pending > 0, clocks[stage] + length <= ready + 1e-12 * ready {
      clocks[stage] += length
      pending -= 1
      held -= 1
    }
  }

  private mutating func run(
    _ pass: Pass, on stage: Int, from ready: Double, pending: inout Int, held: inout Int
  ) {
    let time = stages[stage]
    let parts = Double(chunks)
    if pass.isForward {
      held += 1
      mostHeld[stage] = max(mostHeld[stage], held)
      clocks[stage] = max(clocks[stage], ready) + time.forward.value / parts
      forwardDone[index(pass, stage)] = clocks[stage]
    } else if defersWeights {
      clocks[stage] = max(clocks[stage], ready) + (time.backward - time.weights).value
      backwardDone[index(pass, stage)] = clocks[stage]
      pending += 1
      if pending > mostPending[stage] {
        clocks[stage] += time.weights.value
        pending -= 1
        held -= 1
      }
    } else {
      clocks[stage] = max(clocks[stage], ready) + time.backward.value / parts
      backwardDone[index(pass, stage)] = clocks[stage]
      held -= 1
    }
  }

  /// When what a pass needs has arrived; nil while it has not been sent.
  private func ready(_ pass: Pass, on stage: Int) -> Double? {
    let last = stages.count - 1
    let sent: Double
    var arrives = true
    if pass.isForward {
      switch (stage, pass.chunk) {
      case (0, 0): return 0
      case (0, let chunk):
        sent = forwardDone[index(chunk - 1, pass.microBatch, last)]
        arrives = last > 0
      default: sent = forwardDone[index(pass.chunk, pass.microBatch, stage - 1)]
      }
    } else if stage == last {
      if pass.chunk == chunks - 1 {
        sent = forwardDone[index(pass.chunk, pass.microBatch, last)]
        arrives = false
      } else {
        sent = backwardDone[index(pass.chunk + 1, pass.microBatch, 0)]
        arrives = last > 0
      }
    } else {
      sent = backwardDone[index(pass.chunk, pass.microBatch, stage + 1)]
    }
    return sent < 0 ? nil : sent + (arrives ? transfer : 0)
  }

  private func index(_ pass: Pass, _ stage: Int) -> Int {
    index(pass.chunk, pass.microBatch, stage)
  }

  private func index(_ chunk: Int, _ microBatch: Int, _ stage: Int) -> Int {
    (stage * chunks + chunk) * microBatches + microBatch
  }
}
