import Foundation
import Hardware

/// What a serving engine does about communication: in which format tokens travel to their experts,
/// and what runs beside it. Data of an engine version.
public struct CommunicationProfile: Sendable, Hashable {
  /// What hides communication behind arithmetic.
  public enum Overlap: String, Sendable, Hashable, CaseIterable {
    /// Nothing: both add up.
    case none
    /// The shared experts run while tokens are dispatched.
    case sharedExperts = "shared-experts"
    /// Two halves of the batch take turns: one computes while the other communicates (Eq. 4.20).
    case twoBatch = "two-batch"
  }

  /// The format in which tokens travel to their experts; outputs return in 16 bits.
  public enum DispatchFormat: String, Sendable, Hashable, CaseIterable {
    /// That in which the experts multiply.
    case asExperts = "as-experts"
    case bf16
    case fp8
    case int8
  }

  public let overlap: Overlap
  /// The part of the shorter side that stays exposed, ξ of Eq. 4.19: 0 hides all of it, 1 none.
  public let remainder: Double
  /// Multiprocessors that exchanges of many tokens occupy; low-latency exchanges occupy none.
  public let multiprocessors: Int
  public let dispatch: DispatchFormat
  /// How unequal the ranks of a replica are from step to step: the standard deviation of the time of
  /// one over its mean. Ranks that step together wait for the slowest, `1 + σ·√(2 ln R)` of `R`
  /// (the mean of the greatest of `R` normal times, from above; Gumbel 1958). Nothing where stragglers
  /// are not modelled: figures that are fitted on whole replicas hold the usual ones.
  public let rankVariation: Double

  /// - Parameter multiprocessors: 20, the default of the kernels and what DeepSeek-V3 was trained
  ///   with (arXiv 2412.19437, section 3.2.2).
  public init(
    overlap: Overlap = .none, remainder: Double = 0, multiprocessors: Int = 20,
    dispatch: DispatchFormat = .asExperts, rankVariation: Double = 0
  ) {
    precondition((0...1).contains(remainder), "a remainder of \(remainder)")
    precondition(multiprocessors >= 1, "an exchange by \(multiprocessors) multiprocessors")
    self.overlap = overlap
    self.remainder = remainder
    self.multiprocessors = multiprocessors
    self.dispatch = dispatch
    precondition((0...1).contains(rankVariation), "ranks that vary by \(rankVariation)")
    self.rankVariation = rankVariation
  }

  /// What the wait for the slowest of so many ranks makes of the time of one.
  func slowest(of ranks: Int) -> Double {
    ranks > 1 ? 1 + rankVariation * (2 * log(Double(ranks))).squareRoot() : 1
  }

  /// The same with another overlap or format; nil keeps its own.
  public func with(
    overlap: Overlap? = nil, dispatch: DispatchFormat? = nil, rankVariation: Double? = nil
  ) -> CommunicationProfile {
    CommunicationProfile(
      overlap: overlap ?? self.overlap, remainder: remainder, multiprocessors: multiprocessors,
      dispatch: dispatch ?? self.dispatch, rankVariation: rankVariation ?? self.rankVariation)
  }

  /// Communication and arithmetic one after another.
  public static let serial = CommunicationProfile()
}

extension CommunicationProfile.DispatchFormat {
  /// The format of the message when experts multiply in `arithmetic`.
  func format(arithmetic: NumericFormat) -> NumericFormat {
    switch self {
    case .asExperts: arithmetic
    case .bf16: .bf16
    case .fp8: .fp8
    case .int8: .int8
    }
  }
}
