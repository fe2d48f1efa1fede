public import Hardware
public import Performance

/// The classes of kernels that can be calibrated, by the names of their tables.
///
/// Where two classes give the same figures, as two ways of an exchange do, the later one counts.
///
/// To add one: a case here, its columns, and a type whose ``KernelForm`` reads and times its rows
/// (``AllReduceForm`` is the pattern).
public enum KernelClass: String, Sendable, Hashable, CaseIterable {
  /// Attention of prompts by grouped or multi-head kernels.
  case prefillAttention = "context_attention"
  /// Their attention of single new tokens.
  case decodeAttention = "generation_attention"
  /// Latent attention of prompts, keys and values expanded.
  case latentPrefill = "context_mla"
  /// Latent attention of single new tokens, absorbed.
  case latentDecode = "generation_mla"
  /// Whole modules of latent attention over prompts, with their projections.
  case latentPrefillModule = "mla_context_module"
  /// The same over single new tokens.
  case latentDecodeModule = "mla_generation_module"
  /// All-reduce kernels of an engine.
  case allReduce = "allreduce"
  /// Collectives of a communication library.
  case nccl
  /// Exchanges with experts by kernels for many tokens, dispatch and return.
  case deepEPNormal = "deepep_normal"
  /// The same by low-latency kernels.
  case deepEPLowLatency = "deepep_ll"
  /// Matrix products.
  case product = "gemm"
  /// Products of routed experts with their routing.
  case experts = "moe"

  /// The columns that a table must have; of times without the ending that names their unit.
  public var columns: [String] {
    switch self {
    case .prefillAttention: PrefillAttentionForm.columns
    case .decodeAttention: DecodeAttentionForm.columns
    case .latentPrefill: PrefillAttentionForm.latentColumns
    case .latentDecode: DecodeAttentionForm.latentColumns
    case .latentPrefillModule, .latentDecodeModule: LatentModuleForm.columns
    case .allReduce: AllReduceForm.columns
    case .nccl: LibraryCollectives.columns
    case .deepEPNormal: BulkExchangeForm.columns
    case .deepEPLowLatency: DirectExchangeForm.columns
    case .product: ProductForm.columns
    case .experts: ExpertForm.columns
    }
  }

  /// The rows of tables of this class as fits to be made, in an order that does not depend on that
  /// of the rows.
  ///
  /// - Parameter shipped: what the program predicts the chip with so far; it knows what no table
  ///   says, such as the shapes for which an engine has tuned its kernels.
  public func groups(
    of tables: [KernelTable], on accelerator: Accelerator,
    beside shipped: OperatorCalibration? = nil
  ) throws(KernelTableError) -> [any FittableGroup] {
    switch self {
    case .prefillAttention, .latentPrefill:
      try PrefillAttentionForm.groups(
        of: tables, on: accelerator, isLatent: self == .latentPrefill)
    case .decodeAttention, .latentDecode:
      try DecodeAttentionForm.groups(of: tables, on: accelerator, isLatent: self == .latentDecode)
    case .latentPrefillModule, .latentDecodeModule:
      try LatentModuleForm.groups(
        of: tables, on: accelerator, isPrefill: self == .latentPrefillModule)
    case .allReduce: try AllReduceForm.groups(of: tables, on: accelerator)
    case .nccl: try LibraryCollectives.groups(of: tables, on: accelerator)
    case .deepEPNormal: try BulkExchangeForm.groups(of: tables, on: accelerator)
    case .deepEPLowLatency: try DirectExchangeForm.groups(of: tables, on: accelerator)
    case .product: try ProductForm.groups(of: tables, on: accelerator)
    case .experts: try ExpertForm.groups(of: tables, on: accelerator, beside: shipped)
    }
  }
}
