public import Quantities

/// What an engine keeps of a device's memory beside weights and cache (Eqs. 5.14 and 5.15).
///
/// The figures are data of an engine version; a measured profile replaces the activation estimate.
public struct MemoryReserve: Sendable, Hashable {
  /// What the memory fraction is taken of.
  public enum Basis: String, Sendable, Hashable, CaseIterable {
    /// Of all visible memory: the pool is `f·v·capacity − weights − reserves` (vLLM, SGLang).
    case capacity
    /// Of what the weights leave of it: the pool is `f·(v·capacity − weights) − reserves`
    /// (TensorRT-LLM).
    case freeMemory = "free-memory"
  }

  /// The peak of intermediate results.
  public enum Activations: Sendable, Hashable {
    case measured(Bytes)
    /// What a step of so many tokens with logits of so many sequences holds (Eq. 5.15):
    ///
    ///     2·T·(2h + max(q + k + v, 3f/t, k·(max(2f, h) + f))) + 6·min(B, T)·V
    ///
    /// 16-bit activations of the widest layer, all widths those of one device, `k` copies per token
    /// where experts are (beside the shared expert's `3f`), and logits in 16 bits and in 32 for
    /// sampling. Logs of vLLM 0.6 show 110 kB per token of Llama-3.1-8B where this says 102 kB
    /// (github.com/vllm-project/vllm/issues/10517, prompts of 20,000 and 29,000 tokens). Ignores
    /// workspaces of kernels, which are part of ``MemoryReserve/other``.
    case estimated(tokens: Int, sequences: Int)
    /// The same where prompts are not cut: what is profiled then is no shorter than the model's
    /// longest context.
    case estimatedOfWholePrompts(tokens: Int, sequences: Int)

    /// The same with another step.
    func with(tokens: Int, sequences: Int) -> Activations {
      switch self {
      case .measured: self
      case .estimated: .estimated(tokens: tokens, sequences: sequences)
      case .estimatedOfWholePrompts:
        .estimatedOfWholePrompts(tokens: tokens, sequences: sequences)
      }
    }
  }

  /// The fraction of memory that the engine may use, above 0 and at most 1.
  public let memoryFraction: Double
  /// The share of the nominal capacity that the driver shows to programs, `v`, above 0 and at most 1.
  ///
  /// One figure of an engine for all devices. Cards that keep error correction in the same memory
  /// show 6 to 8 % less (A10, L40S), which is not modelled.
  public let visible: Double
  public let basis: Basis
  public let activations: Activations
  /// Captured graphs.
  public let graphs: Bytes
  /// Buffers of collective operations, where a replica has more than one device.
  public let communication: Bytes
  /// Whatever else is kept: contexts, libraries, fragmentation.
  public let other: Bytes

  public init(
    memoryFraction: Double, visible: Double = 1, basis: Basis = .capacity,
    activations: Activations, graphs: Bytes = .zero, communication: Bytes = .zero,
    other: Bytes = .zero
  ) {
    precondition(memoryFraction > 0 && memoryFraction <= 1, "a fraction of \(memoryFraction)")
    precondition(visible > 0 && visible <= 1, "a visible share of \(visible)")
    for term in [graphs, communication, other] {
      precondition(term.value >= 0 && term.isFinite, "a reserve of \(term)")
    }
    switch activations {
    case .measured(let bytes):
      precondition(bytes.value >= 0 && bytes.isFinite, "activations of \(bytes)")
    case .estimated(let tokens, let sequences),
      .estimatedOfWholePrompts(let tokens, let sequences):
      precondition(tokens >= 1 && sequences >= 1, "\(tokens) tokens, \(sequences) sequences")
    }
    self.memoryFraction = memoryFraction
    self.visible = visible
    self.basis = basis
    self.activations = activations
    self.graphs = graphs
    self.communication = communication
    self.other = other
  }

  /// The same of an engine that may use another fraction.
  public func with(memoryFraction: Double) -> MemoryReserve {
    MemoryReserve(
      memoryFraction: memoryFraction, visible: visible, basis: basis, activations: activations,
      graphs: graphs, communication: communication, other: other)
  }

  /// The same of an engine whose steps hold so many tokens and sequences.
  public func with(tokens: Int, sequences: Int) -> MemoryReserve {
    with(activations: activations.with(tokens: tokens, sequences: sequences))
  }

  /// The same of an engine that cuts prompts to the tokens of its step.
  public var cuttingPrompts: MemoryReserve {
    guard case .estimatedOfWholePrompts(let tokens, let sequences) = activations else {
      return self
    }
    return with(activations: .estimated(tokens: tokens, sequences: sequences))
  }

  private func with(activations: Activations) -> MemoryReserve {
    MemoryReserve(
      memoryFraction: memoryFraction, visible: visible, basis: basis, activations: activations,
      graphs: graphs, communication: communication, other: other)
  }

  /// What is left for the cache; negative when weights and reserves do not fit (Eq. 5.14).
  ///
  /// - Parameter communication: buffers of collective operations on the device.
  public func pool(
    capacity: Bytes, weights: Bytes, activations: Bytes, communication: Bytes
  ) -> Bytes {
    let capacity = capacity * visible
    let kept = activations + graphs + communication + other
    switch basis {
    case .capacity: return capacity * memoryFraction - weights - kept
    case .freeMemory: return (capacity - weights) * memoryFraction - kept
    }
  }
}
