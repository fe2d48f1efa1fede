import Hardware
import LanguageModels
import Performance
import Quantities

/// Collectives of a communication library such as NCCL, by operation and ranks, one domain.
///
/// Sizes follow the library's own benchmark: the gathered result, the input of a reduce-scatter,
/// what each rank sends in an all-to-all.
enum LibraryCollectives {
  enum Operation: String, CaseIterable {
    case allReduce = "all_reduce"
    case allGather = "all_gather"
    case reduceScatter = "reduce_scatter"
    case allToAll = "alltoall"
  }

  static let columns = ["op", "nccl_dtype", "num_gpus", "message_elements", "latency"]

  private struct Key: Hashable, Comparable {
    let pattern: CollectiveForm.Pattern
    let ranks: Int

    static func < (a: Self, b: Self) -> Bool {
      (a.pattern.rawValue, a.ranks) < (b.pattern.rawValue, b.ranks)
    }
  }

  static func groups(
    of tables: [KernelTable], on accelerator: Accelerator
  ) throws(KernelTableError) -> [any FittableGroup] {
    var rows: [Key: [Measured<CollectiveForm.Row>]] = [:]
    for table in tables {
      let measured = try table.measured {
        cells throws(KernelCellError)
          -> [(row: (key: Key, row: CollectiveForm.Row), time: Seconds)] in
        let operation: Operation = try cells.choice("op")
        let pattern: CollectiveForm.Pattern =
          switch operation {
          case .allReduce: .allReduce
          case .allGather, .reduceScatter: .gather
          case .allToAll: .exchange
          }
        let element = try AllReduceForm.elementBytes(cells.text("nccl_dtype"))
        let size = try Bytes(Double(cells.count("message_elements")) * element)
        let ranks = try cells.count("num_gpus", in: 2...1_024)
        return [
          (
            (Key(pattern: pattern, ranks: ranks), CollectiveForm.Row(size: size)),
            try cells.time("latency")
          )
        ]
      }
      for item in measured {
        rows[item.row.key, default: []].append(
          Measured(row: item.row.row, time: item.time, file: item.file, line: item.line))
      }
    }
    // Steps take the exchange of the largest group of one domain.
    let most = rows.keys.filter { $0.pattern == .exchange }.map(\.ranks).max()
    return rows.keys.sorted().map { key in
      KernelGroup(
        .nccl,
        CollectiveForm(
          pattern: key.pattern, ranks: key.ranks, topology: accelerator.domain(of: key.ranks),
          isUsed: key.pattern == .gather || (key.pattern == .exchange && key.ranks == most)),
        rows: rows[key]!)
    }
  }
}

/// A collective of a library among some ranks of one domain.
struct CollectiveForm: KernelForm {
  /// What travels where.
  enum Pattern: String {
    case allReduce = "all-reduce"
    /// All-gather and reduce-scatter, which carry the same bytes.
    case gather
    /// All-to-all.
    case exchange
  }

  struct Row: Sendable {
    let size: Bytes
  }

  let pattern: Pattern
  let ranks: Int
  let topology: Topology
  /// Whether steps are predicted by the figures; the library's all-reduce is only compared with
  /// that of the engine.
  let isUsed: Bool

  var variant: String { "\(pattern.rawValue), \(ranks) ranks" }

  var place: CalibrationPlace? {
    guard isUsed else { return nil }
    switch pattern {
    case .allReduce: return nil
    case .gather: return .item(list: "gathers", ranks: ranks)
    case .exchange: return .group(["all-to-all"])
    }
  }

  var parameters: [FitParameter] { CollectiveEfficiency.fitParameters(ranks: ranks) }

  var constants: [CalibrationFigure] {
    pattern == .exchange && isUsed ? [CalibrationFigure("ranks", .count, Double(ranks))] : []
  }

  func efficiency(_ values: [Double]) -> CollectiveEfficiency {
    CollectiveEfficiency(ranks: ranks, fitted: values)
  }

  func duration(of row: Row, with efficiency: CollectiveEfficiency) -> Seconds {
    switch pattern {
    case .allReduce:
      GroupAllReduce(ranks: ranks, topology: topology, efficiencies: [efficiency])
        .duration(of: row.size)
    case .gather:
      GroupGather(ranks: ranks, topology: topology, efficiencies: [], gathers: [efficiency])
        .duration(of: row.size)
    case .exchange:
      // An exchange of tokens of one byte, each to one expert on any device.
      ExpertExchange(
        mixture: MixtureOfExperts(experts: ranks, expertsPerToken: 1, intermediate: 1),
        message: Bytes(1), devices: ranks, topology: topology, direct: efficiency
      ).duration(tokensPerDevice: row.size.value)
    }
  }

  func bound(of row: Row) -> Seconds {
    let once = row.size / topology.levels[0].bandwidth
    // A switch that reduces lets every byte of an all-reduce pass once.
    return pattern == .allReduce ? once : once * (Double(ranks - 1) / Double(ranks))
  }

  func block(of row: Row) -> String { "\(pattern.rawValue) \(ranks) \(Int(row.size.value))" }

  func shape(of row: Row) -> [(name: String, value: Double)] { [("bytes", row.size.value)] }

  func shipped(in calibration: OperatorCalibration) -> CollectiveEfficiency? {
    switch pattern {
    case .allReduce: calibration.allReduce.first { $0.ranks == ranks }
    case .gather: calibration.exchange.gathers.first { $0.ranks == ranks }
    case .exchange: calibration.allToAll.ranks == ranks ? calibration.allToAll : nil
    }
  }
}

extension CollectiveEfficiency {
  /// The figures of one collective, as ``init(ranks:fitted:)`` takes them.
  static func fitParameters(ranks: Int) -> [FitParameter] {
    [
      FitParameter("latency", .seconds, start: 1e-5, within: 1e-7...1e-3),
      FitParameter("link", .number, start: 0.7, within: 0.01...2),
      // Below one the transition from latency to bandwidth is slow, as in most published tables.
      FitParameter("exponent", .number, start: 0.6, within: 0.3...3),
    ]
  }

  init(ranks: Int, fitted values: [Double]) {
    self.init(ranks: ranks, latency: Seconds(values[0]), link: values[1], exponent: values[2])
  }
}
