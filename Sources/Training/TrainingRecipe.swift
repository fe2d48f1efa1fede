public import LanguageModels

/// The formats of a training run and the bytes each parameter takes in them (Eqs. 6.2-6.4).
public struct TrainingRecipe: Sendable, Hashable {
  /// The format of matrix products, as weights are stored for them.
  public let products: WeightFormat
  /// The working copy of a weight.
  public let weightBytes: Double
  public let gradientBytes: Double
  /// The copy that the optimizer updates.
  public let masterBytes: Double
  /// All moments of the optimizer.
  public let momentBytes: Double
  public let attention: AttentionKernels

  public init(
    products: WeightFormat, weightBytes: Double, gradientBytes: Double, masterBytes: Double,
    momentBytes: Double, attention: AttentionKernels = .fused
  ) {
    for bytes in [weightBytes, gradientBytes, masterBytes, momentBytes] {
      precondition(bytes >= 0 && bytes.isFinite, "\(bytes) bytes per parameter")
    }
    self.products = products
    self.weightBytes = weightBytes
    self.gradientBytes = gradientBytes
    self.masterBytes = masterBytes
    self.momentBytes = momentBytes
    self.attention = attention
  }

  /// bf16 products, fp32 gradients and states: 18 bytes per parameter (Rajbhandari et al. 2020,
  /// arXiv 1910.02054, with fp32 gradients).
  public static let bf16 = TrainingRecipe(
    products: .bf16, weightBytes: 2, gradientBytes: 4, masterBytes: 4, momentBytes: 8)

  /// The same in fp16.
  public static let fp16 = TrainingRecipe(
    products: .fp16, weightBytes: 2, gradientBytes: 4, masterBytes: 4, momentBytes: 8)

  /// bf16 products with bf16 gradients: 16 bytes per parameter.
  public static let bf16Gradients = TrainingRecipe(
    products: .bf16, weightBytes: 2, gradientBytes: 2, masterBytes: 4, momentBytes: 8)

  /// fp8 products, fp32 gradients and master, bf16 moments: 13 bytes per parameter (DeepSeek-V3,
  /// arXiv 2412.19437).
  public static let fp8 = TrainingRecipe(
    products: .fp8, weightBytes: 1, gradientBytes: 4, masterBytes: 4, momentBytes: 4)

  /// The same with one scale per 128 activations and per 128 × 128 weights, as DeepSeek-V3 was
  /// trained (section 3.3).
  public static let fp8Block = TrainingRecipe(
    products: .fp8Block, weightBytes: 1, gradientBytes: 4, masterBytes: 4, momentBytes: 4)

  /// The same with one scale per 32 elements (OCP microscaling; Rouhani et al. 2023, arXiv
  /// 2310.10537). Weights are narrowed along rows and along columns, a copy each.
  public static let mxfp8 = TrainingRecipe(
    products: .mxfp8, weightBytes: 2 * 33.0 / 32, gradientBytes: 4, masterBytes: 4,
    momentBytes: 8)

  /// Passes that narrow the inputs of products in the backward pass, over those in the forward pass.
  ///
  /// With one scale per tensor an input is written with its transpose in the forward pass, and only
  /// gradients remain. Scales per block belong to one direction: gradients are narrowed along rows
  /// and along columns, and kept activations once more along columns (DeepSeek-AI 2024, section
  /// 3.3; Rouhani et al. 2023).
  var backwardQuantizations: Double {
    switch products {
    case .fp8Block, .mxfp8, .mxfp6, .mxfp4, .nvfp4: 3
    case .fp32, .bf16, .fp16, .fp8, .int8, .int4, .int4Group32: 1
    }
  }

  /// Bytes that are kept of an input of a product for the backward pass, scales included: as narrow
  /// as the product computes.
  var inputBytes: Double { min(2, Double(products.bitsPerElement) / 8) }

  /// Everything, unsharded.
  public var bytesPerParameter: Double {
    weightBytes + gradientBytes + masterBytes + momentBytes
  }

  /// What the optimizer step moves per parameter: gradient, master and moments read, master,
  /// moments and working copy written (Eq. 6.19: 30 bytes in bf16).
  public var optimizerTraffic: Double {
    gradientBytes + 2 * (masterBytes + momentBytes) + weightBytes
  }

  /// Bytes per parameter when data-parallel ranks share the states (Eq. 6.3).
  public func bytesPerParameter(_ sharding: StateSharding, ranks: Int) -> Double {
    let stored = stored(sharding, ranks: ranks)
    return stored.weights + stored.gradients + stored.optimizer
  }

  /// The same by what is stored.
  func stored(
    _ sharding: StateSharding, ranks: Int
  ) -> (weights: Double, gradients: Double, optimizer: Double) {
    precondition(ranks >= 1, "\(ranks) data-parallel ranks")
    let share = 1 / Double(ranks)
    return (
      weightBytes * (sharding == .weights ? share : 1),
      gradientBytes * (sharding == .weights || sharding == .gradients ? share : 1),
      (masterBytes + momentBytes) * (sharding == .none ? 1 : share)
    )
  }
}

/// What data-parallel ranks divide among themselves (ZeRO; Rajbhandari et al. 2020,
/// arXiv 1910.02054).
public enum StateSharding: String, Sendable, Hashable, CaseIterable {
  case none
  /// Master weights and moments: ZeRO-1, a distributed optimizer.
  case optimizer
  /// And gradients: ZeRO-2.
  case gradients
  /// And weights, gathered layer by layer: ZeRO-3, fully sharded.
  case weights
}
