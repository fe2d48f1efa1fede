import Hardware
import LanguageModels
import Quantities
import Testing

@testable import Performance

@Suite("Tables of embeddings")
struct EmbeddingTablesTests {
  private func tables(
    _ place: EmbeddingTables.Place, parameters: Double = 10e9, bytesPerToken: Double = 10_240,
    before: Int = 1, overhead: Double = 0.03
  ) -> EmbeddingTables {
    EmbeddingTables(
      parameters: parameters, format: .bf16, place: place, bytesPerToken: Bytes(bytesPerToken),
      layersBefore: before, latency: Seconds(20e-6), overhead: overhead)
  }

  private func deployment(_ tables: EmbeddingTables?, tensor: Int = 2) throws -> Deployment {
    let plain = Fixtures.deployment(Fixtures.llama8B, tensor: tensor)
    let system = plain.cluster.system.with(
      host: HostMemory(capacity: nil, bandwidth: BytesPerSecond(50e9)))
    let cluster = Cluster(
      accelerator: plain.cluster.accelerator, system: system,
      accelerators: plain.cluster.accelerators)
    return Deployment(
      model: plain.model, cluster: cluster, plan: plain.plan, weights: plain.weights,
      cacheFormat: plain.cacheFormat, tables: tables)
  }

  private func predictor(_ tables: EmbeddingTables?) throws -> StepTimePredictor {
    Fixtures.predictor(try deployment(tables), host: .none)
  }

  private func decode(_ sequences: Int) -> BatchShape {
    .decode(sequences: sequences, context: sequences * 500)
  }

  private func prompt(_ tokens: Int) -> BatchShape {
    var shape = BatchShape()
    shape.addPrefill(newTokens: tokens, cachedTokens: 0, finishesPrompt: true)
    return shape
  }

  @Test("On the hosts they free exactly their bytes on the devices")
  func memory() throws {
    func footprint(_ tables: EmbeddingTables?) throws -> MemoryFootprint.Stage {
      MemoryFootprint(deployment: try deployment(tables), reserve: MemoryFootprintTests.reserve)
        .stages[0]
    }
    let (none, host, device) = (
      try footprint(nil), try footprint(tables(.host)), try footprint(tables(.device))
    )
    #expect(host == none)
    // 10 billion parameters of two bytes on two devices.
    #expect(device[.embeddingTables] == Bytes(10e9))
    #expect(abs((device.weights - host.weights).value - 10e9) < 1)
    #expect(abs((host.pool - device.pool).value - 10e9) < 1)
  }

  @Test("The stall is what fetching takes beyond the layers before it (Eq. 2.33)")
  func stall() throws {
    let layers = try predictor(nil).deployment.model.layers
    for (shape, tokens) in [(decode(64), 64.0), (prompt(4_096), 4_096)] {
      for before in [0, 1, layers / 2, layers] {
        let found = try predictor(tables(.host, bytesPerToken: 1e5, before: before, overhead: 0))
          .breakdown(of: shape)
        let own = found.rows.filter { $0.part == .embeddingTables }
          .reduce(0) { $0 + $1.duration.value }
        let computing = found.rows.prefix { $0.part != .embeddingTables && $0.part != .head }
          .reduce(0) { $0 + $1.duration.value }
        let share = Double(before) / Double(layers)
        let expected = max(0, tokens * 1e5 / 50e9 + 20e-6 - share * computing)
        #expect(abs(own - expected) < 1e-12, "\(before) layers before")
      }
    }
  }

  @Test("Where nothing stalls, the stated share of the layers is all that is added")
  func overhead() throws {
    let layers = try predictor(nil).deployment.model.layers
    let shape = decode(32)
    let plain = try predictor(nil).breakdown(of: shape)
    let hidden = tables(.host, bytesPerToken: 100, before: layers)
    let found = try predictor(hidden).breakdown(of: shape)
    let computing = plain.rows.prefix { $0.part != .head }.reduce(0) { $0 + $1.duration.value }
    #expect(abs((found.duration - plain.duration).value / computing - 0.03) < 1e-9)
  }

  @Test("The duration is the sum of the parts, and what is remembered is the same")
  func sums() throws {
    for place in EmbeddingTables.Place.allCases {
      let predictor = try predictor(tables(place))
      var remembered = RememberedStepTimes(predictor)
      for shape in [decode(8), decode(64), prompt(1_000)] {
        let whole = predictor.duration(of: shape)
        let sum = predictor.breakdown(of: shape).rows.reduce(0) { $0 + $1.duration.value }
        #expect(abs(sum / whole.value - 1) < 1e-9)
        #expect(remembered.duration(of: shape) == whole)
        #expect(predictor.stageDuration(of: shape).value > 0)
      }
    }
  }

  @Test("More bytes, a slower link or fewer layers before are never faster")
  func monotone() throws {
    let shape = prompt(2_000)
    var last = Seconds.zero
    for bytes in [0, 1e3, 1e4, 1e5, 1e6] {
      let time = try predictor(tables(.host, bytesPerToken: bytes)).duration(of: shape)
      #expect(time >= last)
      last = time
    }
    let late = try predictor(tables(.host, bytesPerToken: 1e5, before: 4)).duration(of: shape)
    #expect(try predictor(tables(.host, bytesPerToken: 1e5, before: 1)).duration(of: shape) >= late)
  }
}
