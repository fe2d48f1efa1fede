public import Hardware
public import Performance

/// The fits of all kernel tables of one chip.
///
///     let calibration = try KernelCalibration(of: tables, on: chip, against: shipped)
///     print(calibration.errorTable().terminal())
///
/// Each class is fitted by itself, on the shapes that are not held out; see <doc:Calibration>.
public struct KernelCalibration: Sendable {
  /// A group of rows that no fit could be made of.
  public struct Unfitted: Sendable, Hashable {
    public let kernels: KernelClass
    public let variant: String
    public let reason: String
    /// Of what the program uses so far, on all rows of the group; nil where nothing predicts them.
    public let shipped: KernelErrors?
  }

  public let accelerator: String
  public let fits: [KernelFit]
  public let unfitted: [Unfitted]

  /// - Parameter shipped: what the program predicts the chip with so far.
  /// - Throws: ``KernelTableError`` where a table cannot be read, or holds times that no unit of
  ///   its heading can mean.
  public init(
    of tables: [KernelTable], on accelerator: Accelerator, against shipped: OperatorCalibration?
  ) throws(KernelTableError) {
    var fits: [KernelFit] = []
    var unfitted: [Unfitted] = []
    for kernels in KernelClass.allCases {
      let own = tables.filter { $0.kernels == kernels }
      guard !own.isEmpty else { continue }
      for group in try kernels.groups(of: own, on: accelerator, beside: shipped) {
        if let problem = group.unitProblem { throw problem }
        do { fits.append(try group.fit(against: shipped)) } catch {
          unfitted.append(
            Unfitted(
              kernels: kernels, variant: group.variant, reason: "\(error)",
              shipped: shipped.flatMap(group.judge)))
        }
      }
    }
    self.accelerator = accelerator.name
    self.fits = fits
    self.unfitted = unfitted
  }
}
