import Hardware
import LanguageModels
import Performance
import Quantities

/// Whole modules of latent attention: their projections, each a product, and the core.
///
/// No figure of the catalog is fitted by them. They say how far the parts of which the predictor
/// makes a layer add up to a layer that was timed: the error of what is shipped is that of the sum.
/// Their own fit shows how much of the rest the form could take; its floor is the host's where an
/// engine launches the module kernel by kernel.
struct LatentModuleForm: KernelForm {
  struct Row: Sendable {
    let attention: AttentionRow
    let latent: LatentAttention
    /// Whose module it is.
    let model: String
  }

  struct Efficiency: Sendable {
    let product: ProductEfficiency
    let prefill: PrefillAttentionEfficiency
    let decode: DecodeAttentionEfficiency
    let floor: Seconds
  }

  static let columns = [
    "model", "mla_dtype", "kv_cache_dtype", "gemm_type", "num_heads", "batch_size", "isl", "step",
    "latency",
  ]

  /// The width of the one family whose modules are timed, DeepSeek-V3 (arXiv 2412.19437).
  static let hidden = 7_168
  static let family = "DeepSeek-V3"

  let choice: ArithmeticChoice
  let device: Device
  let isPrefill: Bool
  /// Whether some cores are computed in 8 bits.
  let hasEightBit: Bool

  var variant: String { choice.stored.rawValue }
  var place: CalibrationPlace? { nil }
  private var quantizes: Bool { choice.activationBytes < 2 }

  var parameters: [FitParameter] {
    var parameters = [
      FitParameter("floor", .seconds, start: 5e-5, within: 1e-6...1e-3),
      FitParameter("compute", .number, start: 0.6, within: 0.02...1),
      FitParameter("memory", .number, start: 0.75, within: 0.1...1),
      FitParameter("core-compute", .number, start: 0.7, within: 0.1...1),
      FitParameter("core-memory", .number, start: 0.8, within: 0.05...1),
    ]
    if !isPrefill {
      parameters.append(FitParameter("queries", .number, start: 0.2, within: 0.02...1))
    }
    if quantizes {
      parameters.append(FitParameter("quantization", .number, start: 0.4, within: 0.02...5))
    }
    if hasEightBit {
      parameters.append(FitParameter("eight-bit-compute", .number, start: 1.2, within: 0.5...2))
      if !isPrefill {
        parameters.append(FitParameter("eight-bit", .number, start: 1, within: 0.2...1.5))
      }
    }
    return parameters
  }

  /// What the shapes of one module do not tell: that of large products on other tables.
  private static let halfDepth = 300.0
  private static let halfTile = 3_000.0
  /// Starts, splits and tiles as fitted on kernels of latent attention.
  private static let perSequence = Seconds(27e-9)
  private static let splits = 60.0
  private static let queryTile = (prefill: 128, decode: 64)

  func efficiency(_ values: [Double]) -> Efficiency {
    var rest = values.dropFirst(5)
    let queries = isPrefill ? nil : rest.removeFirst()
    let quantization = quantizes ? rest.removeFirst() : nil
    let eightBitCompute = hasEightBit ? rest.removeFirst() : 1
    let eightBit = hasEightBit && !isPrefill ? rest.removeFirst() : 1
    return Efficiency(
      product: ProductEfficiency(
        compute: values[1], memory: values[2], floor: .zero, halfDepth: Self.halfDepth,
        halfTile: Self.halfTile, quantization: quantization),
      prefill: PrefillAttentionEfficiency(
        compute: values[3], memory: values[4], floor: .zero, queryTile: Self.queryTile.prefill,
        eightBit: .init(compute: eightBitCompute)),
      decode: DecodeAttentionEfficiency(
        compute: values[3], memory: values[4], floor: .zero, perSequenceHead: Self.perSequence,
        queries: queries, splits: Self.splits, queryTile: Self.queryTile.decode,
        eightBit: .init(compute: eightBitCompute, memory: eightBit)),
      floor: Seconds(values[0]))
  }

  func duration(of row: Row, with efficiency: Efficiency) -> Seconds {
    let products = projections(of: row).reduce(Seconds.zero) {
      $0
        + efficiency.product.duration(
          rows: Int(row.attention.load.queries), inner: $1.inputs(), outer: $1.outputs(),
          choice: choice, on: device, launch: .hidden)
    }
    let core =
      isPrefill
      ? efficiency.prefill.duration(
        of: row.attention.load, in: row.attention.attention, cacheFormat: row.attention.cache,
        on: device, launch: .hidden)
      : efficiency.decode.duration(
        of: row.attention.load, in: row.attention.attention, cacheFormat: row.attention.cache,
        on: device, launch: .hidden)
    return efficiency.floor + products + (core ?? .zero)
  }

  private func projections(of row: Row) -> [Projection] {
    AttentionVariant.latent(row.latent).projections(hidden: Self.hidden)
  }

  func bound(of row: Row) -> Seconds {
    guard let peak = device.peak[choice.arithmetic] else { return .zero }
    let weights = Double(projections(of: row).reduce(0) { $0 + $1.parameters() })
    let arithmetic = FLOPs(2 * weights * row.attention.load.queries) / peak
    let reading = Bytes(weights * choice.stored.bytesPerElement) / device.memory.bandwidth
    return max(arithmetic + row.attention.bound(on: device) * (isPrefill ? 1 : 0), reading)
  }

  func block(of row: Row) -> String { row.attention.block }
  func shape(of row: Row) -> [(name: String, value: Double)] { row.attention.shape }

  func refusal(of row: Row, taking time: Seconds) -> String? {
    row.model.contains(Self.family) ? nil : "the shapes of \(row.model) are not known here"
  }

  func shipped(in calibration: OperatorCalibration) -> Efficiency? {
    guard let product = calibration.productEfficiency(of: choice) else { return nil }
    let core =
      isPrefill ? calibration.latentPrefillAttention.floor : calibration.latentDecodeAttention.floor
    let products = AttentionVariant.latent(LatentAttention.deepSeekV3(heads: 128))
      .projections(hidden: Self.hidden).count
    return Efficiency(
      product: product, prefill: calibration.latentPrefillAttention,
      decode: calibration.latentDecodeAttention, floor: product.floor * Double(products) + core)
  }

  static func groups(
    of tables: [KernelTable], on accelerator: Accelerator, isPrefill: Bool
  ) throws(KernelTableError) -> [any FittableGroup] {
    let device = accelerator.device
    var rows: [ArithmeticChoice: [Measured<Row>]] = [:]
    for table in tables {
      let measured = try table.measured {
        cells throws(KernelCellError) -> [(
          row: (choice: ArithmeticChoice, row: Row), time: Seconds
        )]
        in
        let choice = try WeightFormat.choice(
          cells.text("gemm_type"), on: device, named: "gemm_type")
        let latent = try cells.latentAttention()
        // Prompts are multiplied in a format of their own, whatever the cache holds.
        let attention = AttentionRow(
          attention: .latent(latent),
          load: try isPrefill ? cells.prompts() : cells.decodedTokens(),
          cache: try cells.cacheFormat(isPrefill ? "mla_dtype" : "kv_cache_dtype"),
          heads: latent.heads, keyValueHeads: 1)
        let row = Row(attention: attention, latent: latent, model: try cells.text("model"))
        return [((choice, row), try cells.time("latency"))]
      }
      for item in measured {
        rows[item.row.choice, default: []].append(
          Measured(row: item.row.row, time: item.time, file: item.file, line: item.line))
      }
    }
    return rows.keys.sorted { $0.stored.rawValue < $1.stored.rawValue }.map { choice in
      let own = rows[choice]!
      return KernelGroup(
        isPrefill ? .latentPrefillModule : .latentDecodeModule,
        LatentModuleForm(
          choice: choice, device: device, isPrefill: isPrefill,
          hasEightBit: own.contains { $0.row.attention.cache.bits <= 8 }), rows: own)
    }
  }
}
