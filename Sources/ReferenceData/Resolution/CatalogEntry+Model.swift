internal import Documents
internal import LanguageModels

extension CatalogEntry {
  /// The architecture that the entry describes.
  ///
  /// - Throws: ``CatalogError/undisclosed(_:proxy:)`` where its dimensions are not public, and
  ///   ``CatalogError/invalid(_:)`` where layers contradict themselves.
  func architecture() throws(CatalogError) -> ModelArchitecture {
    guard let dimensions = record.group("architecture"), let hidden = dimensions.count("hidden"),
      let vocabulary = dimensions.count("vocabulary"), let context = dimensions.count("context")
    else { throw .undisclosed(name, proxy: record.text("proxy")) }
    var groups: [LayerGroup] = []
    let problems = DiagnosticCollector()
    for (index, layer) in dimensions.list("layers").enumerated() {
      let path = DocumentPath([.key(name), .key("architecture"), .key("layers"), .index(index)])
      if let group = layer.layerGroup(reportingTo: problems, at: path) { groups.append(group) }
    }
    if groups.isEmpty, problems.isEmpty {
      problems.add(Diagnostic(at: dimensions.location, "a model has at least one group of layers"))
    }
    do { try problems.throwIfAny() } catch { throw .invalid(error) }
    return ModelArchitecture(
      name: name, title: title, hidden: hidden, vocabulary: vocabulary,
      hasTiedEmbeddings: dimensions.flag("tied-embeddings") ?? false, layerGroups: groups,
      contextLength: context, weights: dimensions.group("weights")?.weightFormats ?? .bf16,
      otherParameters: dimensions.count("other-parameters") ?? 0,
      predictionModules: dimensions.count("prediction-modules") ?? 0,
      learnedPositions: dimensions.count("learned-positions") ?? 0,
      normsPerLayer: dimensions.count("norms-per-layer") ?? 2,
      residualStreams: dimensions.count("residual-streams") ?? 1)
  }
}

extension WeightFormats {
  fileprivate static let bf16 = WeightFormats(matrices: .bf16)
}

extension Record {
  /// The formats of a model's tensors: `matrices` for all of them, the other keys for one class.
  fileprivate var weightFormats: WeightFormats {
    func format(_ key: String) -> WeightFormat? { text(key).flatMap(WeightFormat.init) }
    var formats = WeightFormats(matrices: format("matrices") ?? .bf16)
    if let attention = format("attention") { formats.attention = attention }
    if let feedForward = format("feed-forward") { formats.feedForward = feedForward }
    if let experts = format("experts") { formats.experts = experts }
    if let other = format("other") { formats.other = other }
    return formats
  }

  fileprivate func layerGroup(
    reportingTo problems: DiagnosticCollector, at path: DocumentPath
  ) -> LayerGroup? {
    func one(of keys: [String], _ what: String) -> String? {
      let present = keys.filter { group($0) != nil }
      if present.count == 1 { return present[0] }
      problems.add(
        Diagnostic(
          at: location, path: path, "a layer has one \(what)",
          found: present.isEmpty ? "none" : present.joined(separator: " and "),
          expected: "one of \(keys.joined(separator: ", "))"))
      return nil
    }
    let attention = one(of: ["grouped", "latent", "linear", "compressed"], "kind of attention")
    let network = one(of: ["dense", "mixture"], "feed-forward network")
    guard let attention, let network, let count = count("count") else { return nil }
    guard let variant = group(attention)?.attention(attention) else {
      problems.add(
        Diagnostic(
          at: group(attention)?.location ?? location, path: path.appending(key: attention),
          "output groups must divide the heads"))
      return nil
    }
    guard let feedForward = group(network)?.feedForward(network) else {
      problems.add(
        Diagnostic(
          at: group(network)?.location ?? location, path: path.appending(key: network),
          "a token meets more experts, or groups of them, than there are"))
      return nil
    }
    return LayerGroup(count: count, attention: variant, feedForward: feedForward)
  }

  private func feedForward(_ kind: String) -> FeedForward? {
    guard let intermediate = count("intermediate") else { return nil }
    if kind == "dense" {
      return .dense(DenseFeedForward(intermediate: intermediate, isGated: flag("gated") ?? true))
    }
    let groups = count("routing-groups") ?? 1
    let chosenGroups = count("groups-per-token") ?? groups
    guard let experts = count("experts"), let chosen = count("per-token"), chosen <= experts,
      groups <= experts, chosenGroups <= groups
    else { return nil }
    return .mixture(
      MixtureOfExperts(
        experts: experts, expertsPerToken: chosen, intermediate: intermediate,
        sharedIntermediate: count("shared-intermediate") ?? 0,
        hasRouterBias: flag("router-bias") ?? false, hasExpertBias: flag("expert-bias") ?? false,
        hasSharedGate: flag("shared-gate") ?? false, routingGroups: groups,
        groupsPerToken: chosenGroups))
  }
}
