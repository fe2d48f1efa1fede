extension HuggingFaceFamily {
  /// The keys under which a family states its experts, and what its code adds to them.
  struct MixtureKeys {
    var experts: String
    var chosen = "num_experts_per_tok"
    var width: String
    var shared = Shared.none
    var hasRouterBias = false
    var hasExpertBias = false
    var hasSharedGate = false
    /// Whether a token chooses groups of experts first.
    var choosesGroups = false

    enum Shared {
      case none
      /// So many of a routed expert's width, under the key.
      case count(String)
      /// The width of all together, under the key; 0 or absent for none.
      case width(String)
      /// One of a routed expert's width.
      case one
    }
  }

  /// The family's keys for experts, nil where it has none.
  var mixture: MixtureKeys? {
    switch self {
    case .llama, .mistral, .phi3, .gemma2, .gemma3, .qwen2, .qwen3: nil
    case .mixtral: MixtureKeys(experts: "num_local_experts", width: "intermediate_size")
    case .llama4:
      MixtureKeys(experts: "num_local_experts", width: "intermediate_size", shared: .one)
    case .qwen3Mixture: MixtureKeys(experts: "num_experts", width: "moe_intermediate_size")
    case .qwen2Mixture, .qwen3Next, .qwen35Mixture:
      MixtureKeys(
        experts: "num_experts", width: "moe_intermediate_size",
        shared: .width("shared_expert_intermediate_size"), hasSharedGate: true)
    case .deepseekV2:
      MixtureKeys(
        experts: "n_routed_experts", width: "moe_intermediate_size",
        shared: .count("n_shared_experts"), choosesGroups: true)
    case .deepseekV3, .deepseekV32, .deepseekV4, .kimiK2, .glm4Mixture, .glmSparse:
      MixtureKeys(
        experts: "n_routed_experts", width: "moe_intermediate_size",
        shared: .count("n_shared_experts"), hasRouterBias: true, choosesGroups: true)
    case .kimiLinear:
      MixtureKeys(
        experts: "num_experts", chosen: "num_experts_per_token", width: "moe_intermediate_size",
        shared: .count("num_shared_experts"), hasRouterBias: true)
    case .gptOSS:
      MixtureKeys(
        experts: "num_local_experts", width: "intermediate_size", hasRouterBias: true,
        hasExpertBias: true)
    case .minimaxText, .minimax:
      MixtureKeys(
        experts: "num_local_experts", width: "intermediate_size",
        shared: .width("shared_intermediate_size"))
    case .minimaxM2:
      MixtureKeys(
        experts: "num_local_experts", width: "intermediate_size",
        shared: .width("shared_intermediate_size"), hasRouterBias: true)
    case .ernieMixture:
      MixtureKeys(
        experts: "moe_num_experts", chosen: "moe_k", width: "moe_intermediate_size",
        shared: .count("moe_num_shared_experts"), hasRouterBias: true)
    }
  }

  /// The key of a dense layer's width.
  var denseWidthKey: String { self == .llama4 ? "intermediate_size_mlp" : "intermediate_size" }
}
