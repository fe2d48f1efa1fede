import Experiments
import Foundation
import ReferenceData
import Stochastics

/// The predicted times of a sample as host terms change, to first order about one set of terms.
///
/// Steps are sums in which every term stands once, and so are latencies, and the time per token of
/// a rate, as long as queues keep their form: the first order is nearly all there is. Each slope is
/// a simulation with the one term changed by a fraction of what engines usually spend.
struct HostTangent: Sendable {
  struct Row: Sendable {
    /// The index of its item in the sample.
    let item: Int
    let time: Double
    let slopes: [Double]
    let measured: Double
    let isFirstToken: Bool
    /// Nil for an end-to-end latency that two metrics imply.
    let metric: String?
    /// 1 for a time, −1 for a rate, whose error has the other sign.
    let sign: Double
  }

  let origin: [Double]
  let rows: [Row]

  /// The part of a parameter's start by which it is changed.
  private static let change = 0.25

  /// - Parameter counter: counts the simulations.
  init(
    _ sample: HostSample, of parameters: [RobustFit.Parameter], at origin: [Double],
    in catalog: Catalog, jobs: Int, counter: ProgressCounter? = nil
  ) {
    self.origin = origin
    let changes = parameters.map { $0.start * Self.change }
    let count = parameters.count + 1
    let times = parallelMap(sample.items.count * count, jobs: jobs) { index -> [Double]? in
      defer { counter?.advance() }
      var values = origin
      let parameter = index % count - 1
      if parameter >= 0 { values[parameter] += changes[parameter] }
      return try? sample.items[index / count].times(
        with: HostTerms(values, of: parameters), in: catalog)
    }
    var rows: [Row] = []
    for (index, item) in sample.items.enumerated() {
      let own = times[(index * count)..<((index + 1) * count)]
      // Other terms may make a row unpredictable; then it says nothing here.
      guard let base = own.first.flatMap(\.self), own.allSatisfy({ $0 != nil }) else { continue }
      for (place, residual) in item.residuals.enumerated() where base[place] > 0 {
        rows.append(
          Row(
            item: index, time: base[place],
            slopes: zip(own.dropFirst(), changes).map { ($0![place] - base[place]) / $1 },
            measured: residual.measured, isFirstToken: residual.isFirstToken,
            metric: residual.metric?.name, sign: residual.metric?.isTime ?? true ? 1 : -1))
      }
    }
    self.rows = rows
  }

  /// ln(predicted/measured) of a row at other values of the parameters.
  func error(of row: Row, at values: [Double]) -> Double {
    var time = row.time
    for (index, slope) in row.slopes.enumerated() {
      time += slope * (values[index] - origin[index])
    }
    // Far from its origin a tangent may turn negative, which no time does.
    return row.sign * log(max(time, row.time / 20) / row.measured)
  }
}
