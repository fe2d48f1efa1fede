import Documents
import LanguageModels

extension HuggingFaceFields {
  /// The feed-forward network of every layer, nil after a problem.
  func feedForward(_ family: HuggingFaceFamily, layers: Int) -> [FeedForward]? {
    guard let keys = family.mixture else {
      return dense(family).map { Array(repeating: $0, count: layers) }
    }
    let mixture = mixture(keys, family: family)
    let places = mixtureLayers(family, layers: layers)
    guard let places else { return nil }
    let dense = places.allSatisfy { $0 } ? nil : dense(family)
    guard let mixture, dense != nil || places.allSatisfy({ $0 }) else { return nil }
    return places.map { isMixture in isMixture ? mixture : dense ?? mixture }
  }

  private func dense(_ family: HuggingFaceFamily) -> FeedForward? {
    integer(family.denseWidthKey, in: 1...2_000_000).map {
      .dense(DenseFeedForward(intermediate: $0))
    }
  }

  private func mixture(
    _ keys: HuggingFaceFamily.MixtureKeys, family: HuggingFaceFamily
  ) -> FeedForward? {
    let experts = integer(keys.experts, in: 1...10_000)
    let width = integer(keys.width, in: 1...2_000_000)
    let shared: Int?
    switch keys.shared {
    case .none: shared = 0
    case .one: shared = width
    case .width(let key): shared = integer(key, default: 0, in: 0...2_000_000)
    case .count(let key):
      shared = integer(key, default: 0, in: 0...1_000).flatMap { count in width.map { count * $0 }
      }
    }
    let bias = boolean("use_routing_bias", default: keys.hasRouterBias)
    let chosen = integer(keys.chosen, in: 1...(experts ?? .max))
    let groups = keys.choosesGroups ? integer("n_group", default: 1, in: 1...(experts ?? .max)) : 1
    let chosenGroups =
      keys.choosesGroups ? integer("topk_group", default: groups ?? 1, in: 1...(groups ?? .max)) : 1
    guard let experts, let width, let shared, let bias, let chosen, let groups, let chosenGroups
    else { return nil }
    return .mixture(
      MixtureOfExperts(
        experts: experts, expertsPerToken: chosen, intermediate: width, sharedIntermediate: shared,
        hasRouterBias: bias, hasExpertBias: keys.hasExpertBias,
        hasSharedGate: keys.hasSharedGate && shared > 0, routingGroups: groups,
        groupsPerToken: chosenGroups))
  }

  /// Which layers have experts.
  private func mixtureLayers(_ family: HuggingFaceFamily, layers: Int) -> [Bool]? {
    let kinds = ["dense", "sparse", "moe", "hash_moe"]
    return perLayer(
      "mlp_layer_types", layers: layers,
      read: { $0.name(among: kinds, of: "feed-forward type").map { $0 != "dense" } },
      else: { mixturePattern(family, layers: layers) })
  }

  private func mixturePattern(_ family: HuggingFaceFamily, layers: Int) -> [Bool]? {
    switch family {
    case .deepseekV2, .deepseekV3, .deepseekV32, .kimiK2, .kimiLinear, .glm4Mixture, .glmSparse:
      let dense = integer("first_k_dense_replace", in: 0...layers)
      let frequency = integer("moe_layer_freq", default: 1)
      guard let dense, let frequency else { return nil }
      return (0..<layers).map { $0 >= dense && $0.isMultiple(of: frequency) }
    case .qwen2Mixture, .qwen3Mixture, .qwen3Next, .qwen35Mixture:
      let step = integer("decoder_sparse_step", default: 1)
      let dense =
        has("mlp_only_layers")
        ? optional("mlp_only_layers")?.list { $0.integer(in: 0...layers - 1) } : []
      guard let step, let dense else { return nil }
      return (0..<layers).map { !dense.contains($0) && ($0 + 1).isMultiple(of: step) }
    case .llama4:
      if let list = optional("moe_layers") {
        return list.list { $0.integer(in: 0...layers - 1) }.map { places in
          (0..<layers).map(places.contains)
        }
      }
      return integer("interleave_moe_layer_step").map { step in
        (1...layers).map { $0.isMultiple(of: step) }
      }
    case .ernieMixture:
      let first = integer("moe_layer_start_index", in: 0...layers)
      let last = integer("moe_layer_end_index", default: layers - 1, in: -1...layers)
      let interval = integer("moe_layer_interval", default: 1)
      guard let first, let last, let interval else { return nil }
      let end = last < 0 ? layers - 1 : last
      return (0..<layers).map { $0 >= first && $0 <= end && ($0 + 1).isMultiple(of: interval) }
    default:
      return Array(repeating: true, count: layers)
    }
  }
}
