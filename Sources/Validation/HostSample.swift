import Experiments
import Foundation
import ReferenceData

/// The rows on which host terms are fitted, by the conditions they share: one simulation each.
struct HostSample: Sendable {
  /// One residual: of a metric, or of the end-to-end latency that two metrics imply.
  enum Residual: Sendable {
    case metric(MeasuredMetric, Double)
    case endToEnd(outputTokens: Double, measured: Double)
  }

  struct Item: Sendable {
    let source: String
    let conditions: MeasuredConditions
    fileprivate(set) var residuals: [Residual]
  }

  /// Those that the model can predict.
  let items: [Item]

  /// Whether a client measured first tokens: a static batch has none.
  var hasClients: Bool {
    items.contains { item in
      if case .staticBatch = item.conditions.load { return false }
      return item.residuals.contains(where: \.isFirstToken)
    }
  }

  init(_ items: [Item]) { self.items = items }

  /// Keeps the rows that can be predicted as served by `profile`.
  init(
    _ rows: [(source: String, row: ServingRow)], as profile: String, in catalog: Catalog, jobs: Int
  ) {
    struct Key: Hashable {
      let source: String
      let conditions: MeasuredConditions
    }
    var indices: [Key: Int] = [:]
    var items: [Item] = []
    for (source, row) in rows {
      let conditions = row.conditions.served(by: profile)
      let key = Key(source: source, conditions: conditions)
      let index = indices[key] ?? items.count
      if index == items.count {
        indices[key] = index
        items.append(Item(source: source, conditions: conditions, residuals: []))
      }
      items[index].residuals.append(.metric(row.metric, row.value))
    }
    for index in items.indices { items[index].addEndToEnd() }
    let asked = items
    let predictable = parallelMap(asked.count, jobs: jobs) { index in
      guard let times = try? asked[index].times(with: nil, in: catalog) else { return false }
      return times.allSatisfy { $0 > 0 && $0.isFinite }
    }
    self.items = zip(asked, predictable).filter(\.1).map(\.0)
  }
}

extension HostSample.Item {
  /// Adds the end-to-end latency where mean time to first token and per output token are given.
  fileprivate mutating func addEndToEnd() {
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

  /// What the model makes of each residual: a latency, or the time per unit of a rate, so that
  /// host terms add to each.
  func times(with terms: HostTerms?, in catalog: Catalog) throws(RowRefusal) -> [Double] {
    let deployment = try MeasuredDeployment(conditions, in: catalog, terms: terms)
    let outcome = try ConditionsRun(conditions, on: deployment).outcome().outcome
    var times: [Double] = []
    for residual in residuals {
      switch residual {
      case .metric(let metric, _):
        let value = try outcome.value(of: metric)
        times.append(metric.isTime ? value : 1 / value)
      case .endToEnd(let tokens, _):
        times.append(
          try outcome.value(of: .latency(.ttft, .mean))
            + max(0, tokens - 1) * outcome.value(of: .latency(.tpot, .mean)))
      }
    }
    return times
  }
}

extension HostSample.Residual {
  /// As a time, like the predictions.
  var measured: Double {
    switch self {
    case .metric(let metric, let value): metric.isTime ? value : 1 / value
    case .endToEnd(_, let value): value
    }
  }

  /// Nil for an end-to-end latency that two metrics imply.
  var metric: MeasuredMetric? {
    if case .metric(let metric, _) = self { metric } else { nil }
  }

  var isFirstToken: Bool {
    if case .metric(.latency(.ttft, _), _) = self { true } else { false }
  }
}
