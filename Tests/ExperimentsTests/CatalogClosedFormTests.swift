import Hardware
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Testing

@Suite("One token on one device is the sum of the closed forms of its kernels")
struct CatalogClosedFormTests {
  /// Time by operator, over all layers of a kind.
  private typealias Times = [StepOperator: Seconds]

  /// Kernels of one token that attends `context` tokens, each from its own form.
  private func kernels(of draw: CatalogDraw, context: Int) throws -> Times {
    let (model, weights) = (draw.deployment.model, draw.deployment.weights)
    let device = draw.deployment.cluster.accelerator.device.slowed(by: draw.host.kernelFactor)
    var times: Times = [:]
    func add(
      _ projections: [Projection], _ stored: WeightFormat, _ part: StepOperator, count: Int
    ) throws {
      for projection in projections {
        let time = try #require(
          draw.calibration.productDuration(
            rows: 1, inner: projection.inputs(), outer: projection.outputs(), stored: stored,
            on: device, launch: .hidden))
        times[part, default: .zero] += time * Double(count)
      }
    }
    for group in model.layerGroups {
      try add(
        group.attention.projections(hidden: model.hidden), weights.attention, .attentionProjection,
        count: group.count)
      let efficiency =
        if case .latent = group.attention { draw.calibration.latentDecodeAttention } else {
          draw.calibration.decodeAttention
        }
      times[.decodeAttention, default: .zero] +=
        try #require(
          efficiency.duration(
            of: .decode(sequences: 1, context: Double(context)), in: group.attention,
            cacheFormat: draw.deployment.cacheFormat, on: device, launch: .hidden))
        * Double(group.count)
      switch group.feedForward {
      case .dense:
        try add(
          group.feedForward.projections(hidden: model.hidden), weights.feedForward, .feedForward,
          count: group.count)
      case .mixture(let mixture):
        try add([mixture.router(hidden: model.hidden)], weights.other, .router, count: group.count)
        if let shared = mixture.shared {
          try add(
            FeedForward.dense(shared).projections(hidden: model.hidden), weights.feedForward,
            .sharedExperts, count: group.count)
        }
        times[.experts, default: .zero] +=
          try expert(mixture, of: draw, on: device) * Double(group.count)
      }
    }
    try add(
      [Projection("head", inputs: .whole(model.hidden), outputs: [.whole(model.vocabulary)])],
      weights.other, .head, count: 1)
    return times
  }

  /// The experts of one token: each is read, and multiplies one row.
  private func expert(
    _ mixture: MixtureOfExperts, of draw: CatalogDraw, on device: Device
  ) throws -> Seconds {
    let choice = try #require(
      ArithmeticChoice(stored: draw.deployment.weights.experts, peak: device.peak))
    let efficiency = try #require(draw.calibration.expertEfficiency(of: choice))
    let copies = Double(mixture.expertsPerToken)
    return ExpertKernel(
      hidden: draw.deployment.model.hidden, width: mixture.intermediate,
      experts: Double(mixture.experts), choice: choice, efficiency: efficiency, device: device
    ).duration(of: ExpertKernel.Load(tokens: 1, rows: copies, touched: copies, slots: copies))
  }

  @Test("Products, attention and experts of a single sequence")
  func oneToken() throws {
    for draw in try CatalogDraw.draws(120, seed: 8, plan: ParallelismPlan()) {
      let model = draw.deployment.model
      // The blocks of grouped outputs and the mixing of residual streams are forms of their own.
      guard model.residualStreams == 1,
        model.layerGroups.allSatisfy({ group in
          group.attention.projections(hidden: model.hidden).allSatisfy { $0.blocks() == 1 }
        })
      else { continue }
      for context in [1, 700, 30_000] {
        let predictor = try #require(draw.predictor())
        let rows = predictor.breakdown(of: .decode(sequences: 1, context: context)).rows
        let expected = try kernels(of: draw, context: context)
        func time(_ parts: StepOperator...) -> Seconds {
          rows.filter { parts.contains($0.part) }.reduce(.zero) { $0 + $1.duration }
        }
        func form(_ parts: StepOperator...) -> Seconds {
          parts.reduce(.zero) { $0 + (expected[$1] ?? .zero) }
        }
        // A product's form holds the pass that quantizes its input, which is a row of its own.
        let products = time(
          .attentionProjection, .outputProjection, .feedForward, .router, .sharedExperts, .head,
          .quantization)
        let forms = form(.attentionProjection, .feedForward, .router, .sharedExperts, .head)
        #expect(abs(products / forms - 1) < 1e-9, "\(draw)")
        let attention = form(.decodeAttention)
        #expect(abs(time(.decodeAttention) / attention - 1) < 1e-9, "\(draw), \(context)")
        let experts = form(.experts)
        // The distinct experts of a batch are tabulated to a rounding error.
        #expect(abs((time(.experts) - experts).value) <= 1e-6 * experts.value, "\(draw)")
      }
    }
  }
}
