public import Performance
public import Quantities

/// The time of one training step in closed form, part by part (Eqs. 6.10-6.20).
///
///     t = pipeline(F, B of the slowest stage) + transfers + exposed gradients + optimizer
///
/// Operators are those of serving with all tokens as prompt; the backward pass takes twice the
/// forward one, and 2.5 times for fused attention. Communication of tensor groups is exposed; that
/// with experts too, unless the plan's ``TrainingPlan/Overlap`` runs it beside another microbatch; of
/// context groups what attention does not hide. That of pipeline stages is hidden but for filling
/// and draining, that of data parallelism behind the last backward and the first forward pass unless
/// the plan overlaps nothing. Ignores data loading, stragglers and failures, which belong to a run.
public struct TrainingStep: Sendable, Hashable {
  /// Where the time of a step goes.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    case forward, backward
    case tensorCommunication = "tensor-communication"
    case expertCommunication = "expert-communication"
    case contextCommunication = "context-communication"
    /// Waiting for other stages.
    case pipelineIdle = "pipeline-idle"
    case pipelineTransfer = "pipeline-transfer"
    case gradients
    case optimizer
    /// Waiting for what was in host memory.
    case offload
    /// What a step takes beside all passes.
    case overhead
    /// Waiting for the slowest rank, `J(N) − 1` of all else (Eq. 6.21).
    case jitter
  }

  /// The time of one part.
  public struct Row: Sendable, Hashable {
    public let part: Part
    /// What the step is longer for it: of communication, what is exposed.
    public let duration: Seconds
    /// Communication that runs beside arithmetic; zero for all other parts.
    public let hidden: Seconds

    /// All of it, exposed or not.
    public var total: Seconds { duration + hidden }

    init(_ part: Part, _ duration: Seconds, hidden: Seconds = .zero) {
      self.part = part
      self.duration = duration
      self.hidden = hidden
    }
  }

  public let run: TrainingRun
  /// Every part in order, zero ones included.
  public let rows: [Row]
  /// Forward and backward time of one microbatch on the slowest stage, its communication included.
  public let forward: Seconds
  public let backward: Seconds
  /// The slowest stage.
  public let stage: Int
  public let notes: [PredictionNote]
  public let confidence: CalibrationConfidence

  /// The sum of all rows.
  public var duration: Seconds { rows.reduce(.zero) { $0 + $1.duration } }

  /// The time of a part; zero where the step has none.
  public subscript(part: Part) -> Seconds {
    rows.reduce(.zero) { $1.part == part ? $0 + $1.duration : $0 }
  }

  /// Communication of a part that runs beside arithmetic.
  public func hidden(_ part: Part) -> Seconds {
    rows.reduce(.zero) { $1.part == part ? $0 + $1.hidden : $0 }
  }

  public var tokensPerSecond: TokensPerSecond { Tokens(run.tokensPerStep) / duration }

  /// Model FLOPs utilization: needed FLOPs over what the chips could do at the dense peak of the
  /// recipe's format (Eq. 6.24). In-step; print the convention beside it.
  public func modelUtilization(
    _ convention: ModelWork.AttentionConvention = .causal
  ) -> Double { run.modelWork(convention) / run.peakWork(in: duration) }

  /// Hardware FLOPs utilization: recomputation counts as work.
  public func hardwareUtilization(
    _ convention: ModelWork.AttentionConvention = .causal
  ) -> Double { run.hardwareWork(convention) / run.peakWork(in: duration) }

  /// The time to train on so many tokens, when the share `goodput` of it is spent in steps.
  public func timeToTrain(_ tokens: Tokens, goodput: Double = 1) -> Seconds {
    precondition(goodput > 0 && goodput <= 1, "a goodput of \(goodput)")
    return tokens / tokensPerSecond / goodput
  }
}
