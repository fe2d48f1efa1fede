import Foundation
import Hardware
import Performance
import Quantities
import Testing

@testable import Calibration

@Suite("All-reduce tables")
struct AllReduceFormTests {
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

  /// The table that a chip of these figures would give.
  static func table(latency: Double, link: Double, ranks: Int = 4) throws -> KernelTable {
    let form = AllReduceForm(ranks: ranks, topology: chip.domain(of: ranks))
    let lines = (0..<21).map { step in
      let elements = 128 << step
      let time = form.duration(
        of: AllReduceForm.Row(size: Bytes(Double(elements) * 2)),
        with: form.efficiency([latency, link, 0.6]))
      return "engine,bfloat16,\(ranks),\(elements),\(time.value * 1e6)"
    }
    return try KernelTable(
      text: "kernel_source,allreduce_dtype,num_gpus,message_elements,latency_us\n"
        + lines.joined(separator: "\n"), named: "t.csv", holding: .allReduce)
  }

  @Test("A table made by the predictor gives back the figures it was made with")
  func recovers() throws {
    let groups = try KernelClass.allReduce.groups(
      of: [Self.table(latency: 7e-6, link: 0.6)], on: Self.chip)
    let group = try #require(groups.first)
    let fit = try group.fit(against: nil)
    #expect(abs(log(fit.figures[0].value / 7e-6)) < 1e-4)
    #expect(abs(log(fit.figures[1].value / 0.6)) < 1e-4)
    #expect(try #require(fit.heldOut).absolute90 < 1e-4)
    #expect(fit.place == .item(list: "all-reduce", ranks: 4))
  }
}
