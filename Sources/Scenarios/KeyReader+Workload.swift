import Documents
import Hardware
import Quantities
import Serving
import Stochastics
import Training

extension KeyReader {
  /// The workload section.
  func workload() -> Workload? {
    guard let lengths = requestLengths(),
      let process = required("workload.arrivals.process")?.tabulatedName(of: "arrival process")
    else {
      return nil
    }
    refuseForeignArguments(of: process)
    if process == "closed" {
      return required("workload.arrivals.clients")?.tabulatedCount()
        .map { .closed(clients: $0, lengths) }
    }
    let reader = required("workload.arrivals.rate")
    guard
      let rate = reader?.quantity(
        as: RequestsPerSecond.self, in: RequestsPerSecond(1e-9)...RequestsPerSecond(1e6),
        words: ScenarioKeys.key("workload.arrivals.rate")?.expected)
    else { return nil }
    do {
      switch process {
      case "poisson": return .open(try .poisson(rate: rate), lengths)
      case "regular": return .open(try .deterministic(rate: rate), lengths)
      case "gamma":
        guard let cv = required("workload.arrivals.cv")?.tabulatedNumber() else { return nil }
        return .open(try .gamma(rate: rate, cv: cv), lengths)
      default:
        guard let shape = required("workload.arrivals.shape")?.tabulatedNumber() else {
          return nil
        }
        return .open(try .weibull(rate: rate, shape: shape), lengths)
      }
    } catch {
      let problem = TextProblem(error)
      reader?.report(problem.message, expected: problem.expected, suggestion: problem.suggestion)
      return nil
    }
  }

  /// Reports arguments that the arrival process does not have, which would otherwise be ignored.
  private func refuseForeignArguments(of process: String) {
    let own: [String: [String]] = [
      "poisson": ["rate"], "regular": ["rate"], "gamma": ["rate", "cv"],
      "weibull": ["rate", "shape"], "closed": ["clients"],
    ]
    for argument in ["rate", "cv", "shape", "clients"]
    where own[process]?.contains(argument) == false {
      stated("workload.arrivals.\(argument)")?.report(
        "\(process) arrivals have no \(argument)",
        expected: own[process]?.joined(separator: ", "),
        suggestion: .advice("remove it, or choose another process"))
    }
  }

  private func requestLengths() -> RequestLengths? {
    let prompt = distribution("workload.prompt-tokens")
    let output = distribution("workload.output-tokens")
    let cached = optional("workload.cached-prefix")?.tabulatedNumber()
    guard let prompt, let output, let cached else { return nil }
    do {
      return try RequestLengths(promptTokens: prompt, outputTokens: output, cachedFraction: cached)
    } catch {
      stated("workload")?.report("the lengths cannot be served: \(error)")
      return nil
    }
  }

  /// A distribution of numbers of tokens, of which none is below one in the mean.
  private func distribution(_ path: String) -> Distribution? {
    guard let reader = required(path) else { return nil }
    return reader.value(expected: ScenarioKeys.key(path)?.expected ?? "a distribution") { text in
      guard text.openBrackets <= 0 else {
        throw TextProblem("a bracket is not closed", suggestion: .advice("close it with )"))
      }
      let law: Distribution
      do throws(StochasticsError) {
        law = try DistributionNotation.parse(text) { number in
          try UnitNotation().parse(number, as: Tokens.self).value
        }
      } catch { throw TextProblem(error) }
      guard law.mean.isFinite, law.mean >= 1, law.mean <= 1e8 else {
        throw TextProblem(
          "the mean is \(UnitNotation.format(law.mean)) tokens",
          expected: "a mean from 1 to 100 million tokens")
      }
      guard law.quantile(0.001) >= 0 else {
        throw TextProblem(
          "some draws are negative", expected: "a distribution of lengths, none below 0",
          suggestion: .advice("take lognormal, gamma or weibull, or cut it with `within 1 to …`"))
      }
      return law
    }
  }

  /// The objectives section.
  func objectives() -> Objectives? {
    var isSound = true
    func latency(_ key: String) -> LatencyObjective? {
      guard let reader = stated("objectives.\(key)") else { return nil }
      let found = reader.latencyObjective()
      isSound = isSound && found != nil
      return found
    }
    let first = latency("time-to-first-token")
    let each = latency("time-per-output-token")
    let gap = latency("inter-token-latency")
    let endToEnd = latency("end-to-end")
    var attainment: Double?
    if let reader = stated("objectives.attainment") {
      attainment = reader.tabulatedNumber()
      isSound = isSound && attainment != nil
      if isSound, first == nil, each == nil {
        reader.report(
          "there is no limit for requests to keep",
          expected: "time-to-first-token or time-per-output-token beside it",
          suggestion: .advice("state a limit, or remove the key"))
        isSound = false
      }
    }
    guard isSound else { return nil }
    return Objectives(
      timeToFirstToken: first, timePerOutputToken: each, interTokenLatency: gap,
      endToEnd: endToEnd, attainment: attainment)
  }

  /// The training section; nil where there is none, or after its problems were reported.
  func training() -> TrainingQuestion? {
    guard stated("training") != nil else { return nil }
    let tokens = required("training.tokens")?.quantity(
      as: Tokens.self, in: Tokens(1)...Tokens(1e18),
      words: ScenarioKeys.key("training.tokens")?.expected)
    let deadline = required("training.within")?.quantity(
      as: Seconds.self, in: Seconds(1)...Seconds.year * 100,
      words: ScenarioKeys.key("training.within")?.expected)
    func count(_ key: String) -> Int? {
      required("training.\(key)")?.tabulatedCount(of: "sequence")
    }
    let accelerators = count("accelerators")
    let sequence = count("sequence")
    let globalBatch = count("global-batch")
    let microBatch = count("micro-batch")
    let tensor = count("plan.tensor")
    let pipeline = count("plan.pipeline")
    let virtualStages = count("plan.virtual-stages")
    let expert = count("plan.expert")
    let precision = optional("training.precision")?.tabulatedName(of: "training precision")
    let recompute = optional("training.recompute")?.tabulatedName(of: "recomputation")
    let goodput = optional("training.goodput")?.tabulatedNumber()
    let overlap = optional("training.overlap")?.tabulatedName(of: "overlap")
    let levels = ScenarioKeys.key("training.sharding")?.choices ?? []
    let sharding = optional("training.sharding")?.tabulatedName(of: "sharding")
    guard let tokens, let deadline, let accelerators, let sequence, let globalBatch,
      let microBatch, let tensor, let pipeline, let virtualStages, let expert,
      let overlap = overlap.flatMap(TrainingPlan.Overlap.init(rawValue:)),
      let precision = precision.flatMap(NumericFormat.init(rawValue:)), let recompute, let sharding,
      let goodput
    else { return nil }
    return TrainingQuestion(
      tokens: tokens, deadline: deadline, accelerators: accelerators, sequence: sequence,
      globalBatch: globalBatch, microBatch: microBatch, precision: precision,
      recompute: TrainingPlan.Recompute(rawValue: recompute) ?? .selective,
      sharding: StateSharding.allCases[levels.firstIndex(of: sharding) ?? 1], overlap: overlap,
      goodput: goodput,
      tensor: tensor,
      pipeline: pipeline, virtualStages: virtualStages, expert: expert)
  }
}
