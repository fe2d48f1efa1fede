import Hardware
import LanguageModels
import Performance
import Quantities

/// Shapes of dispatch and return of expert tokens: 8-bit copies on the way to experts, 16-bit
/// results on the way back, as the step predictor counts them.
struct ExchangeRow: Sendable {
  let hidden: Int
  /// Of one device.
  let tokens: Int
  let experts: Int
  let expertsPerToken: Int
  let devices: Int
  /// Given to the kernel.
  let multiprocessors: Int

  var mixture: MixtureOfExperts {
    MixtureOfExperts(experts: experts, expertsPerToken: expertsPerToken, intermediate: 1)
  }

  var block: String { "\(hidden) \(experts) \(expertsPerToken)" }

  var shape: [(name: String, value: Double)] {
    [
      ("tokens", Double(tokens)), ("hidden", Double(hidden)),
      ("experts-per-token", Double(expertsPerToken)),
    ]
  }

  init(_ cells: KernelCells, multiprocessors: Int = 1) throws(KernelCellError) {
    hidden = try cells.count("hidden_size", in: 1...1_000_000)
    tokens = try cells.count("num_token")
    experts = try cells.count("num_experts", in: 1...1_000_000)
    expertsPerToken = try cells.count("num_topk", in: 1...experts)
    // Nodes of eight devices.
    devices = try cells.count("node_num", in: 1...10_000) * 8
    self.multiprocessors = multiprocessors
  }
}

/// Which way tokens go.
enum ExchangeWay: String, CaseIterable {
  case dispatch, combine

  func message(hidden: Int) -> Bytes {
    switch self {
    case .dispatch: ExpertDispatch.messageBytes(hidden: hidden, arithmetic: .fp8)
    case .combine: ExpertDispatch.returnBytes(hidden: hidden)
    }
  }
}

/// Low-latency kernels, which send every copy of a token straight to its device.
struct DirectExchangeForm: KernelForm {
  static let columns =
    exchangeColumns + ["dispatch_avg_t", "combine_avg_t"]
  static let exchangeColumns = ["node_num", "hidden_size", "num_token", "num_topk", "num_experts"]

  let way: ExchangeWay
  let accelerator: Accelerator
  let devices: Int

  var variant: String { "\(way.rawValue), \(devices) ranks" }

  var place: CalibrationPlace? {
    switch way {
    case .dispatch: .group(["all-to-all"])
    case .combine: .group(["combine"])
    }
  }

  var parameters: [FitParameter] { CollectiveEfficiency.fitParameters(ranks: devices) }
  var constants: [CalibrationFigure] { [CalibrationFigure("ranks", .count, Double(devices))] }

  func efficiency(_ values: [Double]) -> CollectiveEfficiency {
    CollectiveEfficiency(ranks: devices, fitted: values)
  }

  func duration(of row: ExchangeRow, with efficiency: CollectiveEfficiency) -> Seconds {
    ExpertExchange(
      mixture: row.mixture, message: way.message(hidden: row.hidden), devices: devices,
      topology: accelerator.domain(of: devices), direct: efficiency
    ).duration(tokensPerDevice: Double(row.tokens))
  }

  func bound(of row: ExchangeRow) -> Seconds { row.bound(way, on: accelerator) }
  func block(of row: ExchangeRow) -> String { row.block }
  func shape(of row: ExchangeRow) -> [(name: String, value: Double)] { row.shape }

  /// Low-latency kernels give each expert of the layer a multiprocessor, and many are needed to
  /// fill a link: with 8 or 16 experts published calls take five to ten times as long as their bytes.
  func refusal(of row: ExchangeRow, taking time: Seconds) -> String? {
    guard let all = accelerator.device.multiprocessors, 2 * row.experts < all else { return nil }
    return "fewer experts than half the multiprocessors: the link is not filled"
  }

  func shipped(in calibration: OperatorCalibration) -> CollectiveEfficiency? {
    switch way {
    case .dispatch: calibration.allToAll
    case .combine: calibration.exchange.combine ?? calibration.allToAll
    }
  }

  static func groups(
    of tables: [KernelTable], on accelerator: Accelerator
  ) throws(KernelTableError) -> [any FittableGroup] {
    let rows = try ExchangeRow.byWay(of: tables) {
      cells, way throws(KernelCellError) in
      (try ExchangeRow(cells), try cells.time("\(way.rawValue)_avg_t"))
    }
    return rows.map { way, devices, rows in
      KernelGroup(
        .deepEPLowLatency,
        DirectExchangeForm(way: way, accelerator: accelerator, devices: devices), rows: rows)
    }
  }
}

/// Kernels for many tokens, which send a token once to every device that holds any of its experts.
struct BulkExchangeForm: KernelForm {
  static let columns =
    DirectExchangeForm.exchangeColumns + [
      "dispatch_sms", "dispatch_transmit", "combine_sms", "combine_transmit",
    ]

  let way: ExchangeWay
  let accelerator: Accelerator
  let devices: Int

  var variant: String { "\(way.rawValue), \(devices) ranks" }
  var place: CalibrationPlace? { .group(["bulk-\(way.rawValue)"]) }

  var parameters: [FitParameter] {
    [
      FitParameter("latency", .seconds, start: 3e-5, within: 1e-7...1e-2),
      FitParameter("link", .number, start: 0.2, within: 0.01...2),
      FitParameter("per-multiprocessor", .bytesPerSecond, start: 1.2e10, within: 1e8...1e12),
      FitParameter("exponent", .number, start: 0.8, within: 0.3...3),
    ]
  }

  /// Where a link bounds no row its figure moves nothing, and where it bounds all of them that of a
  /// multiprocessor: searches start from both sides.
  var otherStarts: [[Double]] {
    [0.1, 0.3, 0.5, 0.7, 1].flatMap { link in
      [6e9, 1.2e10, 2.4e10].map { [3e-5, link, $0, 0.8] }
    }
  }

  func efficiency(_ values: [Double]) -> BulkExchangeEfficiency {
    BulkExchangeEfficiency(
      latency: Seconds(values[0]), link: values[1], perMultiprocessor: BytesPerSecond(values[2]),
      exponent: values[3])
  }

  func duration(of row: ExchangeRow, with efficiency: BulkExchangeEfficiency) -> Seconds {
    ExpertExchange(
      mixture: row.mixture, message: way.message(hidden: row.hidden), devices: devices,
      topology: accelerator.domain(of: devices), bulk: efficiency,
      multiprocessors: row.multiprocessors
    ).duration(tokensPerDevice: Double(row.tokens))
  }

  func bound(of row: ExchangeRow) -> Seconds {
    // A token goes once to a device: in the best case to one only.
    row.bound(way, on: accelerator) / Double(row.expertsPerToken)
  }

  func block(of row: ExchangeRow) -> String { row.block }

  func shape(of row: ExchangeRow) -> [(name: String, value: Double)] {
    row.shape + [("multiprocessors", Double(row.multiprocessors))]
  }

  func shipped(in calibration: OperatorCalibration) -> BulkExchangeEfficiency? {
    switch way {
    case .dispatch: calibration.exchange.bulkDispatch
    case .combine: calibration.exchange.bulkCombine
    }
  }

  static func groups(
    of tables: [KernelTable], on accelerator: Accelerator
  ) throws(KernelTableError) -> [any FittableGroup] {
    let rows = try ExchangeRow.byWay(of: tables) {
      cells, way throws(KernelCellError) in
      let row = try ExchangeRow(
        cells, multiprocessors: cells.count("\(way.rawValue)_sms", in: 1...10_000))
      return (row, try cells.time("\(way.rawValue)_transmit"))
    }
    return rows.map { way, devices, rows in
      KernelGroup(
        .deepEPNormal, BulkExchangeForm(way: way, accelerator: accelerator, devices: devices),
        rows: rows)
    }
  }
}

extension ExchangeRow {
  /// The time of the bytes that leave a device, on its link.
  fileprivate func bound(_ way: ExchangeWay, on accelerator: Accelerator) -> Seconds {
    ExpertDispatch.bytesSent(
      tokens: Double(tokens), expertsPerToken: expertsPerToken, ranks: devices,
      message: way.message(hidden: hidden)) / accelerator.domain(of: devices).levels[0].bandwidth
  }

  /// Both ways of all rows, by way and number of devices.
  fileprivate static func byWay(
    of tables: [KernelTable],
    _ read: (KernelCells, ExchangeWay) throws(KernelCellError) -> (ExchangeRow, Seconds)
  ) throws(KernelTableError) -> [(way: ExchangeWay, devices: Int, rows: [Measured<ExchangeRow>])] {
    var found: [(way: ExchangeWay, devices: Int, rows: [Measured<ExchangeRow>])] = []
    for way in ExchangeWay.allCases {
      var rows: [Int: [Measured<ExchangeRow>]] = [:]
      for table in tables {
        let measured = try table.measured {
          cells throws(KernelCellError) -> [(row: ExchangeRow, time: Seconds)] in
          let (row, time) = try read(cells, way)
          return [(row, time)]
        }
        for item in measured { rows[item.row.devices, default: []].append(item) }
      }
      for devices in rows.keys.sorted() { found.append((way, devices, rows[devices]!)) }
    }
    return found
  }
}
