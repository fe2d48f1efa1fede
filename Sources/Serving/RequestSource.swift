import EventKernel
import Quantities
import Stochastics

/// Where requests come from, one at a time: nothing is drawn before it is needed, nothing is kept.
struct RequestSource: ~Copyable {
  private let workload: Workload
  private let promptTokens: Sampler?
  private let outputTokens: Sampler?
  private let cachedFraction: Double
  private let promptAddress: StreamAddress
  private let outputAddress: StreamAddress
  private var gaps: RandomStream

  /// Requests given out; the number of the next one.
  private(set) var count = 0

  init(_ workload: Workload, seed: UInt64, replication: Int) {
    self.workload = workload
    promptAddress = StreamAddress(seed: seed, replication: replication, purpose: "prompt-tokens")
    outputAddress = StreamAddress(seed: seed, replication: replication, purpose: "output-tokens")
    gaps = RandomStream(
      StreamAddress(seed: seed, replication: replication, purpose: "arrivals"))
    switch workload {
    case .open(_, let lengths), .closed(_, let lengths):
      promptTokens = Sampler(lengths.promptTokens)
      outputTokens = Sampler(lengths.outputTokens)
      cachedFraction = lengths.cachedFraction
    case .listed:
      promptTokens = nil
      outputTokens = nil
      cachedFraction = 0
    }
  }

  /// The instant of the next arrival after one at `now`; nil if no arrival follows by itself.
  mutating func arrival(after now: Instant) -> Instant? {
    switch workload {
    case .open(let process, _):
      return now + process.nextInterarrival(from: &gaps)
    case .closed:
      return nil
    case .listed(let requests):
      return count < requests.count ? Instant(requests[count].arrival) : nil
    }
  }

  /// What the next request is promised.
  var terms: ServiceTerms {
    if case .listed(let requests) = workload { requests[count].terms } else { .ordinary }
  }

  /// The lengths of the next request, before any clipping.
  mutating func next() -> TokenCounts {
    defer { count += 1 }
    if case .listed(let requests) = workload {
      let request = requests[count]
      return TokenCounts(
        prompt: Int32(request.promptTokens), output: Int32(request.outputTokens),
        cached: Int32(request.cachedTokens))
    }
    let prompt = Self.tokens(promptTokens!, promptAddress.of(entity: count))
    let output = Self.tokens(outputTokens!, outputAddress.of(entity: count))
    let cached = min(Int32((Double(prompt) * cachedFraction).rounded(.down)), prompt - 1)
    return TokenCounts(prompt: prompt, output: output, cached: cached)
  }

  private static func tokens(_ law: Sampler, _ address: StreamAddress) -> Int32 {
    var stream = RandomStream(address)
    let draw = law.draw(from: &stream).rounded()
    return Int32(min(max(draw, 1), Double(TokenCounts.limit)))
  }
}
