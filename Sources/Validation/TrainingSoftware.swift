import Hardware
import Training

/// What training software did and left undone, by the year of a row and the vendor of its chip.
enum TrainingSoftware: Sendable, Hashable {
  /// Until 2022: attention scores in memory, 16-bit gradients summed after the last pass, and copies
  /// of weights and gradients in 32 bits for the optimizer, which data-parallel ranks do not share
  /// unless they share all (Narayanan et al. 2021, arXiv 2104.04473; Korthikanti et al. 2022,
  /// arXiv 2205.05198; Rajbhandari et al. 2020, arXiv 1910.02054).
  case early
  /// Since: fused attention (Dao et al. 2022, arXiv 2205.14135), gradients in 32 bits summed behind
  /// the backward pass, and a distributed optimizer, as Megatron-LM of 2023 has them.
  case current

  /// - Parameter date: of the row; current where it states none.
  init(date: String?) {
    let year = date.flatMap { Int($0.prefix(4)) }
    self = (year ?? .max) <= 2022 ? .early : .current
  }

  /// What a row that does not say overlaps. Transformer Engine, on which NVIDIA's published figures
  /// since 2024 rest, also runs tensor-parallel communication beside products; others have that as an
  /// option that their published commands leave out.
  func overlap(on accelerator: Accelerator) -> TrainingPlan.Overlap {
    switch self {
    case .early: .none
    case .current: accelerator.vendor == "NVIDIA" ? .tensor : .gradients
    }
  }

  /// What data-parallel ranks may share, the least first.
  var shardings: [StateSharding] {
    switch self {
    case .early: [.none, .weights]
    case .current: [.optimizer, .gradients, .weights]
    }
  }

  func recipe(_ precision: TrainingRow.Precision) -> TrainingRecipe {
    switch self {
    case .early:
      // Copies of weights and gradients count as what the optimizer updates.
      TrainingRecipe(
        products: precision.recipe.products, weightBytes: 2, gradientBytes: 2, masterBytes: 8,
        momentBytes: 8, attention: .materialized)
    case .current: precision.recipe
    }
  }
}
