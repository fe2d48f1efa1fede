import Foundation
import Serving
import Stochastics

/// How much of all prompt tokens a prefix cache finds again, in closed form.
///
/// Che's approximation (Che, Tung & Wang 2002, doi:10.1109/JSAC.2002.801752): under least recently used,
/// what was not asked for during a time `T` is gone, and `T` is such that what was asked for since fills
/// the cache of `K` tokens. Of requests at rates λ, each of `P` prompt tokens, `S` of them shared, and `O`
/// output tokens, in conversations of `N` turns whose think times have the law `G`,
///
///     K(T) = Σ λ·(P − S + O)·∫₀ᵀ (1 − G(a)·(1 − 1/N)) da + Σ Sᵢ·(1 − e^{−λᵢT})
///     found(T) = Σ (λ·H·G(T) + λᵢ·Sᵢ·(1 − e^{−λᵢT})) / Σ λ·P
///
/// where `H` is what a mean turn repeats of earlier ones. Ignores that blocks are whole, the time of an
/// answer beside that of thinking, and the time to read lower tiers. Requests of one replica; a router
/// that parts texts from their replicas finds less.
struct PrefixReuse: Sendable {
  private struct Texts: Sendable {
    /// Of all requests.
    let share: Double
    /// Prompt tokens that earlier turns hold, and tokens that are this conversation's own.
    let history: Double
    let own: Double
    /// Turns after the first, of all turns.
    let later: Double
    let thinkTime: Distribution?
    let shared: SharedPrompts?
  }

  private let texts: [Texts]
  private let prompt: Double
  /// Shared tokens of a mean request, which all running ones hold once.
  let sharedTokens: Double

  /// Nil where nothing comes again, or where that is not known, as of traces.
  init?(_ workload: Workload) {
    var texts: [Texts] = []
    var prompt = 0.0
    let weights = workload.streams.flatMap { stream in
      stream.classes.map { (index: $0.index, weight: stream.weight * $0.share) }
    }
    let all = weights.reduce(0) { $0 + $1.weight }
    guard all > 0, workload.requestCount == nil else { return nil }
    for (index, weight) in weights {
      let requests = workload.classes[index]
      guard let means = requests.meanLengths else { return nil }
      let shared = requests.sharedPrompts?.meanTokens ?? 0
      var (turns, fresh, think) = (1.0, means.prompt - shared, Distribution?.none)
      if case .conversation(let conversation) = requests.content {
        turns = conversation.meanTurns
        fresh =
          (conversation.lengths.promptTokens.mean
            + (turns - 1) * conversation.laterTokens.mean) / turns
        think = conversation.thinkTime
      }
      texts.append(
        Texts(
          share: weight / all, history: max(0, means.prompt - shared - fresh),
          own: means.prompt - shared + means.output, later: 1 - 1 / turns, thinkTime: think,
          shared: requests.sharedPrompts))
      prompt += weight / all * means.prompt
    }
    self.texts = texts
    self.prompt = prompt
    sharedTokens = texts.reduce(0) { $0 + $1.share * ($1.shared?.meanTokens ?? 0) }
    guard prompt > 0, sharedTokens > 0 || texts.contains(where: { $0.history > 0 }) else {
      return nil
    }
  }

  /// The fraction that a cache finds in which nothing is forgotten.
  var most: Double { found(after: .infinity, rate: 1) }

  /// The fraction that a cache of so many tokens finds at a rate.
  func found(at rate: Double, tokens: Double) -> Double {
    guard tokens > 0, rate > 0 else { return 0 }
    var (low, high) = (0.0, 1.0)
    while held(after: high, rate: rate) < tokens {
      high *= 2
      if high > 1e9 { return most }
    }
    while high - low > 1e-3 * high {
      let middle = (low + high) / 2
      if held(after: middle, rate: rate) < tokens { low = middle } else { high = middle }
    }
    return found(after: (low + high) / 2, rate: rate)
  }

  private func found(after time: Double, rate: Double) -> Double {
    texts.reduce(0) { sum, text in
      let again = text.thinkTime.map { time.isInfinite ? 1 : 1 - $0.survival(time) } ?? 0
      let shared = text.shared.map { shared in
        zip(shared.tokens, shared.shares).reduce(0.0) {
          $0 + Double($1.0) * $1.1 * (1 - exp(-rate * text.share * $1.1 * time))
        }
      }
      return sum + text.share * (text.history * again + (shared ?? 0)) / prompt
    }
  }

  private func held(after time: Double, rate: Double) -> Double {
    texts.reduce(0) { sum, text in
      // The chance that a text is still the last of its conversation, by the midpoint rule.
      let steps = 32
      let mean =
        text.later > 0
        ? (0..<steps).reduce(0.0) {
          let age = (Double($1) + 0.5) / Double(steps) * time
          return $0 + 1 - text.later * (1 - (text.thinkTime?.survival(age) ?? 1))
        } / Double(steps) : 1
      let shared = text.shared.map { shared in
        zip(shared.tokens, shared.shares).reduce(0.0) {
          $0 + Double($1.0) * (1 - exp(-rate * text.share * $1.1 * time))
        }
      }
      return sum + rate * text.share * text.own * mean * time + (shared ?? 0)
    }
  }
}

extension SteadyState {
  /// The same replica where a prefix cache finds again what it has room for, at the highest load that
  /// keeps the objectives; the load and what is found follow from each other.
  ///
  /// - Parameters:
  ///   - tokens: what the device holds, running sequences included.
  ///   - below: what the tiers below it hold.
  ///   - load: the requests per second and the decoding sequences of a state; nil where it keeps
  ///     nothing.
  func finding(
    _ reuse: PrefixReuse, tokens: Double, below: Double,
    at load: (SteadyState) -> (rate: Double, batch: Double)?
  ) -> SteadyState {
    var state = with(mix.finding(reuse.most))
    for _ in 0..<3 {
      guard let load = load(state) else { break }
      let idle = max(0, tokens - load.batch * max(0, context - reuse.sharedTokens))
      state = with(mix.finding(reuse.found(at: load.rate, tokens: idle + below)))
    }
    return state
  }

  private func with(_ mix: RequestMix) -> SteadyState {
    SteadyState(predictor: predictor, mix: mix, engine: engine, part: part)
  }
}
