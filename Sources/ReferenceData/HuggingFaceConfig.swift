public import Documents
public import LanguageModels

/// A `config.json` as model hubs publish it beside the weights, read into an architecture.
///
///     let document = try Document(contentsOf: "config.json")
///     let model = try HuggingFaceConfig(document).architecture(name: "my-model", title: "My model")
///
/// Dimensions are read under the keys that each family's published code uses; what a family leaves
/// to its code (norms, biases, shared experts) comes with the family. Keys that do not change the
/// shape of the network are ignored. A key that does, and that the family is not known to have, is
/// an error: the file would describe another network than the one returned. So is a missing
/// dimension, for no default of one library version is a fact about a model.
///
/// Multimodal files are read for their language model; the vision tower is left out.
public struct HuggingFaceConfig: Sendable {
  private let document: Document

  public init(_ document: Document) { self.document = document }

  /// The `model_type` values that can be read.
  public static var families: [String] { HuggingFaceFamily.allCases.map(\.rawValue) }

  /// The architecture the file describes, under a catalog name.
  ///
  /// - Throws: ``Diagnostics`` with every missing, malformed or unsupported key.
  public func architecture(name: String, title: String) throws(Diagnostics) -> ModelArchitecture {
    let problems = DiagnosticCollector()
    return try problems.finish(read(name: name, title: title, into: problems))
  }

  private func read(
    name: String, title: String, into problems: DiagnosticCollector
  ) -> ModelArchitecture? {
    let root = ValueReader(document, into: problems)
    guard let fields = HuggingFaceFields(root: root), let family = fields.family() else {
      return nil
    }
    fields.reportForeignKeys(of: family)

    let hidden = fields.integer("hidden_size")
    let layers = fields.integer("num_hidden_layers", in: 1...500)
    let vocabulary = fields.integer(
      "vocab_size", default: family.defaultVocabulary, in: 1...10_000_000)
    let context = fields.integer(
      "max_position_embeddings", default: family.defaultContext, in: 1...1_000_000_000)
    let isTied = fields.boolean("tie_word_embeddings", default: family.hasTiedEmbeddings)
    let modules = fields.integer(family.predictionModulesKey, default: 0, in: 0...100)
    let streams = family == .deepseekV4 ? fields.integer("hc_mult", in: 1...64) : 1
    let weights = HuggingFaceFormats(fields).weights()
    guard let hidden, let layers else { return nil }
    let attention = fields.attention(family, layers: layers, hidden: hidden)
    let feedForward = fields.feedForward(family, layers: layers)
    guard let vocabulary, let context, let isTied, let modules, let streams, let weights,
      let attention, let feedForward, problems.isEmpty
    else { return nil }
    return ModelArchitecture(
      name: name, title: title, hidden: hidden, vocabulary: vocabulary, hasTiedEmbeddings: isTied,
      layerGroups: Self.groups(attention, feedForward), contextLength: context, weights: weights,
      predictionModules: modules, normsPerLayer: family.normsPerLayer, residualStreams: streams)
  }

  /// Equal layers together, in the order in which the first of each appears.
  private static func groups(
    _ attention: [AttentionVariant], _ feedForward: [FeedForward]
  ) -> [LayerGroup] {
    var groups: [LayerGroup] = []
    for (attention, feedForward) in zip(attention, feedForward) {
      let index = groups.firstIndex { $0.attention == attention && $0.feedForward == feedForward }
      if let index {
        groups[index] = LayerGroup(
          count: groups[index].count + 1, attention: attention, feedForward: feedForward)
      } else {
        groups.append(LayerGroup(count: 1, attention: attention, feedForward: feedForward))
      }
    }
    return groups
  }
}
