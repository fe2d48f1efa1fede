import Hardware
import Quantities
import Testing

@Suite("Machines with one figure changed")
struct MachinePropertyTests {
  let cluster = Cluster(
    accelerator: ClusterTests.ascend910C, system: ClusterTests.system(packages: 384),
    accelerators: 768)

  @Test("A change multiplies its figure and nothing else", arguments: MachineProperty.allCases)
  func change(property: MachineProperty) {
    let changed = cluster.with(property, times: 1.5)
    for other in MachineProperty.allCases {
      let (before, after) = (cluster.value(of: other), changed.value(of: other))
      #expect(after == before.map { $0 * (other == property ? 1.5 : 1) })
    }
    let hasIt = property == .peak || cluster.value(of: property) != nil
    #expect((changed == cluster) == !hasIt)
    #expect(cluster.with(property, times: 1) == cluster)
    #expect(changed.accelerators == cluster.accelerators)
  }

  @Test("The peak is that of every format, and of the vector units")
  func peak() throws {
    let changed = cluster.with(.peak, times: 2).accelerator
    for format in cluster.accelerator.peak.formats {
      #expect(changed.peak[format] == cluster.accelerator.peak[format].map { $0 * 2 })
    }
    #expect(changed.vectorPeak == FLOPsPerSecond(88e12))
    #expect(changed.memory == cluster.accelerator.memory)
  }

  @Test("The topology sees the links that changed")
  func links() throws {
    let before = cluster.topology.levels
    let faster = cluster.with(.scaleUpBandwidth, times: 2).topology.levels
    #expect(faster[0].bandwidth.value == 2 * before[0].bandwidth.value)
    #expect(faster[1] == before[1])
    let network = cluster.with(.scaleOutBandwidth, times: 0.5).topology.levels
    #expect(network[0] == before[0])
    #expect(network[1].bandwidth.value == 0.5 * before[1].bandwidth.value)
    #expect(zip(before, faster).allSatisfy { $0.latency == $1.latency })
  }
}
