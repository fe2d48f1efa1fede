import Experiments
import Foundation
import Quantities
import ReferenceData
public import Stochastics

/// The host terms of an engine profile, fitted on measurements of served models.
///
/// Minimizes the soft-L1 loss of ln(predicted/measured) over all rows, each predicted by the same
/// simulation that `run` makes. Throughput, time per output token, and the end-to-end latency that
/// follows from a row's latencies weigh alike; the time to first token a tenth, since it trades
/// against the others with the drift of clients. So that terms which the rows do not tell apart
/// stay near what engines usually spend, each is drawn towards ``usual`` with the force of one row
/// that is 10 % off per factor of three.
public struct HostFit: Sendable {
  public let terms: HostTerms
  /// What each term is, and whether the rows say so.
  public let estimates: [RobustFit.Estimate]
  /// Rows that entered.
  public let count: Int

  /// The middle of what engines of these years spend; where a search begins.
  static let usual: [RobustFit.Parameter] = [
    .init("per-step", start: 500e-6, within: 1e-6...50e-3),
    .init("per-request", start: 15e-6, within: 0.1e-6...1e-3),
    .init("per-prefill-step", start: 3e-3, within: 10e-6...50e-3),
    .init("per-prefill-token", start: 1e-6, within: 0.01e-6...50e-6),
    .init("kernel-factor", start: 1.001, within: 0.5...3),
    .init("client-delay", start: 20e-3, within: 0.1e-3...0.5),
  ]

  static let firstTokenWeight = 0.1
  /// About the most conditions that one fit simulates; of more, every second, third … is taken.
  static let mostConditions = 120

  /// Fits the terms of `profile` on rows that the model can predict.
  ///
  /// - Parameter hasOwnKernels: whether its kernels are others than those of the calibrations, so
  ///   that the kernel factor is a term too.
  /// - Throws: `StochasticsError.unfit` where too few rows can be predicted.
  init(
    _ rows: [ServingRow], as profile: String, in catalog: Catalog, hasOwnKernels: Bool,
    jobs: Int
  ) throws(StochasticsError) {
    let sample = FitSample(rows, as: profile, in: catalog, jobs: jobs)
    let parameters = Self.usual.filter { parameter in
      switch parameter.name {
      case "kernel-factor": hasOwnKernels
      case "client-delay": sample.hasClients
      default: true
      }
    }
    let priors = parameters.map { _ in 1.0 }
    let fit = try RobustFit(
      parameters, weights: sample.weights + priors, scale: 0.1, step: 0.1, iterations: 12
    ) { values in
      let terms = HostTerms(values, of: parameters)
      return sample.errors(with: terms, in: catalog, jobs: jobs)
        + zip(values, parameters).map { 0.1 * log($0 / $1.start) / log(3) }
    }
    terms = HostTerms(fit.values, of: parameters)
    estimates = fit.estimates
    count = sample.weights.count
  }
}

extension HostTerms {
  fileprivate init(_ values: [Double], of parameters: [RobustFit.Parameter]) {
    func value(_ name: String) -> Double {
      if let index = parameters.firstIndex(where: { $0.name == name }) { return values[index] }
      // What was not fitted is not there: kernels as calibrated, and no client.
      return name == "kernel-factor" ? 1 : 0
    }
    self.init(
      perStep: Seconds(value("per-step")), perRequest: Seconds(value("per-request")),
      perPrefillStep: Seconds(value("per-prefill-step")),
      perPrefillToken: Seconds(value("per-prefill-token")),
      kernelFactor: value("kernel-factor"), clientDelay: Seconds(value("client-delay")))
  }
}

/// The rows of a fit by the conditions they share, each set of which is one simulation.
private struct FitSample: Sendable {
  /// One residual: of a metric, or of the end-to-end latency that two metrics imply.
  enum Residual: Sendable {
    case metric(MeasuredMetric, Double)
    case endToEnd(outputTokens: Double, measured: Double)
  }

  struct Item: Sendable {
    var conditions: MeasuredConditions
    var residuals: [Residual]
  }

  let items: [Item]
  let weights: [Double]

  /// Whether a client measured first tokens: a static batch has none.
  var hasClients: Bool {
    items.contains { item in
      if case .staticBatch = item.conditions.load { return false }
      return item.residuals.contains(where: \.isFirstToken)
    }
  }

  /// Keeps the rows that can be predicted.
  init(_ rows: [ServingRow], as profile: String, in catalog: Catalog, jobs: Int) {
    var indices: [MeasuredConditions: Int] = [:]
    var items: [Item] = []
    for row in rows {
      let conditions = row.conditions.served(by: profile)
      let index = indices[conditions] ?? items.count
      if index == items.count {
        indices[conditions] = index
        items.append(Item(conditions: conditions, residuals: []))
      }
      items[index].residuals.append(.metric(row.metric, row.value))
    }
    let stride = max(1, items.count / HostFit.mostConditions)
    var chosen = items.indices.filter { $0 % stride == 0 }.map { items[$0] }
    for index in chosen.indices { chosen[index].addEndToEnd() }
    let asked = chosen
    let predictable = parallelMap(asked.count, jobs: jobs) { index in
      let item = asked[index]
      guard let values = try? item.values(with: nil, in: catalog) else { return false }
      return values.allSatisfy { $0 > 0 && $0.isFinite }
    }
    self.items = zip(asked, predictable).filter(\.1).map(\.0)
    weights = self.items.flatMap { $0.residuals.map(\.weight) }
  }

  /// ln(predicted/measured) of every residual; 0 where other terms make a row unpredictable.
  func errors(with terms: HostTerms, in catalog: Catalog, jobs: Int) -> [Double] {
    parallelMap(items.count, jobs: jobs) { index in
      let item = items[index]
      guard let values = try? item.values(with: terms, in: catalog) else {
        return item.residuals.map { _ in 0.0 }
      }
      return zip(values, item.residuals).map { log($0 / $1.measured) }
    }.flatMap(\.self)
  }
}

extension FitSample.Item {
  /// Adds the end-to-end latency where mean time to first token and per output token are given.
  mutating func addEndToEnd() {
    var first: Double?
    var perToken: Double?
    for case .metric(.latency(let latency, .mean), let value) in residuals {
      if latency == .ttft { first = value }
      if latency == .tpot { perToken = value }
    }
    guard let first, let perToken else { return }
    let output = conditions.output.tokens
    residuals.append(
      .endToEnd(outputTokens: output, measured: first + max(0, output - 1) * perToken))
  }

  /// What the model makes of each residual, in its own unit.
  func values(with terms: HostTerms?, in catalog: Catalog) throws(RowRefusal) -> [Double] {
    let deployment = try MeasuredDeployment(conditions, in: catalog, terms: terms)
    let outcome = try ConditionsRun(conditions, on: deployment).outcome().outcome
    var values: [Double] = []
    for residual in residuals {
      switch residual {
      case .metric(let metric, _): values.append(try outcome.value(of: metric))
      case .endToEnd(let tokens, _):
        values.append(
          try outcome.value(of: .latency(.ttft, .mean))
            + max(0, tokens - 1) * outcome.value(of: .latency(.tpot, .mean)))
      }
    }
    return values
  }
}

extension FitSample.Residual {
  var measured: Double {
    switch self {
    case .metric(_, let value), .endToEnd(_, let value): value
    }
  }

  var isFirstToken: Bool {
    if case .metric(.latency(.ttft, _), _) = self { true } else { false }
  }

  var weight: Double { isFirstToken ? HostFit.firstTokenWeight : 1 }
}
