/// A weight matrix that tokens are multiplied by, with what tensor parallelism leaves of it.
///
/// The dimensions are those of a GEMM: `inputs` is the inner dimension and `outputs` the width of
/// the result. `blocks` counts independent blocks of a block-diagonal matrix.
public struct Projection: Sendable, Hashable {
  /// One dimension of a matrix as `units` of `width` elements; ranks share whole units, and each
  /// holds at least one, so that what cannot be divided is replicated.
  public struct Extent: Sendable, Hashable {
    public let units: Int
    public let width: Int

    public init(units: Int, width: Int) {
      precondition(units > 0 && width > 0, "an extent of \(units) × \(width)")
      self.units = units
      self.width = width
    }

    /// A dimension that every rank holds whole.
    public static func whole(_ width: Int) -> Extent { Extent(units: 1, width: width) }

    /// Elements on the rank with most, of `tensor` ranks.
    public func elements(tensor: Int = 1) -> Int { (units + tensor - 1) / tensor * width }
  }

  /// What the matrix is for: `query-key-value`, `output`, `gate-up`, `down`.
  public let name: String
  public let inputExtent: Extent
  /// The parts of a fused result that are divided apart.
  public let outputExtents: [Extent]
  public let blockExtent: Extent

  public init(
    _ name: String, inputs: Extent, outputs: [Extent], blocks: Extent = .whole(1)
  ) {
    precondition(!outputs.isEmpty, "\(name) has no outputs")
    self.name = name
    self.inputExtent = inputs
    self.outputExtents = outputs
    self.blockExtent = blocks
  }

  public func inputs(tensor: Int = 1) -> Int { inputExtent.elements(tensor: tensor) }
  public func outputs(tensor: Int = 1) -> Int {
    outputExtents.reduce(0) { $0 + $1.elements(tensor: tensor) }
  }
  public func blocks(tensor: Int = 1) -> Int { blockExtent.elements(tensor: tensor) }

  /// Elements of the matrix on one of `tensor` ranks.
  public func parameters(tensor: Int = 1) -> Int {
    blocks(tensor: tensor) * inputs(tensor: tensor) * outputs(tensor: tensor)
  }
}
