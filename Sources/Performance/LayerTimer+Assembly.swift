import Hardware
import LanguageModels
import Quantities

extension LayerTimer {
  init(_ group: LayerGroup, in context: inout TimerContext) throws(DeploymentConflicts) {
    let model = context.deployment.model
    let plan = context.plan
    count = Double(group.count)

    var products = try Self.attentionProducts(group.attention, in: &context)
    attention = AttentionTimer(
      attention: group.attention, tensor: plan.tensor, cacheFormat: context.deployment.cacheFormat,
      calibration: context.calibration, device: context.device, format: context.activationFormat,
      multiprocessors: context.multiprocessors)

    // Every block of a layer reads and writes the residual streams around its norm.
    let streams = Double(model.residualStreams)
    var elementWise = 2 * (2 * streams + 2) * Double(model.hidden) * 2
    // Rotary embedding reads and writes the queries; new keys and values are read and stored.
    elementWise += 2 * Double(group.attention.queryAndOutputElements(tensor: plan.tensor))
    elementWise +=
      2 * group.attention.cacheBytesPerToken(format: .bf16, tensor: plan.tensor).value
    if model.residualStreams > 1 {
      let mixing = try context.product(
        inner: model.residualStreams * model.hidden,
        outer: model.residualStreams * (model.residualStreams + 2), choice: context.choice(.other))
      products += [
        ProductTerm(part: .elementWise, timer: mixing),
        ProductTerm(part: .elementWise, timer: mixing),
      ]
    }

    let blocks: (experts: ExpertTimer?, routing: Routing)
    switch group.feedForward {
    case .dense(let dense):
      products += try Self.feedForwardProducts(dense, part: .feedForward, in: &context)
      elementWise += dense.activationBytes(tensor: plan.tensor)
      blocks = (nil, Routing(tensorAllReduces: plan.tensor > 1 ? 2 : 0))
    case .mixture(let mixture):
      let router = try context.product(
        mixture.router(hidden: model.hidden), tensor: 1, choice: context.choice(.other))
      products.append(ProductTerm(part: .router, timer: router))
      if let shared = mixture.shared {
        products += try Self.feedForwardProducts(shared, part: .sharedExperts, in: &context)
        elementWise += shared.activationBytes(tensor: plan.tensor)
      }
      blocks = (
        try Self.experts(mixture, in: &context), try Routing(mixture, in: &context)
      )
    }
    quantizationPerToken = products.reduce((0, 0)) {
      ($0.0 + $1.timer.quantizationPerRow.seconds, $0.1 + $1.timer.quantizationPerRow.bytes)
    }
    // Scores to their softmax, and the first products of a feed-forward network to the activation.
    handOvers = 2 * context.calibration.handOver.value
    self.products = context.tables.append(products)
    experts = blocks.experts
    expertsSeeAllTokens = blocks.routing.dispatch == nil
    dispatch = blocks.routing.dispatch
    combine = blocks.routing.combine
    gathersTokens = blocks.routing.gathersTokens
    tensorAllReduces = blocks.routing.tensorAllReduces
    elementWiseBytesPerToken = elementWise
  }

  private static func attentionProducts(
    _ attention: AttentionVariant, in context: inout TimerContext
  ) throws(DeploymentConflicts) -> [ProductTerm] {
    let choice = try context.choice(.attention)
    var products: [ProductTerm] = []
    for projection in attention.projections(hidden: context.deployment.model.hidden) {
      let timer = try context.product(projection, tensor: context.plan.tensor, choice: choice)
      let isOutput = projection.name == "output" || projection.name == "grouped-output"
      products.append(
        ProductTerm(part: isOutput ? .outputProjection : .attentionProjection, timer: timer))
    }
    return products
  }

  private static func feedForwardProducts(
    _ dense: DenseFeedForward, part: StepOperator, in context: inout TimerContext
  ) throws(DeploymentConflicts) -> [ProductTerm] {
    let choice = try context.choice(.feedForward)
    var products: [ProductTerm] = []
    let hidden = context.deployment.model.hidden
    for projection in FeedForward.dense(dense).projections(hidden: hidden) {
      let timer = try context.product(projection, tensor: context.plan.tensor, choice: choice)
      products.append(ProductTerm(part: part, timer: timer))
    }
    return products
  }

  private static func experts(
    _ mixture: MixtureOfExperts, in context: inout TimerContext
  ) throws(DeploymentConflicts) -> ExpertTimer {
    let choice = try context.choice(.experts)
    guard let found = context.calibration.expertEfficiency(for: choice) else {
      throw DeploymentConflicts(conflicts: [.noExpertEfficiency(choice.arithmetic)])
    }
    if let from = found.borrowedFrom {
      context.note(.borrowedExpertEfficiency(format: choice.arithmetic, from: from))
    }
    let plan = context.plan
    let copies = plan.redundantExperts(among: mixture.experts)
    let popularity = mixture.popularity(exponent: found.efficiency.popularityExponent)
    return ExpertTimer(
      mixture: mixture.with(redundant: copies), hidden: context.deployment.model.hidden,
      groups: plan.expert, split: plan.tensor * plan.data / plan.expert,
      balance: popularity.remainingImbalance(redundant: copies, ranks: plan.expert),
      choice: choice, efficiency: found.efficiency,
      device: context.device, tables: &context.tables)
  }

  /// How the tokens of a mixture layer reach its experts.
  private struct Routing {
    var dispatch: GroupAllToAll?
    var combine: GroupAllToAll?
    var gathersTokens = false
    var tensorAllReduces: Double

    init(tensorAllReduces: Double) { self.tensorAllReduces = tensorAllReduces }

    init(
      _ mixture: MixtureOfExperts, in context: inout TimerContext
    ) throws(DeploymentConflicts) {
      let plan = context.plan
      // One attention replica: all its ranks hold all tokens, and an all-reduce sums the experts.
      guard plan.data > 1 else {
        self.init(tensorAllReduces: plan.tensor > 1 ? 2 : 0)
        return
      }
      // The sum after attention and the gathering before the next layer make one all-reduce.
      self.init(tensorAllReduces: plan.tensor > 1 ? 1 : 0)
      let devices = plan.tensor * plan.data
      guard plan.expert > 1 else {
        gathersTokens = true
        return
      }
      let hidden = context.deployment.model.hidden
      let calibration = context.calibration
      let communication = context.communication
      let format = communication.dispatch.format(
        arithmetic: try context.choice(.experts).arithmetic)
      let held = mixture.with(redundant: plan.redundantExperts(among: mixture.experts))
      func group(
        _ message: Bytes, _ direct: CollectiveEfficiency, _ bulk: BulkExchangeEfficiency?
      ) -> GroupAllToAll {
        GroupAllToAll(
          mixture: held, message: message, devices: devices, split: devices / plan.expert,
          topology: context.topology,
          efficiency: GroupAllToAll.Efficiency(
            direct: direct, bulk: bulk, multiprocessors: communication.multiprocessors))
      }
      let exchange = calibration.exchange
      dispatch = group(
        ExpertDispatch.messageBytes(hidden: hidden, arithmetic: format), calibration.allToAll,
        exchange.bulkDispatch)
      combine = group(
        ExpertDispatch.returnBytes(hidden: hidden), exchange.combine ?? calibration.allToAll,
        exchange.bulkCombine)
    }
  }
}

extension DenseFeedForward {
  /// Bytes that the activation function reads and writes per token on one device, 16 bits.
  fileprivate func activationBytes(tensor: Int) -> Double {
    Double(intermediate.dividedRoundingUp(by: tensor)) * (isGated ? 6 : 4)
  }
}
