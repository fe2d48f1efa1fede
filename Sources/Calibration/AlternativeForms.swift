import Hardware
import Performance
import Quantities
import Stochastics

/// Several forms of the same rows, of which the one that fits its rows best is taken, by median and
/// 90th percentile of the errors together: for what is whole and cannot be searched, as the rows of
/// a tile. Held-out rows have no say.
struct AlternativeForms<Form: KernelForm>: FittableGroup {
  let candidates: [KernelGroup<Form>]

  /// - Precondition: there are candidates.
  init(candidates: [KernelGroup<Form>]) {
    precondition(!candidates.isEmpty)
    self.candidates = candidates
  }

  var kernels: KernelClass { candidates[0].kernels }
  var variant: String { candidates[0].variant }
  var unitProblem: KernelTableError? { candidates[0].unitProblem }

  func fit(against shipped: OperatorCalibration?) throws(StochasticsError) -> KernelFit {
    var best: (fit: KernelFit, error: Double)?
    for candidate in candidates {
      let fit = try candidate.fit(against: shipped)
      let error = fit.fitted.map { $0.medianAbsolute + $0.absolute90 } ?? .infinity
      if best.map({ error < $0.error }) ?? true { best = (fit, error) }
    }
    return best!.fit
  }

  func judge(_ shipped: OperatorCalibration) -> KernelErrors? { candidates[0].judge(shipped) }
}

/// Rows of attention that no fused kernel can have taken: even the smallest shapes take longer than
/// ten launches, so that a module or separate kernels were timed.
struct UnfusedGroup: FittableGroup {
  let kernels: KernelClass
  let floor: Seconds

  /// The longest time of the smallest fused kernels: ten launches of 10 µs.
  static let longestFloor = Seconds(1e-4)

  /// Rows that the data sheet allows in less are small: they take as long as a launch.
  private static let small = Seconds(1e-5)

  /// - Returns: nil where the smallest rows are those of one kernel, or none is small.
  init?(_ kernels: KernelClass, rows: [Measured<AttentionRow>], on device: Device) {
    let small = rows.filter { $0.row.bound(on: device) < Self.small }
    let floor = Seconds(small.map(\.time.value).quantile(0.02))
    guard floor > Self.longestFloor else { return nil }
    self.kernels = kernels
    self.floor = floor
  }

  var variant: String { "unfused" }
  var unitProblem: KernelTableError? { nil }

  func fit(against shipped: OperatorCalibration?) throws(StochasticsError) -> KernelFit {
    throw .unfit(
      reason: "even the smallest shapes take \(Int((floor.value * 1e6).rounded())) us: "
        + "separate kernels or a whole module, not a fused kernel")
  }

  /// Of modules no kernel's figures tell.
  func judge(_ shipped: OperatorCalibration) -> KernelErrors? { nil }
}
