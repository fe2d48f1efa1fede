import Experiments
import Scenarios
import Testing

@Suite("Promises")
struct PromiseTests {
  private func point(
    promising limit: String, settings: [String] = []
  ) throws -> DesignPointResult {
    try only(
      chat, settings: ["objectives.time-to-first-token=\(limit)"] + settings)
  }

  @Test("A promise far above what is measured is kept, far below missed, and at it uncertain")
  func judgement() throws {
    #expect(try point(promising: "30 s at p95").promise == .kept)
    let measured = try only(chat).values(of: .timeToFirstToken95)
    let (low, high) = try (#require(measured.min()), #require(measured.max()))
    #expect(try point(promising: "\(low * 0.5) s at p95").promise == .missed)
    #expect(try point(promising: "\((low + high) / 2) s at p95").promise == .uncertain)
  }

  @Test("Without objectives nothing is promised and no attainment is stated")
  func none() throws {
    let point = try only(chat)
    #expect(point.promise == nil)
    #expect(point.values(of: .attainment).isEmpty)
  }

  @Test("An overloaded point keeps no promise, however generous")
  func overload() throws {
    let flooded = try point(
      promising: "1 h at p50", settings: ["workload.arrivals.rate=400 /s", "duration=60 s"])
    #expect(flooded.promise == .missed)
  }

  @Test("A looser objective is never attained by fewer requests")
  func monotone() throws {
    let shares = try ["50 ms", "100 ms", "200 ms", "1 s", "10 s"].map { limit in
      try #require(point(promising: limit + " at p50").mean(of: .attainment))
    }
    #expect(shares == shares.sorted())
    #expect(shares.last == 1)
  }
}
