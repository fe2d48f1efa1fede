import Performance
import Quantities
import Scenarios
import Serving

/// A fleet in pools under a constant load in closed form.
///
/// Of a rate λ each of `p` replicas computes the prompts of λ/p requests and each of `d` decodes λ/d.
/// Between them travels the cache of `s` bytes, of which `s'` are left to send when the prompt is
/// finished, at the share `1 − ρ` that others leave of the narrowest way `w` (M/G/1 in processor
/// sharing: Kleinrock 1976, *Queueing Systems* II, section 4.4):
///
///     T = s'/(w·(1 − ρ)) + latency        ρ = s'·max(λ/(p·out), λ/(d·in), λ/network)
///
/// First tokens come from the pool of prompts, so that the transfer, the wait for a place and for the
/// end of the step in progress come between a request's first token and its second one, and count
/// in its time per token. Replicas take equal shares: what a router does better is left to the
/// simulation, as is that caches which wait fill the pool of prompts.
struct SplitSteadyState: Sendable {
  typealias Part = SteadyState<StepTimePredictor>

  let prompts: Part
  let output: Part
  let ratio: FindQuestion.PoolRatio
  let fabric: CacheFabric

  /// A load and what it comes to.
  struct Point {
    /// Of the whole fleet.
    let rate: Double
    let prompts: Part.Point
    let output: Part.Point
    /// From the first token to the steps of the others.
    let delay: Double
    /// The share of the narrowest way that transfers take.
    let transferLoad: Double
    let outputSpread: Part.Spread

    /// Sequences that decode, over all replicas.
    func batch(_ ratio: FindQuestion.PoolRatio) -> Double {
      output.batch * Double(ratio.decode)
    }
  }

  /// Bytes that are left to send when a prompt is finished, were nothing else sent.
  private let bytes: Double

  init(prompts: Part, output: Part, ratio: FindQuestion.PoolRatio, fabric: CacheFabric) {
    self.prompts = prompts
    self.output = output
    self.ratio = ratio
    self.fabric = fabric
    let alone = min(prompts.promptRoom(besides: 0), prompts.computedPrompt)
    bytes =
      fabric.remaining(
        of: fabric.size(tokens: Int(prompts.mix.prompt.rounded())),
        computedIn: Seconds(prompts.stepTime(0, prompts: alone))
      ).value
  }

  private var prefillReplicas: Double { Double(ratio.prefill) }
  private var decodeReplicas: Double { Double(ratio.decode) }

  /// The share of the narrowest way that one request per second takes.
  private var transferLoad: Double {
    bytes
      * max(
        1 / (prefillReplicas * fabric.sending.value),
        1 / (decodeReplicas * fabric.receiving.value), 1 / fabric.network.value)
  }

  /// Nil where a pool or the network between them has no room for the load.
  func point(rate: Double) -> Point? {
    let load = rate * transferLoad
    guard load < 1, let decoding = output.point(rate: rate / decodeReplicas) else { return nil }
    let spread = Part.Spread(of: decoding, in: output)
    let way = min(fabric.sending.value, min(fabric.receiving.value, fabric.network.value))
    let transfer = bytes / way / (1 - load) + fabric.latency.value
    return Point(
      rate: rate, prompts: prompts.promptPoint(rate: rate / prefillReplicas), output: decoding,
      delay: transfer + decoding.step / 2 + spread.placeWait, transferLoad: load,
      outputSpread: spread)
  }

  /// The highest rate for which either pool and the network have room.
  var saturation: Double {
    min(
      prefillReplicas * prompts.mostPrompts,
      decodeReplicas * output.point(perStep: output.mostPerStep * 0.9999).rate,
      1 / max(transferLoad, 1e-12)) * 0.999
  }

  /// What one user sees in the mean: tokens per second after the first.
  func tokensPerUser(at point: Point) -> Double {
    output.engine.tokensPerStep / (point.output.step + point.delay / max(1, output.decodeSteps))
  }

  /// What a point promises.
  func margins(at point: Point?, for objectives: Objectives) -> [ObjectiveMargin] {
    func margin(
      _ subject: ObjectiveMargin.Subject, _ share: Double, _ required: Double, _ limit: Seconds?
    ) -> ObjectiveMargin {
      ObjectiveMargin(
        subject: subject, share: share, required: required, limit: limit, found: nil, lost: 0)
    }
    guard let point else { return [margin(.load, 0, 1, nil)] }
    let first = Part.Spread(of: point.prompts, in: prompts)
    let rest = point.outputSpread
    var margins = [margin(.load, first.isStable && rest.isStable ? 1 : 0, 1, nil)]
    guard margins[0].isKept else { return margins }
    func judge(
      _ subject: ObjectiveMargin.Subject, _ objective: LatencyObjective?,
      _ share: (Double) -> Double
    ) {
      guard let objective else { return }
      margins.append(
        margin(subject, share(objective.limit.value), objective.percentile, objective.limit))
    }
    func perToken(_ limit: Double) -> Double { rest.perToken(within: limit, after: point.delay) }
    judge(.timeToFirstToken, objectives.timeToFirstToken, first.firstTokens(within:))
    judge(.timePerOutputToken, objectives.timePerOutputToken, perToken)
    judge(.interTokenLatency, objectives.interTokenLatency) { limit in
      // One gap of each request holds the transfer.
      let once = min(1, 1 / max(1, output.mix.output - 1))
      return (1 - once) * rest.gaps(within: limit)
        + (point.delay + point.output.step <= limit ? once : 0)
    }
    judge(.endToEnd, objectives.endToEnd) { limit in
      output.mix.outputs.reduce(0) { share, node in
        let steps = max(0, node.tokens - 1) / output.engine.tokensPerStep
        let after = steps > 0 ? steps * point.output.step + point.delay : 0
        return share + node.share * first.firstTokens(within: limit - after)
      }
    }
    if let attainment = objectives.attainment {
      let kept =
        (objectives.timeToFirstToken.map { first.firstTokens(within: $0.limit.value) } ?? 1)
        * (objectives.timePerOutputToken.map { perToken($0.limit.value) } ?? 1)
      margins.append(margin(.attainment, kept, attainment, nil))
    }
    return margins
  }

  /// The highest load that keeps all objectives, no higher than `most`; nil where not even a
  /// ten-thousandth of it does.
  func capacity(for objectives: Objectives, upTo most: Double) -> Point? {
    func keeps(_ rate: Double) -> Bool {
      margins(at: point(rate: rate), for: objectives).allSatisfy(\.isKept)
    }
    return Part.highest(upTo: min(most, saturation), where: keeps).flatMap { point(rate: $0) }
  }

  /// What a load so light that requests are alone misses.
  func missedAlone(for objectives: Objectives) -> [ObjectiveMargin] {
    margins(at: point(rate: saturation * 1e-4), for: objectives).filter { !$0.isKept }
  }
}
