import Hardware
import LanguageModels
import Performance
import Quantities
import Testing

@Suite("Time of a step")
struct StepTimeTests {
  static let shapes: [BatchShape] = {
    var mixed = BatchShape.decode(sequences: 48, context: 48 * 3_000)
    mixed.addPrefill(newTokens: 2_000, cachedTokens: 4_000, finishesPrompt: true)
    mixed.addPrefill(newTokens: 48, cachedTokens: 0, finishesPrompt: false)
    return [
      .decode(sequences: 1, context: 1), .decode(sequences: 64, context: 64 * 4_096),
      .prefill(tokens: 1), .prefill(sequences: 3, tokens: 2_048, cached: 512), mixed,
    ]
  }()

  @Test("The breakdown sums to the duration, but for rounding", arguments: Fixtures.deployments)
  func breakdownSums(_ deployment: Deployment) {
    let predictor = Fixtures.predictor(deployment)
    for shape in Self.shapes {
      let breakdown = predictor.breakdown(of: shape)
      #expect(breakdown.duration == predictor.duration(of: shape))
      let rows = breakdown.rows.reduce(Seconds.zero) { $0 + $1.duration }
      #expect(agree(rows.value, breakdown.duration.value))
      let byCause = breakdown.byCause.reduce(Seconds.zero) { $0 + $1.duration }
      let byOperator = breakdown.byOperator.reduce(Seconds.zero) { $0 + $1.duration }
      #expect(agree(byCause.value, rows.value))
      #expect(agree(byOperator.value, rows.value))
    }
  }

  @Test(
    "No step is faster than one device's arithmetic and traffic", arguments: Fixtures.deployments)
  func rooflineBound(_ deployment: Deployment) throws {
    let device = deployment.cluster.accelerator.device
    let fastest = device.peak.formats.compactMap { device.peak[$0] }.max()!
    let roofline = Roofline(peak: fastest, bandwidth: device.memory.bandwidth)
    for calibration in [Fixtures.h100Calibration, Fixtures.ideal] {
      let predictor = Fixtures.predictor(deployment, calibration: calibration, host: .none)
      for shape in Self.shapes {
        for row in predictor.breakdown(of: shape).rows where row.cause != .communication {
          let bound = roofline.duration(work: row.work, traffic: row.traffic)
          #expect(row.duration >= bound * (1 - 1e-12), "\(row.part)")
        }
      }
    }
  }

  @Test(
    "More sequences, longer contexts and more prompt tokens never shorten a step",
    arguments: Fixtures.deployments)
  func monotone(_ deployment: Deployment) {
    let predictor = Fixtures.predictor(deployment)
    func increasing(_ shapes: [BatchShape]) {
      let times = shapes.map { predictor.duration(of: $0) }
      for (a, b) in zip(times, times.dropFirst()) { #expect(a <= b) }
    }
    let counts = [1, 2, 3, 8, 31, 32, 33, 100, 256, 511, 512, 513, 700, 1_024, 2_000, 5_000]
    increasing(counts.map { .decode(sequences: $0, context: $0 * 1_000) })
    increasing(counts.map { .decode(sequences: 64, context: 64 * $0) })
    increasing(counts.map { .prefill(tokens: $0) })
    increasing(counts.map { .prefill(tokens: 512, cached: $0) })
  }

  @Test("Halving the batch never more than halves the step", arguments: Fixtures.deployments)
  func halving(_ deployment: Deployment) {
    let predictor = Fixtures.predictor(deployment)
    for sequences in [2, 8, 64, 256, 2_048] {
      let whole = predictor.duration(of: .decode(sequences: sequences, context: sequences * 2_000))
      let half = predictor.duration(
        of: .decode(sequences: sequences / 2, context: sequences * 1_000))
      #expect(half * 2 >= whole * (1 - 1e-12))
    }
  }

  @Test("Higher peaks, bandwidths and faster links never slow a step")
  func betterHardware() {
    func time(peak: Double = 1, bandwidth: Double = 1, link: Double = 1, scaleOut: Double = 1)
      -> [Seconds]
    {
      let chip = Fixtures.accelerator(
        peak: [.bf16: Fixtures.teraFLOPs(989.4 * peak), .fp8: Fixtures.teraFLOPs(1_979 * peak)],
        bandwidth: 3_350 * bandwidth, link: 450 * link)
      let cluster = Fixtures.cluster(chip, accelerators: 32, scaleOut: 50 * scaleOut)
      return [
        Fixtures.deployment(Fixtures.deepSeekV3, on: cluster, data: 32, expert: 32),
        Fixtures.deployment(Fixtures.llama70B, on: cluster, tensor: 16),
        Fixtures.deployment(Fixtures.llama70B, on: cluster, tensor: 8, pipeline: 4),
      ].flatMap { deployment in
        Self.shapes.map { Fixtures.predictor(deployment).duration(of: $0) }
      }
    }
    let base = time()
    let better = [
      time(peak: 2), time(bandwidth: 2), time(link: 2), time(scaleOut: 2),
      time(peak: 2, bandwidth: 2, link: 2, scaleOut: 2),
    ]
    for faster in better {
      for (a, b) in zip(faster, base) { #expect(a <= b) }
      #expect(zip(faster, base).contains { $0 < $1 })
    }
  }

  @Test("One device has no collectives and one stage no transfers")
  func oneDevice() {
    let breakdown = Fixtures.predictor(Fixtures.deployment(Fixtures.llama8B))
      .breakdown(of: Self.shapes[4])
    #expect(!breakdown.rows.contains { $0.cause == .communication })
  }

  @Test("Twice the layers take twice the time of the layers")
  func doubledLayers() {
    func layers(_ count: Int) -> Double {
      let model = Fixtures.dense(
        "any", layers: count, hidden: 4_096, heads: 32, keyValueHeads: 8, intermediate: 14_336)
      let breakdown = Fixtures.predictor(Fixtures.deployment(model, tensor: 4))
        .breakdown(of: Self.shapes[4])
      return breakdown.rows.filter { $0.layerGroup != nil }.reduce(0) { $0 + $1.duration.value }
    }
    #expect(agree(layers(64), 2 * layers(32)))
  }

  @Test("A pipeline adds only its transfers to the latency, and its stages overlap")
  func pipeline() {
    let cluster = Fixtures.cluster(accelerators: 16)
    let flat = Fixtures.predictor(Fixtures.deployment(Fixtures.llama70B, on: cluster, tensor: 4))
    let piped = Fixtures.predictor(
      Fixtures.deployment(Fixtures.llama70B, on: cluster, tensor: 4, pipeline: 4))
    for shape in Self.shapes {
      let breakdown = piped.breakdown(of: shape)
      let transfer = breakdown.rows.filter { $0.part == .pipelineTransfer }
        .reduce(Seconds.zero) { $0 + $1.duration }
      #expect(transfer > .zero)
      let difference = piped.duration(of: shape) - flat.duration(of: shape)
      #expect(abs((difference - transfer).value) < 1e-12)
      #expect(piped.stageDuration(of: shape) * 4 >= flat.duration(of: shape))
      #expect(piped.stageDuration(of: shape) < piped.duration(of: shape))
      #expect(agree(flat.stageDuration(of: shape).value, flat.duration(of: shape).value))
    }
  }

  @Test("A window as long as the context costs what full attention costs")
  func window() {
    func time(_ window: Int?) -> Seconds {
      let model = Fixtures.dense(
        "any", layers: 4, hidden: 4_096, heads: 32, keyValueHeads: 8, intermediate: 14_336,
        window: window)
      return Fixtures.predictor(Fixtures.deployment(model))
        .duration(of: .prefill(tokens: 4_096))
    }
    #expect(time(4_096) == time(nil))
    #expect(time(1_024) < time(nil))
  }

  @Test("An empty step takes no time")
  func empty() {
    #expect(Fixtures.predictor(Fixtures.deployments[0]).duration(of: BatchShape()) == .zero)
  }

  @Test("Llama-70B on eight H100 cannot decode 64 × 4,096 tokens below 6.05 + 3.68 ms")
  func lowerBound() {
    // Eq. 5.16: weights and cache read at 0.87 of the bandwidth.
    let weights = 70_553_706_496.0 * 2 / 8 / (0.87 * 3.35e12)
    let cache = 64 * 4_096 * 40_960.0 / (0.87 * 3.35e12)
    #expect(abs(weights - 6.05e-3) < 0.01e-3)
    #expect(abs(cache - 3.68e-3) < 0.01e-3)
    let predictor = Fixtures.predictor(
      Fixtures.deployment(Fixtures.llama70B, tensor: 8), host: .none)
    let time = predictor.duration(of: .decode(sequences: 64, context: 64 * 4_096))
    #expect(time.value > 9.73e-3 * 0.87 / 0.908)
    #expect(time.value < 2 * 9.73e-3)
  }
}
