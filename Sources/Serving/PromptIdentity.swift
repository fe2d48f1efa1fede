/// Which text a request consists of, as far as another may share it.
///
/// The tokens below ``sharedTokens`` belong to the shared prompt ``sharedPrompt``; the token at any
/// other position p of the prompt is the p-th of the append-only ``stream``: of the conversation, or
/// of the request itself where it stands alone. So two prompts have a prefix in common as far as
/// both the owner of the tokens and the positions agree. Requests of a trace that lists the hashes
/// of its blocks are told apart by these instead (``listedRow``).
public struct PromptIdentity: Sendable, Hashable {
  /// The shared prompt that it begins with, numbered over all classes; meaningless without
  /// ``sharedTokens``.
  public var sharedPrompt: UInt32
  /// Tokens of the shared prompt.
  public var sharedTokens: Int32
  /// The owner of all other tokens of the prompt.
  public var stream: UInt64
  /// The owner of the tokens made. It is the stream where the answer follows the prompt, as the next
  /// prompt of a conversation will have it; it is another where thought stands between the two.
  public var outputStream: UInt64
  /// The row of the trace whose listed block hashes tell what the prompt is; -1 where none does.
  public var listedRow: Int32

  public init(
    sharedPrompt: UInt32 = 0, sharedTokens: Int32 = 0, stream: UInt64, outputStream: UInt64? = nil,
    listedRow: Int32 = -1
  ) {
    self.sharedPrompt = sharedPrompt
    self.sharedTokens = sharedTokens
    self.stream = stream
    self.outputStream = outputStream ?? stream
    self.listedRow = listedRow
  }
}

/// What the blocks of requests contain, as 64-bit words: equal words stand for equal tokens.
///
/// A prefix cache chains the words of a request's blocks into the hashes by which it knows them.
public struct PromptContents: Sendable {
  private let trace: RequestTrace?

  init(_ trace: RequestTrace?) { self.trace = trace }

  /// The content of the tokens of one block: positions `block` × `blockTokens` and on.
  ///
  /// Blocks of two requests at one place agree where they have one owner, so they do as far as a
  /// common prefix covers them whole.
  ///
  /// - Parameter promptTokens: where the prompt ends and the output begins.
  public func content(
    of identity: PromptIdentity, promptTokens: Int, block: Int, blockTokens: Int
  ) -> UInt64 {
    var position = block * blockTokens
    let end = position + blockTokens
    var word = Self.mixed(UInt64(truncatingIfNeeded: position), UInt64(truncatingIfNeeded: end))
    /// Takes the tokens up to a boundary as those of one owner.
    func take(until boundary: Int, _ owner: UInt64) {
      guard position < min(boundary, end) else { return }
      word = Self.mixed(word, owner)
      position = min(boundary, end)
      // Where the boundary lies inside the block, the word tells where.
      if boundary < end { word = Self.mixed(word, UInt64(truncatingIfNeeded: boundary)) }
    }
    if identity.listedRow >= 0, let trace {
      let size = trace.blockTokens
      let hashes = trace.blockHashes(ofRow: Int(identity.listedRow))
      var listed = position / size
      while position < end, listed < hashes.count {
        take(until: (listed + 1) * size, hashes[hashes.startIndex + listed])
        listed += 1
      }
    } else {
      take(until: Int(identity.sharedTokens), UInt64(identity.sharedPrompt) ^ Self.sharedMark)
    }
    if identity.outputStream != identity.stream { take(until: promptTokens, identity.stream) }
    take(until: end, identity.outputStream)
    return word
  }

  /// The owner of the token at a position, and where its tokens end.
  func stretch(of text: PromptText, at position: Int) -> (owner: UInt64, end: Int) {
    let identity = text.identity
    if identity.listedRow >= 0, let trace {
      let listed = position / trace.blockTokens
      let hashes = trace.blockHashes(ofRow: Int(identity.listedRow))
      if listed < hashes.count {
        return (hashes[hashes.startIndex + listed], (listed + 1) * trace.blockTokens)
      }
    } else if position < Int(identity.sharedTokens) {
      return (UInt64(identity.sharedPrompt) ^ Self.sharedMark, Int(identity.sharedTokens))
    }
    if identity.outputStream != identity.stream, position < text.promptTokens {
      return (identity.stream, text.promptTokens)
    }
    return (identity.outputStream, .max)
  }

  /// Keeps the numbers of shared prompts apart from those of streams.
  private static let sharedMark: UInt64 = 0x5BD1_E995_0000_0000

  /// A word that depends on both (the SplitMix64 finaliser, doi:10.1145/2660193.2660195).
  static func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var z = (a &* 0x9E37_79B9_7F4A_7C15) ^ b
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
