import Quantities
import Serving

/// What the model makes of one set of conditions; each metric is read off it.
enum ConditionsOutcome: Sendable {
  /// A batch in closed form on each of a number of replicas; the rates are of `sequences` in all.
  case closedForm(StaticBatch, sequences: Int)
  /// A run of the event simulation: the window that counts, its latencies, nil where they are
  /// refused to an overloaded run, and, where all requests were there at the start, its length.
  case simulated(WindowMeasurement, latencies: Latencies?, length: Seconds?)

  /// The metric in its own unit.
  func value(of metric: MeasuredMetric) throws(RowRefusal) -> Double {
    switch metric {
    case .throughput(let kind): try throughput(kind)
    case .latency(let latency, let statistic): try self.latency(latency, statistic).value * 1_000
    case .batchLatency: try length().value
    }
  }

  private func throughput(_ kind: MeasuredMetric.TokenKind) throws(RowRefusal) -> Double {
    switch self {
    case .closedForm(let batch, let sequences):
      let tokens =
        switch kind {
        case .output: batch.outputTokens
        case .input: batch.promptTokens
        case .total: batch.promptTokens + batch.outputTokens
        }
      return Double(sequences * tokens) / batch.endToEnd.value
    case .simulated(let window, _, _):
      let input = window.tokens.prompt + window.tokens.cached
      let tokens =
        switch kind {
        case .output: window.tokens.output
        case .input: input
        case .total: input + window.tokens.output
        }
      guard tokens > 0, window.length > .zero else { throw .nothingMeasured }
      return Double(tokens) / window.length.value
    }
  }

  private func latency(
    _ latency: MeasuredMetric.Latency, _ statistic: MeasuredMetric.Statistic
  ) throws(RowRefusal) -> Seconds {
    switch self {
    case .closedForm(let batch, _):
      // All sequences of a batch move together: only the gaps between tokens differ.
      let value: Seconds? =
        switch (latency, statistic) {
        case (.ttft, _): batch.timeToFirstToken
        case (.e2e, _): batch.endToEnd
        case (.tpot, _), (.itl, .mean): batch.timePerOutputToken
        case (.itl, .percentile(let percentile)):
          batch.gaps.isEmpty
            ? nil
            : Seconds(batch.gaps.map(\.value).quantile(Double(percentile) / 100))
        }
      guard let value else { throw .nothingMeasured }
      return value
    case .simulated(_, let latencies, _):
      guard let latencies else { throw .overloaded }
      let distribution =
        switch latency {
        case .ttft: latencies.timeToFirstToken
        case .tpot: latencies.timePerOutputToken
        case .itl: latencies.interTokenLatency
        case .e2e: latencies.endToEnd
        }
      let value =
        switch statistic {
        case .mean: distribution.mean
        case .percentile(let percentile): distribution.quantile(Double(percentile) / 100)
        }
      guard let value else { throw .nothingMeasured }
      return value
    }
  }

  private func length() throws(RowRefusal) -> Seconds {
    switch self {
    case .closedForm(let batch, _): return batch.endToEnd
    case .simulated(_, _, let length):
      guard let length else { throw .latencyOfLoad }
      return length
    }
  }
}
