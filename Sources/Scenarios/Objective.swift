import Documents
public import Quantities

/// A latency that a share of all requests must not exceed: `50 ms at p95`.
public struct LatencyObjective: Sendable, Hashable {
  public let limit: Seconds
  /// The share of requests that keep it, above 0 and below 1.
  public let percentile: Double

  /// The objective as it is written: `50.0 ms at p95`.
  public var words: String {
    "\(UnitNotation.format(limit)) at \(Self.name(ofPercentile: percentile))"
  }

  /// A share of requests as people name it: `p95`, `p99.9`.
  public static func name(ofPercentile share: Double) -> String {
    // Beyond a millionth, what a binary fraction leaves over is no part of the name.
    let percent = (share * 1e8).rounded() / 1e6
    return percent == percent.rounded() ? "p\(Int(percent))" : "p\(percent)"
  }

  public init(limit: Seconds, percentile: Double) {
    precondition(limit.value > 0 && limit.isFinite && percentile > 0 && percentile < 1)
    self.limit = limit
    self.percentile = percentile
  }
}

/// What users are promised; what is not promised is nil.
public struct Objectives: Sendable, Hashable {
  public let timeToFirstToken: LatencyObjective?
  public let timePerOutputToken: LatencyObjective?
  /// Of every gap between two tokens.
  public let interTokenLatency: LatencyObjective?
  public let endToEnd: LatencyObjective?
  /// The share of requests, 0...1, that keep the limits on the first token and on the time per token
  /// both, whatever their percentiles.
  public let attainment: Double?

  public init(
    timeToFirstToken: LatencyObjective? = nil, timePerOutputToken: LatencyObjective? = nil,
    interTokenLatency: LatencyObjective? = nil, endToEnd: LatencyObjective? = nil,
    attainment: Double? = nil
  ) {
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
    self.interTokenLatency = interTokenLatency
    self.endToEnd = endToEnd
    self.attainment = attainment
  }

  public var isEmpty: Bool { self == Objectives() }

  /// All of them in one line: `time to first token 2.00 s at p95, …`.
  public var words: String {
    let latencies: [(String, LatencyObjective?)] = [
      ("time to first token", timeToFirstToken), ("time per output token", timePerOutputToken),
      ("inter-token latency", interTokenLatency), ("end to end", endToEnd),
    ]
    var parts = latencies.compactMap { name, objective in objective.map { "\(name) \($0.words)" } }
    if let attainment {
      parts.append("\(UnitNotation.format(percentage: attainment)) of requests within")
    }
    return parts.isEmpty ? "no latency is promised" : parts.joined(separator: ", ")
  }
}

extension ValueReader {
  /// A duration and a percentile: `2 s at p95`. Without a percentile, 95 % is meant.
  func latencyObjective() -> LatencyObjective? {
    value(expected: "a duration and a percentile, such as 50 ms at p95") { text in
      var words = text.split(separator: " ").map(String.init)
      var percentile = 0.95
      if let at = words.firstIndex(of: "at") {
        guard at + 2 == words.count, words[at + 1].first == "p",
          let number = Double(words[at + 1].dropFirst()), number > 0, number < 100
        else {
          throw TextProblem(
            "the percentile cannot be read",
            suggestion: .advice("write p50, p95 or p99.9: above 0 and below 100"))
        }
        percentile = number / 100
        words.removeSubrange(at...)
      }
      if words.count > 1, let last = words.last, last.first == "p",
        Double(last.dropFirst()) != nil
      {
        throw TextProblem(
          "the word \"at\" is missing before the percentile",
          suggestion: .name(words.dropLast().joined(separator: " ") + " at " + last))
      }
      let limit: Seconds = try UnitNotation().parse(words.joined(separator: " "))
      guard limit > .zero, limit <= .day else {
        throw TextProblem(
          "a latency lies above 0 and within a day",
          suggestion: .advice("state the limit that users are promised, such as 50 ms"))
      }
      return LatencyObjective(limit: limit, percentile: percentile)
    }
  }
}
