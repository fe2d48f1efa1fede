import Hardware
import LanguageModels
public import Quantities

/// The memory of one device of each pipeline stage, term by term, and the cache it leaves room for
/// (Eqs. 5.14-5.16).
///
/// Attention, dense networks and shared experts are cut by the tensor width and repeated in every
/// attention replica; routed experts are spread over the expert width and cut by what remains of
/// `tensor·data`; routers, norms and biases are on every device; embedding and head are cut by the
/// vocabulary. A latent or compressed cache entry is held by every rank of the tensor group.
public struct MemoryFootprint: Sendable, Hashable {
  /// One device of a pipeline stage.
  public struct Stage: Sendable, Hashable {
    /// Every term in the order of ``MemoryTerm``, zero ones included.
    public let terms: [Term]
    /// Left for the cache; negative by the deficit when the rest does not fit.
    public let pool: Bytes
    /// Cache of one token in the layers that keep every token, on this device.
    public let cacheBytesPerToken: Bytes
    /// Cache of one sequence beside that: whole windows, and recurrent states.
    public let cacheBytesPerSequence: Bytes
    /// The windows among it: bytes per token, of so many tokens at most.
    let windows: [CacheWindow]

    public var weights: Bytes {
      terms.reduce(.zero) { $1.term.isWeights ? $0 + $1.bytes : $0 }
    }

    public subscript(term: MemoryTerm) -> Bytes {
      terms.reduce(.zero) { $1.term == term ? $0 + $1.bytes : $0 }
    }

    /// Cache of one sequence of length `context`: of a window, `min(s, w)` tokens (Eq. 2.12).
    public func cacheBytes(context: Int) -> Bytes {
      let whole = cacheBytesPerToken * Double(context) + cacheBytesPerSequence
      return windows.reduce(whole) { bytes, window in
        bytes - window.bytesPerToken * Double(max(0, window.tokens - context))
      }
    }
  }

  /// What one use of memory takes.
  public struct Term: Sendable, Hashable {
    public let term: MemoryTerm
    public let bytes: Bytes
  }

  /// The memory of one device.
  public let capacity: Bytes
  public let reserve: MemoryReserve
  public let stages: [Stage]
  /// Attention replicas, each with a pool of its own.
  public let replicas: Int
  let contextLength: Int

  /// The footprint of every stage of a deployment under what an engine keeps.
  public init(deployment: Deployment, reserve: MemoryReserve) {
    let model = deployment.model
    let plan = deployment.plan
    let capacity = deployment.cluster.accelerator.device.memory.capacity
    let held = PipelineStages(model: model, stages: plan.pipeline).counts
    let activations = reserve.activationBytes(of: deployment)
    let communication = plan.devices > 1 ? reserve.communication : .zero
    self.capacity = capacity
    self.reserve = reserve
    replicas = plan.data
    contextLength = model.contextLength
    stages = held.enumerated().map { index, counts in
      let isLast = index == held.count - 1
      var weights = WeightShare(
        deployment: deployment, counts: counts, isFirst: index == 0, isLast: isLast)
      var cache = CacheShare(deployment: deployment, counts: counts)
      if isLast {
        weights.addDraft(of: deployment)
        cache.addDraft(of: deployment)
      }
      let terms = MemoryTerm.allCases.map { term in
        Term(
          term: term,
          bytes: weights[term]
            ?? [
              .activations: activations, .graphs: reserve.graphs,
              .communication: communication, .other: reserve.other,
            ][term] ?? .zero)
      }
      let total = terms.reduce(Bytes.zero) { $1.term.isWeights ? $0 + $1.bytes : $0 }
      return Stage(
        terms: terms,
        pool: reserve.pool(
          capacity: capacity, weights: total, activations: activations,
          communication: communication),
        cacheBytesPerToken: cache.perToken, cacheBytesPerSequence: cache.perSequence,
        windows: cache.windows)
    }
  }

  /// The stage with the least room for one sequence of the longest context.
  public var bindingStage: Stage {
    stages.min { a, b in
      a.pool - a.cacheBytes(context: contextLength) < b.pool - b.cacheBytes(context: contextLength)
    }!
  }

  /// Blocks of `blockSize` tokens in one attention replica, the least over the stages:
  ///
  ///     ⌊ pool / (β_s · c(s)/s) ⌋
  ///
  /// with c(s) the cache of a sequence of `s` = `context` tokens. Where every layer keeps every
  /// token, c(s)/s is κ whatever the length (Eq. 5.16). Windows and recurrent states make short
  /// sequences dearer per token: then as many sequences fit as the bytes allow at that length, and
  /// of a mixture of lengths about as many. None when the pool is negative.
  ///
  /// - Parameter context: the tokens of a typical sequence; the model's longest where nil.
  public func cacheBlocks(blockSize: Int, context: Int? = nil) -> Int {
    let context = context ?? contextLength
    precondition(blockSize >= 1 && context >= 1)
    let limits = stages.map { stage -> Int in
      if stage.pool.value < 0 { return 0 }
      let perToken = stage.cacheBytes(context: context) / Double(context)
      precondition(perToken.value > 0, "a model that keeps nothing of the past")
      return Int(stage.pool / (perToken * Double(blockSize)))
    }
    return limits.min() ?? 0
  }

  /// Sequences of length `context` that one attention replica's cache holds at once.
  public func cachedSequences(context: Int) -> Int {
    precondition(context >= 1)
    return stages.map { $0.pool.value <= 0 ? 0 : Int($0.pool / $0.cacheBytes(context: context)) }
      .min() ?? 0
  }
}
