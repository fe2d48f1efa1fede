public import Quantities

/// What an engine keeps of a device's memory beside weights and cache (Eqs. 5.14 and 5.15).
///
/// The figures are data of an engine version; a measured profile replaces the activation estimate.
public struct MemoryReserve: Sendable, Hashable {
  /// What the memory fraction is taken of.
  public enum Basis: String, Sendable, Hashable, CaseIterable {
    /// Of all memory: the pool is `f·capacity − weights − reserves` (vLLM, SGLang).
    case capacity
    /// Of what the weights leave: the pool is `f·(capacity − weights) − reserves` (TensorRT-LLM).
    case freeMemory = "free-memory"
  }

  /// The peak of intermediate results.
  public enum Activations: Sendable, Hashable {
    case measured(Bytes)
    /// `T·b·max(2h + q + k + v, 2h + 3f/t, expert buffers) + B·V·4` (Eq. 5.15).
    case estimated(tokens: Int, sequences: Int)
  }

  /// The fraction of memory that the engine may use, above 0 and at most 1.
  public let memoryFraction: Double
  public let basis: Basis
  public let activations: Activations
  /// Captured graphs.
  public let graphs: Bytes
  /// Buffers of collective operations.
  public let communication: Bytes
  /// Whatever else is kept: contexts, libraries, fragmentation.
  public let other: Bytes

  public init(
    memoryFraction: Double, basis: Basis = .capacity, activations: Activations,
    graphs: Bytes = .zero, communication: Bytes = .zero, other: Bytes = .zero
  ) {
    precondition(memoryFraction > 0 && memoryFraction <= 1, "a fraction of \(memoryFraction)")
    for term in [graphs, communication, other] {
      precondition(term.value >= 0 && term.isFinite, "a reserve of \(term)")
    }
    switch activations {
    case .measured(let bytes):
      precondition(bytes.value >= 0 && bytes.isFinite, "activations of \(bytes)")
    case .estimated(let tokens, let sequences):
      precondition(tokens >= 1 && sequences >= 1, "\(tokens) tokens, \(sequences) sequences")
    }
    self.memoryFraction = memoryFraction
    self.basis = basis
    self.activations = activations
    self.graphs = graphs
    self.communication = communication
    self.other = other
  }

  /// The same of an engine that may use another fraction.
  public func with(memoryFraction: Double) -> MemoryReserve {
    MemoryReserve(
      memoryFraction: memoryFraction, basis: basis, activations: activations, graphs: graphs,
      communication: communication, other: other)
  }

  /// What is left for the cache; negative when weights and reserves do not fit (Eq. 5.14).
  public func pool(capacity: Bytes, weights: Bytes, activations: Bytes) -> Bytes {
    let kept = activations + graphs + communication + other
    switch basis {
    case .capacity: return capacity * memoryFraction - weights - kept
    case .freeMemory: return (capacity - weights) * memoryFraction - kept
    }
  }
}
