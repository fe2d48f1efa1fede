import Experiments
import LanguageModels
import Performance
import Quantities
import Serving
import Stochastics

/// How the model is asked about a measurement.
///
/// - Closed loads start with all clients at once, and the whole run counts, first burst and last
///   answers included, as benchmark clients count it; ten requests a client unless the row says how
///   many, and a hundred at least, so that drawn lengths average out.
/// - Where everything is queued at the start, as many requests as the row says, else ten times what
///   the engine holds at once.
/// - Open loads are Poisson, and are measured in their steady state.
/// - A static batch is computed in closed form at its mean lengths; one that the cache cannot hold,
///   or the engine does not admit, is queued instead.
struct ConditionsRun: Sendable {
  let load: MeasuredLoad
  let role: MeasuredRole
  let deployment: MeasuredDeployment
  let lengths: RequestLengths
  /// What the row says of how much was run.
  private let requests: Int?
  private let duration: Double?

  static let requestsPerClient = 10
  static let leastRequests = 100
  static let waves = 10
  static let openRequests = 5_000
  /// As many as a row may state itself.
  static let mostRequests = 1_000_000
  /// Ten years; the clock of a run ends after 292.
  static let longestArrivals = 3.2e8
  /// Any fixed seed: each set of conditions has a run of its own, and all draw lengths alike.
  static let seed: UInt64 = 20_261_121

  init(
    _ conditions: MeasuredConditions, on deployment: MeasuredDeployment
  ) throws(RowRefusal) {
    load = conditions.load
    role = conditions.role
    requests = conditions.requests
    duration = conditions.duration
    self.deployment = deployment
    let prompt = try conditions.prompt.distribution(of: "prompt_spread")
    // A prefill instance makes the first token and hands the request on.
    let output =
      conditions.role == .prefill
      ? MeasuredLength(tokens: 1, spread: nil) : conditions.output
    let outputLaw = try output.distribution(of: "output_spread")
    do {
      lengths = try RequestLengths(
        promptTokens: prompt, outputTokens: outputLaw, cachedFraction: conditions.cachedFraction)
    } catch {
      throw .badDistribution("\(error)")
    }
  }

  /// What the model makes of the conditions, and how near to saturation that is.
  func outcome() throws(RowRefusal) -> (outcome: ConditionsOutcome, saturation: Saturation) {
    if case .staticBatch(let batch) = load {
      if let closed = staticBatch(of: batch) {
        return (.closedForm(closed, sequences: batch), .below)
      }
      return try queue(batch)
    }
    if role == .decode { throw .decodeAlone }
    switch load {
    case .staticBatch(let batch): return try queue(batch)
    case .closed(let clients):
      let requests = requests ?? max(clients * Self.requestsPerClient, Self.leastRequests)
      let result = try simulate(.closed(clients: clients, lengths), requests: requests)
      return (
        .simulated(result.wholeRun, latencies: result.wholeRun.latencies, length: nil),
        saturation(of: result.wholeRun, in: result, offered: clients)
      )
    case .queued: return try queue(requests ?? Self.waves * heldAtOnce)
    case .open(let rate):
      let requests = try openRequests(at: rate)
      let arrivals: ArrivalProcess
      do { arrivals = try .poisson(rate: RequestsPerSecond(rate)) } catch {
        throw .badDistribution("\(error)")
      }
      let result = try simulate(.open(arrivals, lengths), requests: requests)
      return (
        .simulated(result.measured, latencies: result.latencies, length: nil),
        saturation(of: result.measured, in: result, offered: nil)
      )
    }
  }

  /// As many as the row says, or as come in the time it says.
  private func openRequests(at rate: Double) throws(RowRefusal) -> Int {
    let stated = requests.map(Double.init) ?? duration.map { max(1, ($0 * rate).rounded()) }
    let count = stated ?? Double(Self.openRequests)
    guard count <= Double(Self.mostRequests) else {
      throw .malformed(
        column: "duration_s", found: "\(duration ?? 0)",
        expected: "a time in which at most a million requests come")
    }
    guard count / rate <= Self.longestArrivals else {
      throw .malformed(
        column: "rate_per_s", found: "\(rate)",
        expected: "a rate at which \(Int(count)) requests come within ten years")
    }
    return Int(count)
  }

  // MARK: Closed form

  /// Whole tokens of a mean request.
  private var meanTokens: (prompt: Int, cached: Int, output: Int) {
    let prompt = max(1, Int(lengths.promptTokens.mean.rounded()))
    let cached = min(prompt - 1, Int(Double(prompt) * lengths.cachedFraction))
    return (prompt, cached, max(1, Int(lengths.outputTokens.mean.rounded())))
  }

  /// Requests of mean length that all replicas hold at once.
  private var heldAtOnce: Int {
    let (prompt, _, output) = meanTokens
    let blockTokens = deployment.replica.engine.blockTokens
    let blocks = (prompt + output - 1 + blockTokens - 1) / blockTokens
    let fitting = deployment.replica.cacheBlocks / max(1, blocks)
    return deployment.replicas * max(1, min(deployment.replica.maximumSequences, fitting))
  }

  /// The largest share that a replica has of a batch; nil where it cannot be held at once.
  private func staticBatch(of sequences: Int) -> StaticBatch? {
    guard sequences <= heldAtOnce else { return nil }
    let (prompt, cached, output) = meanTokens
    return StaticBatch(
      sequences: (sequences + deployment.replicas - 1) / deployment.replicas,
      promptTokens: prompt, cachedTokens: cached, outputTokens: output,
      speculation: deployment.replica.deployment.speculation,
      on: deployment.replica.predictor)
  }

  // MARK: Simulation

  /// All requests at the start, served until none is left.
  private func queue(
    _ requests: Int
  ) throws(RowRefusal) -> (outcome: ConditionsOutcome, saturation: Saturation) {
    let result = try simulate(.closed(clients: requests, lengths), requests: requests)
    return (
      .simulated(
        result.wholeRun, latencies: result.wholeRun.latencies, length: result.wholeRun.length),
      saturation(of: result.wholeRun, in: result, offered: requests)
    )
  }

  private func simulate(
    _ workload: Workload, requests: Int
  ) throws(RowRefusal) -> ServingResult {
    let longest = lengths.promptTokens.quantile(0.999) + lengths.outputTokens.quantile(0.999)
    let result: ServingResult
    do {
      // What was measured was served: a context beyond the published one is no reason to cut it.
      let context = max(
        deployment.replica.deployment.model.contextLength, Int(longest.rounded(.up)) + 1)
      result = try deployment.replica.run(
        workload, replicas: deployment.replicas, routing: .leastLoaded, contextLimit: context,
        control: RunControl(
          end: .requests(requests), warmUp: isOpen ? .automatic : .fraction(0), seed: Self.seed))
    } catch {
      throw .infeasible("\(error)")
    }
    guard result.wholeRun.requests.rejected == 0 else {
      throw .infeasible("a request of \(Int(longest)) tokens exceeds the cache of a replica")
    }
    return result
  }

  private func saturation(
    of window: WindowMeasurement, in result: ServingResult, offered: Int?
  ) -> Saturation {
    Saturation(
      window, replicas: deployment.replicas, offered: offered, held: heldAtOnce,
      isStable: result.verdict == .stable)
  }

  private var isOpen: Bool {
    if case .open = load { true } else { false }
  }
}
