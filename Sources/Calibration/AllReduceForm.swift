import Hardware
import Performance
import Quantities
import Stochastics

/// All-reduce kernels of an engine among some ranks of one domain, inside a captured graph.
struct AllReduceForm: KernelForm {
  struct Row: Sendable {
    let size: Bytes
  }

  static let columns = [
    "kernel_source", "allreduce_dtype", "num_gpus", "message_elements", "latency",
  ]

  let ranks: Int
  let topology: Topology

  var variant: String { "\(ranks) ranks" }
  var place: CalibrationPlace? { .item(list: "all-reduce", ranks: ranks) }

  var parameters: [FitParameter] { CollectiveEfficiency.fitParameters(ranks: ranks) }

  func efficiency(_ values: [Double]) -> CollectiveEfficiency {
    CollectiveEfficiency(ranks: ranks, fitted: values)
  }

  func duration(of row: Row, with efficiency: CollectiveEfficiency) -> Seconds {
    GroupAllReduce(ranks: ranks, topology: topology, efficiencies: [efficiency])
      .duration(of: row.size)
  }

  /// In-switch reduction, which sends each byte once.
  func bound(of row: Row) -> Seconds { row.size / topology.levels[0].bandwidth }

  /// Sizes are held out one by one: nothing else varies.
  func block(of row: Row) -> String { "\(ranks) \(Int(row.size.value))" }

  func shape(of row: Row) -> [(name: String, value: Double)] { [("bytes", row.size.value)] }

  func shipped(in calibration: OperatorCalibration) -> CollectiveEfficiency? {
    calibration.allReduce.first { $0.ranks == ranks }
  }

  static func groups(
    of tables: [KernelTable], on accelerator: Accelerator
  ) throws(KernelTableError) -> [any FittableGroup] {
    var rows: [Int: [Measured<Row>]] = [:]
    for table in tables {
      let measured = try table.measured {
        cells throws(KernelCellError) -> [(row: (ranks: Int, row: Row), time: Seconds)] in
        // Launched one by one, a kernel waits for the host: an engine's profile has that time.
        if let backend = cells["backend"], backend.hasSuffix("eager") { return [] }
        let element = try elementBytes(cells.text("allreduce_dtype"))
        let size = try Bytes(Double(cells.count("message_elements")) * element)
        let ranks = try cells.count("num_gpus", in: 2...1_024)
        return [((ranks, Row(size: size)), try cells.time("latency"))]
      }
      for item in measured {
        rows[item.row.ranks, default: []].append(
          Measured(row: item.row.row, time: item.time, file: item.file, line: item.line))
      }
    }
    return rows.keys.sorted().map { ranks in
      KernelGroup(
        .allReduce, AllReduceForm(ranks: ranks, topology: accelerator.domain(of: ranks)),
        rows: rows[ranks]!)
    }
  }

  /// Bytes of one element of a message.
  static func elementBytes(_ name: String) throws(KernelCellError) -> Double {
    switch name {
    case "int8", "fp8", "uint8": 1
    case "half", "float16", "fp16", "bfloat16", "bf16": 2
    case "float", "float32", "fp32": 4
    default:
      throw KernelCellError(
        "the element type is \"\(name)\"", expected: "int8, fp8, half, bfloat16 or float")
    }
  }
}

extension Accelerator {
  /// One scale-up domain of this many devices.
  func domain(of devices: Int) -> Topology {
    Topology(levels: [
      Topology.Level(
        name: scaleUp.name, devices: devices, bandwidth: scaleUp.bandwidth / Double(self.devices),
        latency: scaleUp.latency,
        // A measurement shows by itself what the switch does.
        reduces: true)
    ])
  }
}
