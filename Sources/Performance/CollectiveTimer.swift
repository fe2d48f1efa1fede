import Hardware
import Quantities

/// The time of one ``CollectivePath`` in plain memory: a measured part, an affine part, and the
/// fastest of a few algorithms at the outermost level, never below a floor (Eq. 4.10).
///
///     t = n·q-norm(α, bytes/B) + affine + max(floor, min over algorithms)
struct PathTimer: Sendable {
  private var measured: FittedCollective?
  private var measuredPerByte = 0.0
  private var measuredTimes = 0.0
  private var affine = AffineTime()
  private var floor = 0.0
  private var algorithms: InlineArray<3, AffineTime> = .init(repeating: AffineTime())
  private var algorithmCount = 0

  init(
    _ path: CollectivePath, operation: GroupOperation, allReduce: [CollectiveEfficiency],
    gathers: [CollectiveEfficiency]
  ) {
    for stage in path.stages {
      let fits = stage.fits(for: operation, allReduce: allReduce, gathers: gathers)
      if let fits {
        let fit = fits.efficiencies.fit(ranks: stage.ranks)
        measured = FittedCollective(latency: fit.latency.value, exponent: fit.exponent)
        measuredPerByte =
          fits.passes * stage.share * Double(stage.ranks - 1) / Double(stage.ranks)
          / (min(fit.link, fits.mostLink) * stage.level.bandwidth.value)
        measuredTimes = fits.times
      } else if stage.isOutermost {
        floor = CollectiveEfficiency.unmeasuredFloor.value
        let choices = stage.algorithms(for: operation)
        precondition(choices.count <= 3, "\(choices.count) algorithms at one level")
        for choice in choices {
          algorithms[algorithmCount] = choice.time
          algorithmCount += 1
        }
      } else {
        affine = affine + stage.phase(times: operation.passes)
      }
    }
  }

  @inline(__always)
  func seconds(bytes: Double) -> Double {
    var seconds = affine.seconds(bytes: bytes)
    if let measured {
      seconds += measuredTimes * measured.seconds(transfer: measuredPerByte * bytes)
    }
    if algorithmCount > 0 {
      var fastest = algorithms[0].seconds(bytes: bytes)
      for index in 1..<max(1, algorithmCount) {
        fastest = min(fastest, algorithms[index].seconds(bytes: bytes))
      }
      seconds += max(floor, fastest)
    }
    return seconds
  }
}

/// The time of a collective over a group: its fastest path.
struct CollectiveTimer: Sendable {
  static let mostPaths = 4

  private var paths: InlineArray<4, PathTimer>
  private var count: Int

  /// Nil for a group of one.
  init?(_ ways: CollectiveWays) {
    let timers = ways.paths.map {
      PathTimer($0, operation: ways.operation, allReduce: ways.allReduce, gathers: ways.gathers)
    }
    guard let first = timers.first else { return nil }
    precondition(timers.count <= Self.mostPaths, "\(timers.count) ways through a network")
    var all = InlineArray<4, PathTimer>(repeating: first)
    for (index, timer) in timers.enumerated() { all[index] = timer }
    self.paths = all
    count = timers.count
  }

  @inline(__always)
  func seconds(bytes: Double) -> Double {
    var fastest = paths[0].seconds(bytes: bytes)
    for index in 1..<max(1, count) { fastest = min(fastest, paths[index].seconds(bytes: bytes)) }
    return fastest
  }

  /// The place of the path that is fastest for a buffer.
  func fastestPath(bytes: Double) -> Int {
    (0..<count).min { paths[$0].seconds(bytes: bytes) < paths[$1].seconds(bytes: bytes) } ?? 0
  }
}

/// Every way that a collective of a group may take, and what was measured of it.
struct CollectiveWays: Sendable {
  let operation: GroupOperation
  let paths: [CollectivePath]
  let allReduce: [CollectiveEfficiency]
  let gathers: [CollectiveEfficiency]

  /// The way of a buffer, in words for a reader.
  func choice(bytes: Double, _ timer: CollectiveTimer?) -> CollectiveChoice {
    guard let timer else { return CollectiveChoice(stages: []) }
    let path = paths[timer.fastestPath(bytes: bytes)]
    return CollectiveChoice(
      stages: path.stages.map { stage in
        CollectiveChoice.Stage(
          level: stage.level.name, ranks: stage.ranks, method: method(of: stage, bytes: bytes))
      })
  }

  private func method(
    of stage: CollectivePath.Stage, bytes: Double
  ) -> CollectiveChoice.Method {
    guard stage.isOutermost else { return .gathers }
    if let fits = stage.fits(for: operation, allReduce: allReduce, gathers: gathers) {
      let most = fits.efficiencies.map(\.ranks).max() ?? 1
      return stage.ranks > most ? .extrapolated(from: most) : .measured
    }
    let fastest = stage.algorithms(for: operation).min {
      $0.time.seconds(bytes: bytes) < $1.time.seconds(bytes: bytes)
    }
    return fastest.map { .algorithm($0.algorithm) } ?? .gathers
  }
}
