import Scenarios
import Testing

@testable import Experiments

@Suite("Tables of embeddings in runs")
struct EmbeddingTableTests {
  private func result(_ tables: String?) throws -> ExperimentResult {
    let settings = ["duration=20 s", "replications=1", "fleet.host.bandwidth=50 GB/s"]
    return try ExperimentsTests.result(
      chat, settings: settings + (tables.map { ["fleet.embedding-tables=\($0)"] } ?? []))
  }

  @Test("Tables of no parameters change no byte of the results")
  func zero() throws {
    #expect(files(try result("{parameters: 0}")) == files(try result(nil)))
  }

  @Test("Tables on the hosts leave the cache its room and slow the steps by their share")
  func host() throws {
    let plain = try result(nil).points[0]
    let host = try result("{parameters: 1e10}").points[0]
    let device = try result("{parameters: 1e10, place: device}").points[0]
    let times = [plain, device, host].compactMap { $0.mean(of: .timePerOutputToken50) }
    #expect(times.count == 3 && times[0] < times[2] && times[2] < 1.2 * times[0])
    // 20 GB less room for caches fills what is left of them more.
    let use = [plain, host, device].compactMap { $0.mean(of: .cacheUse) }
    #expect(use.count == 3 && use[2] > 1.2 * use[1] && use[1] < 1.2 * use[0])
  }
}
