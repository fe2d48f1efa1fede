import Documents
import Quantities
import Scenarios
import Testing

@Suite("Prefix caches in scenarios")
struct PrefixCacheTests {
  private static let storage =
    "fleet.engine.prefix-cache={tiers: storage, storage: 4 TB, storage-bandwidth: 7 GB/s}"

  private func terms(_ settings: String...) throws -> PrefixCacheTerms? {
    try point(smallest, settings: settings).prefixCache
  }

  private func found(_ settings: String...) -> [String] {
    problems(smallest, settings: settings).map { "\($0.path): \($0.message)" }
  }

  @Test("Left out, nothing is kept; a word names the lowest tier")
  func tiers() throws {
    #expect(try terms() == nil)
    #expect(try terms("fleet.engine.prefix-cache=none") == nil)
    let device = try #require(try terms("fleet.engine.prefix-cache=device"))
    #expect(device.host == nil && device.storage == nil)
    let host = try #require(try terms("fleet.engine.prefix-cache=host"))
    // A part of 2 TiB for each of eight, at the bandwidth of its own link.
    #expect(host.host?.capacity == Bytes(256 * 1_073_741_824))
    #expect(host.host?.bandwidth == BytesPerSecond(63e9))
    #expect(host.storage == nil && host.readsByLayer && host.computesWhenQuicker)
    let storage = try #require(try terms(Self.storage))
    #expect(storage.storage?.capacity == Bytes(4e12))
    #expect(storage.storage?.bandwidth == BytesPerSecond(7e9))
    #expect(storage.storage?.latency == Seconds(1e-4))
  }

  @Test("What is stated goes before what the system has, and storage is read over the host's link")
  func stated() throws {
    let own = try #require(
      try terms(
        Self.storage, "fleet.engine.prefix-cache.host-memory=100 GB",
        "fleet.engine.prefix-cache.storage-bandwidth=200 GB/s",
        "fleet.engine.prefix-cache.storage-latency=1 ms",
        "fleet.engine.prefix-cache.reading=at-once",
        "fleet.engine.prefix-cache.recompute=never", "fleet.host.bandwidth=50 GB/s"))
    #expect(own.host?.capacity == Bytes(100e9))
    #expect(own.host?.bandwidth == BytesPerSecond(50e9))
    #expect(own.storage?.bandwidth == BytesPerSecond(50e9))
    #expect(own.storage?.latency == Seconds(1e-3))
    #expect(!own.readsByLayer && !own.computesWhenQuicker)
  }

  @Test("Tiers can be swept beside the facts of the lowest")
  func swept() throws {
    for tier in ["none", "device", "host", "storage"] {
      let terms = try terms(Self.storage, "fleet.engine.prefix-cache.tiers=\(tier)")
      #expect((terms == nil) == (tier == "none"))
      #expect((terms?.storage != nil) == (tier == "storage"))
    }
  }

  @Test("Hits are stated or found, and storage has a size and a bandwidth")
  func contradictions() {
    let both = found("fleet.engine.prefix-cache=device", "workload.cached-prefix=10 %")
    #expect(both.count == 1 && both[0].hasPrefix("workload.cached-prefix: the workload states"))
    let missing = found("fleet.engine.prefix-cache=storage")
    #expect(missing.count == 2)
    #expect(missing.allSatisfy { $0.hasPrefix("fleet.engine.prefix-cache.storage") })
    #expect(
      found("fleet.engine.prefix-cache=disk").first?.hasPrefix("fleet.engine.prefix-cache.tiers")
        == true)
    let unknown = found(
      "fleet.accelerator=mi300x", "fleet.engine.prefix-cache=host")
    #expect(unknown.first?.contains("no link from") == true, "\(unknown)")
  }
}
