public import LanguageModels

/// Speculative decoding: tokens are drafted cheaply and verified together, several in one step
/// (Leviathan et al. 2023, arXiv 2211.17192).
///
/// A step verifies `k + 1` tokens of each sequence and drafts the next `k`; what that costs depends
/// on batch and context, so it is computed, never a factor.
public struct Speculation: Sendable, Hashable {
  /// What drafts.
  public enum Draft: Sendable, Hashable {
    /// The model's own modules of multi-token prediction (DeepSeek-V3 2024, arXiv 2412.19437);
    /// the last one is used again for drafts beyond their number.
    case predictionModules
    /// One dense layer on the features of the model, with its embedding and head (EAGLE: Li et al.
    /// 2024, arXiv 2401.15077).
    ///
    /// - Parameter parameters: of layer and projection; nil for a layer like the model's.
    case head(parameters: Int?)
    /// A model of its own, with the same tokens.
    indirect case model(ModelArchitecture, WeightFormats)
    /// The text so far: n-grams that occurred before. Costs no accelerator time and no memory.
    case textSoFar
  }

  public let draft: Draft
  public let acceptance: DraftAcceptance

  /// Nil at depth 0: that is no speculation.
  public init?(draft: Draft, acceptance: DraftAcceptance) {
    guard acceptance.depth > 0 else { return nil }
    self.draft = draft
    self.acceptance = acceptance
  }

  /// Tokens drafted per step and sequence, `k`.
  public var depth: Int { acceptance.depth }

  /// Tokens of a sequence that a step computes: the drafts, and the one that is certain.
  public var queries: Int { depth + 1 }

  /// Mean tokens that a step makes of a sequence.
  public var tokensPerStep: Double { acceptance.meanTokens }
}
