import Foundation
import LanguageModels
import Performance
import Quantities
import Serving
import Stochastics

/// One replica under a constant load in closed form: what a batch, its step and its queues come to
/// in the mean, without simulating a single request.
///
/// A mean of `x` requests leaves per step. By Little's law (Little 1961) the replica then decodes
///
///     B = x·D        D = (E[O] − 1)/a      steps of a request, `a` tokens each
///
/// sequences, each attending `s = E[P] + E[O²]/2E[O]` tokens (a token belongs to a long output more
/// often than to a short one), and computes `c = x·E[P']` prompt tokens per step, `P'` being the part
/// of a prompt that no cache holds. A share `q = max(1 − e⁻ˣ, c/C)` of the steps carries prompts,
/// `C` being the room that decoding leaves in the token budget:
///
///     t = (1 − q)·t(B, 0) + q·t(B, c/q)      λ = x/t
///
/// An engine that computes prompts alone adds `q·t(0, c/q)` to every decode step instead. The
/// percentiles around these means are in `SteadyState+Objectives.swift`. What the closed form leaves
/// out is found by simulation: preemption, the ages of sequences, gaps that are not exponential.
struct SteadyState<Predictor: StepTimePredicting>: Sendable {
  let predictor: Predictor
  let mix: RequestMix
  let engine: EngineLimits
  /// What of a request the replica does: all, its prompt, or its output.
  let part: ServingPool.Role
  /// Steps in which a mean request decodes, `D`.
  let decodeSteps: Double
  /// Tokens that a decoding sequence attends in the mean, `s`.
  let context: Double
  let computedPrompt: Double

  /// What the engine allows one replica, over all its attention ranks.
  struct EngineLimits: Sendable, Hashable {
    let batching: BatchingRule
    let tokenBudget: Double
    /// The most tokens of one prompt in a step.
    let promptBudget: Double
    let sequences: Double
    /// Sequences of the mean context that the cache holds.
    let cachedSequences: Double
    let queries: Int
    let tokensPerStep: Double
    let edges: RequestEdges

    /// Sequences that can decode at once.
    var batch: Double { min(sequences, cachedSequences) }
  }

  /// A load and what it comes to.
  struct Point: Sendable {
    /// Requests per step, per second, and sequences that decode.
    let perStep: Double
    let rate: Double
    let batch: Double
    /// Steps without and with their mean share of prompts, in seconds.
    let decodeStep: Double
    let step: Double
    /// The share of steps with prompts.
    let promptShare: Double
    /// The share of time on account of prompts.
    let prefillTime: Double
  }

  init(
    predictor: Predictor, mix: RequestMix, engine: EngineLimits, part: ServingPool.Role = .whole
  ) {
    self.predictor = predictor
    self.mix = mix
    self.engine = engine
    self.part = part
    decodeSteps = part == .prefill ? 0 : max(0, mix.output - 1) / engine.tokensPerStep
    context = mix.prompt + mix.outputOfToken / 2
    computedPrompt = part == .decode ? 0 : mix.computedPrompt
  }

  /// The most requests per step for which the budget and the batch have room.
  var mostPerStep: Double {
    let byBudget =
      engine.tokenBudget / (decodeSteps * Double(engine.queries) + computedPrompt)
    switch engine.batching {
    case .mixed: return min(byBudget, engine.batch / max(decodeSteps, 1e-9))
    case .prefillFirst:
      return min(engine.batch / max(decodeSteps, 1e-9), engine.tokenBudget / computedPrompt)
    }
  }

  /// Prompt tokens for which a step with so many decoding sequences has room.
  func promptRoom(besides batch: Double) -> Double {
    switch engine.batching {
    case .mixed: max(1, engine.tokenBudget - batch * Double(engine.queries))
    case .prefillFirst: engine.tokenBudget
    }
  }

  func point(perStep x: Double) -> Point {
    let batch = x * decodeSteps
    let decode = decodeTime(batch)
    guard part != .decode else {
      return Point(
        perStep: x, rate: x / decode, batch: batch, decodeStep: decode, step: decode,
        promptShare: 0, prefillTime: 0)
    }
    let prompts = x * computedPrompt
    let room = promptRoom(besides: batch)
    let share = min(1, max(1 - exp(-x), prompts / room))
    let step: Double
    switch engine.batching {
    case .mixed:
      step = (1 - share) * decode + share * stepTime(batch, prompts: prompts / share)
    case .prefillFirst:
      let chunk = min(prompts / share, room)
      step = decode + share * (prompts / share / chunk) * stepTime(0, prompts: chunk)
    }
    return Point(
      perStep: x, rate: x / step, batch: batch, decodeStep: decode, step: step,
      promptShare: share, prefillTime: step > 0 ? max(0, 1 - decode / step) : 0)
  }

  /// The time of a step in which so many sequences decode; nothing where none do.
  func decodeTime(_ batch: Double) -> Double {
    decodeSteps > 0 ? stepTime(batch, prompts: 0) : 0
  }

  /// The time of a step with so many sequences and prompt tokens, of prompts of mean length.
  func stepTime(_ batch: Double, prompts: Double, of length: Double? = nil) -> Double {
    var shape = BatchShape()
    if decodeSteps > 0, batch > 0 {
      let sequences = max(1, Int(batch.rounded()))
      shape.addDecode(
        sequences: sequences,
        context: sequences * max(engine.queries, Int(context.rounded()) + engine.queries - 1),
        queries: engine.queries)
    }
    if prompts >= 0.5 {
      let length = max(1, length ?? computedPrompt)
      let count = max(1, Int((prompts / length).rounded()))
      let each = max(1, Int((prompts / Double(count)).rounded()))
      let cached = length / max(1e-9, 1 - mix.cachedFraction) - length
      // The middle chunk of a prompt that takes several has half of it behind itself.
      let before = Int((cached + max(0, length - Double(each)) / 2).rounded())
      for _ in 0..<count {
        shape.addPrefill(newTokens: each, cachedTokens: before, finishesPrompt: true)
      }
    }
    return predictor.duration(of: shape).value
  }
}

extension SteadyState.EngineLimits {
  /// The limits of one replica.
  ///
  /// - Parameter sharedTokens: of each sequence, which the cache holds once for all.
  init(
    _ engine: EngineProfile, of deployment: Deployment, cacheBlocks: Int, mix: RequestMix,
    sharedTokens: Double = 0
  ) {
    let ranks = Double(deployment.plan.data)
    let queries = deployment.speculation?.queries ?? 1
    let tokens: Double
    let usable: Double
    let prompt = max(0, mix.prompt - sharedTokens)
    switch engine.admission {
    case .promptFits(let free):
      tokens = prompt + mix.outputOfToken / 2
      usable = 1 - free
    case .outputFits:
      tokens = prompt + mix.outputOfToken
      usable = 1
    }
    // The last block of a sequence is half full in the mean.
    let blocks = tokens / Double(engine.blockTokens) + 0.5
    self.init(
      batching: engine.batching, tokenBudget: Double(engine.tokenBudget) * ranks,
      promptBudget: Double(engine.tokenBudget),
      sequences: Double(min(engine.maximumSequences, engine.tokenBudget / queries)) * ranks,
      cachedSequences: Double(cacheBlocks) * usable / blocks, queries: queries,
      tokensPerStep: deployment.tokensPerStep, edges: engine.edges)
  }
}
