import Hardware
import LanguageModels
import Performance
import Quantities
import Testing

@Suite("Communication behind arithmetic")
struct OverlapTests {
  static func predictor(
    _ communication: CommunicationProfile, scaleOut: Double = 50, data: Int = 32
  ) -> StepTimePredictor {
    let deployment = Fixtures.deployment(
      Fixtures.deepSeekV3, on: Fixtures.cluster(accelerators: data, scaleOut: scaleOut), data: data,
      expert: data)
    return try! StepTimePredictor(
      deployment: deployment, calibration: Fixtures.h100Calibration, host: Fixtures.host,
      communication: communication)
  }

  static func share(_ step: StepBreakdown, _ parts: [StepOperator]) -> Double {
    step.rows.filter { parts.contains($0.part) }.reduce(0) { $0 + $1.duration.value }
  }

  static let shapes: [BatchShape] = [
    .decode(sequences: 64, context: 64 * 4_096), .decode(sequences: 4_096, context: 4_096 * 2_048),
    .prefill(sequences: 64, tokens: 4_096),
  ]

  @Test(
    "Rows add to the step under every overlap", arguments: CommunicationProfile.Overlap.allCases)
  func additive(_ overlap: CommunicationProfile.Overlap) {
    let predictor = Self.predictor(CommunicationProfile(overlap: overlap))
    for shape in Self.shapes {
      let step = predictor.breakdown(of: shape)
      let sum = step.rows.reduce(0) { $0 + $1.duration.value }
      #expect(agree(sum, predictor.duration(of: shape).value))
      #expect(step.rows.contains { $0.part == .overlap } == (overlap != .none))
    }
  }

  @Test("Shared experts under the dispatch never slow, and hide no more than the shorter of both")
  func sharedExperts() {
    let serial = Self.predictor(.serial)
    let hiding = Self.predictor(CommunicationProfile(overlap: .sharedExperts))
    for shape in Self.shapes {
      let plain = serial.breakdown(of: shape)
      let hidden = (plain.duration - hiding.duration(of: shape)).value
      let most = min(Self.share(plain, [.sharedExperts]), Self.share(plain, [.dispatch]))
      #expect(hidden >= 0)
      #expect(agree(hidden, most, within: 1e-6))
    }
  }

  @Test("Two batches take no less than both halves' arithmetic, nor than their communication")
  func twoBatchBounds() {
    let predictor = Self.predictor(CommunicationProfile(overlap: .twoBatch))
    for shape in Self.shapes {
      let step = predictor.breakdown(of: shape)
      let exchange = Self.share(step, [.dispatch, .combine])
      let hidden = -Self.share(step, [.overlap])
      let arithmetic = step.duration.value + hidden - exchange
      #expect(hidden > 0)
      #expect(hidden <= min(exchange, arithmetic))
    }
  }

  @Test(
    "Two batches pay where communication is long, and not where weights are read for few tokens")
  func twoBatchPays() {
    func gain(_ shape: BatchShape, scaleOut: Double) -> Double {
      Self.predictor(.serial, scaleOut: scaleOut).duration(of: shape)
        / Self.predictor(CommunicationProfile(overlap: .twoBatch), scaleOut: scaleOut)
        .duration(of: shape)
    }
    #expect(gain(Self.shapes[2], scaleOut: 25) > 1)
    #expect(gain(.decode(sequences: 64, context: 64 * 4_096), scaleOut: 400) < 1)
  }

  @Test("All of the shorter side exposed is no overlap of the same halves")
  func remainder() {
    let exposed = Self.predictor(CommunicationProfile(overlap: .twoBatch, remainder: 1))
    for shape in Self.shapes {
      #expect(abs(Self.share(exposed.breakdown(of: shape), [.overlap])) < 1e-9)
      let times = [0, 0.2, 0.5, 1].map {
        Self.predictor(CommunicationProfile(overlap: .twoBatch, remainder: $0)).duration(of: shape)
      }
      #expect(times == times.sorted())
    }
  }

  @Test("Overlap changes nothing where no token is sent to experts")
  func noExchange() {
    let deployment = Fixtures.deployment(Fixtures.llama70B, on: Fixtures.cluster(), tensor: 8)
    func time(_ overlap: CommunicationProfile.Overlap) -> Seconds {
      try! StepTimePredictor(
        deployment: deployment, calibration: Fixtures.h100Calibration, host: .none,
        communication: CommunicationProfile(overlap: overlap)
      ).duration(of: Self.shapes[0])
    }
    #expect(time(.twoBatch) == time(.none))
    #expect(time(.sharedExperts) == time(.none))
  }

  @Test("Narrower messages are never slower to dispatch")
  func dispatchFormat() {
    for shape in Self.shapes {
      func time(_ format: CommunicationProfile.DispatchFormat) -> Seconds {
        Self.predictor(CommunicationProfile(dispatch: format)).duration(of: shape)
      }
      #expect(time(.fp8) < time(.bf16))
      #expect(time(.int8) < time(.bf16))
      #expect(time(.asExperts) == time(.fp8))
    }
  }

  @Test("Traffic between domains is never free")
  func crossing() {
    for shape in Self.shapes {
      let narrow = Self.predictor(.serial, scaleOut: 25).duration(of: shape)
      let wide = Self.predictor(.serial, scaleOut: 50).duration(of: shape)
      #expect(narrow > wide)
    }
  }
}

@Suite("Experts beyond an even share")
struct RedundantExpertTests {
  @Test(
    "72, 144 and 320 devices hold 256 experts with copies",
    arguments: [(72, 32), (144, 32), (320, 64)])
  func widths(width: Int, copies: Int) throws {
    let plan = try ParallelismPlan(data: width, expert: width)
    #expect(plan.redundantExperts(among: 256) == copies)
    let deployment = Deployment(
      model: Fixtures.deepSeekV3, cluster: Fixtures.cluster(accelerators: width), plan: plan,
      weights: Fixtures.deepSeekV3.weights, cacheFormat: .bf16)
    #expect(deployment.conflicts.isEmpty)
    let reserve = MemoryReserve(
      memoryFraction: 0.9, basis: .capacity, activations: .measured(Bytes(1e9)))
    func experts(_ deployment: Deployment) -> Bytes {
      MemoryFootprint(deployment: deployment, reserve: reserve).bindingStage[.expertWeights]
    }
    let even = Fixtures.deployment(
      Fixtures.deepSeekV3, on: Fixtures.cluster(accelerators: 256), data: 256, expert: 256)
    // One expert per device on 256: so many per device here.
    #expect(agree(experts(deployment) / experts(even), Double((256 + copies) / width)))
  }

  @Test("Copies that do not make the experts divide are refused, and no copies are taken unasked")
  func refused() throws {
    let plan = try ParallelismPlan(data: 72, expert: 72, redundantExperts: 16)
    let deployment = Deployment(
      model: Fixtures.deepSeekV3, cluster: Fixtures.cluster(accelerators: 72), plan: plan,
      weights: Fixtures.deepSeekV3.weights, cacheFormat: .bf16)
    #expect(deployment.conflicts == [.experts(272, expert: 72)])
    #expect(try ParallelismPlan(data: 64, expert: 64).redundantExperts(among: 256) == 0)
  }

  @Test("Routing to four of eight groups limits a token to four of eight nodes")
  func limitedRouting() {
    let free = MixtureOfExperts(experts: 256, expertsPerToken: 8, intermediate: 2_048)
    let limited = MixtureOfExperts(
      experts: 256, expertsPerToken: 8, intermediate: 2_048, routingGroups: 8, groupsPerToken: 4)
    for nodes in [1, 2, 4, 8, 16, 32, 64, 256] {
      let all = ExpertDispatch.distinctNodes(free, nodes: nodes)
      let few = ExpertDispatch.distinctNodes(limited, nodes: nodes)
      #expect(few <= all)
      #expect(few <= Double(nodes))
      #expect(nodes > 8 || few <= 4)
      #expect(few >= 1)
    }
  }
}

@Suite("Ways through a network")
struct CollectivePathTests {
  static func topology(reduces: Bool = false, core: Double = 1) -> Topology {
    Topology(
      levels: [
        Topology.Level(
          name: "die", kind: .package, devices: 2, bandwidth: BytesPerSecond(900e9),
          latency: Seconds(1e-6)),
        Topology.Level(
          name: "fabric", devices: 16, bandwidth: BytesPerSecond(450e9), latency: Seconds(1e-6),
          reduces: reduces),
        Topology.Level(
          name: "network", kind: .scaleOut, devices: 128, bandwidth: BytesPerSecond(50e9),
          latency: Seconds(5e-6)),
        Topology.Level(
          name: "core", kind: .core, devices: 1_024, bandwidth: BytesPerSecond(50e9 / core),
          latency: Seconds(5e-6)),
      ])
  }

  static let sizes = [1e3, 1e5, 1e6, 1e8, 1e9].map { Bytes($0) }

  @Test("Without measurements the fastest algorithm above the floor is taken")
  func unmeasured() {
    let group = GroupAllReduce(ranks: 8, topology: Self.topology(), efficiencies: [])
    #expect(group.duration(of: Bytes(1)) >= CollectiveEfficiency.unmeasuredFloor)
    let large = group.choice(of: Bytes(1e9)).stages
    #expect(large.last?.level == "fabric")
    let reducing = GroupAllReduce(
      ranks: 8, topology: Self.topology(reduces: true), efficiencies: [])
    for size in Self.sizes { #expect(reducing.duration(of: size) <= group.duration(of: size)) }
    #expect(reducing.duration(of: Bytes(1e9)) < group.duration(of: Bytes(1e9)))
  }

  @Test("The switch lifts the bus to no more than 2(R − 1)/R of the link, and nothing else past it")
  func busLimit() {
    let fast = [CollectiveEfficiency(ranks: 16, latency: .zero, link: 5, exponent: 1)]
    for (reduces, most) in [(false, 1.0), (true, 2 * 15.0 / 16)] {
      let flat = Topology(levels: Array(Self.topology(reduces: reduces).levels.dropFirst()))
      let time = GroupAllReduce(ranks: 16, topology: flat, efficiencies: fast)
        .duration(of: Bytes(1e9))
      let bus = Collective.allReduceBusBandwidth(Bytes(1e9), ranks: 16, duration: time)
      #expect(agree(bus.value / 450e9, most))
    }
  }

  @Test("A hierarchy over all levels is no slower without a narrow core, nor with one more level")
  func levels() {
    let fits = Fixtures.h100Calibration.allReduce
    let dieless = Topology(levels: Array(Self.topology().levels.dropFirst()))
    for ranks in [2, 4, 16, 32, 128, 256, 1_024] {
      for size in Self.sizes {
        func time(_ topology: Topology) -> Seconds {
          GroupAllReduce(ranks: ranks, topology: topology, efficiencies: fits).duration(of: size)
        }
        #expect(time(Self.topology()) <= time(dieless))
        #expect(time(Self.topology()) <= time(Self.topology(core: 4)))
        if ranks <= 128 { #expect(time(Self.topology()) == time(Self.topology(core: 4))) }
      }
    }
  }

  @Test("A gather is no longer than an all-reduce over the same network")
  func gathers() {
    for ranks in [1, 2, 16, 128, 1_024] {
      for size in Self.sizes {
        let fits = Fixtures.h100Calibration.allReduce
        let gather = GroupGather(ranks: ranks, topology: Self.topology(), efficiencies: fits)
        let sum = GroupAllReduce(ranks: ranks, topology: Self.topology(), efficiencies: fits)
        #expect(gather.duration(of: size) <= sum.duration(of: size))
      }
    }
  }
}
