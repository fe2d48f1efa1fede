import Performance

/// What a row of a measurement file measures, and in which unit.
public enum MeasuredMetric: Sendable, Hashable {
  /// Which tokens a throughput counts, per second and over the whole deployment.
  public enum TokenKind: String, Sendable, Hashable, CaseIterable {
    case output, input, total
  }

  /// What a request waits for.
  public enum Latency: String, Sendable, Hashable, CaseIterable {
    /// Time to the first token.
    case ttft
    /// Time per output token of a request, the first one excluded.
    case tpot
    /// The gap between two tokens.
    case itl
    /// From the arrival to the last token.
    case e2e
  }

  /// What is stated of a distribution.
  public enum Statistic: Sendable, Hashable {
    case mean
    /// A percentile, 1...99.
    case percentile(Int)
  }

  case throughput(TokenKind)
  /// In milliseconds.
  case latency(Latency, Statistic)
  /// From the start of a static batch to its last token, in seconds.
  case batchLatency

  static let names =
    "output_, input_, total_tokens_per_s; ttft_, tpot_, itl_, e2e_ms_mean, _p50 …; latency_s"

  /// The metric of a name such as `output_tokens_per_s`, `ttft_ms_mean`, `e2e_ms_p99`, `latency_s`.
  public init?(name: String) {
    if name == "latency_s" {
      self = .batchLatency
    } else if name.hasSuffix("_tokens_per_s") {
      guard let kind = TokenKind(rawValue: String(name.dropLast("_tokens_per_s".count))) else {
        return nil
      }
      self = .throughput(kind)
    } else {
      let words = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 3, words[1] == "ms", let latency = Latency(rawValue: words[0]),
        let statistic = Statistic(word: words[2])
      else { return nil }
      self = .latency(latency, statistic)
    }
  }

  /// The name in files.
  public var name: String {
    switch self {
    case .throughput(let kind): "\(kind.rawValue)_tokens_per_s"
    case .latency(let latency, let statistic): "\(latency.rawValue)_ms_\(statistic.word)"
    case .batchLatency: "latency_s"
    }
  }

  /// Whether less is better: the metric scales with time, not with its inverse.
  var isTime: Bool { quantity.isTime }

  /// The quantity whose error it has: most of a request and of a batch is made of output tokens.
  var quantity: PredictedQuantity {
    switch self {
    case .throughput: .throughput
    case .latency(.ttft, _): .timeToFirstToken
    case .latency(.tpot, _), .latency(.itl, _), .latency(.e2e, _), .batchLatency: .timePerToken
    }
  }
}

extension MeasuredMetric.Statistic {
  fileprivate init?(word: String) {
    if word == "mean" {
      self = .mean
    } else {
      guard word.first == "p", let percentile = Int(word.dropFirst()),
        (1...99).contains(percentile), word == "p\(percentile)"
      else { return nil }
      self = .percentile(percentile)
    }
  }

  fileprivate var word: String {
    switch self {
    case .mean: "mean"
    case .percentile(let percentile): "p\(percentile)"
    }
  }
}
