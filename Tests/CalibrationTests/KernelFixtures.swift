import Hardware
import Performance
import Quantities

@testable import Calibration

/// A chip of round figures, and tables that the predictor itself would measure on it.
enum KernelFixtures {
  static let chip = Accelerator(
    name: "test", title: "Test", vendor: "none", devices: 1,
    peak: PeakRates([.bf16: FLOPsPerSecond(1e15)]), vectorPeak: nil,
    memory: MemorySystem(kind: "HBM", capacity: Bytes(80e9), bandwidth: BytesPerSecond(3e12)),
    multiprocessors: 132,
    scaleUp: InterconnectLevel(
      name: "link", accelerators: 8, bandwidth: BytesPerSecond(450e9), latency: Seconds(1e-6)),
    scaleOutBandwidth: nil, thermalDesignPower: nil,
    regulatory: RegulatoryProperties(
      applicableDieArea: nil, aggregateIO: nil, isDataCentreMarketed: nil))

  static let heading = "kernel_source,allreduce_dtype,num_gpus,message_elements,latency_us"

  /// Rows of all-reduces among some ranks, sizes doubling, times in microseconds.
  static func allReduceRows(
    _ truth: CollectiveEfficiency, scaledBy factor: Double = 1
  ) -> [String] {
    let form = AllReduceForm(ranks: truth.ranks, topology: chip.domain(of: truth.ranks))
    return (0..<21).map { step in
      let elements = 128 << step
      let time = form.duration(
        of: AllReduceForm.Row(size: Bytes(Double(elements) * 2)), with: truth)
      return "engine,bfloat16,\(truth.ranks),\(elements),\(time.value * 1e6 * factor)"
    }
  }

  static let truth = CollectiveEfficiency(
    ranks: 4, latency: Seconds(7e-6), link: 0.6, exponent: 0.7)

  static func table(
    _ rows: [String], heading: String = heading, holding kernels: KernelClass = .allReduce
  ) throws(KernelTableError) -> KernelTable {
    try KernelTable(
      text: ([heading] + rows).joined(separator: "\n"), named: "t.csv", holding: kernels)
  }
}
