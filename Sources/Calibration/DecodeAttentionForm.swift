import Hardware
import Performance
import Quantities

/// Attention kernels over single new tokens, of grouped or of latent attention.
///
/// Grouped attention of public shapes is never bound by arithmetic: its fraction of the peak stays
/// what it is.
struct DecodeAttentionForm: KernelForm {
  static let columns = PrefillAttentionForm.columns
  static let latentColumns = PrefillAttentionForm.latentColumns

  let device: Device
  let isLatent: Bool
  /// Whether some rows have an 8-bit cache.
  let hasEightBit: Bool

  var variant: String { "all" }
  var place: CalibrationPlace? { .group([isLatent ? "latent-decode" : "decode-attention"]) }

  var parameters: [FitParameter] {
    var parameters = [
      FitParameter("memory", .number, start: 0.8, within: 0.1...1),
      FitParameter("floor", .seconds, start: 1.2e-5, within: 1e-6...1e-3),
      FitParameter(
        isLatent ? "per-sequence" : "per-sequence-head", .seconds, start: 2e-8,
        within: 1e-10...1e-5),
      FitParameter("exposed", .number, start: 0.3, within: 0.01...1),
      FitParameter("queries", .number, start: 0.4, within: 0.05...1),
      FitParameter("splits", .number, start: 40, within: 2...1_000),
      FitParameter("combining", .seconds, start: 2e-6, within: 1e-8...1e-4),
    ]
    if isLatent {
      parameters.append(FitParameter("compute", .number, start: 0.6, within: 0.05...1))
    }
    guard hasEightBit else { return parameters }
    parameters.append(FitParameter("eight-bit", .number, start: 0.9, within: 0.2...1.5))
    if isLatent {
      parameters.append(FitParameter("eight-bit-compute", .number, start: 1.2, within: 0.5...2))
    }
    return parameters
  }

  /// The fraction of the peak where no row is bound by it.
  static let assumedCompute = 0.6

  /// Rows that a multiplication takes at least: those of the smaller matrix instruction, and for
  /// latent attention of the wide one (Dege et al. 2025, arXiv 2506.01969). The tables do not say.
  var queryTile: Int { isLatent ? 64 : 16 }

  func efficiency(_ values: [Double]) -> DecodeAttentionEfficiency {
    var rest = values.dropFirst(7)
    let compute = isLatent ? rest.removeFirst() : Self.assumedCompute
    let eightBit: DecodeAttentionEfficiency.EightBit
    if hasEightBit {
      let memory = rest.removeFirst()
      eightBit = .init(compute: isLatent ? rest.removeFirst() : 1, memory: memory)
    } else {
      eightBit = .init()
    }
    return DecodeAttentionEfficiency(
      compute: compute, memory: values[0], floor: Seconds(values[1]), combining: Seconds(values[6]),
      perSequenceHead: Seconds(values[2]), exposed: values[3], queries: values[4],
      splits: values[5], queryTile: queryTile, eightBit: eightBit)
  }

  func duration(of row: AttentionRow, with efficiency: DecodeAttentionEfficiency) -> Seconds {
    efficiency.duration(of: row.load, in: row.attention, cacheFormat: row.cache, on: device)
      ?? .zero
  }

  func bound(of row: AttentionRow) -> Seconds {
    // Small caches stay in the second level of cache between the repetitions of a timing loop.
    row.bound(on: device) * Self.cachedShare
  }

  /// How much of the time at full memory bandwidth a cache that fits on the chip may take.
  static let cachedShare = 0.5

  /// Whatever the smallest kernels hide is one size: short contexts would else make decades of
  /// their own, in which nothing but the floor is seen.
  func size(of row: AttentionRow) -> Seconds { max(bound(of: row), Self.smallest) }

  /// A tenth of a launch of 10 µs.
  static let smallest = Seconds(1e-6)

  func block(of row: AttentionRow) -> String { row.block }
  func shape(of row: AttentionRow) -> [(name: String, value: Double)] { row.shape }

  func shipped(in calibration: OperatorCalibration) -> DecodeAttentionEfficiency? {
    isLatent ? calibration.latentDecodeAttention : calibration.decodeAttention
  }

  static func groups(
    of tables: [KernelTable], on accelerator: Accelerator, isLatent: Bool
  ) throws(KernelTableError) -> [any FittableGroup] {
    var rows: [Measured<AttentionRow>] = []
    for table in tables { rows += try table.attentionRows(isLatent: isLatent, isPrefill: false) }
    let kernels: KernelClass = isLatent ? .latentDecode : .decodeAttention
    if let group = UnfusedGroup(kernels, rows: rows, on: accelerator.device) { return [group] }
    let form = DecodeAttentionForm(
      device: accelerator.device, isLatent: isLatent,
      hasEightBit: rows.contains { $0.row.cache.bits <= 8 })
    return [KernelGroup(kernels, form, rows: rows)]
  }
}
