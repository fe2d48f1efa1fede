import Hardware
import LanguageModels
import Performance
import Quantities
import ReferenceData
import Serving
import Stochastics

/// A deployment drawn from the whole catalog, with the steps it is asked for.
struct CatalogDraw: CustomStringConvertible {
  var deployment: Deployment
  let calibration: OperatorCalibration
  let host: HostOverhead
  var communication: CommunicationProfile
  /// A step that decodes, one that computes prompts, and one of both.
  let steps: [BatchShape]
  private let engine: String

  /// Nil where the plan cannot run.
  func predictor(
    cluster: Cluster? = nil, host: HostOverhead? = nil, model: ModelArchitecture? = nil,
    weights: WeightFormats? = nil, cacheFormat: NumericFormat? = nil
  ) -> StepTimePredictor? {
    let changed = Deployment(
      model: model ?? deployment.model, cluster: cluster ?? deployment.cluster,
      plan: deployment.plan, weights: weights ?? deployment.weights,
      cacheFormat: cacheFormat ?? deployment.cacheFormat, speculation: deployment.speculation)
    return try? StepTimePredictor(
      deployment: changed, calibration: calibration, host: host ?? self.host,
      communication: communication)
  }

  var description: String {
    let plan = deployment.plan
    return "\(deployment.model.name) on \(deployment.cluster.accelerators) "
      + "\(deployment.cluster.accelerator.name), tensor \(plan.tensor), pipeline \(plan.pipeline), "
      + "data \(plan.data), expert \(plan.expert), weights \(deployment.weights.experts.rawValue), "
      + "cache \(deployment.cacheFormat.rawValue), \(engine), "
      + "overlap \(communication.overlap.rawValue), drafts \(deployment.speculation?.depth ?? 0)"
  }

  /// A number of deployments that can run, by a seed.
  ///
  /// - Parameter plan: the plan of all; drawn where nil.
  static func draws(
    _ count: Int, seed: UInt64, plan: ParallelismPlan? = nil
  ) throws -> [CatalogDraw] {
    var stream = RandomStream(StreamAddress(seed: seed, purpose: "laws over the catalog"))
    var found: [CatalogDraw] = []
    while found.count < count {
      guard let draw = try CatalogDraw(from: &stream, plan: plan), draw.predictor() != nil else {
        continue
      }
      found.append(draw)
    }
    return found
  }

  private init?(from stream: inout RandomStream, plan given: ParallelismPlan?) throws {
    // Announced chips lack figures, and models whose dimensions are not public an architecture.
    guard let chip = try? installed.accelerator(stream.pick(installed.names(of: .accelerators))),
      let model = try? installed.model(stream.pick(installed.names(of: .models)))
    else { return nil }
    engine = stream.pick(installed.names(of: .engines))
    let profile = try installed.engine(engine)
    let data = stream.pick([1, 1, 1, 2, 4, 16])
    let tensor = stream.pick([1, 2, 4, 8, 16])
    guard
      let plan = given
        ?? (try? ParallelismPlan(
          tensor: tensor, pipeline: stream.pick([1, 1, 1, 2, 3]), data: data,
          expert: stream.pick([1, tensor * data])))
    else { return nil }
    let drafts = stream.pick([0, 0, 0, 1, 3])
    deployment = Deployment(
      model: model,
      cluster: Cluster(
        accelerator: chip, system: try installed.defaultSystem(for: chip),
        accelerators: (plan.devices + chip.devices - 1) / chip.devices),
      plan: plan,
      weights: stream.pick([
        model.weights, WeightFormats(matrices: .bf16), WeightFormats(matrices: .fp8),
        WeightFormats(matrices: .int4),
      ]), cacheFormat: stream.pick([.bf16, .bf16, .fp8]),
      speculation: Speculation(
        draft: model.predictionModules > 0 ? .predictionModules : .head(parameters: nil),
        acceptance: DraftAcceptance(rate: 0.7, depth: drafts)))
    calibration = try installed.calibration(for: chip.name).calibration
    host = profile.hostOverhead
    communication = profile.communication.with(
      overlap: stream.pick(CommunicationProfile.Overlap.allCases))

    let sequences = stream.logarithmic(1, 1_024)
    let context = stream.logarithmic(8, 60_000)
    var decode = BatchShape()
    decode.addDecode(sequences: sequences, context: sequences * context, queries: drafts + 1)
    var prompts = BatchShape()
    for _ in 0..<stream.pick([1, 1, 2, 5]) {
      let (new, cached) = (stream.logarithmic(1, 8_192), stream.logarithmic(1, 30_000))
      prompts.addPrefill(
        newTokens: new, cachedTokens: stream.pick([0, cached]),
        finishesPrompt: stream.pick([true, false]))
    }
    var mixed = prompts
    mixed.addDecode(sequences: sequences, context: sequences * context, queries: drafts + 1)
    steps = [decode, prompts, mixed]
  }
}

extension RandomStream {
  fileprivate mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[nextIndex(below: choices.count)]
  }

  /// A whole number whose logarithm is uniform.
  fileprivate mutating func logarithmic(_ least: Int, _ most: Int) -> Int {
    var octaves = 0
    while least << (octaves + 1) <= most { octaves += 1 }
    let base = least << pick(Array(0...octaves))
    return min(most, base + nextIndex(below: base))
  }
}
