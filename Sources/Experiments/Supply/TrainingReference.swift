import Foundation
public import LanguageModels
public import Quantities
public import ReferenceData

/// The training run by which stocks are compared: one design of model in the size that a cluster
/// trains in a given time.
public struct TrainingReference: Sendable {
  /// The design, in the size of the catalog.
  public let model: ModelArchitecture
  /// Training tokens for each active parameter, whatever the size.
  public let tokensPerParameter: Double
  /// The time of a run.
  public let window: Seconds
  /// Tokens of one training sequence.
  public let sequence: Int
  /// Accelerators of the clusters that are modelled, ascending.
  public let sizes: [Int]
  /// The most accelerators that stop together when one fails. A larger cluster trains in parts that
  /// fail and come back each by itself, as clusters of 100,000 do (Salpekar et al. 2026,
  /// arXiv 2602.00277); one of 16,384 stops as a whole (Grattafiori et al. 2024, arXiv 2407.21783).
  public let stopsTogether: Int

  /// - Precondition: figures are positive, and sizes ascend.
  public init(
    model: ModelArchitecture, tokensPerParameter: Double, window: Seconds = .day * 90,
    sequence: Int = 4_096, sizes: [Int] = [1_024, 4_096, 16_384, 65_536, 131_072],
    stopsTogether: Int = 16_384
  ) {
    precondition(tokensPerParameter > 0 && tokensPerParameter.isFinite && window.value > 0)
    precondition(stopsTogether >= 1, "\(stopsTogether) accelerators that stop together")
    precondition(sequence >= 1 && !sizes.isEmpty && sizes[0] >= 1)
    precondition(zip(sizes, sizes.dropFirst()).allSatisfy { $0 < $1 }, "sizes \(sizes)")
    self.model = model
    self.tokensPerParameter = tokensPerParameter
    self.window = window
    self.sequence = sequence
    self.sizes = sizes
    self.stopsTogether = stopsTogether
  }

  /// A mixture of experts like DeepSeek-V3, at its 14.8 T tokens for 37.6 G active parameters
  /// (DeepSeek-AI 2024, arXiv 2412.19437).
  public static func mixtureOfExperts(_ catalog: Catalog) throws(CatalogError) -> Self {
    let model = try catalog.model("deepseek-v3")
    return Self(model: model, tokensPerParameter: 14.8e12 / Double(model.activeParameters))
  }

  /// A dense model like Llama 3.1 405B, at its 15.6 T tokens (Grattafiori et al. 2024,
  /// arXiv 2407.21783).
  public static func dense(_ catalog: Catalog) throws(CatalogError) -> Self {
    let model = try catalog.model("llama-3.1-405b")
    return Self(model: model, tokensPerParameter: 15.6e12 / Double(model.activeParameters))
  }
}

extension TrainingReference {
  /// The model that so much work trains: `C = 6·A·T` with `T` tokens in the reference's ratio to the
  /// active parameters `A` (Kaplan et al. 2020, arXiv 2001.08361).
  ///
  /// Sizes are those of ``ModelArchitecture/scaled(by:)`` with an even number of layers.
  func model(for work: FLOPs) -> ModelArchitecture {
    let active = (work.value / (6 * tokensPerParameter)).squareRoot()
    // Parameters grow with the cube of depth and widths.
    let factor = cbrt(active / Double(model.activeParameters))
    let pairs = max(1, (Double(model.layers) * factor / 2).rounded())
    return model.scaled(by: 2 * pairs / Double(model.layers))
  }

  /// Sequences of a step: the batch of least loss `B = 0.2920·C^0.3271` tokens (Bi et al. 2024,
  /// DeepSeek LLM, arXiv 2401.02954, section 3.1), to the nearest power of two.
  func globalBatch(for work: FLOPs) -> Int {
    let tokens = 0.2920 * pow(work.value, 0.3271)
    return 1 << max(0, Int(log2(tokens / Double(sequence)).rounded()))
  }
}
