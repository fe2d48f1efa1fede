import LanguageModels
import Performance
import Quantities
import Scenarios

/// What may be asked of one design point: a metric of its runs, whether it can be run at all, or a
/// property of its model.
public enum DesignPointFigure: Sendable, Hashable {
  case metric(Metric)
  case isFeasible(Task)
  case model(ModelFigure)

  public enum Task: String, Sendable, Hashable, CaseIterable {
    case serving, training
  }

  /// Properties of a model that no run decides.
  public enum ModelFigure: String, Sendable, Hashable, CaseIterable {
    case parameters
    case activeParameters = "active-parameters"
    case workPerToken = "flops-per-token"
    case cachePerToken = "cache-per-token"

    /// The context at which work is counted: of one token, attention to those before it included.
    static let context = 4096.0

    var unit: String? {
      switch self {
      case .parameters, .activeParameters: nil
      case .workPerToken: "FLOP"
      case .cachePerToken: "B"
      }
    }

    var definition: String {
      switch self {
      case .parameters: "All parameters of the model, prediction modules left out."
      case .activeParameters: "Parameters that one token passes through."
      case .workPerToken:
        "FLOPs of one token's forward pass that attends to 4,096 tokens."
      case .cachePerToken:
        "Bytes of the cache for one more token of context, in the format of the scenario's cache."
      }
    }

    func value(of scenario: Scenario) -> Double {
      let model = scenario.model
      switch self {
      case .parameters: return Double(model.parameters)
      case .activeParameters: return Double(model.activeParameters)
      case .workPerToken: return model.forwardWork(context: Self.context).value
      case .cachePerToken: return model.cacheBytesPerToken(scenario.deployment.cacheFormat).value
      }
    }
  }

  /// The figure of a name; nil where there is none.
  public init?(_ name: String) {
    if let metric = Metric.named(name) {
      self = .metric(metric)
    } else if let task = Task.allCases.first(where: { name == "feasible.\($0.rawValue)" }) {
      self = .isFeasible(task)
    } else if let figure = ModelFigure.allCases.first(where: { name == "model.\($0.rawValue)" }) {
      self = .model(figure)
    } else {
      return nil
    }
  }

  /// All names there are.
  public static var names: [String] {
    Task.allCases.map { "feasible.\($0.rawValue)" }
      + ModelFigure.allCases.map { "model.\($0.rawValue)" } + Metric.all.map(\.name)
  }

  public var unit: String? {
    switch self {
    case .metric(let metric): metric.unit
    case .isFeasible: nil
    case .model(let figure): figure.unit
    }
  }

  /// Whether it is the same at all points that serve one model.
  var isOfModel: Bool {
    if case .model = self { true } else { false }
  }

  /// Whether it is so or is not so.
  public var isOfTruth: Bool {
    if case .isFeasible = self { true } else { false }
  }
}

extension DesignPointResult {
  /// Whether a task can be done: judged feasible, promises kept where fleets are sized by them, and of
  /// training, ended in time in the mean of the runs.
  func isFeasible(_ task: DesignPointFigure.Task) -> (isSo: Bool, why: String)? {
    switch task {
    case .serving:
      guard let verdict = verdicts.serving else { return nil }
      if case .missesObjectives(let tried, let missed) = outcome {
        return (
          false, "no fleet of up to \(tried) replicas keeps \(missed.joined(separator: ", "))"
        )
      }
      return (verdict.isFeasible, verdict.reason)
    case .training:
      guard let verdict = verdicts.training else { return nil }
      guard verdict.isFeasible else { return (false, verdict.reason) }
      if !values(of: .trainingProgress).isEmpty { return (false, "the run does not end") }
      if scenario.training?.deadline != nil, mean(of: .trainingOnTime) == 0 {
        return (false, "simulated, the run ends after its deadline")
      }
      let simulated = mean(of: .trainingTime).map {
        "; simulated, \(UnitNotation.format(Seconds.day * $0)) in the mean"
      }
      return (true, verdict.reason + (simulated ?? ""))
    }
  }
}
