import Quantities
import Serving
import Stochastics

/// The lengths of requests as the few numbers that a closed form needs: moments, and nodes of equal
/// standing for the quantiles of prompt and output.
struct RequestMix: Sendable {
  /// A length and the share of requests it stands for.
  struct Node: Sendable {
    let tokens: Double
    let share: Double
  }

  /// A length between two nodes, at a fraction of the way from the lower one.
  struct Between: Sendable {
    let tokens: Double
    let share: Double
    let lower: Int
    let fraction: Double
  }

  /// Prompt tokens, cached ones included, from short to long.
  let prompts: [Node]
  /// The same in more nodes, each between two of ``prompts``.
  let finePrompts: [Between]
  let outputs: [Node]
  /// What no step computes.
  private(set) var cachedFraction: Double
  /// Means over requests.
  let prompt: Double
  let output: Double
  /// Mean output of the request to which a random output token belongs, E[O²]/E[O].
  let outputOfToken: Double

  /// - Parameter contextLimit: what is longer is cut to it.
  init?(_ workload: Workload, contextLimit: Int) {
    let limit = Double(max(2, contextLimit)) - 1
    var parts: [Part] = []
    for stream in workload.streams {
      if case .listed(let trace) = stream.arrivals {
        parts.append(Part(trace, weight: stream.weight, limit: limit))
        continue
      }
      for (index, share) in stream.classes {
        if let part = Part(
          workload.classes[index], weight: stream.weight * share, limit: limit)
        {
          parts.append(part)
        }
      }
    }
    let weight = parts.reduce(0) { $0 + $1.weight }
    guard weight > 0 else { return nil }
    func mean(_ value: (Part) -> Double) -> Double {
      parts.reduce(0) { $0 + $1.weight * value($1) } / weight
    }
    func nodes(_ law: KeyPath<Part, [Node]>) -> [Node] {
      parts.flatMap { part in
        part[keyPath: law].map {
          Node(tokens: $0.tokens, share: $0.share * part.weight / weight)
        }
      }
    }
    let prompts = nodes(\.prompts).sorted { $0.tokens < $1.tokens }
    self.prompts = prompts
    finePrompts = nodes(\.finePrompts).map { node in
      // Beyond the last node the line through the last two goes on.
      let above = prompts.firstIndex { $0.tokens > node.tokens } ?? prompts.count - 1
      let lower = max(0, min(prompts.count - 2, above - 1))
      let (a, b) = (prompts[lower].tokens, prompts[min(prompts.count - 1, lower + 1)].tokens)
      return Between(
        tokens: node.tokens, share: node.share, lower: lower,
        fraction: b > a ? (node.tokens - a) / (b - a) : 0)
    }
    outputs = nodes(\.outputs)
    prompt = mean(\.prompt)
    output = mean(\.output)
    outputOfToken = mean(\.outputSquare) / output
    cachedFraction = mean { $0.prompt * $0.cachedFraction } / prompt
  }

  /// The same requests of which a cache finds a fraction of all prompt tokens.
  func finding(_ fraction: Double) -> RequestMix {
    var copy = self
    copy.cachedFraction = min(1, max(0, fraction))
    return copy
  }

  /// Prompt tokens that are computed, of a prompt of so many: the last one always is.
  func computed(_ prompt: Double) -> Double {
    max(1, prompt - (prompt * cachedFraction).rounded(.down))
  }

  var computedPrompt: Double { prompts.reduce(0) { $0 + $1.share * computed($1.tokens) } }

  /// One class of requests, or one trace.
  private struct Part {
    let weight: Double
    let prompts: [Node]
    let finePrompts: [Node]
    let outputs: [Node]
    let prompt: Double
    let output: Double
    let outputSquare: Double
    let cachedFraction: Double

    /// A class of drawn lengths; nil for one that a trace lists.
    ///
    /// Later turns of conversations, shared prompts and thinking lengthen what is drawn: prompts by
    /// one factor to the mean over all turns, outputs by as rare a length of thinking.
    init?(_ requests: RequestClass, weight: Double, limit: Double) {
      guard let lengths = requests.lengths, let means = requests.meanLengths else { return nil }
      let factor = means.prompt / max(1e-9, lengths.promptTokens.mean)
      let thought = lengths.reasoning
      self.init(
        weight: weight, cachedFraction: lengths.cachedFraction,
        prompt: { min(limit, max(1, (lengths.promptTokens.quantile($0) * factor).rounded())) },
        output: { q in
          var tokens = lengths.outputTokens.quantile(q)
          // Those who think are the ones with the longest outputs.
          if let thought, q > 1 - thought.share, thought.share > 0 {
            let among = min(1 - 1e-9, max(1e-9, (q - 1 + thought.share) / thought.share))
            tokens += thought.tokens.quantile(among)
          }
          return min(limit, max(1, tokens.rounded()))
        })
    }

    init(_ trace: RequestTrace, weight: Double, limit: Double) {
      let requests = (0..<trace.count).map { trace[$0] }
      let prompts = requests.map(\.promptTokens).sorted()
      let outputs = requests.map(\.outputTokens).sorted()
      let cached = requests.reduce(0.0) { $0 + Double($1.cachedTokens) }
      func quantile(_ sorted: [Int], _ q: Double) -> Double {
        min(limit, Double(sorted[min(sorted.count - 1, Int(q * Double(sorted.count)))]))
      }
      self.init(
        weight: weight, cachedFraction: cached / Double(max(1, prompts.reduce(0, +))),
        prompt: { quantile(prompts, $0) }, output: { quantile(outputs, $0) })
    }

    private init(
      weight: Double, cachedFraction: Double, prompt: (Double) -> Double,
      output: (Double) -> Double
    ) {
      self.weight = weight
      self.cachedFraction = cachedFraction
      prompts = Self.nodes(prompt, each: 1)
      finePrompts = Self.nodes(prompt, each: 4)
      outputs = Self.nodes(output, each: 1)
      (self.prompt, _) = Self.moments(prompt)
      (self.output, outputSquare) = Self.moments(output)
    }

    /// Shares of requests at whose ends the nodes are cut: finer where percentiles are promised.
    private static let edges = [
      0, 0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.875, 0.925, 0.955, 0.98, 0.9925, 1,
    ]

    /// - Parameter each: nodes between two edges.
    private static func nodes(_ quantile: (Double) -> Double, each count: Int) -> [Node] {
      zip(edges, edges.dropFirst()).flatMap { low, high in
        let width = (high - low) / Double(count)
        return (0..<count).map {
          Node(tokens: quantile(low + (Double($0) + 0.5) * width), share: width)
        }
      }
    }

    /// Mean and mean square by the midpoint rule on the quantile function, with a finer tail.
    private static func moments(_ quantile: (Double) -> Double) -> (mean: Double, square: Double) {
      var mean = 0.0
      var square = 0.0
      func add(from low: Double, to high: Double, in parts: Int) {
        let width = (high - low) / Double(parts)
        for part in 0..<parts {
          let value = quantile(low + (Double(part) + 0.5) * width)
          mean += width * value
          square += width * value * value
        }
      }
      add(from: 0, to: 0.95, in: 96)
      add(from: 0.95, to: 0.999, in: 64)
      add(from: 0.999, to: 1, in: 32)
      return (mean, square)
    }
  }
}
