public import Performance
public import Quantities

/// A stretch of training under one plan: so many tokens in sequences and batches of one size.
public struct TrainingPhase: Sendable, Hashable {
  public let name: String
  public let tokens: Tokens
  public let run: TrainingRun

  public init(name: String, tokens: Tokens, run: TrainingRun) {
    precondition(tokens.value > 0 && tokens.isFinite, "a phase of \(tokens)")
    self.name = name
    self.tokens = tokens
    self.run = run
  }

  /// Steps of the phase, the last one perhaps not full.
  public var steps: Int { Int((tokens.value / run.tokensPerStep).rounded(.up)) }
}

/// Phases one after another: batches that grow, sequences that grow, a long context at the end.
///
/// Times, tokens and work add up; every phase must be feasible by itself. Llama 3.1 405B trained in
/// batches of 4M tokens in sequences of 4,096, then 8M and 16M tokens of 8,192, then on contexts up
/// to 128k (arXiv 2407.21783, section 3.4). Ignores what a change of plan takes, which is a restart
/// from a checkpoint and belongs to a long run.
public struct TrainingProgramme: Sendable, Hashable {
  /// The step of a phase.
  public struct Row: Sendable, Hashable {
    public let phase: TrainingPhase
    public let step: TrainingStep

    /// Whole steps.
    public var duration: Seconds { step.duration * Double(phase.steps) }
  }

  /// Why a programme has no time: the first phase that cannot be.
  public struct Failure: Error, Sendable, Hashable {
    public let phase: Int
    public let conflicts: [TrainingConflict]
  }

  public let rows: [Row]

  /// - Precondition: there is at least one phase.
  public init(
    phases: [TrainingPhase], calibration: OperatorCalibration
  ) throws(Failure) {
    precondition(!phases.isEmpty, "a programme without phases")
    var rows: [Row] = []
    for (index, phase) in phases.enumerated() {
      do throws(TrainingConflicts) {
        rows.append(
          Row(phase: phase, step: try TrainingStep(run: phase.run, calibration: calibration)))
      } catch {
        throw Failure(phase: index, conflicts: error.conflicts)
      }
    }
    self.rows = rows
  }

  public var tokens: Tokens { rows.reduce(.zero) { $0 + $1.phase.tokens } }

  /// The time of all phases, when the share `goodput` of it is spent in steps.
  public func duration(goodput: Double = 1) -> Seconds {
    precondition(goodput > 0 && goodput <= 1, "a goodput of \(goodput)")
    return rows.reduce(.zero) { $0 + $1.duration } / goodput
  }

  /// Accelerators in use, times the time.
  public func acceleratorTime(goodput: Double = 1) -> Seconds {
    precondition(goodput > 0 && goodput <= 1, "a goodput of \(goodput)")
    return rows.reduce(.zero) { $0 + $1.duration * Double($1.phase.run.accelerators) } / goodput
  }

  /// Model FLOPs utilization of all phases together: their work over what the accelerators in use
  /// could have done meanwhile.
  public func modelUtilization(
    _ convention: ModelWork.AttentionConvention = .causal
  ) -> Double {
    var work = FLOPs.zero
    var peak = FLOPs.zero
    for row in rows {
      let run = row.phase.run
      work += run.modelWork(convention) * Double(row.phase.steps)
      peak += run.peakWork(in: row.duration)
    }
    return work / peak
  }
}
