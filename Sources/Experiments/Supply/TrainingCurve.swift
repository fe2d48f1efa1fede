import Foundation
public import Quantities

/// The useful work of clusters of one chip, by their size: model FLOPs per second after failures.
///
/// Between the sizes that were modelled the rate per accelerator is linear in the logarithm of the
/// size; below the smallest and above the largest it stays. Nobody builds a cluster of which a part
/// would do more, so that the work of a cluster never falls with its size.
public struct TrainingCurve: Sendable {
  /// A cluster that was modelled.
  public struct Point: Sendable {
    public let accelerators: Int
    /// Useful model FLOPs per second and accelerator: six for each active parameter and token, over
    /// the whole time of the run.
    public let rate: FLOPsPerSecond
    /// The share of time in steps at full strength.
    public let goodput: Double
    /// Model FLOP utilization of a step, of the dense peak of the format trained in.
    public let utilization: Double
    public let parameters: Double
    public let activeParameters: Double
    public let precision: String
    public let plan: String

    /// Of the whole cluster.
    public var total: FLOPsPerSecond { rate * Double(accelerators) }
  }

  /// By size, ascending; at least one.
  public let points: [Point]
  private let logarithms: [Double]
  /// The most that a cluster of each size or a smaller one does.
  private let best: [Double]

  /// - Precondition: there are points, and their sizes ascend.
  public init(_ points: [Point]) {
    precondition(!points.isEmpty, "a curve without clusters")
    precondition(
      zip(points, points.dropFirst()).allSatisfy { $0.accelerators < $1.accelerators })
    self.points = points
    logarithms = points.map { log2(Double($0.accelerators)) }
    var most = 0.0
    best = points.map {
      most = max(most, $0.total.value)
      return most
    }
  }

  /// What a cluster of so many accelerators does.
  ///
  /// - Complexity: O(sizes), one logarithm.
  public func rate(of accelerators: Double) -> FLOPsPerSecond {
    FLOPsPerSecond(value(of: accelerators))
  }

  func value(of accelerators: Double) -> Double {
    guard accelerators > 0 else { return 0 }
    let first = points[0]
    guard accelerators > Double(first.accelerators) else {
      return accelerators * first.rate.value
    }
    let last = points[points.count - 1]
    guard accelerators < Double(last.accelerators) else {
      return max(best[best.count - 1], accelerators * last.rate.value)
    }
    var index = 1
    while Double(points[index].accelerators) < accelerators { index += 1 }
    let place =
      (log2(accelerators) - logarithms[index - 1]) / (logarithms[index] - logarithms[index - 1])
    let low = points[index - 1].rate.value
    let each = low + (points[index].rate.value - low) * place
    return max(best[index - 1], accelerators * each)
  }

  /// The work of a cluster in a time.
  public func work(of accelerators: Double, in time: Seconds) -> FLOPs {
    FLOPs(value(of: accelerators) * time.value)
  }

  /// The same curve of a chip that does `factor` times as much.
  func scaled(by factor: Double) -> TrainingCurve {
    TrainingCurve(
      points.map {
        Point(
          accelerators: $0.accelerators, rate: $0.rate * factor, goodput: $0.goodput,
          utilization: $0.utilization, parameters: $0.parameters,
          activeParameters: $0.activeParameters, precision: $0.precision, plan: $0.plan)
      })
  }
}
