import LanguageModels
import ReferenceData

/// The model of a training row: a name of the catalog, or dimensions where the name begins with
/// `!`.
struct MeasuredModel: Sendable {
  /// As written, `!` included.
  let name: String
  /// What the row states of its shape, by column.
  private let stated: [String: Int]
  private let billionParameters: Double?

  private static let columns = [
    "layers", "hidden", "ffn_hidden", "heads", "kv_heads", "head_dim", "vocab", "experts",
    "experts_per_token", "shared_experts", "moe_ffn_hidden",
  ]
  /// Without these there is no model.
  private static let neededColumns = ["layers", "hidden", "heads", "vocab"]

  init(_ cells: MeasurementCells) throws(RowRefusal) {
    name = try cells.text("model")
    var stated: [String: Int] = [:]
    for column in Self.columns { stated[column] = try cells.optionalCount(column) }
    self.stated = stated
    billionParameters = try cells.optionalPositive("params_total_b")
    for (column, most) in [("layers", 10_000), ("heads", 10_000), ("experts", 100_000)] {
      if let count = stated[column], count > most {
        throw .malformed(column: column, found: "\(count)", expected: "at most \(most)")
      }
    }
  }

  var family: String { ModelFamily.name(of: name.first == "!" ? String(name.dropFirst()) : name) }

  func architecture(in catalog: Catalog, sequence: Int) throws(RowRefusal) -> ModelArchitecture {
    if name.first == "!" { return try described(sequence: sequence) }
    let model: ModelArchitecture
    do { model = try catalog.model(name) } catch { throw .catalog(error) }
    for (column, count) in [("layers", model.layers), ("hidden", model.hidden)] {
      if let own = stated[column], own != count {
        throw .contradiction(column: column, stated: own, catalog: count, model: name)
      }
    }
    return model
  }

  /// The model of the row's own dimensions.
  ///
  /// A feed-forward network four times as wide as the stream, of two matrices, with layer norms and
  /// learned positions is a GPT's; a gated one of three, with RMS norms, a Llama's. Of the two the
  /// one is taken whose parameters are nearer the stated total, and where none is stated, the
  /// GPT's for a width of exactly four.
  private func described(sequence: Int) throws(RowRefusal) -> ModelArchitecture {
    let missing = Self.neededColumns.filter { stated[$0] == nil }
    guard missing.isEmpty, let layers = stated["layers"], let hidden = stated["hidden"],
      let heads = stated["heads"], let vocabulary = stated["vocab"]
    else { throw .unstatedShape(missing) }
    let headDimension = stated["head_dim"] ?? max(1, hidden / heads)
    let attention = GroupedQueryAttention(
      heads: heads, keyValueHeads: stated["kv_heads"] ?? heads, headDimension: headDimension)
    let width = stated["ffn_hidden"] ?? 4 * hidden
    if let experts = stated["experts"], experts > 1 {
      let expertWidth = stated["moe_ffn_hidden"] ?? width
      let perToken = stated["experts_per_token"] ?? 1
      guard perToken <= experts else {
        throw .malformed(
          column: "experts_per_token", found: "\(perToken)", expected: "at most \(experts) experts")
      }
      let mixture = MixtureOfExperts(
        experts: experts, expertsPerToken: perToken, intermediate: expertWidth,
        sharedIntermediate: (stated["shared_experts"] ?? 0) * expertWidth)
      return Self.model(
        name, layers: layers, hidden: hidden, vocabulary: vocabulary, sequence: sequence,
        attention: attention, feedForward: .mixture(mixture), isPlain: false)
    }
    func dense(isPlain: Bool) -> ModelArchitecture {
      Self.model(
        name, layers: layers, hidden: hidden, vocabulary: vocabulary, sequence: sequence,
        attention: attention,
        feedForward: .dense(DenseFeedForward(intermediate: width, isGated: !isPlain)),
        isPlain: isPlain)
    }
    let (plain, gated) = (dense(isPlain: true), dense(isPlain: false))
    guard let billionParameters else { return width == 4 * hidden ? plain : gated }
    func distance(_ model: ModelArchitecture) -> Double {
      abs(Double(model.parameters) / 1e9 - billionParameters)
    }
    return distance(plain) <= distance(gated) ? plain : gated
  }

  private static func model(
    _ name: String, layers: Int, hidden: Int, vocabulary: Int, sequence: Int,
    attention: GroupedQueryAttention, feedForward: FeedForward, isPlain: Bool
  ) -> ModelArchitecture {
    ModelArchitecture(
      name: name, title: name, hidden: hidden, vocabulary: vocabulary, hasTiedEmbeddings: isPlain,
      layerGroups: [
        LayerGroup(count: layers, attention: .grouped(attention), feedForward: feedForward)
      ],
      contextLength: sequence, weights: WeightFormats(matrices: .bf16),
      learnedPositions: isPlain ? sequence : 0, normsPerLayer: isPlain ? 4 : 2)
  }
}
