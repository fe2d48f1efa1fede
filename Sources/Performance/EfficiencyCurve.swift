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

/// Efficiency of grouped expert products (``ExpertKernel``): each touched expert's matrices are read
/// once, its tokens padded to tiles, and all T·k slots permuted.
public struct ExpertEfficiency: Sendable, Hashable {
  public let compute: Double
  public let memory: Double
  public let floor: Seconds
  /// Tokens added per touched expert by tile padding, once experts get several tokens each.
  public let padding: Double
  /// w½, the width of one device's share of an expert at half efficiency.
  public let halfWidth: Double
  /// Exponent g of the hottest rank's load, φ = (expert width)^g · …; 0 is perfect balance.
  public let imbalanceExponent: Double
  /// Fraction of the bandwidth in the permutation of tokens; nil where it is fused.
  public let permutation: Double?
  /// Exponent z of the popularity of experts, p ∝ rank^(−z) (Eq. 2.30).
  public let popularityExponent: Double

  public init(
    compute: Double, memory: Double, floor: Seconds, padding: Double, halfWidth: Double = 0,
    imbalanceExponent: Double, permutation: Double?, popularityExponent: Double
  ) {
    precondition(compute > 0 && memory > 0 && floor.value >= 0 && padding >= 0 && halfWidth >= 0)
    precondition(imbalanceExponent >= 0 && permutation ?? 1 > 0 && popularityExponent >= 0)
    self.compute = compute
    self.memory = memory
    self.floor = floor
    self.padding = padding
    self.halfWidth = halfWidth
    self.imbalanceExponent = imbalanceExponent
    self.permutation = permutation
    self.popularityExponent = popularityExponent
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
