import Hardware
import LanguageModels
import Performance
import Quantities

/// Matrix products of weights in one storage format, with the pass that quantizes activations.
///
/// Block-scaled fp8 is timed from the host in published tables: a call takes as long as its launch
/// or as its body, whichever is longer. The launch is that of the median small call; it belongs to
/// the measurement, and predictions have the body alone.
struct ProductForm: KernelForm {
  struct Row: Sendable {
    let rows: Int
    let outer: Int
    let inner: Int
    /// The time of two rows by the same weights, where it was measured.
    var ofTwoRows: Seconds?
  }

  static let columns = ["gemm_dtype", "m", "n", "k", "latency"]

  let choice: ArithmeticChoice
  let device: Device
  /// What the host takes to launch a product of few and of more rows; nil where calls are captured.
  let host: (few: Seconds, more: Seconds)?

  var variant: String { choice.stored.rawValue }
  var place: CalibrationPlace? { .group(["products", choice.stored.calibrationKey(choice)]) }

  private var quantizes: Bool { choice.activationBytes < 2 }

  var parameters: [FitParameter] {
    var parameters = [
      FitParameter("compute", .number, start: 0.7, within: 0.02...1),
      FitParameter("memory", .number, start: 0.75, within: 0.1...1),
      FitParameter("half-depth", .number, start: 300, within: 1...10_000),
      FitParameter("half-tile", .number, start: 3_000, within: 1...100_000),
    ]
    if quantizes {
      parameters.append(FitParameter("quantization", .number, start: 0.4, within: 0.02...5))
    }
    if host == nil {
      parameters.append(FitParameter("floor", .seconds, start: 4e-6, within: 1e-7...1e-3))
    }
    return parameters
  }

  /// The floor of captured products of the same width on H100 and B200, for those timed from a host.
  static let capturedFloor = Seconds(4.7e-6)

  var constants: [CalibrationFigure] {
    host == nil ? [] : [CalibrationFigure("floor", .seconds, Self.capturedFloor.value)]
  }

  func efficiency(_ values: [Double]) -> ProductEfficiency {
    ProductEfficiency(
      compute: values[0], memory: values[1],
      floor: host == nil ? Seconds(values[values.count - 1]) : Self.capturedFloor,
      halfDepth: values[2], halfTile: values[3], quantization: quantizes ? values[4] : nil)
  }

  func duration(of row: Row, with efficiency: ProductEfficiency) -> Seconds {
    let time = efficiency.duration(
      rows: row.rows, inner: row.inner, outer: row.outer, choice: choice, on: device,
      launch: host == nil ? .shown : .hidden)
    return host.map { max(time, row.rows <= Self.fewRows ? $0.few : $0.more) } ?? time
  }

  func bound(of row: Row) -> Seconds {
    let (m, n, k) = (Double(row.rows), Double(row.outer), Double(row.inner))
    let bytes = k * n * choice.stored.bytesPerElement
    guard let roofline = Roofline(device: device, format: choice.arithmetic) else { return .zero }
    return roofline.duration(work: FLOPs(2 * m * n * k), traffic: Bytes(bytes))
  }

  func block(of row: Row) -> String { "\(row.outer) \(row.inner)" }

  func shape(of row: Row) -> [(name: String, value: Double)] {
    [("m", Double(row.rows)), ("n", Double(row.outer)), ("k", Double(row.inner))]
  }

  /// Rows up to which the host launches the kernel for few rows.
  static let fewRows = 16

  func refusal(of row: Row, taking time: Seconds) -> String? {
    if let two = row.ofTwoRows, row.rows == 1, time > two * 1.2 {
      return "one row takes longer than two: another kernel"
    }
    return nil
  }

  func shipped(in calibration: OperatorCalibration) -> ProductEfficiency? {
    calibration.productEfficiency(of: choice)
  }

  static func groups(
    of tables: [KernelTable], on accelerator: Accelerator
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
          cells.text("gemm_dtype"), on: device, named: "gemm_dtype")
        let row = try Row(
          rows: cells.count("m"), outer: cells.count("n"), inner: cells.count("k"))
        return [((choice, row), try cells.time("latency"))]
      }
      for item in measured {
        rows[item.row.choice, default: []].append(
          Measured(row: item.row.row, time: item.time, file: item.file, line: item.line))
      }
    }
    return rows.keys.sorted { $0.stored.rawValue < $1.stored.rawValue }.map { choice in
      let own = withNeighbours(rows[choice]!)
      return KernelGroup(
        .product,
        ProductForm(
          choice: choice, device: device,
          host: choice.stored == .fp8Block ? hostTimes(of: own) : nil), rows: own)
    }
  }

  /// The rows with the time of their weights' two rows beside those of one.
  private static func withNeighbours(_ rows: [Measured<Row>]) -> [Measured<Row>] {
    var ofTwo: [String: Seconds] = [:]
    for row in rows where row.row.rows == 2 {
      ofTwo["\(row.row.outer) \(row.row.inner)"] = row.time
    }
    return rows.map { row in
      guard row.row.rows == 1 else { return row }
      var neighboured = row.row
      neighboured.ofTwoRows = ofTwo["\(row.row.outer) \(row.row.inner)"]
      return Measured(row: neighboured, time: row.time, file: row.file, line: row.line)
    }
  }

  /// The median of the calls with few rows, and of those with no more than 256: of the published
  /// ones most wait for the host.
  private static func hostTimes(of rows: [Measured<Row>]) -> (few: Seconds, more: Seconds) {
    func launch(_ range: ClosedRange<Int>) -> Seconds {
      Seconds(rows.filter { range.contains($0.row.rows) }.map(\.time.value).quantile(0.5))
    }
    return (launch(1...fewRows), launch((fewRows + 1)...256))
  }
}

extension WeightFormat {
  /// How a chip multiplies weights of the format that kernel tables call `name`.
  static func choice(
    _ name: String, on device: Device, named column: String
  ) throws(KernelCellError) -> ArithmeticChoice {
    let stored: WeightFormat? =
      switch name {
      case "bfloat16": .bf16
      case "float16": .fp16
      case "fp8_block": .fp8Block
      case "w4a16_mxfp4": .mxfp4
      case "int4_wo": .int4
      default: WeightFormat(rawValue: name)
      }
    guard let stored else {
      throw KernelCellError(
        "\(column) is \"\(name)\"",
        expected: "bfloat16, float16, fp8, fp8_block, nvfp4, w4a16_mxfp4, int4_wo or a format of "
          + "weights")
    }
    guard let choice = ArithmeticChoice(stored: stored, peak: device.peak) else {
      throw KernelCellError(
        "the chip cannot multiply \(name)",
        expected: device.peak.formats.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  /// The key of a calibration entry: that of the storage where it has kernels of its own, else that
  /// of the arithmetic.
  func calibrationKey(_ choice: ArithmeticChoice) -> String {
    switch self {
    case .fp8Block, .mxfp8, .mxfp6, .mxfp4, .int4: rawValue
    case .int4Group32: WeightFormat.int4.rawValue
    case .nvfp4: choice.isWidened ? rawValue : choice.arithmetic.rawValue
    case .fp32, .bf16, .fp16, .fp8, .int8: choice.arithmetic.rawValue
    }
  }
}
