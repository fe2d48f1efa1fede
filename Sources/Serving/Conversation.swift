internal import Foundation
public import Stochastics

/// Requests that belong together: turn after turn on a growing context.
///
/// The prompt of a turn is the shared prompt, all that was said before and what the user adds; the
/// answer joins the context, what the model thought before it does not. The next turn comes a think
/// time after the answer, so a slow system is asked less (a partly open system: Schroeder,
/// Wierman & Harchol-Balter 2006, NSDI). A turn that is turned away ends its conversation.
public struct Conversation: Sendable {
  /// How many turns there are; rounded, at least one.
  public let turns: Distribution
  /// From the answer to the next turn, in seconds.
  public let thinkTime: Distribution
  /// What the user adds in the first turn, and the answer to every turn.
  public let lengths: RequestLengths
  /// What the user adds in later turns.
  public let laterTokens: Distribution
  /// Turns in the mean.
  public let meanTurns: Double
  private let meanSquareOfTurns: Double

  /// - Parameter laterTokens: as in the first turn where nil.
  /// - Throws: where turns have no finite mean square, or a think time is negative.
  public init(
    turns: Distribution, thinkTime: Distribution, lengths: RequestLengths,
    laterTokens: Distribution? = nil
  ) throws(ServingError) {
    try ServingError.require(turns.mean, in: 0...1e6, "turns")
    try ServingError.require(turns.variance, in: 0...1e12, "variance of turns")
    try ServingError.require(thinkTime.support.lowerBound, in: 0...1e9, "think time")
    let later = laterTokens ?? lengths.promptTokens
    try ServingError.require(later.mean, in: 0...Double(TokenCounts.limit), "later tokens")
    self.turns = turns
    self.thinkTime = thinkTime
    self.lengths = lengths
    self.laterTokens = later
    (meanTurns, meanSquareOfTurns) = Self.moments(of: turns)
  }

  /// Mean and mean square of max(1, round(X)): Σ P(N ≥ k) and Σ (2k - 1) P(N ≥ k).
  private static func moments(of law: Distribution) -> (mean: Double, meanSquare: Double) {
    var mean = 1.0
    var square = 1.0
    for turn in 2...10_000_000 {
      // Half a turn is rounded up, so that N ≥ k where X ≥ k - ½.
      let beyond = law.survival((Double(turn) - 0.5).nextDown)
      guard beyond * Double(turn) > 1e-13 else { break }
      mean += beyond
      square += Double(2 * turn - 1) * beyond
    }
    return (mean, square)
  }

  /// The mean prompt of a request, over all turns of all conversations, shared prompt left out:
  /// a conversation of N turns repeats its first words N times, and the k-th addition and answer
  /// N - k times.
  var meanPrompt: Double {
    let pairs = (meanSquareOfTurns - meanTurns) / 2
    return lengths.promptTokens.mean
      + (laterTokens.mean + lengths.outputTokens.mean) * pairs / meanTurns
  }
}

/// Texts with which prompts begin: system prompts, tool descriptions, documents asked about.
///
/// Each start, of a conversation or a single request, picks one by its popularity.
public struct SharedPrompts: Sendable {
  /// Tokens of each.
  public let tokens: [Int]
  /// The share of starts that begin with each; the shares add up to one.
  public let shares: [Double]
  let cumulatives: [Double]

  /// - Throws: where there is none, their numbers differ, or a share is negative or all are zero.
  public init(tokens: [Int], shares: [Double]) throws(ServingError) {
    try ServingError.require(tokens.count, in: 1...1_000_000, "shared prompts")
    try ServingError.require(shares.count, in: tokens.count...tokens.count, "shares")
    for count in tokens {
      try ServingError.require(count, in: 0...TokenCounts.limit / 2, "shared tokens")
    }
    let whole = shares.reduce(0, +)
    try ServingError.require(whole, in: Double.leastNormalMagnitude...1e300, "sum of shares")
    for share in shares { try ServingError.require(share, in: 0...whole, "share") }
    self.tokens = tokens
    self.shares = shares.map { $0 / whole }
    var running = 0.0
    cumulatives = self.shares.map {
      running += $0
      return running
    }
  }

  /// A number of prompts whose popularity falls with their rank r as r^-skew (Zipf), and whose
  /// lengths are the quantiles of a law in an order that has nothing to do with popularity.
  public init(
    count: Int, tokens: Distribution, skew: Double = 1
  ) throws(ServingError) {
    try ServingError.require(count, in: 1...1_000_000, "shared prompts")
    try ServingError.require(skew, in: 0...10, "skew")
    try ServingError.require(tokens.mean, in: 0...Double(TokenCounts.limit / 2), "shared tokens")
    // Midpoints of equal shares, taken in the order of the golden-ratio sequence, in which
    // neighbours are far apart and every stretch is spread evenly.
    let golden = 0.618_033_988_749_894_9
    let places = (0..<count).map { (Double($0 + 1) * golden).truncatingRemainder(dividingBy: 1) }
    let order = places.indices.sorted { places[$0] < places[$1] }
    var lengths = [Int](repeating: 0, count: count)
    for (rank, prompt) in order.enumerated() {
      let draw = tokens.quantile((Double(rank) + 0.5) / Double(count)).rounded()
      lengths[prompt] = Int(min(max(draw, 0), Double(TokenCounts.limit / 2)))
    }
    let shares = (0..<count).map { 1 / pow(Double($0 + 1), skew) }
    try self.init(tokens: lengths, shares: shares)
  }

  public var meanTokens: Double { zip(tokens, shares).reduce(0) { $0 + Double($1.0) * $1.1 } }

  /// The prompt that the uniform number `u` picks.
  func index(at u: Double) -> Int {
    var low = 0
    var high = cumulatives.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulatives[middle] >= u { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
