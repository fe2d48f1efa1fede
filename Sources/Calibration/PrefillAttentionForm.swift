import Hardware
import LanguageModels
import Performance
import Quantities

/// Attention kernels over chunks of prompts, of grouped or of latent attention.
struct PrefillAttentionForm: KernelForm {
  static let columns = [
    "batch_size", "isl", "num_heads", "num_key_value_heads", "kv_cache_dtype", "step", "latency",
  ]
  static let latentColumns = [
    "batch_size", "isl", "num_heads", "kv_cache_dtype", "step", "latency",
  ]

  let device: Device
  let isLatent: Bool
  /// Whether some rows have an 8-bit cache.
  let hasEightBit: Bool
  let queryTile: Int

  /// Tiles of public kernels, of which the one that fits best is taken.
  static let queryTiles = [16, 32, 64, 128, 256]

  var variant: String { "tile \(queryTile)" }
  var place: CalibrationPlace? { .group([isLatent ? "latent-prefill" : "prefill-attention"]) }

  var parameters: [FitParameter] {
    var parameters = [
      FitParameter("compute", .number, start: 0.6, within: 0.05...1),
      FitParameter("memory", .number, start: 0.6, within: 0.02...1),
      FitParameter("floor", .seconds, start: 1e-5, within: 1e-6...1e-3),
    ]
    if !isLatent {
      parameters.append(FitParameter("storing", .number, start: 0.25, within: 0.01...1))
    }
    guard hasEightBit else { return parameters }
    parameters.append(FitParameter("eight-bit-compute", .number, start: 1.1, within: 0.5...2))
    if !isLatent {
      parameters.append(FitParameter("eight-bit-storing", .number, start: 0.5, within: 0.05...2))
    }
    parameters.append(FitParameter("quantization", .number, start: 0.8, within: 0.05...10))
    return parameters
  }

  var constants: [CalibrationFigure] {
    [CalibrationFigure("query-tile", .count, Double(queryTile))]
  }

  func efficiency(_ values: [Double]) -> PrefillAttentionEfficiency {
    var rest = values.dropFirst(3)
    let storing = isLatent ? nil : rest.removeFirst()
    let eightBit: PrefillAttentionEfficiency.EightBit
    if hasEightBit {
      let compute = rest.removeFirst()
      eightBit = .init(
        compute: compute, storing: isLatent ? 1 : rest.removeFirst(),
        quantization: rest.removeFirst())
    } else {
      eightBit = .init()
    }
    return PrefillAttentionEfficiency(
      compute: values[0], memory: values[1], floor: Seconds(values[2]), queryTile: queryTile,
      storing: storing, eightBit: eightBit)
  }

  func duration(of row: AttentionRow, with efficiency: PrefillAttentionEfficiency) -> Seconds {
    efficiency.duration(of: row.load, in: row.attention, cacheFormat: row.cache, on: device)
      ?? .zero
  }

  func bound(of row: AttentionRow) -> Seconds { row.bound(on: device) }
  func block(of row: AttentionRow) -> String { row.block }
  func shape(of row: AttentionRow) -> [(name: String, value: Double)] { row.shape }

  func refusal(of row: AttentionRow, taking time: Seconds) -> String? {
    // Latent attention of one token is decoded in another form; here it stays expanded.
    !isLatent && row.load.queries == row.load.sequences
      ? "a prompt of one token runs the kernel of decoding" : nil
  }

  func shipped(in calibration: OperatorCalibration) -> PrefillAttentionEfficiency? {
    isLatent ? calibration.latentPrefillAttention : calibration.prefillAttention
  }

  static func groups(
    of tables: [KernelTable], on accelerator: Accelerator, isLatent: Bool
  ) throws(KernelTableError) -> [any FittableGroup] {
    var rows: [Measured<AttentionRow>] = []
    for table in tables { rows += try table.attentionRows(isLatent: isLatent, isPrefill: true) }
    let kernels: KernelClass = isLatent ? .latentPrefill : .prefillAttention
    if let group = UnfusedGroup(kernels, rows: rows, on: accelerator.device) { return [group] }
    let hasEightBit = rows.contains { $0.row.cache.bits <= 8 }
    let candidates = queryTiles.map { tile in
      KernelGroup(
        kernels,
        PrefillAttentionForm(
          device: accelerator.device, isLatent: isLatent, hasEightBit: hasEightBit,
          queryTile: tile), rows: rows)
    }
    return [AlternativeForms(candidates: candidates)]
  }
}
