import LanguageModels
public import Performance
import Quantities
public import Scenarios
import Serving
import Stochastics

/// Whether a scenario can serve what it promises, judged before any simulation by necessary
/// conditions: what fails here fails in every run.
public struct ServingVerdict: Sendable {
  /// The judgement of memory, precision, plan, network and context.
  public let deployment: Feasibility
  /// The judgements of promised latencies against the bound of the hardware.
  public let latencies: [Feasibility]
  /// Machines and power against what there is.
  private(set) var site: [SiteCheck] = []

  /// Judges a scenario.
  ///
  /// Memory must hold one request that is longer than all but one in a hundred. A promised percentile of a
  /// latency must be above the bound of the request whose prompt is at that percentile, alone on
  /// the machine: the latency of each request is above its own bound, so the percentiles are too.
  ///
  /// Of a fleet in pools, the verdict is that of the first pool that cannot do its part, or of the
  /// last one.
  init(_ scenario: Scenario) {
    self =
      scenario.pools.lazy.map { ServingVerdict(ofPool: $0.scenario) }.first { !$0.isFeasible }
      ?? ServingVerdict(ofPool: scenario.pools.last?.scenario ?? scenario)
    site = SiteCheck.all(
      of: scenario, accelerators: scenario.accelerators(for: scenario.replicas))
  }

  private init(ofPool scenario: Scenario) {
    let limit = scenario.model.contextLength
    func prompt(_ share: Double) -> Int {
      max(1, min(limit, Int(scenario.workload.leastLengths(at: share).prompt.rounded())))
    }
    deployment = Feasibility(
      deployment: scenario.deployment, reserve: scenario.engine.memory,
      requirement: ServingRequirement(context: Self.longestRequest(of: scenario)),
      calibration: scenario.calibration)
    var latencies: [Feasibility] = []
    func judge(_ requirement: ServingRequirement) {
      latencies.append(
        Feasibility(
          deployment: scenario.deployment, reserve: scenario.engine.memory,
          requirement: requirement, calibration: scenario.calibration))
    }
    if !scenario.classObjectives.isEmpty {
      for (index, requestClass) in scenario.workload.classes.enumerated() {
        let promised = scenario.objectives(ofClass: index)
        // A trace tells the lengths of all classes together, which bound none of them.
        guard let lengths = requestClass.lengths else { continue }
        func prompt(_ share: Double) -> Double {
          min(Double(limit), lengths.promptTokens.quantile(share).rounded())
        }
        if let first = promised.timeToFirstToken {
          let computed = prompt(first.percentile) * (1 - lengths.cachedFraction)
          judge(
            ServingRequirement(context: max(1, Int(computed)), timeToFirstToken: first.limit))
        }
        if let each = promised.timePerOutputToken {
          judge(
            ServingRequirement(
              context: max(1, Int(prompt(each.percentile))), timePerOutputToken: each.limit))
        }
      }
      self.latencies = latencies
      return
    }
    if let first = scenario.objectives.timeToFirstToken {
      // Cached tokens need no prefill, so only the rest of the prompt bounds the first token.
      let cached = scenario.workload.greatestCachedFraction
      let computed = Double(prompt(first.percentile)) * (1 - cached)
      judge(
        ServingRequirement(
          context: max(1, Int(computed)), timeToFirstToken: first.limit))
    }
    if let each = scenario.objectives.timePerOutputToken {
      judge(
        ServingRequirement(
          context: prompt(each.percentile), timePerOutputToken: each.limit))
    }
    self.latencies = latencies
  }

  /// The context for which memory must have room: of a request longer than all but one in a hundred.
  static func longestRequest(of scenario: Scenario) -> Int {
    let lengths = scenario.workload.leastLengths(at: 0.99)
    // The quantile of a sum of positive lengths is at least that of each of them.
    let tokens = max(lengths.prompt, lengths.output)
    return max(1, min(scenario.model.contextLength, Int(tokens.rounded())))
  }

  public var isFeasible: Bool {
    isHardwareEnough && site.allSatisfy(\.isKept)
  }

  /// What decides it: memory where it fits, else what binds.
  public var reason: String {
    let missing = site.filter { !$0.isKept }
    return isHardwareEnough && !missing.isEmpty
      ? missing.map(\.sentence).joined(separator: "; ")
      : ([binding.reason] + site.map(\.sentence)).joined(separator: "; ")
  }

  /// The smallest changes that would lift what binds.
  public var remedy: String? {
    let missing = site.filter { !$0.isKept }.map(\.remedy)
    return binding.remedy ?? (missing.isEmpty ? nil : missing.joined(separator: ", and "))
  }

  /// The verdict in one sentence.
  public var sentence: String {
    guard isHardwareEnough else { return "infeasible: " + binding.sentence }
    guard !isFeasible else {
      return ([binding.sentence] + site.map(\.sentence)).joined(separator: "; ")
    }
    return "infeasible: " + reason + (remedy.map { ": \($0)" } ?? "")
  }

  private var isHardwareEnough: Bool {
    deployment.isFeasible && latencies.allSatisfy { !$0.failsOnTime }
  }

  private var binding: Feasibility {
    deployment.isFeasible ? latencies.first(where: \.failsOnTime) ?? deployment : deployment
  }
}

extension Feasibility {
  /// Whether a promised time is below the bound of the hardware.
  var failsOnTime: Bool { checks.contains { $0.subject == .time && $0.outcome == .fails } }
}

/// The separate verdicts on serving and on training.
public struct ScenarioVerdicts: Sendable {
  /// Nil where the scenario serves nothing.
  public let serving: ServingVerdict?
  /// Nil where the scenario asks for no training run.
  public let training: TrainingVerdict?
  /// Nil where it asks for no post-training.
  public let postTraining: PostTrainingVerdict?

  /// What keeps it from running, in one sentence for each part.
  public var sentence: String {
    [serving?.sentence, training?.sentence, postTraining?.sentence].compactMap(\.self)
      .joined(separator: "; ")
  }

  /// Whether everything that is asked of it can be done.
  public var isFeasible: Bool {
    serving?.isFeasible ?? true && training?.isFeasible ?? true
      && postTraining?.isFeasible ?? true
  }

  public init(_ scenario: Scenario) {
    serving = scenario.isServed ? ServingVerdict(scenario) : nil
    training = scenario.training.map { TrainingVerdict($0, of: scenario) }
    postTraining = scenario.postTraining.map { PostTrainingVerdict($0, of: scenario) }
  }
}
