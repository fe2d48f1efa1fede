import Hardware
import LanguageModels
import Performance
import Quantities
import Scenarios
import Serving

extension PrefixCaching {
  /// What one replica keeps: terms per accelerator as blocks and times of the replica.
  ///
  /// Each device reads its own part of a block over its own link (compare
  /// `EngineProfile.swapSpace(of:context:)`), and the memory behind it holds as many parts as find
  /// room there. Where several devices hold the same part, as of latent caches under tensor
  /// parallelism, each keeps and reads its own. The time of a lone prompt is that of whole steps at
  /// its beginning and at 16 steps' length, which tell tokens and pairs of tokens apart.
  init(_ terms: PrefixCacheTerms, of replica: ReplicaModel, context: Int) throws(ServingError) {
    let deployment = replica.deployment
    let devices = Double(deployment.cluster.accelerator.devices)
    let footprint = MemoryFootprint(deployment: deployment, reserve: replica.engine.memory)
    let share = Double(replica.engine.blockTokens) / Double(context)
    let bytes = footprint.stages.map { $0.cacheBytes(context: context) * share }.max() ?? .zero
    func tier(_ terms: PrefixCacheTerms.Tier?) throws(ServingError) -> Tier? {
      guard let terms, bytes > .zero else { return nil }
      let perRank = min(Double(Int32.max) / 8, terms.capacity / devices / bytes)
      let blocks = min(Int(perRank) * deployment.plan.data, Int(Int32.max) / 4)
      guard blocks > 0 else { return nil }
      return try Tier(
        blocks: blocks, timePerBlock: bytes / (terms.bandwidth / devices), latency: terms.latency)
    }
    var computing: ComputingTimes?
    if terms.computesWhenQuicker {
      let tokens = min(replica.engine.tokenBudget, 2_048)
      let before = 16 * tokens
      let first = replica.predictor.duration(of: .prefill(tokens: tokens, cached: 0)).value
      let later = replica.predictor.duration(of: .prefill(tokens: tokens, cached: before)).value
      let perPair = max(0, later - first) / Double(tokens * before)
      computing = try ComputingTimes(
        perToken: Seconds(max(0, first / Double(tokens) - perPair * Double(tokens) / 2)),
        perPair: Seconds(perPair))
    }
    try self.init(
      host: tier(terms.host), storage: tier(terms.storage), readsByLayer: terms.readsByLayer,
      computing: computing)
  }
}
