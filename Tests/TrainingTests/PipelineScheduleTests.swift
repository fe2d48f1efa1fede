import Quantities
import Testing
import Training

@Suite("Pipeline schedules")
struct PipelineScheduleTests {
  let forward = Seconds(10e-3)
  let backward = Seconds(20e-3)

  @Test("One stage has no bubble")
  func oneStage() {
    let schedules: [PipelineSchedule] = [
      .oneForwardOneBackward, .interleaved(chunks: 4), .zeroBubble(weightShare: 0.5),
      .dual(weightShare: 0.5, overlapped: 1),
    ]
    for schedule in schedules {
      #expect(schedule.idle(stages: 1, forward: forward, backward: backward) == .zero)
      let time = schedule.duration(
        stages: 1, microBatches: 64, forward: forward, backward: backward)
      #expect(agree(time.value, 64 * 30e-3))
    }
  }

  @Test("Eight stages and 64 microbatches idle for 10.94 %, interleaved four times 2.73 %")
  func overheads() {
    func overhead(_ schedule: PipelineSchedule) -> Double {
      schedule.overhead(stages: 8, microBatches: 64, forward: forward, backward: backward)
    }
    #expect(agree(overhead(.oneForwardOneBackward), 7.0 / 64))
    #expect(abs(overhead(.oneForwardOneBackward) * 100 - 10.94) < 0.005)
    #expect(abs(overhead(.interleaved(chunks: 4)) * 100 - 2.73) < 0.005)
    let share = overhead(.oneForwardOneBackward) / (1 + overhead(.oneForwardOneBackward))
    #expect(abs(share * 100 - 9.86) < 0.005)
  }

  @Test("Ten and twenty milliseconds give 2,130 ms, interleaved four times 1,972.5 ms")
  func durations() {
    func time(_ schedule: PipelineSchedule) -> Double {
      schedule.duration(stages: 8, microBatches: 64, forward: forward, backward: backward).value
    }
    #expect(agree(time(.oneForwardOneBackward), 2.130))
    #expect(agree(time(.interleaved(chunks: 4)), 1.9725))
  }

  @Test("1F1B, zero bubble and DualPipe idle 21, 7 and 6 units")
  func idleUnits() {
    func idle(_ schedule: PipelineSchedule) -> Double {
      schedule.idle(stages: 8, forward: Seconds(1), backward: Seconds(2)).value
    }
    #expect(agree(idle(.oneForwardOneBackward), 21))
    #expect(agree(idle(.zeroBubble(weightShare: 0.5)), 7))
    #expect(agree(idle(.dual(weightShare: 0.5, overlapped: 1)), 6))
  }

  @Test("More chunks leave ever less to idle")
  func manyChunks() {
    let idle = [1, 2, 4, 16, 1_000].map {
      PipelineSchedule.interleaved(chunks: $0)
        .idle(stages: 8, forward: forward, backward: backward)
    }
    #expect(zip(idle, idle.dropFirst()).allSatisfy { $0 > $1 })
    #expect(agree(idle[0].value, 7 * 30e-3))
    #expect(idle[4].value < 1e-3)
  }

  @Test("The first stage keeps the microbatches of the whole depth")
  func inFlight() {
    func held(_ schedule: PipelineSchedule, stage: Int, microBatches: Int = 64) -> Double {
      schedule.microBatchesInFlight(stage: stage, stages: 8, microBatches: microBatches)
    }
    #expect(held(.oneForwardOneBackward, stage: 0) == 8)
    #expect(held(.oneForwardOneBackward, stage: 7) == 1)
    #expect(held(.oneForwardOneBackward, stage: 0, microBatches: 3) == 3)
    #expect(agree(held(.interleaved(chunks: 3), stage: 0), 8 * (1 + 7.0 / 24)))
  }

  /// Runs 1F1B event by event: each rank alternates after its warm-up, each pass waits for its
  /// neighbour's.
  @Test("Played pass by pass, 1F1B takes (m + p − 1)(F + B)", arguments: [1, 2, 4, 8], [8, 9, 32])
  func playedOut(stages: Int, microBatches: Int) {
    enum Pass: Hashable {
      case forward(Int)
      case backward(Int)
    }
    let orders: [[Pass]] = (0..<stages).map { stage in
      let warmUp = min(stages - 1 - stage, microBatches)
      var order = (0..<warmUp).map { Pass.forward($0) }
      for i in 0..<microBatches {
        if warmUp + i < microBatches { order.append(.forward(warmUp + i)) }
        order.append(.backward(i))
      }
      return order
    }
    var done: [[Pass: Double]] = Array(repeating: [:], count: stages)
    var clock = Array(repeating: 0.0, count: stages)
    var next = Array(repeating: 0, count: stages)
    var advanced = true
    while advanced {
      advanced = false
      for stage in 0..<stages where next[stage] < orders[stage].count {
        let pass = orders[stage][next[stage]]
        let ready: Double?
        let length: Double
        switch pass {
        case .forward:
          ready = stage == 0 ? 0 : done[stage - 1][pass]
          length = 1
        case .backward:
          ready = stage == stages - 1 ? 0 : done[stage + 1][pass]
          length = 2
        }
        guard let ready else { continue }
        clock[stage] = max(clock[stage], ready) + length
        done[stage][pass] = clock[stage]
        next[stage] += 1
        advanced = true
      }
    }
    let closed = PipelineSchedule.oneForwardOneBackward.duration(
      stages: stages, microBatches: microBatches, forward: Seconds(1), backward: Seconds(2))
    #expect(clock.max()! == closed.value)
  }
}
