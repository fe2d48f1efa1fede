import Quantities
import Training

/// What a row of a training file measures, and in which unit.
///
/// FLOPs count masked query-key pairs, `n²`, as the figures of Megatron-LM and NeMo do (Narayanan et
/// al. 2021, arXiv 2104.04473; Chowdhery et al. 2022, arXiv 2204.02311): a table that counts causal
/// pairs only states up to a third less at long sequences.
enum TrainingMetric: Sendable, Hashable {
  /// Seconds of one step.
  case step
  /// Teraflops per second and accelerator that the model needs.
  case modelRate
  /// The same with recomputation counted as work.
  case hardwareRate
  case tokenRate
  /// Model FLOPs over the dense peak of the format, a fraction.
  case modelUtilization
  /// Days for so many billion tokens.
  case days(billions: Double)

  static let names =
    "step_s, model_tflops, hardware_tflops, tokens_per_s_per_accelerator, mfu, days_300b_tokens"

  init?(name: String) {
    switch name {
    case "step_s": self = .step
    case "model_tflops": self = .modelRate
    case "hardware_tflops": self = .hardwareRate
    case "tokens_per_s_per_accelerator": self = .tokenRate
    case "mfu": self = .modelUtilization
    default:
      guard name.hasPrefix("days_"), name.hasSuffix("b_tokens"),
        let billions = Int(name.dropFirst("days_".count).dropLast("b_tokens".count)), billions > 0
      else { return nil }
      self = .days(billions: Double(billions))
    }
  }

  /// Whether less is better: the metric scales with time, not with its inverse.
  var isTime: Bool {
    switch self {
    case .step, .days: true
    case .modelRate, .hardwareRate, .tokenRate, .modelUtilization: false
    }
  }

  /// The metric of a predicted step, in its own unit.
  func value(of step: TrainingStep) -> Double {
    let accelerators = Double(step.run.accelerators)
    switch self {
    case .step: return step.duration.value
    case .modelRate:
      return (step.run.modelWork(.full) / step.duration).value / accelerators / 1e12
    case .hardwareRate:
      return (step.run.hardwareWork(.full) / step.duration).value / accelerators / 1e12
    case .tokenRate: return step.tokensPerSecond.value / accelerators
    case .modelUtilization: return step.modelUtilization(.full)
    case .days(let billions): return step.timeToTrain(Tokens(billions * 1e9)) / .day
    }
  }
}
