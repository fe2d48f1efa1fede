import Foundation
import LanguageModels
import Performance
import Quantities
import Scenarios
import Serving
import Stochastics

/// Percentiles around the means of a steady state.
///
/// **The batch** fluctuates. At a rate λ it drifts as `λ − B/(D·t(B))`, whose noise is that of Poisson
/// arrivals and departures; linearised around its mean it is an Ornstein-Uhlenbeck process (van Kampen
/// 2007, ISBN 978-0-444-52965-7, chapter X) with
///
///     Var B = B/(1 − ε)        relaxation time D·t/(1 − ε)        ε = (dt/dB)·B/t
///
/// **Time per output token** of a request of `n` steps, in the mean `t`, varies with the batch, as far
/// as that outlives the request, and with the prompts that fall into its own steps, whose steps delay
/// it so that still more fall into them (`u` is the share of time on account of prompts):
///
///     σₙ² = f(w)·(ε·t)²/(B·(1 − ε)) + x·E[Δ²]/(n·(1 − u)²)        Δ = t(B, P') − t(B, 0)
///     f(w) = 2·(e⁻ʷ − 1 + w)/w²                                   w = n·(1 − ε)/D
///
/// and is taken as lognormal, since prompts only ever add.
///
/// **Time to first token**: the rest of the step in progress, the wait for prompts ahead, the wait for
/// a place in the batch, and the steps of the own prompt. Prompts are an M/G/1 queue (Pollaczek and
/// Khinchine) of work `V = P'·t(B, C)/C` with an exponential tail; places an M/G/c queue of which
/// Halfin and Whitt (1981, doi:10.1287/opre.29.3.567) give the chance to wait,
///
///     1 / (1 + β·Φ(β)/φ(β))        β = (c − B)/√Var B
///
/// whose tail decays at `(c − B)·(1 − ε)/(D·t·(1 + cv²)/2)`. Both tails are added.
extension SteadyState {
  /// What a point promises, objective by objective: the share of requests that keep each limit.
  struct Prediction: Sendable {
    var margins: [ObjectiveMargin] = []

    var isKept: Bool { margins.allSatisfy(\.isKept) }
  }

  func prediction(at point: Point, for objectives: Objectives) -> Prediction {
    var prediction = Prediction()
    let spread = Spread(of: point, in: self)
    prediction.margins.append(
      ObjectiveMargin(
        subject: .load, share: spread.isStable ? 1 : 0, required: 1, limit: nil, found: nil,
        lost: 0))
    guard spread.isStable else { return prediction }
    func judge(
      _ subject: ObjectiveMargin.Subject, _ objective: LatencyObjective?,
      _ share: (Double) -> Double
    ) {
      guard let objective else { return }
      prediction.margins.append(
        ObjectiveMargin(
          subject: subject, share: share(objective.limit.value), required: objective.percentile,
          limit: objective.limit, found: nil, lost: 0))
    }
    judge(.timeToFirstToken, objectives.timeToFirstToken, spread.firstTokens(within:))
    judge(.timePerOutputToken, objectives.timePerOutputToken) { spread.perToken(within: $0) }
    judge(.interTokenLatency, objectives.interTokenLatency, spread.gaps(within:))
    judge(.endToEnd, objectives.endToEnd, spread.endToEnd(within:))
    if let attainment = objectives.attainment {
      let first = objectives.timeToFirstToken.map { spread.firstTokens(within: $0.limit.value) }
      let each = objectives.timePerOutputToken.map { spread.perToken(within: $0.limit.value) }
      prediction.margins.append(
        ObjectiveMargin(
          subject: .attainment, share: (first ?? 1) * (each ?? 1), required: attainment,
          limit: nil, found: nil, lost: 0))
    }
    return prediction
  }

  /// What a load so light that requests are alone promises.
  func alone(for objectives: Objectives) -> Prediction {
    prediction(at: point(perStep: min(1e-6, mostPerStep)), for: objectives)
  }

  /// The largest load that keeps all objectives, by bisection on requests per step; nil where not
  /// even requests that are alone do.
  func capacity(for objectives: Objectives) -> Point? {
    guard mostPerStep > 0, mostPerStep.isFinite, alone(for: objectives).isKept else { return nil }
    func keeps(_ x: Double) -> Bool {
      prediction(at: point(perStep: x), for: objectives).isKept
    }
    // At the very limit every queue is infinite.
    var fails = mostPerStep * 0.9999
    if keeps(fails) { return point(perStep: fails) }
    var passes = min(1e-4, mostPerStep / 1e4)
    guard keeps(passes) else { return point(perStep: passes) }
    while fails / passes > 1.005 {
      let middle = (passes * fails).squareRoot()
      if keeps(middle) { passes = middle } else { fails = middle }
    }
    return point(perStep: passes)
  }
}

extension SteadyState {
  /// The distributions of one point's latencies.
  struct Spread {
    private let point: Point
    private let state: SteadyState
    /// How a step grows with its batch, ε.
    private let elasticity: Double
    /// What a batch that is one standard deviation larger adds to a decode step.
    private let batchSpread: Double
    /// What a prompt adds to the step, or steps, that compute it; one for each node of prompts.
    private let service: [Double]
    private let added: [Double]
    private let promptLoad: Double
    private let promptTail: Double
    private let placeChance: Double
    private let placeTail: Double
    let isStable: Bool

    init(of point: Point, in state: SteadyState) {
      self.point = point
      self.state = state
      let engine = state.engine
      let batch = point.batch
      let deviation = max(1, batch.squareRoot())
      let slope =
        batch > 0
        ? max(0, state.decodeTime(batch + deviation) - point.decodeStep) / deviation : 0
      let elasticity = batch > 0 ? min(0.9, slope * batch / point.decodeStep) : 0
      let batchDeviation = (batch / (1 - elasticity)).squareRoot()
      self.elasticity = elasticity
      batchSpread = slope * batchDeviation
      guard state.part != .decode else {
        service = state.mix.prompts.map { _ in 0 }
        added = service
        promptLoad = 0
        promptTail = .infinity
        (placeChance, placeTail) = Self.places(of: point, deviation: batchDeviation, in: state)
        isStable = engine.batch > batch && point.rate.isFinite
        return
      }
      let room = state.promptRoom(besides: batch)
      let beside = engine.batching == .mixed ? batch : 0
      let full = state.stepTime(beside, prompts: room)
      let largest = min(room, engine.promptBudget)
      let largestStep = largest == room ? full : state.stepTime(beside, prompts: largest)
      var service: [Double] = []
      var work = (mean: 0.0, square: 0.0)
      for node in state.mix.prompts {
        let tokens = state.mix.computed(node.tokens)
        // A prompt that takes several steps fills them.
        service.append(
          tokens <= largest
            ? state.stepTime(beside, prompts: tokens, of: tokens)
            : largestStep * tokens / largest)
        let each = tokens * full / room
        work.mean += node.share * each
        work.square += node.share * each * each
      }
      self.service = service
      added = zip(state.mix.prompts, service).map { node, time in
        let steps = max(1, state.mix.computed(node.tokens) / largest)
        return max(0, engine.batching == .mixed ? time - steps * point.decodeStep : time)
      }
      promptLoad = point.rate * work.mean
      // P(W > w) = ρ·exp(−w·ρ/W̄), whose mean is the one of Pollaczek and Khinchine.
      let wait = promptLoad < 1 ? point.rate * work.square / (2 * (1 - promptLoad)) : .infinity
      promptTail = wait > 0 ? promptLoad / wait : .infinity
      (placeChance, placeTail) = Self.places(of: point, deviation: batchDeviation, in: state)
      isStable = promptLoad < 1 && engine.batch > batch && point.rate.isFinite
    }

    /// The chance to wait for a place in the batch, and the rate at which its tail decays.
    private static func places(
      of point: Point, deviation: Double, in state: SteadyState
    ) -> (chance: Double, tail: Double) {
      guard point.batch > 0 else { return (0, .infinity) }
      let slack = state.engine.batch - point.batch
      let excess = slack / max(deviation, 1e-6)
      let density = exp(-excess * excess / 2) / (2 * Double.pi).squareRoot()
      let chance =
        density > 0 ? 1 / (1 + excess * StandardNormal.cumulative(excess) / density) : 0
      let variability = max(0, state.mix.outputOfToken / state.mix.output - 1)
      // Var B = B/(1 − ε).
      let residence =
        state.decodeSteps * point.step * (1 + variability) / 2 * deviation * deviation / point.batch
      return (chance, residence > 0 ? slack / residence : .infinity)
    }

    /// The mean wait for a place in the batch.
    var placeWait: Double { placeChance > 0 ? placeChance / placeTail : 0 }

    private func waitsLonger(than wait: Double) -> Double {
      guard wait > 0 else { return wait < 0 ? 1 : min(1, promptLoad + placeChance) }
      return min(1, promptLoad * exp(-wait * promptTail) + placeChance * exp(-wait * placeTail))
    }

    /// Whether a request that arrives finds a step in progress.
    private var busy: Double {
      1
        - exp(
          -(point.batch + point.rate
            * zip(state.mix.prompts, service).reduce(0) {
              $0 + $1.0.share * $1.1
            }))
    }

    private static var restsOfStep: [Double] { [0.125, 0.375, 0.625, 0.875] }

    func firstTokens(within limit: Double) -> Double {
      let edges = state.engine.edges
      let busy = busy
      var share = 0.0
      for node in state.mix.finePrompts {
        let upper = min(node.lower + 1, service.count - 1)
        let own = service[node.lower] + node.fraction * (service[upper] - service[node.lower])
        let left =
          limit - own
          - (edges.perRequest + edges.perPromptToken * node.tokens + edges.perOutput
          + edges.perOutputToken).value
        var kept = (1 - busy) * (1 - waitsLonger(than: left))
        for rest in Self.restsOfStep {
          kept += busy / 4 * (1 - waitsLonger(than: left - rest * point.step))
        }
        share += node.share * kept
      }
      return share
    }

    /// Deviation of the mean step that a request of so many tokens sees.
    private func deviation(tokens: Double) -> Double {
      let steps = max(1, (tokens - 1) / state.engine.tokensPerStep)
      var square = 0.0
      for (node, added) in zip(state.mix.prompts, added) { square += node.share * added * added }
      let wait = steps * (1 - elasticity) / max(1e-9, state.decodeSteps)
      let lasting = wait < 1e-3 ? 1 : 2 * (exp(-wait) - 1 + wait) / (wait * wait)
      let stretch = point.step / max(1e-12, point.decodeStep)
      let batch = batchSpread * stretch
      // 1 − u is the share of decoding, of which the stretch is the inverse.
      return (lasting * batch * batch + point.perStep * square / steps * stretch * stretch)
        .squareRoot()
    }

    /// - Parameter delay: from the first token to the steps of the others, once in a request.
    func perToken(within limit: Double, after delay: Double = 0) -> Double {
      let mean = point.step / state.engine.tokensPerStep
      let most = limit - state.engine.edges.perOutputToken.value
      guard most > 0, mean > 0 else { return most > 0 ? 1 : 0 }
      var share = 0.0
      for node in state.mix.outputs {
        let limit = most - delay / max(1, node.tokens - 1)
        guard limit > 0 else { continue }
        let variation = deviation(tokens: node.tokens) / point.step
        let width = log(1 + variation * variation)
        share += node.share * Self.cumulative(log(limit / mean) + width / 2, width.squareRoot())
      }
      return share
    }

    func gaps(within limit: Double) -> Double {
      let left = limit - state.engine.edges.perOutputToken.value
      var share = (1 - point.promptShare) * Self.cumulative(left - point.decodeStep, batchSpread)
      for (node, added) in zip(state.mix.prompts, added) {
        share +=
          point.promptShare * node.share
          * Self.cumulative(left - point.decodeStep - added, batchSpread)
      }
      // Tokens that leave together have no gap between them.
      let steps = 1 / state.engine.tokensPerStep
      return 1 - steps + steps * share
    }

    func endToEnd(within limit: Double) -> Double {
      state.mix.outputs.reduce(0.0) { share, node in
        let decoding = (node.tokens - 1) / state.engine.tokensPerStep * point.step
        return share + node.share * firstTokens(within: limit - decoding)
      }
    }

    /// The share of a normal distribution around zero that lies below `left`.
    private static func cumulative(_ left: Double, _ deviation: Double) -> Double {
      deviation > 0 ? StandardNormal.cumulative(left / deviation) : left >= 0 ? 1 : 0
    }
  }
}
