import Economics
import Hardware
import LanguageModels
import Performance
public import Quantities
import Scenarios
import Serving

/// A candidate with the largest load that keeps the objectives, by the closed form.
public struct ScreenedDeployment: Sendable {
  public let candidate: DeploymentCandidate
  /// Accelerators that one replica, or one fleet in pools, pays for, possibly a part of the last one.
  public let accelerators: Double
  /// Of one replica, or of one fleet in pools.
  public let rate: RequestsPerSecond
  /// Sequences that decode in the mean.
  public let batch: Double
  /// Output tokens per second that one user sees in the mean.
  public let tokensPerUser: Double
  public let outputPerAccelerator: TokensPerSecond
  /// All dollars over output tokens, and over all tokens.
  public let costPerOutput: USDollarsPerToken
  public let costBlended: USDollarsPerToken
}

/// A candidate at one load, by the closed form: what one user sees against what it makes of the
/// machine.
public struct OperatingPoint: Sendable {
  public let candidate: DeploymentCandidate
  /// Of one replica, or of one fleet in pools.
  public let rate: RequestsPerSecond
  public let batch: Double
  public let tokensPerUser: Double
  public let outputPerAccelerator: TokensPerSecond
  public let costPerOutput: USDollarsPerToken
}

/// All candidates of a space judged in closed form: what can run, at what rate, and why the others
/// are out.
///
/// The model is ``SteadyState``; nothing is simulated. Candidates that differ in limits of the engine
/// alone share the times of their steps. Fleets in pools are made of the replicas that no other one
/// beats in their part. The result does not depend on the number of threads.
public struct DeploymentScreen: Sendable {
  public let space: DeploymentSpace
  /// Those that keep the objectives at some rate, in the order of the space.
  public let kept: [ScreenedDeployment]
  public let ruledOut: [(candidate: DeploymentCandidate, reason: RuledOut)]
  /// What no other operating point beats in tokens per user and in output per accelerator both, or
  /// in tokens per user and in cost both; by tokens per user, most first.
  public let front: [OperatingPoint]
  /// Operating points that others beat in both respects.
  public let dominated: Int

  /// Replicas that serve a part, of which the fleets in pools among the candidates are made.
  public let poolReplicas: Int

  public var count: Int { kept.count + ruledOut.count }

  /// - Parameter progress: called from any thread with machines done and in all.
  public init(
    _ space: DeploymentSpace, jobs: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    self.space = space
    let mixes = space.points.map {
      RequestMix($0.workload, contextLimit: $0.model.contextLength)
    }
    let longest = space.points.map { ServingVerdict.longestRequest(of: $0) }
    // Machines are handed out in bunches, so that threads do not queue for single ones.
    let bunch = 16
    let bunches = (space.machines.count + bunch - 1) / bunch
    let counter = ProgressCounter(total: bunches, report: progress)
    let bunchesJudged = parallelMap(bunches, jobs: jobs) { index in
      defer { counter.advance() }
      let judgements = space.machines[
        index * bunch..<min(space.machines.count, (index + 1) * bunch)
      ].flatMap { machine in
        machine.judged(
          on: space.points[machine.base].part(of: machine.role), mix: mixes[machine.base],
          longest: longest[machine.base])
      }
      return Bunch(judgements)
    }
    let parts = PoolReplicas(bunchesJudged.flatMap(\.judgements), on: space.points)
    let fleets = parts.pairs
    let fleetBunches = parallelMap((fleets.count + bunch - 1) / bunch, jobs: jobs) { index in
      Bunch(
        fleets[index * bunch..<min(fleets.count, (index + 1) * bunch)].flatMap {
          $0.judged(on: space.points[$0.base])
        })
    }
    var kept: [ScreenedDeployment] = []
    var out: [(candidate: DeploymentCandidate, reason: RuledOut)] = []
    let all = bunchesJudged + fleetBunches
    for judgement in all.flatMap(\.judgements) {
      switch judgement.result {
      case .kept(let screened): kept.append(screened)
      case .out(let reason): out.append((judgement.candidate, reason))
      case .part: continue
      }
    }
    self.kept = kept
    ruledOut = out + parts.beaten
    poolReplicas = parts.count
    front = all.flatMap(\.front).front
    dominated = all.reduce(0) { $0 + $1.points } - front.count
  }

  /// What is judged together; what is beaten among few is beaten among all.
  private struct Bunch: Sendable {
    let judgements: [Judgement]
    let front: [OperatingPoint]
    let points: Int

    init(_ judgements: [Judgement]) {
      let points = judgements.flatMap(\.curve)
      front = points.front
      self.points = points.count
      self.judgements = judgements.map {
        Judgement(candidate: $0.candidate, result: $0.result)
      }
    }
  }
}

extension [OperatingPoint] {
  /// The points of either front, by tokens per user.
  var front: [OperatingPoint] {
    let byOutput = ParetoFront.indices(
      of: map { ($0.tokensPerUser, $0.outputPerAccelerator.value) })
    let byCost = ParetoFront.indices(of: map { ($0.tokensPerUser, -$0.costPerOutput.value) })
    return Set(byOutput + byCost).sorted {
      self[$0].tokensPerUser != self[$1].tokensPerUser
        ? self[$0].tokensPerUser > self[$1].tokensPerUser : $0 < $1
    }.map { self[$0] }
  }
}
