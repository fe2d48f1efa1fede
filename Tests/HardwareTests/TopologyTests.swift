import Hardware
import Quantities
import Testing

@Suite("Topology")
struct TopologyTests {
  static let topology = Topology(levels: [
    Topology.Level(
      name: "NVLink", devices: 8, bandwidth: BytesPerSecond(450e9), latency: Seconds(1e-6)),
    Topology.Level(
      name: "InfiniBand", kind: .scaleOut, devices: 1_024, bandwidth: BytesPerSecond(50e9),
      latency: Seconds(5e-6)),
  ])

  @Test("A group meets at the innermost level that holds all its members")
  func joiningLevel() {
    #expect(Self.topology.level(joining: 1)?.name == "NVLink")
    #expect(Self.topology.level(joining: 8)?.name == "NVLink")
    #expect(Self.topology.level(joining: 9)?.name == "InfiniBand")
    #expect(Self.topology.level(joining: 1_024)?.name == "InfiniBand")
    #expect(Self.topology.level(joining: 1_025) == nil)
  }

  @Test("Members spaced apart leave the inner domain sooner")
  func strides() {
    #expect(Self.topology.level(joining: 4, stride: 2)?.name == "NVLink")
    #expect(Self.topology.level(joining: 2, stride: 8)?.name == "InfiniBand")
    let inner = Self.topology.levels[0]
    #expect(Self.topology.members(of: 16, within: inner) == 8)
    #expect(Self.topology.members(of: 16, stride: 4, within: inner) == 2)
    #expect(Self.topology.members(of: 16, stride: 64, within: inner) == 1)
    #expect(Self.topology.members(of: 3, within: inner) == 3)
  }

  @Test("A wider or sparser group never meets further in")
  func monotone() {
    let devices = { (ranks: Int, stride: Int) in
      Self.topology.level(joining: ranks, stride: stride)?.devices ?? .max
    }
    for ranks in 1..<300 {
      for stride in 1..<5 {
        #expect(devices(ranks + 1, stride) >= devices(ranks, stride))
        #expect(devices(ranks, stride + 1) >= devices(ranks, stride))
      }
    }
  }

  @Test("Formats are listed in one order however they were given, and divide alike")
  func peakRates() {
    let rates = PeakRates([
      .int8: FLOPsPerSecond(2e15), .fp64: FLOPsPerSecond(6e13), .bf16: FLOPsPerSecond(1e15),
    ])
    #expect(rates.formats == [.fp64, .bf16, .int8])
    #expect(rates[.fp8] == nil)
    #expect(rates.divided(by: 4)[.bf16] == FLOPsPerSecond(2.5e14))
    #expect(rates.divided(by: 1) == rates)
  }
}
