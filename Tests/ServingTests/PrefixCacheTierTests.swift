import EventKernel
import Performance
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Tiers of a PrefixCache below the device")
struct PrefixCacheTierTests {
  /// Three texts of 320 tokens in turn, on a device that keeps one of them.
  private static func rotation(_ count: Int, texts: Int = 3) throws -> Workload {
    var trace = RequestTrace(blockTokens: 16)
    for number in 0..<count {
      try trace.append(
        ListedRequest(
          arrival: Seconds(Double(100 * number)), promptTokens: 321, outputTokens: 1,
          blockHashes: (0..<20).map { UInt64(number % texts) << 8 | UInt64($0) }))
    }
    return try .listed(trace)
  }

  private static func run(
    _ caching: PrefixCaching, _ workload: Workload, blocks: Int = 30
  ) throws -> (WindowMeasurement, [Lives.Life]) {
    // A hundredth of a second per token of prompt.
    let (result, lives) = try observed(
      fleet(engine(), cacheBlocks: blocks, contextLimit: 400, prefixCaching: caching), workload,
      LinearMachine(perPromptToken: Seconds(0.01)), requests(workload.requestCount!))
    #expect(result.audit.isKept)
    return (result.wholeRun, lives)
  }

  private static let computing = try! PrefixCaching.ComputingTimes(perToken: Seconds(0.01))

  @Test("Blocks read from the host delay the first token by their time, by hand")
  func reading() throws {
    // 20 blocks at 10 ms and 5 ms for the order: 205 ms, against 3.2 s to compute them.
    let host = try PrefixCaching.Tier(
      blocks: 100, timePerBlock: Seconds(0.01), latency: Seconds(0.005))
    for (byLayer, computing, expected) in [
      // What is left to compute takes 10 ms, which hide as much of the reading.
      (true, Self.computing as PrefixCaching.ComputingTimes?, 0.205),
      (false, Self.computing, 0.215),
      (true, nil, 0.215),
    ] {
      let caching = try PrefixCaching(
        host: host, readsByLayer: byLayer, computing: computing)
      let (whole, lives) = try Self.run(caching, Self.rotation(6))
      for life in lives[..<3] {
        #expect(abs((life.firstToken! - life.arrived).value - 3.21) < 1e-9)
      }
      // Nine of the thirty blocks are free, so the first ones of the text before last are there.
      for life in lives[4...] {
        let time = (life.firstToken! - life.arrived).value
        #expect(abs(time - expected) < 0.1 && time < expected + 1e-9, "\(time)")
      }
      #expect(whole.tokens.cached == 3 * 320)
      #expect(whole.prefixes.host.hits + whole.prefixes.device.hits == 60)
      #expect(whole.prefixes.host.hits > 30)
      #expect(whole.prefixes.reading > Seconds(0.3))
      #expect(whole.prefixes.host.taken == whole.prefixes.device.evicted)
    }
  }

  @Test("What is quicker to compute than to read is computed")
  func computing() throws {
    let slow = try PrefixCaching.Tier(blocks: 100, timePerBlock: Seconds(0.5))
    let (whole, _) = try Self.run(
      PrefixCaching(host: slow, computing: Self.computing), Self.rotation(6))
    #expect(whole.prefixes.host.hits == 0 && whole.prefixes.host.declined > 30)
    // Whoever knows of no better reads.
    let (always, _) = try Self.run(PrefixCaching(host: slow), Self.rotation(6))
    #expect(always.prefixes.host.hits > 30 && always.prefixes.host.declined == 0)
    #expect(always.latencies.timeToFirstToken.mean! > whole.latencies.timeToFirstToken.mean!)
  }

  @Test("A tier takes what the one above gives up, and gives up what was not used for longest")
  func cascade() throws {
    let host = try PrefixCaching.Tier(blocks: 20, timePerBlock: Seconds(0.001))
    let storage = try PrefixCaching.Tier(blocks: 60, timePerBlock: Seconds(0.002))
    let texts = try Self.rotation(24, texts: 6)
    let (device, _) = try Self.run(PrefixCaching(), texts)
    let (two, _) = try Self.run(PrefixCaching(host: host), texts)
    let (three, _) = try Self.run(PrefixCaching(host: host, storage: storage), texts)
    // Six texts of 20 blocks in turn find nothing in 30 or 50 blocks, and nearly all in 110 but for
    // those that the present one displaces.
    #expect(device.prefixes.found == 0 && two.prefixes.found == 0)
    #expect(three.prefixes.storage.hits > 150)
    #expect(three.prefixes.storage.taken == three.prefixes.host.evicted)
    #expect(three.prefixes.host.taken == three.prefixes.device.evicted)
    #expect(three.latencies.timeToFirstToken.mean! < two.latencies.timeToFirstToken.mean!)
    // All that is ever found again is what was taken in at first.
    let (whole, _) = try Self.run(
      PrefixCaching(
        host: PrefixCaching.Tier(blocks: 200, timePerBlock: .zero)), texts)
    #expect(whole.tokens.cached == 18 * 320)
  }

  @Test("A tier without cost is as good as more memory on the device, and never worse than none")
  func freeTier() throws {
    let workload = try PrefixCachingTests.conversations(
      .closed(clients: 6, thinkTime: nil), turns: 6)
    func run(_ caching: PrefixCaching?) throws -> WindowMeasurement {
      let result = try ServingSystem.run(
        fleet(engine(), cacheBlocks: 500, contextLimit: 3_000, prefixCaching: caching), workload,
        predictor: LinearMachine.ordinary, control: requests(400))
      #expect(result.audit.isKept)
      return result.wholeRun
    }
    let none = try run(nil)
    let device = try run(PrefixCaching())
    let free = try run(
      PrefixCaching(host: PrefixCaching.Tier(blocks: 100_000, timePerBlock: .zero)))
    let costly = try run(
      PrefixCaching(
        host: PrefixCaching.Tier(blocks: 100_000, timePerBlock: Seconds(2e-4)),
        computing: PrefixCaching.ComputingTimes(perToken: Seconds(5e-5))))
    #expect(device.length < none.length && free.length < device.length)
    #expect(free.length <= costly.length && costly.length < device.length)
    #expect(free.tokens.cached > device.tokens.cached)
    #expect(free.prefixes.reading == .zero && costly.prefixes.reading > .zero)
  }

  @Test("Blocks on their way to one request are waited for by another, and read once")
  func readOnce() throws {
    var trace = RequestTrace(blockTokens: 16)
    func ask(_ text: UInt64, at time: Double) throws {
      try trace.append(
        ListedRequest(
          arrival: Seconds(time), promptTokens: 321, outputTokens: 1,
          blockHashes: (0..<20).map { text << 8 | UInt64($0) }))
    }
    for text in 0..<4 { try ask(UInt64(text), at: 10 * Double(text)) }
    try ask(0, at: 100)
    try ask(0, at: 100.1)
    let host = try PrefixCaching.Tier(blocks: 100, timePerBlock: Seconds(0.05))
    let (whole, lives) = try Self.run(PrefixCaching(host: host), .listed(trace), blocks: 50)
    // One second for twenty blocks; the second request is ready at the same time as the first.
    #expect(whole.prefixes.host.hits == 20)
    #expect(whole.prefixes.device.hits == 20)
    #expect(abs((lives[4].firstToken! - lives[4].arrived).value - 1.02) < 0.011)
    #expect(abs((lives[5].firstToken! - lives[5].arrived).value - 0.92) < 0.011)
  }

  @Test("Senseless tiers are refused")
  func badInput() {
    #expect(throws: ServingError.self) {
      try PrefixCaching.Tier(blocks: 0, timePerBlock: .zero)
    }
    #expect(throws: ServingError.self) {
      try PrefixCaching.Tier(blocks: 1, timePerBlock: Seconds(-1))
    }
    #expect(throws: ServingError.self) {
      try PrefixCaching.Tier(blocks: 1, timePerBlock: .zero, latency: Seconds(.nan))
    }
    #expect(throws: ServingError.self) {
      try PrefixCaching.ComputingTimes(perToken: Seconds(-1))
    }
  }
}
