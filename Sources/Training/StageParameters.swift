import LanguageModels
import Performance

/// Parameters on one rank of a pipeline stage (Eq. 6.1), dense and routed apart, since different
/// groups of ranks hold copies of them.
public struct StageParameters: Sendable, Hashable {
  public let dense: Double
  public let experts: Double
  /// The largest single layer, which fully sharded training gathers.
  public let largestLayer: Double

  public var total: Double { dense + experts }

  init(run: TrainingRun, counts: [Int], isFirst: Bool, isLast: Bool) {
    let model = run.model
    let plan = run.plan
    var dense = 0.0
    var experts = 0.0
    var largest = 0.0
    for (group, count) in zip(model.layerGroups, counts) where count > 0 {
      let layer = group.parametersOnRank(of: model, plan: plan)
      dense += Double(count) * layer.dense
      experts += Double(count) * layer.experts
      largest = max(largest, layer.dense + layer.experts)
    }
    let rows = (model.vocabulary + plan.tensor - 1) / plan.tensor
    let table = Double(rows * model.hidden)
    if isFirst { dense += table + Double(model.learnedPositions * model.hidden) }
    if isFirst { dense += Double(model.otherParameters) }
    if isLast {
      dense += Double(model.hidden) + (model.hasTiedEmbeddings && isFirst ? 0 : table)
    }
    if isLast, run.predictionModules > 0, let last = model.layerGroups.last {
      let modules = Double(run.predictionModules)
      let layer = last.parametersOnRank(of: model, plan: plan)
      let columns = (model.hidden + plan.tensor - 1) / plan.tensor
      dense += modules * (layer.dense + Double(2 * model.hidden * columns + 3 * model.hidden))
      experts += modules * layer.experts
      // Modules look up the embedding: a copy of it, unless first and last stage are on one rank.
      if !isFirst, !model.hasTiedEmbeddings, plan.overlap != .dualPipe { dense += table }
    }
    self.dense = dense
    self.experts = experts
    largestLayer = largest
  }
}

extension LayerGroup {
  /// Parameters of one layer on one rank: matrices cut, norms, routers and biases whole.
  func parametersOnRank(
    of model: ModelArchitecture, plan: TrainingPlan
  ) -> (dense: Double, experts: Double) {
    func onRank(_ projections: [Projection], cut: Int) -> Int {
      projections.reduce(0) { $0 + $1.parameters(tensor: cut) }
    }
    var dense =
      onRank(attention.projections(hidden: model.hidden), cut: plan.tensor)
      + model.parameterCount(ofLayerIn: self).other
    var experts = 0
    switch feedForward {
    case .dense: dense += onRank(feedForward.projections(hidden: model.hidden), cut: plan.tensor)
    case .mixture(let mixture):
      if let shared = mixture.shared {
        dense += onRank(
          FeedForward.dense(shared).projections(hidden: model.hidden), cut: plan.tensor)
      }
      let held = (mixture.experts + plan.expert - 1) / plan.expert
      experts =
        held * onRank(mixture.expertProjections(hidden: model.hidden), cut: plan.expertTensor)
    }
    return (Double(dense), Double(experts))
  }
}
