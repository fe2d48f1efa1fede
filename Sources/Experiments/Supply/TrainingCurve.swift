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
  private let segments: [Segment]
  /// The most that any cluster up to the largest modelled does.
  private let most: Double

  /// What lies between two sizes: a rate per accelerator of `base + slope · log₂ size`.
  private struct Segment {
    let upTo: Double
    let base: Double
    let slope: Double
    /// The size beyond which a cluster would do less; infinite where none does.
    let peak: Double
    /// The most that any cluster below does.
    let before: Double

    /// `N·(b + s·log₂ N)` is greatest where its derivative `b + s·log₂ N + s/ln 2` is zero.
    init(_ low: Point, _ high: Point, before: Double) {
      let (from, to) = (log2(Double(low.accelerators)), log2(Double(high.accelerators)))
      upTo = Double(high.accelerators)
      slope = (high.rate.value - low.rate.value) / (to - from)
      base = low.rate.value - slope * from
      let stationary = slope < 0 ? exp2(-base / slope - 1 / log(2)) : .infinity
      peak = max(stationary, Double(low.accelerators))
      self.before = before
    }

    func value(of size: Double) -> Double {
      let size = min(size, peak)
      return max(before, size * (base + slope * log2(size)))
    }
  }

  /// - Precondition: there are points, and their sizes ascend.
  public init(_ points: [Point]) {
    precondition(!points.isEmpty, "a curve without clusters")
    precondition(
      zip(points, points.dropFirst()).allSatisfy { $0.accelerators < $1.accelerators })
    self.points = points
    var segments: [Segment] = []
    var most = points[0].total.value
    for (low, high) in zip(points, points.dropFirst()) {
      let segment = Segment(low, high, before: most)
      segments.append(segment)
      most = max(segment.value(of: segment.upTo), high.total.value)
    }
    self.segments = segments
    self.most = most
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
    for segment in segments where accelerators <= segment.upTo {
      return segment.value(of: accelerators)
    }
    return max(most, accelerators * points[points.count - 1].rate.value)
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
