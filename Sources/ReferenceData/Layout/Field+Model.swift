import LanguageModels
import Quantities

extension Field {
  /// The keys of a language model.
  static let model: [Field] = [
    Field("title", .text, "Name", required: true),
    Field("organisation", .text, "Maker", required: true),
    Field("country", .text, "Country of the maker"),
    Field(
      "status", .choice(["released", "announced", "pipeline", "unidentified", "alias"]),
      "Stage of its life", required: true),
    Field("released", .date, "Release"),
    Field("access", .choice(["open", "closed", "unclear"]), "Whether weights can be had"),
    Field("licence", .text, "Licence of the weights"),
    Field("context", .count(of: "tokens"), "Longest context"),
    Field("proxy", .text, "Model with public dimensions that stands nearest"),
    Field(group: "architecture", "Dimensions", architecture),
    Field(
      group: "published", "Totals as the maker or others state them",
      [
        Field("parameters", .number(unit: "parameters", in: 1...1e15), "Parameters as published"),
        Field(
          "active-parameters", .number(unit: "parameters", in: 1...1e15),
          "Parameters active per token as published"),
        Field(
          "kv-bytes-per-token", .positive(BytesPerToken.self),
          "Key-value cache per token in 16 bit as published"),
      ]),
    Field(
      group: "training", "How it was trained",
      [
        Field("tokens", .positive(Tokens.self), "Training tokens"),
        Field("compute", .positive(FLOPs.self), "Training compute"),
      ]),
  ]

  private static let format = Form.choice(WeightFormat.allCases.map(\.rawValue))

  private static let architecture: [Field] = [
    Field("hidden", .count(of: "elements"), "Width of the residual stream", required: true),
    Field("vocabulary", .count(of: "tokens"), "Entries of the vocabulary", required: true),
    Field("tied-embeddings", .flag, "Whether the head shares the embedding", required: true),
    Field("context", .count(of: "tokens"), "Longest context", required: true),
    Field(
      group: "weights", "Formats of the published weights", required: true,
      [
        Field("matrices", format, "Format of all matrices"),
        Field("attention", format, "Format of attention"),
        Field("feed-forward", format, "Format of dense feed-forward networks"),
        Field("experts", format, "Format of routed experts"),
        Field("other", format, "Format of embedding, head, norms and router"),
      ]),
    Field(
      "other-parameters", .count(of: "parameters"), "Parameters outside the decoder's layers"),
    Field("prediction-modules", .count(of: "modules"), "Multi-token-prediction modules"),
    Field("learned-positions", .count(of: "positions"), "Rows of the learned position table"),
    Field(
      "norms-per-layer", .count(of: "norms", in: 0...16), "Norm vectors of hidden size per layer"),
    Field("residual-streams", .count(of: "streams"), "Parallel residual streams"),
    Field(list: "layers", "Groups of equal layers", required: true, layer),
  ]

  private static let layer: [Field] = [
    Field("count", .count(of: "layers"), "Layers in the group", required: true),
    Field(group: "grouped", "Grouped-query attention", grouped),
    Field(group: "latent", "Multi-head latent attention", latent),
    Field(group: "linear", "Linear attention", linear),
    Field(group: "compressed", "Attention over compressed blocks", compressed),
    Field(
      group: "dense", "Dense feed-forward network",
      [
        Field("intermediate", .count(of: "elements"), "Width of the inner layer", required: true),
        Field("gated", .flag, "Whether it is gated (three matrices) or not (two)"),
      ]),
    Field(
      group: "mixture", "Mixture of experts",
      [
        Field("experts", .count(of: "experts"), "Routed experts", required: true),
        Field("per-token", .count(of: "experts"), "Experts per token", required: true),
        Field("intermediate", .count(of: "elements"), "Width of one expert", required: true),
        Field("shared-intermediate", .count(of: "elements"), "Width of all shared experts"),
        Field(
          "routing-groups", .count(of: "groups"), "Groups that experts are divided into for routing"
        ),
        Field("groups-per-token", .count(of: "groups"), "Groups that a token's experts come from"),
        Field("router-bias", .flag, "Whether the router has a bias per expert"),
        Field("expert-bias", .flag, "Whether experts have biases"),
        Field("shared-gate", .flag, "Whether the shared expert is gated"),
      ]),
  ]

  private static let grouped: [Field] = [
    Field("heads", .count(of: "heads"), "Query heads", required: true),
    Field("kv-heads", .count(of: "heads"), "Key and value heads", required: true),
    Field("head-dimension", .count(of: "elements"), "Elements of a head", required: true),
    Field("window", .count(of: "tokens"), "Tokens attended at most"),
    Field("bias", .flag, "Whether query, key and value projections have biases"),
    Field("output-bias", .flag, "Whether the output projection has a bias"),
    Field("qk-norm", .flag, "Whether queries and keys are normalized"),
    Field("output-gate", .flag, "Whether the output is gated"),
    Field("sinks", .flag, "Whether heads have learned sinks"),
    Field("own-keys", .flag, "Whether the layer caches keys and values of its own"),
  ]

  private static let indexer = Field(
    group: "indexer", "Scorer that picks which past entries are attended",
    [
      Field("heads", .count(of: "heads"), "Heads of the indexer", required: true),
      Field(
        "head-dimension", .count(of: "elements"), "Elements of an indexer head", required: true),
      Field("selected", .count(of: "entries"), "Entries attended at most", required: true),
    ])

  private static let latent: [Field] = [
    Field("heads", .count(of: "heads"), "Query heads", required: true),
    Field("query-rank", .count(of: "elements"), "Rank of the query compression"),
    Field("kv-rank", .count(of: "elements"), "Rank of the key-value latent", required: true),
    Field(
      "no-position-dimension", .count(of: "elements"), "Elements without position", required: true),
    Field(
      "rotary-dimension", .count(of: "elements"), "Elements with rotary position", required: true),
    Field("value-dimension", .count(of: "elements"), "Elements of a value head", required: true),
    indexer,
  ]

  private static let linear: [Field] = [
    Field("key-heads", .count(of: "heads"), "Key heads", required: true),
    Field("value-heads", .count(of: "heads"), "Value heads", required: true),
    Field("key-dimension", .count(of: "elements"), "Elements of a key head", required: true),
    Field("value-dimension", .count(of: "elements"), "Elements of a value head", required: true),
    Field("convolution", .count(of: "taps"), "Taps of the short convolution"),
    Field("output-gate", .flag, "Whether the output is gated"),
    Field(
      "decay", .choice(["fixed", "per-head", "per-channel"]), "How the state forgets",
      required: true),
    Field("decay-rank", .count(of: "elements"), "Rank of a decay per channel"),
  ]

  private static let compressed: [Field] = [
    Field("heads", .count(of: "heads"), "Query heads", required: true),
    Field("head-dimension", .count(of: "elements"), "Elements of the shared entry", required: true),
    Field("query-rank", .count(of: "elements"), "Rank of the query compression", required: true),
    Field("compression", .count(of: "tokens"), "Past tokens per compressed entry"),
    Field("window", .count(of: "tokens"), "Recent tokens kept whole", required: true),
    indexer,
    Field("output-groups", .count(of: "groups"), "Groups of the output projection", required: true),
    Field("output-rank", .count(of: "elements"), "Rank of a group's output", required: true),
  ]
}
