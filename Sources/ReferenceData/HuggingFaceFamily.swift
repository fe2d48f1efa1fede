/// A family of architectures that share their code, by the `model_type` its files state.
enum HuggingFaceFamily: String, CaseIterable {
  case llama, mistral, mixtral, phi3, gemma2
  case gemma3 = "gemma3_text"
  case llama4 = "llama4_text"
  case qwen2, qwen3
  case qwen2Mixture = "qwen2_moe"
  case qwen3Mixture = "qwen3_moe"
  case qwen3Next = "qwen3_next"
  case qwen35Mixture = "qwen3_5_moe_text"
  case deepseekV2 = "deepseek_v2"
  case deepseekV3 = "deepseek_v3"
  case deepseekV32 = "deepseek_v32"
  case deepseekV4 = "deepseek_v4"
  case kimiK2 = "kimi_k2"
  case kimiLinear = "kimi_linear"
  case glm4Mixture = "glm4_moe"
  case glmSparse = "glm_moe_dsa"
  case gptOSS = "gpt_oss"
  case minimaxText = "minimax_text_01"
  case minimax
  case minimaxM2 = "minimax_m2"
  case ernieMixture = "ernie4_5_moe"

  /// Whether the embedding serves as the head when the file does not say.
  var hasTiedEmbeddings: Bool {
    switch self {
    case .gemma2, .gemma3, .ernieMixture: true
    default: false
    }
  }

  /// RMSNorm before both blocks of a layer; Gemma has one after each too.
  var normsPerLayer: Int {
    switch self {
    case .gemma2, .gemma3: 4
    default: 2
    }
  }

  // Gemma 3 files leave out what equals the family's published code.
  var defaultVocabulary: Int? { self == .gemma3 ? 262_208 : nil }
  var defaultContext: Int? { self == .gemma3 ? 131_072 : nil }
  var defaultHeads: Int? { self == .gemma3 ? 8 : nil }
  var defaultKeyValueHeads: Int? { self == .gemma3 ? 4 : nil }
  var defaultHeadDimension: Int? { self == .gemma3 ? 256 : nil }

  var predictionModulesKey: String {
    self == .minimaxM2 ? "num_mtp_modules" : "num_nextn_predict_layers"
  }

  /// How a layer of the family attends.
  enum AttentionKind {
    /// Keys and values per head.
    case grouped
    case latent
    /// Gated DeltaNet and grouped attention in turns.
    case deltaNet
    /// Kimi Delta Attention and latent attention in turns.
    case kimiDelta
    /// Lightning attention and grouped attention in turns.
    case lightning
    case compressed
  }

  var attentionKind: AttentionKind {
    switch self {
    case .llama, .mistral, .mixtral, .phi3, .gemma2, .gemma3, .llama4, .qwen2, .qwen3,
      .qwen2Mixture, .qwen3Mixture, .glm4Mixture, .gptOSS, .minimaxM2, .ernieMixture:
      .grouped
    case .deepseekV2, .deepseekV3, .deepseekV32, .kimiK2, .glmSparse: .latent
    case .deepseekV4: .compressed
    case .kimiLinear: .kimiDelta
    case .qwen3Next, .qwen35Mixture: .deltaNet
    case .minimaxText, .minimax: .lightning
    }
  }

  /// The keys that change the shape of the network and that this family is read with.
  var structuralKeys: [String] {
    var keys = mixture.map { [$0.experts] } ?? []
    switch attentionKind {
    case .grouped: break
    case .latent: keys += ["kv_lora_rank"]
    case .deltaNet: keys += ["linear_num_value_heads"]
    case .kimiDelta: keys += ["kv_lora_rank", "linear_attn_config"]
    case .lightning: keys += ["attn_type_list"]
    // Some V4 files keep the ranks of V3's attention.
    case .compressed: keys += ["compress_ratios", "index_n_heads", "hc_mult", "num_local_experts"]
    }
    switch self {
    case .deepseekV32, .glmSparse: keys += ["index_n_heads"]
    case .llama4: keys += ["attention_chunk_size"]
    default: break
    }
    return keys
  }

  /// Keys that change the shape of some network.
  static let allStructuralKeys: [String] = {
    var keys = ["hidden_size_per_layer_input", "use_cla", "ssm_state_size", "mamba_d_state"]
    for family in allCases {
      for key in family.structuralKeys where !keys.contains(key) { keys.append(key) }
    }
    return keys
  }()
}
