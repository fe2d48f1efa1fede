/// Published dimensions written as `config.json`, with only the keys that matter.
enum HuggingFaceExamples {
  static let all: [HuggingFaceConfigTests.Published] = [
    .init(name: "Llama 3.1 70B", text: llama, parameters: 7_055, active: 7_055, cache: 327_680),
    .init(name: "Mistral 7B", text: mistral, parameters: 724, active: 724, cache: 131_072),
    .init(name: "Mixtral 8x7B", text: mixtral, parameters: 4_670, active: 1_288, cache: 131_072),
    .init(name: "Qwen2.5 7B", text: qwen2, parameters: 762, active: 762, cache: 57_344),
    .init(name: "Qwen3 4B", text: qwen3, parameters: 402, active: 402, cache: 147_456),
    .init(name: "Qwen3 30B-A3B", text: qwen3Mixture, parameters: 3_053, active: 335, cache: 98_304),
    .init(name: "Qwen3-Next", text: qwen3Next, parameters: 7_967, active: 387, cache: 24_576),
    .init(
      name: "DeepSeek-V2-Lite", text: deepSeekV2Lite, parameters: 1_571, active: 266,
      cache: 31_104),
    .init(name: "DeepSeek-V3", text: deepSeekV3, parameters: 67_103, active: 3_755, cache: 70_272),
    .init(
      name: "DeepSeek-V3.2", text: deepSeekV32, parameters: 67_188, active: 3_840,
      cache: 85_888),
    .init(
      name: "DeepSeek-V4-Flash", text: deepSeekV4Flash, parameters: 28_433, active: 1_380,
      cache: 6_880),
    .init(name: "Kimi K2", text: kimi, parameters: 102_641, active: 3_286, cache: 70_272),
    .init(name: "Kimi Linear", text: kimiLinear, parameters: 4_912, active: 348, cache: 8_064),
    .init(name: "GLM-4.5", text: glm, parameters: 35_280, active: 3_363, cache: 376_832),
    .init(name: "GLM-5", text: glmSparse, parameters: 74_391, active: 4_178, cache: 109_824),
    .init(name: "gpt-oss-120b", text: gptOSS, parameters: 11_683, active: 571, cache: 73_728),
    .init(name: "Gemma 2 9B", text: gemma2, parameters: 924, active: 924, cache: 344_064),
    .init(name: "Gemma 3 4B", text: gemma3, parameters: 388, active: 388, cache: 139_264),
    .init(name: "Phi-3 mini", text: phi3, parameters: 382, active: 382, cache: 393_216),
    .init(
      name: "Llama 4 Scout", text: llama4Scout, parameters: 10_777, active: 1_717,
      cache: 196_608),
    .init(
      name: "Llama 4 Maverick", text: llama4Maverick, parameters: 40_071, active: 1_718,
      cache: 196_608),
    .init(
      name: "MiniMax-Text-01", text: minimaxText, parameters: 45_609, active: 4_840,
      cache: 40_960),
    .init(name: "MiniMax-M2", text: minimaxM2, parameters: 22_869, active: 1_103, cache: 253_952),
    .init(name: "ERNIE 4.5 21B", text: ernie, parameters: 2_183, active: 335, cache: 57_344),
  ]

  static let llama = """
    {"model_type": "llama", "hidden_size": 8192, "num_hidden_layers": 80,
     "num_attention_heads": 64, "num_key_value_heads": 8, "head_dim": 128,
     "intermediate_size": 28672, "vocab_size": 128256, "max_position_embeddings": 131072,
     "attention_bias": false, "rope_theta": 500000.0, "tie_word_embeddings": false,
     "torch_dtype": "bfloat16"}
    """

  static let mistral = """
    {"model_type": "mistral", "hidden_size": 4096, "num_hidden_layers": 32,
     "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336,
     "sliding_window": 4096, "vocab_size": 32000, "max_position_embeddings": 32768,
     "torch_dtype": "bfloat16"}
    """

  static let mixtral = """
    {"model_type": "mixtral", "hidden_size": 4096, "num_hidden_layers": 32,
     "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336,
     "num_local_experts": 8, "num_experts_per_tok": 2, "sliding_window": null,
     "vocab_size": 32000, "max_position_embeddings": 32768, "torch_dtype": "bfloat16"}
    """

  static let qwen2 = """
    {"model_type": "qwen2", "hidden_size": 3584, "num_hidden_layers": 28,
     "num_attention_heads": 28, "num_key_value_heads": 4, "intermediate_size": 18944,
     "use_sliding_window": false, "sliding_window": 131072, "max_window_layers": 28,
     "vocab_size": 152064, "max_position_embeddings": 131072, "torch_dtype": "bfloat16"}
    """

  static let qwen3 = """
    {"model_type": "qwen3", "hidden_size": 2560, "num_hidden_layers": 36,
     "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128,
     "intermediate_size": 9728, "vocab_size": 151936, "max_position_embeddings": 40960,
     "tie_word_embeddings": true, "torch_dtype": "bfloat16"}
    """

  static let qwen3Mixture = """
    {"model_type": "qwen3_moe", "hidden_size": 2048, "num_hidden_layers": 48,
     "num_attention_heads": 32, "num_key_value_heads": 4, "head_dim": 128,
     "intermediate_size": 6144, "moe_intermediate_size": 768, "num_experts": 128,
     "num_experts_per_tok": 8, "decoder_sparse_step": 1, "mlp_only_layers": [],
     "vocab_size": 151936, "max_position_embeddings": 40960, "torch_dtype": "bfloat16"}
    """

  static let qwen3Next = """
    {"model_type": "qwen3_next", "hidden_size": 2048, "num_hidden_layers": 48,
     "num_attention_heads": 16, "num_key_value_heads": 2, "head_dim": 256,
     "full_attention_interval": 4, "linear_num_key_heads": 16, "linear_num_value_heads": 32,
     "linear_key_head_dim": 128, "linear_value_head_dim": 128, "linear_conv_kernel_dim": 4,
     "moe_intermediate_size": 512, "shared_expert_intermediate_size": 512, "num_experts": 512,
     "num_experts_per_tok": 10, "decoder_sparse_step": 1, "mlp_only_layers": [],
     "vocab_size": 151936, "max_position_embeddings": 262144, "torch_dtype": "bfloat16"}
    """

  static let deepSeekV2Lite = """
    {"model_type": "deepseek_v2", "hidden_size": 2048, "num_hidden_layers": 27,
     "num_attention_heads": 16, "q_lora_rank": null, "kv_lora_rank": 512,
     "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
     "intermediate_size": 10944, "moe_intermediate_size": 1408, "n_routed_experts": 64,
     "n_shared_experts": 2, "num_experts_per_tok": 6, "first_k_dense_replace": 1,
     "vocab_size": 102400, "max_position_embeddings": 163840, "torch_dtype": "bfloat16"}
    """

  private static let latentOfV3 = """
    "hidden_size": 7168, "num_hidden_layers": 61,
     "q_lora_rank": 1536, "kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64,
     "v_head_dim": 128, "intermediate_size": 18432, "moe_intermediate_size": 2048,
     "n_shared_experts": 1, "num_experts_per_tok": 8, "moe_layer_freq": 1,
     "max_position_embeddings": 163840, "torch_dtype": "bfloat16"
    """

  static let deepSeekV3 = """
    {"model_type": "deepseek_v3", \(latentOfV3), "num_attention_heads": 128,
     "n_routed_experts": 256, "first_k_dense_replace": 3, "vocab_size": 129280,
     "num_nextn_predict_layers": 1,
     "quantization_config": {"quant_method": "fp8", "weight_block_size": [128, 128]}}
    """

  static let deepSeekV32 = """
    {"model_type": "deepseek_v32", \(latentOfV3), "num_attention_heads": 128,
     "n_routed_experts": 256, "first_k_dense_replace": 3, "vocab_size": 129280,
     "index_n_heads": 64, "index_head_dim": 128, "index_topk": 2048}
    """

  static let kimi = """
    {"model_type": "kimi_k2", \(latentOfV3), "num_attention_heads": 64,
     "n_routed_experts": 384, "first_k_dense_replace": 1, "vocab_size": 163840}
    """

  static let kimiInFourBits = """
    {"model_type": "kimi_k25", "text_config": {
     "model_type": "kimi_k2", \(latentOfV3), "num_attention_heads": 64,
     "n_routed_experts": 384, "first_k_dense_replace": 1, "vocab_size": 163840,
     "quantization_config": {"quant_method": "compressed-tensors",
       "config_groups": {"group_0": {"weights":
         {"num_bits": 4, "type": "int", "group_size": 32, "strategy": "group"}}},
       "ignore": ["lm_head", "re:.*self_attn.*", "re:.*shared_experts.*",
         "re:.*mlp.(gate|up|gate_up|down)_proj.*"]}}}
    """

  /// Two layers of windows only, then blocks of 4 and of 128 tokens in turns; the last entry
  /// belongs to the prediction module.
  static let deepSeekV4Flash: String = {
    let turns = (0..<41).map { $0.isMultiple(of: 2) ? "4" : "128" }
    let ratios = (["0", "0"] + turns + ["0"]).joined(separator: ", ")
    return """
      {"model_type": "deepseek_v4", "hidden_size": 4096, "num_hidden_layers": 43,
       "num_attention_heads": 64, "num_key_value_heads": 1, "head_dim": 512, "q_lora_rank": 1024,
       "o_groups": 8, "o_lora_rank": 1024, "sliding_window": 128, "compress_ratios": [\(ratios)],
       "index_n_heads": 64, "index_head_dim": 128, "index_topk": 512, "hc_mult": 4,
       "moe_intermediate_size": 2048, "n_routed_experts": 256, "n_shared_experts": 1,
       "num_experts_per_tok": 6, "vocab_size": 129280, "max_position_embeddings": 1048576,
       "num_nextn_predict_layers": 1, "torch_dtype": "bfloat16", "expert_dtype": "fp4",
       "quantization_config": {"quant_method": "fp8", "weight_block_size": [128, 128]}}
      """
  }()

  static let kimiLinear = """
    {"model_type": "kimi_linear", "hidden_size": 2304, "num_hidden_layers": 27,
     "num_attention_heads": 32, "q_lora_rank": null, "kv_lora_rank": 512,
     "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
     "linear_attn_config": {"num_heads": 32, "head_dim": 128, "short_conv_kernel_size": 4,
       "full_attn_layers": [4, 8, 12, 16, 20, 24, 27],
       "kda_layers": [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23, 25, 26]},
     "intermediate_size": 9216, "moe_intermediate_size": 1024, "num_experts": 256,
     "num_experts_per_token": 8, "num_shared_experts": 1, "first_k_dense_replace": 1,
     "vocab_size": 163840, "max_position_embeddings": 1048576, "torch_dtype": "bfloat16"}
    """

  static let glm = """
    {"model_type": "glm4_moe", "hidden_size": 5120, "num_hidden_layers": 92,
     "num_attention_heads": 96, "num_key_value_heads": 8, "head_dim": 128, "use_qk_norm": true,
     "attention_bias": true, "intermediate_size": 12288, "moe_intermediate_size": 1536,
     "n_routed_experts": 160, "n_shared_experts": 1, "num_experts_per_tok": 8,
     "first_k_dense_replace": 3, "num_nextn_predict_layers": 1, "vocab_size": 151552,
     "max_position_embeddings": 131072, "torch_dtype": "bfloat16"}
    """

  static let glmSparse = """
    {"model_type": "glm_moe_dsa", "hidden_size": 6144, "num_hidden_layers": 78,
     "num_attention_heads": 64, "q_lora_rank": 2048, "kv_lora_rank": 512,
     "qk_nope_head_dim": 192, "qk_rope_head_dim": 64, "v_head_dim": 256,
     "index_n_heads": 32, "index_head_dim": 128, "index_topk": 2048,
     "intermediate_size": 12288, "moe_intermediate_size": 2048, "n_routed_experts": 256,
     "n_shared_experts": 1, "num_experts_per_tok": 8, "first_k_dense_replace": 3,
     "vocab_size": 154880, "max_position_embeddings": 202752, "dtype": "bfloat16"}
    """

  static let gptOSS: String = {
    let pair = "\"sliding_attention\", \"full_attention\""
    let types = Array(repeating: pair, count: 18).joined(separator: ", ")
    return """
      {"model_type": "gpt_oss", "hidden_size": 2880, "num_hidden_layers": 36,
       "num_attention_heads": 64, "num_key_value_heads": 8, "head_dim": 64,
       "attention_bias": true, "sliding_window": 128, "layer_types": [\(types)],
       "intermediate_size": 2880, "num_local_experts": 128, "num_experts_per_tok": 4,
       "vocab_size": 201088, "max_position_embeddings": 131072, "torch_dtype": "bfloat16",
       "quantization_config": {"quant_method": "mxfp4",
         "modules_to_not_convert": ["model.layers.*.self_attn", "lm_head"]}}
      """
  }()

  static let gemma2 = """
    {"model_type": "gemma2", "hidden_size": 3584, "num_hidden_layers": 42,
     "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 256,
     "intermediate_size": 14336, "sliding_window": 4096, "vocab_size": 256000,
     "max_position_embeddings": 8192, "torch_dtype": "float32"}
    """

  static let gemma3 = """
    {"model_type": "gemma3", "torch_dtype": "bfloat16", "vision_config": {"hidden_size": 1152},
     "text_config": {"model_type": "gemma3_text", "hidden_size": 2560, "num_hidden_layers": 34,
       "intermediate_size": 10240, "sliding_window": 1024}}
    """

  static let phi3 = """
    {"model_type": "phi3", "hidden_size": 3072, "num_hidden_layers": 32,
     "num_attention_heads": 32, "num_key_value_heads": 32, "intermediate_size": 8192,
     "sliding_window": 2047, "vocab_size": 32064, "max_position_embeddings": 4096,
     "torch_dtype": "bfloat16"}
    """

  private static func llama4(experts: Int, step: Int) -> String {
    """
    {"model_type": "llama4", "torch_dtype": "bfloat16", "tie_word_embeddings": false,
     "text_config": {"model_type": "llama4_text", "hidden_size": 5120, "num_hidden_layers": 48,
       "num_attention_heads": 40, "num_key_value_heads": 8, "head_dim": 128,
       "attention_chunk_size": 8192, "intermediate_size": 8192, "intermediate_size_mlp": 16384,
       "num_local_experts": \(experts), "num_experts_per_tok": 1,
       "interleave_moe_layer_step": \(step), "vocab_size": 202048,
       "max_position_embeddings": 1048576}}
    """
  }
  static let llama4Scout = llama4(experts: 16, step: 1)
  static let llama4Maverick = llama4(experts: 128, step: 2)

  static let minimaxText: String = {
    let types = (1...80).map { $0.isMultiple(of: 8) ? "1" : "0" }.joined(separator: ", ")
    return """
      {"model_type": "minimax_text_01", "hidden_size": 6144, "num_hidden_layers": 80,
       "num_attention_heads": 64, "num_key_value_heads": 8, "head_dim": 128,
       "attn_type_list": [\(types)], "intermediate_size": 9216, "num_local_experts": 32,
       "num_experts_per_tok": 2, "shared_intermediate_size": 0, "vocab_size": 200064,
       "max_position_embeddings": 10240000, "torch_dtype": "bfloat16"}
      """
  }()

  static let minimaxM2 = """
    {"model_type": "minimax_m2", "hidden_size": 3072, "num_hidden_layers": 62,
     "num_attention_heads": 48, "num_key_value_heads": 8, "head_dim": 128, "use_qk_norm": true,
     "use_routing_bias": true, "intermediate_size": 1536, "num_local_experts": 256,
     "num_experts_per_tok": 8, "num_mtp_modules": 3, "vocab_size": 200064,
     "max_position_embeddings": 196608, "torch_dtype": "bfloat16"}
    """

  static let ernie = """
    {"model_type": "ernie4_5_moe", "hidden_size": 2560, "num_hidden_layers": 28,
     "num_attention_heads": 20, "num_key_value_heads": 4, "intermediate_size": 12288,
     "moe_intermediate_size": 1536, "moe_num_experts": 64, "moe_num_shared_experts": 2,
     "moe_k": 6, "moe_layer_start_index": 1, "moe_layer_interval": 1, "moe_layer_end_index": -1,
     "use_bias": false, "vocab_size": 103424, "max_position_embeddings": 131072,
     "tie_word_embeddings": true, "torch_dtype": "bfloat16"}
    """
}
