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
      scaleOut: ScaleOut(
        name: "RoCE", bandwidth: BytesPerSecond(50e9),
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

@Suite("Levels of a network")
struct NetworkLevelTests {
  static func accelerator(die: Double? = nil) -> Accelerator {
    let chip = ClusterTests.ascend910C
    return Accelerator(
      name: chip.name, title: chip.title, vendor: chip.vendor, devices: chip.devices,
      peak: chip.peak, vectorPeak: nil, memory: chip.memory, multiprocessors: nil,
      dieToDie: die.map { DieLink(bandwidth: BytesPerSecond($0), latency: Seconds(1e-6)) },
      scaleUp: chip.scaleUp, scaleOutBandwidth: nil, thermalDesignPower: nil,
      regulatory: chip.regulatory)
  }

  static func topology(
    accelerators: Int, die: Double? = nil, scaleUp: Double = 392e9, port: Double = 50e9,
    rails: Int? = nil, pod: Int? = nil, oversubscription: Double = 1
  ) -> Topology {
    let system = AcceleratorSystem(
      name: "pod", title: "Pod", accelerator: "ascend-910c", accelerators: 8,
      scaleUp: InterconnectLevel(
        name: "Unified Bus", accelerators: 8, bandwidth: BytesPerSecond(scaleUp),
        latency: Seconds(1.9e-6)),
      scaleOut: ScaleOut(
        name: "RoCE", bandwidth: BytesPerSecond(port), latency: Seconds(5e-6), rails: rails,
        pod: pod, oversubscription: oversubscription), power: nil)
    return Cluster(accelerator: accelerator(die: die), system: system, accelerators: accelerators)
      .topology
  }

  @Test("Two dies meet on their own link where one is published")
  func dies() throws {
    let levels = Self.topology(accelerators: 64, die: 224e9).levels
    #expect(levels.map(\.kind) == [.package, .scaleUp, .scaleOut])
    #expect(levels.map(\.devices) == [2, 16, 128])
    #expect(levels.map { $0.bandwidth.value / 1e9 } == [224, 196, 25])
    #expect(Self.topology(accelerators: 64).levels.map(\.kind) == [.scaleUp, .scaleOut])
  }

  @Test("Fewer rails than accelerators share their ports, more add to them")
  func rails() {
    func port(_ rails: Int?) -> Double {
      Self.topology(accelerators: 64, rails: rails).outermost.bandwidth.value
    }
    #expect(port(nil) == port(8))
    #expect(port(4) == port(8) / 2)
    #expect(port(16) == port(8) * 2)
  }

  @Test("A core narrows only what leaves its pod, and a full core is no level")
  func core() {
    let flat = Self.topology(accelerators: 64)
    #expect(Self.topology(accelerators: 64, pod: 32) == flat)
    let narrow = Self.topology(accelerators: 64, pod: 32, oversubscription: 7)
    #expect(narrow.levels.map(\.kind) == [.scaleUp, .scaleOut, .core])
    #expect(narrow.levels[1].bandwidth == flat.levels[1].bandwidth)
    #expect(narrow.levels[2].bandwidth * 7 == narrow.levels[1].bandwidth)
    // Inside one pod the core does not matter; without a pod it narrows everything.
    #expect(Self.topology(accelerators: 32, pod: 32, oversubscription: 7).levels.count == 2)
    #expect(
      Self.topology(accelerators: 64, oversubscription: 7).outermost.bandwidth * 7
        == flat.outermost.bandwidth)
  }

  @Test("A path is no wider than the narrowest level inside it")
  func narrowest() {
    for (scaleUp, port) in [(392e9, 50e9), (64e9, 100e9), (50e9, 400e9)] {
      let levels = Self.topology(accelerators: 64, die: 24e9, scaleUp: scaleUp, port: port).levels
      let bandwidths = levels.map(\.bandwidth)
      #expect(bandwidths == bandwidths.sorted(by: >))
      #expect(bandwidths.allSatisfy { $0 <= BytesPerSecond(24e9) })
    }
  }
}
