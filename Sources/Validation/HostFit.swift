import Experiments
import Foundation
import Performance
import Quantities
import ReferenceData
import Serving
import Stochastics

/// The host terms of an engine profile, fitted on measurements of served models.
///
/// Minimizes the soft-L1 loss of ln(predicted/measured) over all rows, each predicted by the same
/// simulation that `run` makes. Throughput, time per output token, and the end-to-end latency that
/// follows from a row's latencies weigh alike; the time to first token less, since it trades
/// against the others with the drift of clients. So that terms which the rows do not tell apart
/// stay near what engines usually spend, each is drawn towards ``usual`` with the force of
/// ``priorWeight`` rows that are 10 % off per factor of three.
///
/// The search is on a ``HostTangent``, renewed at what it found until it moves no more: two rounds
/// of simulations for what a search by simulation would take dozens.
struct HostFit: Sendable {
  let terms: HostTerms
  /// What each term is, and whether the rows say so.
  let estimates: [RobustFit.Estimate]
  /// Measured values that entered.
  let count: Int

  /// The middle of what engines of these years spend; where a search begins.
  static let usual: [RobustFit.Parameter] = [
    .init("per-step", start: 500e-6, within: 1e-6...50e-3),
    .init("per-request", start: 15e-6, within: 0.1e-6...1e-3),
    .init("per-layer", start: 40e-6, within: 1e-6...500e-6),
    .init("per-prefill-step", start: 3e-3, within: 10e-6...50e-3),
    .init("per-prefill-token", start: 1e-6, within: 0.01e-6...50e-6),
    .init("kernel-factor", start: 1.001, within: 0.5...3),
    .init("client-delay", start: 20e-3, within: 0.1e-3...0.5),
  ]

  /// Values that a fit rests on, at least: with fewer it would tell little but ``usual``.
  static let leastRows = 20
  static let firstTokenWeight = 0.3
  static let priorWeight = 1.0

  /// Fits on the rows of a tangent, without those of some items.
  ///
  /// - Throws: `StochasticsError.unfit` where fewer than ``leastRows`` remain.
  init(
    _ tangent: HostTangent, of parameters: [RobustFit.Parameter],
    where isTaken: (_ item: Int) -> Bool = { _ in true }
  ) throws(StochasticsError) {
    let rows = tangent.rows.filter { isTaken($0.item) }
    count = rows.count
    guard count >= Self.leastRows else {
      throw .unfit(
        reason: "\(count) values can be predicted, too few for a fit: at least "
          + "\(Self.leastRows) are needed")
    }
    let fit = try RobustFit(
      parameters,
      weights: rows.map { $0.isFirstToken ? Self.firstTokenWeight : 1 }
        + parameters.map { _ in Self.priorWeight }, scale: 0.1
    ) { values in
      rows.map { tangent.error(of: $0, at: values) }
        + zip(values, parameters).map { 0.1 * log($0 / $1.start) / log(3) }
    }
    terms = HostTerms(fit.values, of: parameters)
    estimates = fit.estimates
  }
}

/// A sample of one engine profile with its tangent at the terms that fit it.
struct FittedSample: Sendable {
  let sample: HostSample
  let parameters: [RobustFit.Parameter]
  /// At the usual terms.
  let start: HostTangent
  let tangent: HostTangent
  /// On all rows.
  let fit: HostFit

  /// Renewals of the tangent after the first.
  private static let rounds = 2
  private static let mostRenewed = 300

  /// - Parameter progress: told of every simulation.
  /// - Throws: `StochasticsError.unfit` where too few rows can be predicted.
  init(
    _ rows: [(source: String, row: ServingRow)], as profile: String, in catalog: Catalog, jobs: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(StochasticsError) {
    let sample = HostSample(rows, as: profile, in: catalog, jobs: jobs)
    let overhead = try? catalog.engine(profile).hostOverhead
    let parameters = HostFit.usual.filter { parameter in
      switch parameter.name {
      // Only kernels of other years than those of the calibrations differ from them.
      case "kernel-factor": overhead?.kernelFactor != 1
      case "client-delay": sample.hasClients
      default: true
      }
    }
    let counter = ProgressCounter(
      total: sample.items.count * (parameters.count + 1) * (1 + Self.rounds), report: progress)
    start = HostTangent(
      sample, of: parameters, at: parameters.map(\.start), in: catalog, jobs: jobs,
      counter: counter)
    var tangent = start
    var fit = try HostFit(tangent, of: parameters)
    for _ in 0..<Self.rounds {
      tangent = HostTangent(
        sample, of: parameters, at: fit.estimates.map(\.value), in: catalog, jobs: jobs,
        counter: counter)
      fit = try HostFit(tangent, of: parameters)
    }
    self.sample = sample
    self.parameters = parameters
    self.tangent = tangent
    self.fit = fit
  }

  /// The fit without what a source says of a model; nil where too few rows remain.
  ///
  /// It begins at the first tangent, of which each row is laid by itself: nothing of what is left out
  /// reaches it. That is renewed once where the others are met, on at most ``mostRenewed`` conditions.
  func fit(leavingOut source: String, model: String, leastRows: Int, in catalog: Catalog)
    -> HostFit?
  {
    let remaining = sample.items.indices.filter {
      sample.items[$0].source != source || sample.items[$0].conditions.model != model
    }
    let isRemaining = Set(remaining)
    guard let first = try? HostFit(start, of: parameters, where: isRemaining.contains),
      first.count >= leastRows
    else { return nil }
    let stride = (remaining.count + Self.mostRenewed - 1) / Self.mostRenewed
    let renewed = HostTangent(
      HostSample(
        remaining.enumerated().filter { $0.offset % stride == 0 }.map { sample.items[$0.element] }),
      of: parameters, at: first.estimates.map(\.value), in: catalog, jobs: 1)
    return try? HostFit(renewed, of: parameters)
  }
}

extension HostTerms {
  init(_ values: [Double], of parameters: [RobustFit.Parameter]) {
    func value(_ name: String) -> Double {
      if let index = parameters.firstIndex(where: { $0.name == name }) { return values[index] }
      // What was not fitted is not there: kernels as calibrated, and no client.
      return name == "kernel-factor" ? 1 : 0
    }
    self.init(
      perStep: Seconds(value("per-step")), perRequest: Seconds(value("per-request")),
      perLayer: Seconds(value("per-layer")),
      perPrefillStep: Seconds(value("per-prefill-step")),
      perPrefillToken: Seconds(value("per-prefill-token")),
      kernelFactor: value("kernel-factor"), clientDelay: Seconds(value("client-delay")))
  }
}
