import Hardware
import Quantities
import Testing

@Suite("Packages, devices and clusters")
struct ClusterTests {
  /// Ascend 910C: two dies of 64 GB, 1.6 TB/s and 376 TFLOP/s each (arXiv 2506.12708).
  static let ascend910C = Accelerator(
    name: "ascend-910c", title: "Ascend 910C", vendor: "Huawei", devices: 2,
    peak: PeakRates([.fp16: FLOPsPerSecond(752e12), .int8: FLOPsPerSecond(1_504e12)]),
    vectorPeak: FLOPsPerSecond(44e12),
    memory: MemorySystem(
      kind: "HBM2e", capacity: Bytes(128e9), bandwidth: BytesPerSecond(3.2e12)),
    multiprocessors: 48, scaleUp: unifiedBus, scaleOutBandwidth: BytesPerSecond(50e9),
    thermalDesignPower: Watts(700),
    regulatory: RegulatoryProperties(
      applicableDieArea: SquareMillimetres(1_331), aggregateIO: nil, isDataCentreMarketed: true))

  static let unifiedBus = InterconnectLevel(
    name: "Unified Bus", accelerators: 384, bandwidth: BytesPerSecond(392e9),
    latency: Seconds(1.9e-6))

  static func system(
    packages: Int, oversubscription: Double = 1, scaleUp: InterconnectLevel = unifiedBus
  ) -> AcceleratorSystem {
    AcceleratorSystem(
      name: "pod", title: "Pod", accelerator: "ascend-910c", accelerators: packages,
      scaleUp: scaleUp,
      scaleOut: InterconnectLevel(
        name: "RoCE", accelerators: 100_000, bandwidth: BytesPerSecond(50e9),
        latency: Seconds(5e-6), oversubscription: oversubscription),
      power: Watts(559_000))
  }

  @Test("A device holds its share of a package, and the shares sum to the package")
  func division() throws {
    let device = Self.ascend910C.device
    #expect(device.peak[.fp16] == FLOPsPerSecond(376e12))
    #expect(device.peak[.bf16] == nil)
    #expect(2 * device.memory.capacity == Self.ascend910C.memory.capacity)
    #expect(2 * device.memory.bandwidth == Self.ascend910C.memory.bandwidth)
    #expect(device.vectorPeak == FLOPsPerSecond(22e12))
    #expect(device.multiprocessors == 24)
    #expect(device.peak.formats == Self.ascend910C.peak.formats)
  }

  @Test("Two devices of a package share its link")
  func sharedLink() {
    let cluster = Cluster(
      accelerator: Self.ascend910C, system: Self.system(packages: 384), accelerators: 384)
    #expect(cluster.devices == 768)
    let levels = cluster.topology.levels
    #expect(levels.map(\.name) == ["Unified Bus"])
    #expect(levels[0].devices == 768)
    #expect(levels[0].bandwidth == BytesPerSecond(196e9))
    #expect(levels[0].latency == Seconds(1.9e-6))
  }

  @Test("A cluster beyond one scale-up domain gains the network outside it")
  func scaleOut() {
    let cluster = Cluster(
      accelerator: Self.ascend910C, system: Self.system(packages: 384, oversubscription: 2),
      accelerators: 1_536)
    let levels = cluster.topology.levels
    #expect(levels.map(\.name) == ["Unified Bus", "RoCE"])
    #expect(levels[1].devices == 3_072)
    // Half a 50 GB/s port per device, halved again by the narrower core.
    #expect(levels[1].bandwidth == BytesPerSecond(12.5e9))
  }

  @Test("Power per accelerator is the system's, hosts and switches included")
  func power() {
    #expect(Self.system(packages: 384).powerPerAccelerator == Watts(559_000.0 / 384))
  }
}
