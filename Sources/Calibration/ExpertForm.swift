import Hardware
import LanguageModels
import Performance
import Quantities
import Stochastics

/// Products of routed experts on one device, weights in one storage format.
struct ExpertForm: KernelForm {
  struct Row: Sendable {
    let hidden: Int
    /// Width of the device's share of an expert.
    let width: Int
    let wholeWidth: Int
    let routing: ExpertRouting
    let load: ExpertKernel.Load

    var shape: ExpertEfficiency.Shape { .init(experts: routing.held, width: width) }
  }

  static let columns = [
    "moe_dtype", "num_tokens", "hidden_size", "inter_size", "topk", "num_experts", "moe_tp_size",
    "moe_ep_size", "distribution", "latency",
  ]

  let choice: ArithmeticChoice
  let device: Device
  /// Those for which the engine has tuned tiles, as far as they were timed.
  var tuned: [ExpertEfficiency.Shape] = []

  var variant: String { choice.stored.rawValue }
  var place: CalibrationPlace? { .group(["experts", choice.stored.calibrationKey(choice)]) }

  var parameters: [FitParameter] {
    let all = [
      FitParameter("compute", .number, start: 0.4, within: 0.01...1),
      FitParameter("memory", .number, start: 0.8, within: 0.1...1),
      FitParameter("floor", .seconds, start: 15e-6, within: 1e-6...1e-3),
      FitParameter("sorting", .seconds, start: 5e-6, within: 1e-8...1e-4),
      FitParameter("tile", .number, start: 64, within: 16...1_000),
      FitParameter("half-rows", .number, start: 400, within: 20...10_000),
      FitParameter("rereading", .number, start: 0.5, within: 0.01...4),
      FitParameter("half-width", .number, start: 100, within: 1...5_000),
      FitParameter("permutation", .number, start: 0.8, within: 0.02...50),
    ]
    guard !tuned.isEmpty else { return all }
    return all + [FitParameter("tuned-compute", .number, start: 0.6, within: 0.01...1)]
  }

  /// The largest tile and the price of re-reading can stand in for each other.
  var otherStarts: [[Double]] {
    [parameters.map { $0.key == "tile" ? 200 : $0.search.start }]
  }

  /// Skew and popularity belong to the models that are served, not to kernels; the rows state theirs.
  static let imbalance = 0.06
  static let popularity = 1.0

  var constants: [CalibrationFigure] {
    [
      CalibrationFigure("imbalance", .number, Self.imbalance),
      CalibrationFigure("popularity", .number, Self.popularity),
    ]
  }

  func efficiency(_ values: [Double]) -> ExpertEfficiency {
    ExpertEfficiency(
      compute: values[0], memory: values[1], floor: Seconds(values[2]), sorting: Seconds(values[3]),
      tile: values[4], halfRows: values[5], rereading: values[6], halfWidth: values[7],
      tuned: tuned.isEmpty ? nil : .init(compute: values[9], shapes: tuned),
      permutation: values[8], imbalanceExponent: Self.imbalance,
      popularityExponent: Self.popularity)
  }

  func duration(of row: Row, with efficiency: ExpertEfficiency) -> Seconds {
    let kernel = ExpertKernel(
      hidden: row.hidden, width: row.width, experts: Double(row.routing.held), choice: choice,
      efficiency: efficiency, device: device)
    return kernel.floor + kernel.duration(of: row.load)
  }

  /// Half the experts that a random routing touches in the mean: a draw may touch fewer.
  func bound(of row: Row) -> Seconds {
    guard let roofline = Roofline(device: device, format: choice.arithmetic) else { return .zero }
    let matrices = 3 * Double(row.hidden) * Double(row.width)
    let certain = row.routing.law == .balanced ? 1 : 0.5
    return roofline.duration(
      work: FLOPs(certain * 2 * matrices * row.load.rows),
      traffic: Bytes(certain * matrices * choice.stored.bytesPerElement * row.load.touched))
  }

  func block(of row: Row) -> String {
    "\(row.hidden) \(row.wholeWidth) \(row.wholeWidth / row.width) \(row.routing.devices)"
  }

  func shape(of row: Row) -> [(name: String, value: Double)] {
    [
      ("tokens", Double(row.routing.tokens)), ("hidden", Double(row.hidden)),
      ("width", Double(row.width)), ("experts", Double(row.routing.experts)),
      ("devices", Double(row.routing.devices)),
    ]
  }

  func refusal(of row: Row, taking time: Seconds) -> String? {
    let routing = row.routing
    guard routing.devices > 1 else { return nil }
    switch routing.law {
    case .balanced:
      // Some of these rows read less than all experts, others take longer than on one device.
      return choice.arithmetic == .fp8 ? "even routing of fp8 over several devices" : nil
    case .powerLaw:
      return routing.tokens * routing.expertsPerToken <= routing.experts
        ? "which device holds the chosen experts is not defined" : nil
    }
  }

  func shipped(in calibration: OperatorCalibration) -> ExpertEfficiency? {
    calibration.expertEfficiency(of: choice)
  }

  /// - Parameter shipped: what says for which shapes the engine has tuned tiles.
  static func groups(
    of tables: [KernelTable], on accelerator: Accelerator, beside shipped: OperatorCalibration?
  ) throws(KernelTableError) -> [any FittableGroup] {
    let device = accelerator.device
    var rows: [ArithmeticChoice: [Measured<Row>]] = [:]
    var shares: [ExpertRouting: ExpertRouting.Share] = [:]
    for table in tables {
      let measured = try table.measured {
        cells throws(KernelCellError) -> [(
          row: (choice: ArithmeticChoice, cells: Shape), time: Seconds
        )]
        in
        let choice = try WeightFormat.choice(
          cells.text("moe_dtype"), on: device, named: "moe_dtype")
        return [((choice, try Shape(cells)), try cells.time("latency"))]
      }
      for item in measured {
        let shape = item.row.cells
        let share = shares[shape.routing] ?? shape.routing.share
        shares[shape.routing] = share
        rows[item.row.choice, default: []].append(
          Measured(row: shape.row(share), time: item.time, file: item.file, line: item.line))
      }
    }
    return rows.keys.sorted { $0.stored.rawValue < $1.stored.rawValue }.map { choice in
      let timed = Set(rows[choice]!.map(\.row.shape))
      let known = shipped?.expertEfficiency(of: choice)?.tuned?.shapes ?? []
      let form = ExpertForm(choice: choice, device: device, tuned: known.filter(timed.contains))
      return KernelGroup(.experts, form, rows: rows[choice]!)
    }
  }

  /// The cells of a row.
  private struct Shape: Sendable {
    let hidden: Int
    let wholeWidth: Int
    let split: Int
    let routing: ExpertRouting

    init(_ cells: KernelCells) throws(KernelCellError) {
      hidden = try cells.count("hidden_size", in: 1...1_000_000)
      wholeWidth = try cells.count("inter_size", in: 1...1_000_000)
      split = try cells.count("moe_tp_size", in: 1...1_024)
      let experts = try cells.count("num_experts", in: 1...100_000)
      let devices = try cells.count("moe_ep_size", in: 1...100_000)
      guard experts % devices == 0 else {
        throw KernelCellError(
          "\(experts) experts on \(devices) devices", expected: "as many on each device")
      }
      routing = ExpertRouting(
        tokens: try cells.count("num_tokens", in: 1...10_000_000), experts: experts,
        expertsPerToken: try cells.count("topk", in: 1...experts), devices: devices,
        law: try Self.law(cells.text("distribution")))
    }

    private static func law(_ text: String) throws(KernelCellError) -> ExpertRouting.Law {
      if text == "balanced" { return .balanced }
      let prefix = "power_law_"
      guard text.hasPrefix(prefix), let exponent = Double(text.dropFirst(prefix.count)),
        (0...10).contains(exponent)
      else {
        throw KernelCellError(
          "distribution is \"\(text)\"", expected: "balanced, or power_law_ and an exponent")
      }
      return .powerLaw(exponent: exponent)
    }

    func row(_ share: ExpertRouting.Share) -> Row {
      Row(
        hidden: hidden, width: max(1, wholeWidth / split), wholeWidth: wholeWidth,
        routing: routing,
        load: ExpertKernel.Load(
          tokens: Double(routing.tokens), rows: share.rows, touched: share.touched,
          slots: Double(routing.tokens * routing.expertsPerToken)))
    }
  }
}
