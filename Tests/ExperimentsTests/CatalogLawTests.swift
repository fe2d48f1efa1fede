import Hardware
import LanguageModels
import Performance
import Quantities
import Testing

@Suite("Laws of a step over deployments drawn from the whole catalog")
struct CatalogLawTests {
  private static let rounding = 1e-9

  /// Records each step that `changed` makes longer than `base` does.
  private func expectNoSlower(
    _ changed: StepTimePredictor?, than base: StepTimePredictor, _ what: String,
    in draw: CatalogDraw, steps: [BatchShape]? = nil
  ) {
    guard let changed else {
      Issue.record("\(what): \(draw) cannot run any more")
      return
    }
    for step in steps ?? draw.steps {
      let (before, after) = (base.duration(of: step), changed.duration(of: step))
      #expect(after.value <= before.value * (1 + Self.rounding), "\(what): \(draw), \(step)")
    }
  }

  @Test("More of any figure of the machine never slows a step, and a faster host neither")
  func machine() throws {
    for draw in try CatalogDraw.draws(30, seed: 1) {
      let base = try #require(draw.predictor())
      let cluster = draw.deployment.cluster
      for property in MachineProperty.allCases {
        for factor in [1.2, 4] {
          expectNoSlower(
            draw.predictor(cluster: cluster.with(property, times: factor)), than: base,
            "\(property.rawValue) ×\(factor)", in: draw)
        }
      }
      expectNoSlower(
        draw.predictor(cluster: cluster.withHalfTheLatency), than: base, "half the latency",
        in: draw)
      if let system = cluster.system.with(oversubscription: 1) {
        expectNoSlower(
          draw.predictor(
            cluster: Cluster(
              accelerator: cluster.accelerator, system: system, accelerators: cluster.accelerators)),
          than: base, "a network without oversubscription", in: draw)
      }
      expectNoSlower(
        draw.predictor(host: draw.host.times(0.5)), than: base, "half the host", in: draw)
    }
  }

  @Test("Twice the memory capacity changes no step")
  func capacity() throws {
    for draw in try CatalogDraw.draws(30, seed: 2) {
      let base = try #require(draw.predictor())
      let larger = try #require(
        draw.predictor(cluster: draw.deployment.cluster.with(.memoryCapacity, times: 2)))
      for step in draw.steps {
        #expect(base.duration(of: step) == larger.duration(of: step), "\(draw)")
      }
    }
  }

  @Test("The terms of a step add to its duration, which is remembered to the last bit")
  func sums() throws {
    for draw in try CatalogDraw.draws(100, seed: 3) {
      let predictor = try #require(draw.predictor())
      var remembered = RememberedStepTimes(predictor)
      for step in draw.steps + draw.steps.reversed() {
        let breakdown = predictor.breakdown(of: step)
        let sum = breakdown.rows.reduce(Seconds.zero) { $0 + $1.duration }
        #expect(abs(sum / breakdown.duration - 1) < 1e-12, "\(draw), \(step)")
        #expect(breakdown.duration == predictor.duration(of: step), "\(draw), \(step)")
        #expect(breakdown.duration == remembered.duration(of: step), "\(draw), \(step)")
      }
    }
  }

  @Test("A replica of one device has no collective, no exchange and no transfer")
  func oneDevice() throws {
    for draw in try CatalogDraw.draws(60, seed: 4, plan: ParallelismPlan()) {
      let predictor = try #require(draw.predictor())
      for step in draw.steps {
        #expect(predictor.communication(of: step).isEmpty, "\(draw)")
        let rows = predictor.breakdown(of: step).rows
        #expect(!rows.contains { $0.cause == .communication }, "\(draw)")
      }
    }
  }

  @Test("Twice the layers of each kind take twice the time in layers")
  func layers() throws {
    for var draw in try CatalogDraw.draws(80, seed: 5) {
      // Halves of a batch that take turns expose their ends once, however many layers there are.
      if draw.communication.overlap == .twoBatch {
        draw.communication = draw.communication.with(overlap: CommunicationProfile.Overlap.none)
      }
      let base = try #require(draw.predictor())
      let doubled = try #require(draw.predictor(model: draw.deployment.model.withTwiceTheLayers))
      for step in draw.steps {
        let (one, two) = (base.breakdown(of: step), doubled.breakdown(of: step))
        let pairs = zip(one.rows, two.rows).filter { $0.0.layerGroup != nil }
        #expect(!pairs.isEmpty)
        for (before, after) in pairs {
          #expect(before.part == after.part && before.layerGroup == after.layerGroup, "\(draw)")
          #expect(abs(after.duration / before.duration - 2) < 1e-12, "\(draw), \(before.part)")
        }
      }
    }
  }

  // Otherwise narrow weights can lose: their inputs are quantized by a pass of its own, and they take
  // larger matrices to fill the chip than shares of many ranks are.
  @Test(
    "Narrower weights never slow one sequence on a device that multiplies them twice as fast, or widens them"
  )
  func weights() throws {
    var compared = 0
    for draw in try CatalogDraw.draws(100, seed: 6, plan: ParallelismPlan()) {
      let peak = draw.deployment.cluster.accelerator.peak
      guard let wide = draw.predictor(weights: WeightFormats(matrices: .bf16)),
        let bf16 = peak[.bf16]
      else { continue }
      let step = BatchShape.decode(sequences: 1, context: 4_000)
      for format in [WeightFormat.fp8, .int8, .mxfp4, .int4]
      where !format.arithmetic.contains(where: { (bf16..<(1.9 * bf16)).contains(peak[$0] ?? .zero) }
      ) {
        let narrow = try #require(draw.predictor(weights: WeightFormats(matrices: format)))
        expectNoSlower(narrow, than: wide, "weights \(format.rawValue)", in: draw, steps: [step])
        compared += 1
      }
    }
    #expect(compared > 50)
  }

  // Prompts can lose: queries, keys and values are quantized before they are multiplied.
  @Test("A narrower cache never slows decoding on chips that multiply it")
  func cache() throws {
    var compared = 0
    for draw in try CatalogDraw.draws(80, seed: 7) {
      guard draw.deployment.cluster.accelerator.peak[.fp8] != nil,
        let wide = draw.predictor(cacheFormat: .bf16)
      else { continue }
      expectNoSlower(
        draw.predictor(cacheFormat: .fp8), than: wide, "cache fp8", in: draw,
        steps: [draw.steps[0]])
      compared += 1
    }
    #expect(compared > 30)
  }
}

extension Cluster {
  /// Every link with half the time of an empty message.
  fileprivate var withHalfTheLatency: Cluster {
    let (chip, system) = (accelerator, system)
    return Cluster(
      accelerator: Accelerator(
        name: chip.name, title: chip.title, vendor: chip.vendor, devices: chip.devices,
        peak: chip.peak, vectorPeak: chip.vectorPeak, memory: chip.memory,
        multiprocessors: chip.multiprocessors,
        dieToDie: chip.dieToDie.map { DieLink(bandwidth: $0.bandwidth, latency: $0.latency / 2) },
        scaleUp: chip.scaleUp.withHalfTheLatency, scaleOutBandwidth: chip.scaleOutBandwidth,
        thermalDesignPower: chip.thermalDesignPower, regulatory: chip.regulatory),
      system: AcceleratorSystem(
        name: system.name, title: system.title, accelerator: system.accelerator,
        accelerators: system.accelerators, scaleUp: system.scaleUp.withHalfTheLatency,
        scaleOut: system.scaleOut.map {
          ScaleOut(
            name: $0.name, bandwidth: $0.bandwidth, latency: $0.latency / 2, rails: $0.rails,
            pod: $0.pod, oversubscription: $0.oversubscription, reduces: $0.reduces)
        }, power: system.power),
      accelerators: accelerators)
  }
}

extension InterconnectLevel {
  fileprivate var withHalfTheLatency: InterconnectLevel {
    InterconnectLevel(
      name: name, accelerators: accelerators, bandwidth: bandwidth, latency: latency / 2,
      oversubscription: oversubscription, reduces: reduces)
  }
}

extension ModelArchitecture {
  fileprivate var withTwiceTheLayers: ModelArchitecture {
    ModelArchitecture(
      name: name, title: title, hidden: hidden, vocabulary: vocabulary,
      hasTiedEmbeddings: hasTiedEmbeddings,
      layerGroups: layerGroups.map {
        LayerGroup(count: 2 * $0.count, attention: $0.attention, feedForward: $0.feedForward)
      }, contextLength: contextLength, weights: weights, otherParameters: otherParameters,
      predictionModules: predictionModules, learnedPositions: learnedPositions,
      normsPerLayer: normsPerLayer, residualStreams: residualStreams)
  }
}
