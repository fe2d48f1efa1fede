import LanguageModels
import Quantities

/// The weights on one device of a pipeline stage, by term.
struct WeightShare {
  private var terms: [MemoryTerm: Bytes] = [:]

  /// Nil for what is not weights.
  subscript(term: MemoryTerm) -> Bytes? { term.isWeights ? terms[term] ?? .zero : nil }

  /// - Parameter counts: layers of each group on the stage.
  init(deployment: Deployment, counts: [Int], isFirst: Bool, isLast: Bool) {
    let model = deployment.model
    let formats = deployment.weights
    for (group, count) in zip(model.layerGroups, counts) where count > 0 {
      let parameters = count * group.parametersPerDevice(of: model, plan: deployment.plan)
      let bytes = parameters.bytes(in: formats)
      terms[.attentionWeights, default: .zero] += bytes.attention
      terms[.feedForwardWeights, default: .zero] += bytes.feedForward
      terms[.expertWeights, default: .zero] += bytes.experts
      terms[.otherWeights, default: .zero] += bytes.other
    }
    if let tables = deployment.tables, tables.place == .device {
      terms[.embeddingTables] = tables.bytes / Double(deployment.plan.devices)
    }
    let element = formats.other.bytesPerElement
    let rows = model.vocabulary.dividedRoundingUp(by: deployment.plan.tensor)
    let table = Bytes(Double(rows * model.hidden) * element)
    if isFirst {
      terms[.embedding] = table + Bytes(Double(model.learnedPositions * model.hidden) * element)
      terms[.otherWeights, default: .zero] += Bytes(Double(model.otherParameters) * element)
    }
    if isLast {
      // A tied head shares the table of the first stage when there is only one.
      if !(model.hasTiedEmbeddings && isFirst) { terms[.head] = table }
      terms[.otherWeights, default: .zero] += Bytes(Double(model.hidden) * element)
    }
  }
}

extension WeightShare {
  /// Adds what drafts tokens: its layers, and the tables it does not share with the model.
  mutating func addDraft(of deployment: Deployment) {
    guard let draft = deployment.draftDeployment else { return }
    let sharesTables = deployment.draftSharesTables
    let held = WeightShare(
      deployment: draft, counts: draft.model.layerGroups.map(\.count), isFirst: !sharesTables,
      isLast: !sharesTables)
    var bytes = MemoryTerm.allCases.reduce(Bytes.zero) { $0 + (held[$1] ?? .zero) }
    if sharesTables {
      // The projection is on every device, with the norms of both inputs and of the output.
      let hidden = Double(draft.model.hidden)
      bytes += Bytes((2 * hidden + 3) * hidden * draft.weights.other.bytesPerElement)
    }
    terms[.draftWeights] = bytes * Double(deployment.draftCopies)
  }
}

extension LayerGroup {
  /// Parameters of one layer of the group on one device.
  func parametersPerDevice(of model: ModelArchitecture, plan: ParallelismPlan) -> ParameterCount {
    let whole = model.parameterCount(ofLayerIn: self)
    let tensor = plan.tensor
    func onDevice(_ projections: [Projection]) -> Int {
      projections.reduce(0) { $0 + $1.parameters(tensor: tensor) }
    }
    var count = ParameterCount(
      attention: onDevice(attention.projections(hidden: model.hidden)), other: whole.other)
    switch feedForward {
    case .dense:
      count.feedForward = onDevice(feedForward.projections(hidden: model.hidden))
    case .mixture(let mixture):
      if let shared = mixture.shared {
        count.feedForward = onDevice(FeedForward.dense(shared).projections(hidden: model.hidden))
      }
      let split = tensor * plan.data / plan.expert
      let copies = plan.redundantExperts(among: mixture.experts)
      let held = (mixture.experts + copies).dividedRoundingUp(by: plan.expert)
      count.experts =
        held
        * mixture.expertProjections(hidden: model.hidden).reduce(0) {
          $0 + $1.parameters(tensor: split)
        }
      if mixture.hasExpertBias {
        let perExpert = 2 * mixture.intermediate + model.hidden
        count.other -= (mixture.experts - held) * perExpert
      }
    }
    return count
  }
}

/// The cache on one device of a pipeline stage.
struct CacheShare {
  private(set) var perToken = Bytes.zero
  private(set) var perSequence = Bytes.zero
  private(set) var windows: [CacheWindow] = []

  init(deployment: Deployment, counts: [Int]) {
    let format = deployment.cacheFormat
    let tensor = deployment.plan.tensor
    for (group, count) in zip(deployment.model.layerGroups, counts) {
      let attention = group.attention
      let stored = attention.cacheBytesPerToken(format: format, tensor: tensor) * Double(count)
      if let window = attention.tokensKept {
        let kept = min(window, deployment.model.contextLength)
        perSequence += stored * Double(kept)
        windows.append(CacheWindow(bytesPerToken: stored, tokens: kept))
      } else {
        perToken += stored
      }
      perSequence += attention.stateBytes(format: format, tensor: tensor) * Double(count)
    }
  }
}

extension CacheShare {
  /// Adds the cache of what drafts tokens.
  mutating func addDraft(of deployment: Deployment) {
    guard let draft = deployment.draftDeployment else { return }
    let copies = deployment.draftCopies
    let held = CacheShare(
      deployment: draft, counts: draft.model.layerGroups.map { $0.count * copies })
    perToken += held.perToken
    perSequence += held.perSequence
    windows += held.windows
  }
}

/// What the layers of one window keep of a sequence.
struct CacheWindow: Sendable, Hashable {
  let bytesPerToken: Bytes
  /// Tokens at most.
  let tokens: Int
}

extension AttentionVariant {
  /// Tokens kept at most, nil where every token is kept.
  var tokensKept: Int? {
    switch self {
    case .grouped(let attention): attention.window
    case .latent, .linear, .compressed: nil
    }
  }
}

extension MemoryReserve {
  /// The peak of intermediate results on one device (Eq. 5.15), 16-bit elements, logits in both.
  func activationBytes(of deployment: Deployment) -> Bytes {
    switch activations {
    case .measured(let bytes): bytes
    case .estimated(let tokens, let sequences):
      Self.activationBytes(of: deployment, tokens: tokens, sequences: sequences)
    case .estimatedOfWholePrompts(let tokens, let sequences):
      Self.activationBytes(
        of: deployment, tokens: max(tokens, deployment.model.contextLength), sequences: sequences)
    }
  }

  private static func activationBytes(
    of deployment: Deployment, tokens: Int, sequences: Int
  ) -> Bytes {
    let model = deployment.model
    let widest =
      model.layerGroups.map { $0.activationElements(of: model, plan: deployment.plan) }.max() ?? 0
    return Bytes(
      2 * Double(tokens) * widest
        + 6 * Double(min(sequences, tokens)) * Double(model.vocabulary))
  }
}

extension LayerGroup {
  /// Elements alive per token at the widest place of a layer on one device.
  fileprivate func activationElements(
    of model: ModelArchitecture, plan: ParallelismPlan
  ) -> Double {
    let residual = 2 * Double(model.hidden)
    let projected = attention.projections(hidden: model.hidden)
      .filter { $0.name != "output" && $0.name != "grouped-output" }
      .reduce(0) { $0 + $1.blocks(tensor: plan.tensor) * $1.outputs(tensor: plan.tensor) }
    func inner(_ width: Int, cut: Int) -> Double { 3 * Double(width.dividedRoundingUp(by: cut)) }
    let feedForwardWidth: Double
    switch feedForward {
    case .dense(let dense): feedForwardWidth = inner(dense.intermediate, cut: plan.tensor)
    case .mixture(let mixture):
      // Copies that land on a device: both inner layers, the first in the place of the output.
      let copies = Double(mixture.expertsPerToken) / Double(plan.expert) * Double(plan.data)
      let split = plan.tensor * plan.data / plan.expert
      feedForwardWidth =
        copies
        * Double(
          max(2 * mixture.intermediate.dividedRoundingUp(by: split), model.hidden)
            + mixture.intermediate.dividedRoundingUp(by: split))
        + inner(mixture.sharedIntermediate, cut: plan.tensor)
    }
    return residual + max(Double(projected), feedForwardWidth)
  }
}
