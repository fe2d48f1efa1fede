public import Quantities

/// Efficiency of matrix products: t = floor + (compute⁴ + memory⁴)^¼ (+ quantization pass), with
///
///     compute = 2mnk / (η · peak),  η = η∞ · k/(k + k½) · u/(u + u½),  u = m·n / multiprocessors
///
/// The saturating form is Hockney's (1994, doi:10.1016/S0167-8191(06)80021-9).
public struct ProductEfficiency: Sendable, Hashable {
  /// η∞, of the dense peak.
  public let compute: Double
  /// Fraction of the memory bandwidth when weights are read.
  public let memory: Double
  public let floor: Seconds
  /// k½, elements.
  public let halfDepth: Double
  /// u½, output elements per multiprocessor.
  public let halfTile: Double
  /// Fraction of the bandwidth in the pass that quantizes activations (3·m·k bytes); nil where
  /// activations are not quantized.
  public let quantization: Double?

  public init(
    compute: Double, memory: Double, floor: Seconds, halfDepth: Double, halfTile: Double,
    quantization: Double? = nil
  ) {
    precondition(compute > 0 && memory > 0 && floor.value >= 0 && halfDepth >= 0 && halfTile >= 0)
    precondition(quantization ?? 1 > 0)
    self.compute = compute
    self.memory = memory
    self.floor = floor
    self.halfDepth = halfDepth
    self.halfTile = halfTile
    self.quantization = quantization
  }
}

/// A fitted collective: t = (α^q + (S_bus/B)^q)^(1/q); q = 0.6 spans the slow transition that
/// small and middle sizes show.
public struct CollectiveEfficiency: Sendable, Hashable {
  /// Ranks it was measured with.
  public let ranks: Int
  /// Time of an empty collective.
  public let latency: Seconds
  /// Bus bandwidth as a fraction of one device's one-direction link.
  public let link: Double
  public let exponent: Double

  public init(ranks: Int, latency: Seconds, link: Double, exponent: Double) {
    precondition(ranks >= 1 && latency.value >= 0 && link > 0 && exponent > 0)
    self.ranks = ranks
    self.latency = latency
    self.link = link
    self.exponent = exponent
  }
}
