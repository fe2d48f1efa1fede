import EventKernel
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Nothing is lost, whatever the policy")
struct PolicyConservationTests {
  /// A system of arbitrary but reproducible policies, full enough to preempt.
  static func arbitrary(
    _ number: Int
  ) throws -> (fleet: ServingFleet, workload: Workload, control: RunControl) {
    var draw = RequestDraw(
      stream: RandomStream(StreamAddress(seed: 8, purpose: "policies", entity: number)))
    let order = draw.choose([
      SchedulingRule.firstComeFirstServed, .priority, .priority, .earliestDeadline,
      .shortestPrefill(ageing: .zero), .shortestPrefill(ageing: TokensPerSecond(100)),
    ])
    let policy = try SchedulingPolicy(
      order: order, victims: draw.choose([nil, .latestArrived, .lowestPriority]),
      yielding: order == .priority ? draw.choose([.none, .toPriority]) : .none,
      shedding: draw.choose([.none, .none, .pastDeadline(margin: Seconds(0.01))]),
      batchTier: draw.choose([
        .likeOthers, .fillsValleys(reserve: 0), .fillsValleys(reserve: 0.3),
        .fillsValleys(reserve: 0.95),
      ]),
      queueLimit: draw.choose([nil, nil, 10]), waitingTokenLimit: draw.choose([nil, nil, 2_000]))
    let admission: AdmissionRule = draw.choose([
      .promptFits(keepingFree: 0), .promptFits(keepingFree: 0.1), .outputFits,
    ])
    let swaps = admission != .outputFits || policy.yielding == .toPriority
    let preemption =
      swaps ? draw.choose([.recompute, .swap, .overlappedSwap]) : PreemptionRule.recompute
    let sequences = draw.choose([1, 8, 16, 64])
    let fleet = try ServingFleet.under(
      policy, preemption: preemption,
      swapSpace: preemption == .recompute
        ? nil
        : SwapSpace(
          blocks: draw.choose([20, 1_000]),
          timePerBlock: Seconds(draw.choose([0, 1e-4, 1e-2]))),
      sequences: sequences, tokenBudget: 4 * sequences + draw.choose([0, 1, 50, 2_000]),
      batching: draw.choose(BatchingRule.allCases), admission: admission,
      replicas: draw.choose([1, 3]), cacheBlocks: draw.choose([40, 60]),
      speculation: draw.choose([nil, SpeculationTests.speculation(0.6)]))
    let count = draw.choose([7, 150])
    let trace = try poissonTrace(
      count, rate: draw.choose([10, 40, 200]), seed: 9, replication: number
    ) { draw in
      let terms = try ServiceTerms(
        priority: Int16(draw.stream.nextIndex(below: 3)) - 1,
        deadline: Seconds(draw.choose([0.05, 1, 100])),
        tier: draw.choose([.interactive, .interactive, .batch]))
      return (draw.tokens(mean: 100), draw.tokens(mean: draw.choose([3, 100, 150])), terms)
    }
    let control = try RunControl(
      end: draw.choose([.requests(count), .requests(count), .duration(Seconds(2), then: .stop)]),
      seed: 1, replication: number, eventLimit: draw.choose([100_000_000, 100_000_000, 300]))
    return (fleet, try .listed(trace), control)
  }

  @Test("Requests, tokens, blocks and host blocks balance in 300 arbitrary systems of all policies")
  func booksBalance() throws {
    var preemptions = 0
    var swaps = SwapCounts()
    var shed = 0
    var late = 0
    for number in 0..<300 {
      let (fleet, workload, control) = try Self.arbitrary(number)
      let (result, lives) = try observed(fleet, workload, LinearMachine.ordinary, control)
      for balance in result.audit.balances {
        #expect(balance.isKept, "system \(number): \(balance)")
      }
      let whole = result.wholeRun
      let counts = whole.requests
      #expect(counts.arrived == lives.count)
      #expect(counts.arrived == counts.completed + counts.rejected + counts.unfinished)
      #expect(counts.completed == lives.count { $0.completed != nil })
      #expect(counts.rejectedForDeadline == lives.count { $0.rejected == .deadlinePassed })
      #expect(counts.preemptions == lives.reduce(0) { $0 + $1.preempted.count })
      if result.ending == .drained {
        #expect(counts.unfinished == 0)
        #expect(whole.swaps.blocksOut == whole.swaps.blocksIn)
        #expect(whole.swaps.requestsOut == whole.swaps.requestsIn)
        #expect(
          whole.tokens.output
            == lives.reduce(0) { $0 + ($1.completed == nil ? 0 : $1.output) })
      }
      for life in lives where life.completed != nil {
        #expect(life.admitted.count == life.preempted.count + 1)
      }
      let host = fleet.pools[0].swapSpace?.blocks ?? 0
      #expect(
        whole.occupancy.hostBlocks <= Double(host * fleet.replicas) * whole.length.value)
      preemptions += counts.preemptions
      swaps.out += whole.swaps.requestsOut
      swaps.back += whole.swaps.requestsIn
      shed += counts.rejectedForDeadline
      late += counts.late
    }
    // The systems are worth checking only if the rare paths are among them.
    #expect(preemptions > 700)
    #expect(swaps.out > 200)
    #expect(swaps.back > 200)
    #expect(shed > 300 && late > 300)
  }

  private struct SwapCounts {
    var out = 0
    var back = 0
  }

  @Test("Numbers waiting, over time, are the times that requests waited, swapped ones included")
  func littlesLaw() throws {
    for number in 0..<100 {
      let (fleet, workload, control) = try Self.arbitrary(number)
      let (result, lives) = try observed(fleet, workload, LinearMachine.ordinary, control)
      guard result.ending == .drained else { continue }
      var waiting = 0.0
      for life in lives where life.rejected == nil {
        waiting += (life.admitted[0] - life.arrived).value
        for (preempted, admitted) in zip(life.preempted, life.admitted.dropFirst()) {
          waiting += (admitted - preempted).value
        }
      }
      // Those turned away in their turn waited until then.
      let rest = result.wholeRun.occupancy.waiting - waiting
      let hasShed = result.wholeRun.requests.rejectedForDeadline > 0
      #expect(hasShed ? rest >= -1e-6 : abs(rest) < 1e-6, "system \(number): \(rest)")
    }
  }

  @Test("Where no rule tells requests apart, every policy gives the very results of plain ones")
  func reductions() throws {
    let trace = try poissonTrace(300, rate: 30, seed: 5) { draw in
      (150, draw.tokens(mean: 60), try ServiceTerms(deadline: Seconds(5)))
    }
    // All alike in what they compute: a cached part would order them.
    let alike = try trace.map { request in
      try ListedRequest(
        arrival: request.arrival, promptTokens: 150, outputTokens: request.outputTokens,
        terms: request.terms)
    }
    func run(_ policy: SchedulingPolicy, _ batching: BatchingRule) throws -> ServingResult {
      try ServingSystem.run(
        .under(policy, batching: batching, replicas: 2), .listed(alike),
        predictor: LinearMachine.ordinary,
        // Which steps are summed at once is a policy's own affair, and shows in the last bits.
        control: RunControl(end: .requests(300), seed: 1, pace: .steps))
    }
    for batching in BatchingRule.allCases {
      let plain = try run(.plain, batching)
      #expect(plain.wholeRun.requests.preemptions > 10)
      let others = try [
        SchedulingPolicy(order: .priority),
        SchedulingPolicy(order: .priority, yielding: .toPriority),
        SchedulingPolicy(order: .earliestDeadline),
        SchedulingPolicy(order: .shortestPrefill(ageing: .zero)),
        SchedulingPolicy(order: .shortestPrefill(ageing: TokensPerSecond(50))),
        SchedulingPolicy(victims: .lowestPriority),
        SchedulingPolicy(batchTier: .fillsValleys(reserve: 0.5)),
        SchedulingPolicy(waitingTokenLimit: 1_000_000),
      ]
      for policy in others { #expect(try run(policy, batching) == plain, "\(policy)") }
    }
  }
}
