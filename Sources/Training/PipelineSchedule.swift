public import Quantities

/// The time and idle share of pipeline schedules in closed form (Eqs. 6.10-6.13).
///
/// `forward` and `backward` are of one microbatch on one rank, the backward one in full; stages
/// are equal, or the slowest stands for all. Transfers between stages are not included.
public enum PipelineSchedule: Sendable, Hashable {
  /// One forward, one backward in turn (Huang et al. 2019; Narayanan et al. 2021).
  case oneForwardOneBackward
  /// The same over `chunks` per rank (Narayanan et al. 2021, arXiv 2104.04473).
  case interleaved(chunks: Int)
  /// Weight gradients fill the bubble (Qi et al. 2024, arXiv 2401.10241); `weightShare` is the
  /// part of the backward pass that computes them.
  ///
  /// ZB-H1, in the memory of 1F1B's first stage on every stage: what later ones do not keep of
  /// activations they keep for weight gradients.
  case zeroBubble(weightShare: Double)
  /// The same with `2p − 1` microbatches in flight, ZB-H2. What is left of the bubble is what
  /// weight gradients do not fill. Each stage goes on to the next step by itself, the norm of the
  /// gradients being checked afterwards, as the authors do.
  case zeroBubbleTwice(weightShare: Double)
  /// Both directions at once (DeepSeek-V3, arXiv 2412.19437), for an even number of stages.
  /// `overlapped` is the time of a forward and a backward chunk run together, over their sum.
  case dual(weightShare: Double, overlapped: Double)

  /// The time that a rank waits in one step.
  public func idle(stages: Int, forward: Seconds, backward: Seconds) -> Seconds {
    precondition(stages >= 1, "\(stages) stages")
    let p = Double(stages)
    switch self {
    case .oneForwardOneBackward: return (forward + backward) * (p - 1)
    case .interleaved(let chunks): return (forward + backward) * ((p - 1) / Double(chunks))
    case .zeroBubble(let weightShare):
      return max(.zero, forward + backward - backward * (2 * weightShare)) * (p - 1)
    case .zeroBubbleTwice(let weightShare):
      return max(.zero, forward + backward - backward * (3 * weightShare)) * (p - 1)
    case .dual(let weightShare, let overlapped):
      guard stages > 1 else { return .zero }
      let together = (forward + backward) * overlapped
      return max(.zero, together + backward - backward * (3 * weightShare)) * (p / 2 - 1)
    }
  }

  /// The time of `microBatches` microbatches: `m(F + B)` and the idle time.
  public func duration(
    stages: Int, microBatches: Int, forward: Seconds, backward: Seconds
  ) -> Seconds {
    (forward + backward) * Double(microBatches)
      + idle(stages: stages, forward: forward, backward: backward)
  }

  /// Idle time over ideal time, `idle / m(F + B)`.
  public func overhead(
    stages: Int, microBatches: Int, forward: Seconds, backward: Seconds
  ) -> Double {
    idle(stages: stages, forward: forward, backward: backward)
      / ((forward + backward) * Double(microBatches))
  }

  /// Layers' worth of activations that the first stage holds, over the layers of a stage: 1F1B
  /// holds `min(p, m)` microbatches, interleaving `p(1 + (p−1)/(pv))` (Eq. 6.6).
  public func microBatchesInFlight(stage: Int, stages: Int, microBatches: Int) -> Double {
    let p = Double(stages)
    switch self {
    case .oneForwardOneBackward: return Double(min(stages - stage, microBatches))
    case .zeroBubble: return Double(min(stages, microBatches))
    case .zeroBubbleTwice: return Double(min(2 * stages - 1, microBatches))
    case .interleaved(let chunks):
      // Later stages warm up with two chunks fewer each.
      let first = p * (1 + (p - 1) / (p * Double(chunks)))
      return min(max(1, first - 2 * Double(stage) / Double(chunks)), Double(microBatches))
    case .dual: return min(p + 1, Double(microBatches))
    }
  }
}
