public import Quantities

/// Efficiency of grouped expert products; ``ExpertKernel`` holds the formulas that these figures
/// enter.
public struct ExpertEfficiency: Sendable, Hashable {
  /// Fraction of the peak at large batches of wide experts.
  public let compute: Double
  /// Fraction of the bandwidth in reading weights by small tiles.
  public let memory: Double
  /// Time of the smallest call.
  public let floor: Seconds
  /// What sorting tokens by expert takes, of all but the smallest calls.
  public let sorting: Seconds
  /// Rows of the largest tile; 0 where rows are not padded.
  public let tile: Double
  /// Rows of a tile that reads weights at half the bandwidth of small ones; nil where all read alike.
  public let halfRows: Double?
  /// Times that a further tile of the same expert reads those weights again which the last-level
  /// cache does not hold.
  public let rereading: Double
  /// w½, the width of one device's share of an expert at half efficiency.
  public let halfWidth: Double
  /// Shapes for which the engine has tuned its tiles; nil where it has for none.
  public let tuned: Tuned?
  /// Fraction of the bandwidth in the permutation of tokens; nil where it is fused.
  public let permutation: Double?
  /// Exponent g of the hottest rank's load, φ = (expert width)^g · …; 0 is perfect balance.
  public let imbalanceExponent: Double
  /// Exponent z of the popularity of experts, p ∝ rank^(−z) (Eq. 2.30).
  public let popularityExponent: Double

  public init(
    compute: Double, memory: Double, floor: Seconds, sorting: Seconds = .zero, tile: Double,
    halfRows: Double? = nil, rereading: Double = 0, halfWidth: Double = 0, tuned: Tuned? = nil,
    permutation: Double?, imbalanceExponent: Double, popularityExponent: Double
  ) {
    precondition(compute > 0 && memory > 0 && floor.value >= 0 && sorting.value >= 0)
    precondition(tile >= 0 && halfRows ?? 1 > 0 && rereading >= 0 && halfWidth >= 0)
    precondition(imbalanceExponent >= 0 && permutation ?? 1 > 0 && popularityExponent >= 0)
    self.compute = compute
    self.memory = memory
    self.floor = floor
    self.sorting = sorting
    self.tile = tile
    self.halfRows = halfRows
    self.rereading = rereading
    self.halfWidth = halfWidth
    self.tuned = tuned
    self.permutation = permutation
    self.imbalanceExponent = imbalanceExponent
    self.popularityExponent = popularityExponent
  }

  /// Experts on one device, and the width of its share of each.
  public struct Shape: Sendable, Hashable {
    public let experts: Int
    public let width: Int

    public init(experts: Int, width: Int) {
      precondition(experts >= 1 && width >= 1, "\(experts) experts of width \(width)")
      self.experts = experts
      self.width = width
    }
  }

  /// The shapes for which an engine has searched the fastest tiles on a device, and what those
  /// reach; the engine uses one choice of tiles for all others.
  public struct Tuned: Sendable, Hashable {
    /// Fraction of the peak, in the place of ``ExpertEfficiency/compute``.
    public let compute: Double
    public let shapes: [Shape]

    public init(compute: Double, shapes: [Shape]) {
      precondition(compute > 0, "tuned tiles reach \(compute) of the peak")
      self.compute = compute
      self.shapes = shapes
    }
  }

  /// With other fractions of the peak.
  public func with(compute: Double, tuned: Double?) -> ExpertEfficiency {
    ExpertEfficiency(
      compute: compute, memory: memory, floor: floor, sorting: sorting, tile: tile,
      halfRows: halfRows, rereading: rereading, halfWidth: halfWidth,
      tuned: self.tuned.map { Tuned(compute: tuned ?? $0.compute, shapes: $0.shapes) },
      permutation: permutation, imbalanceExponent: imbalanceExponent,
      popularityExponent: popularityExponent)
  }

  /// The same kernels under loads that differ between devices by chance alone.
  public var balanced: ExpertEfficiency {
    ExpertEfficiency(
      compute: compute, memory: memory, floor: floor, sorting: sorting, tile: tile,
      halfRows: halfRows, rereading: rereading, halfWidth: halfWidth, tuned: tuned,
      permutation: permutation, imbalanceExponent: 0, popularityExponent: popularityExponent)
  }
}
