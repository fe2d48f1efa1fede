import LanguageModels
import Performance
import Quantities
import Testing

@Suite("Host time of a step")
struct HostOverheadTests {
  static func overhead(
    perRequest: Seconds = .zero, launchPerLayer: Seconds = .zero, graphs: CapturedGraphs = .all,
    isAsynchronous: Bool = false
  ) -> HostOverhead {
    HostOverhead(
      perStep: Seconds(1e-3), perRequest: perRequest, perLayer: .zero, perPrefillStep: .zero,
      perPrefillToken: .zero, launchPerLayer: launchPerLayer, graphs: graphs,
      isAsynchronous: isAsynchronous)
  }

  static let shape = BatchShape.decode(sequences: 64, context: 64 * 4_096)

  @Test(
    "Asynchronous scheduling hides the time per request, as far as the device takes as long",
    arguments: Fixtures.deployments)
  func asynchronous(_ deployment: Deployment) {
    let idle = Fixtures.predictor(deployment, host: .none).duration(of: Self.shape)
    let sequences = Double((64 + deployment.plan.data - 1) / deployment.plan.data)
    for part in [0.1, 0.9, 1.5, 4] {
      let perRequest = idle * (part / sequences)
      func duration(_ isAsynchronous: Bool) -> Double {
        let host = Self.overhead(perRequest: perRequest, isAsynchronous: isAsynchronous)
        return Fixtures.predictor(deployment, host: host).duration(of: Self.shape).value
      }
      #expect(agree(duration(false), idle.value * (1 + part) + 1e-3))
      #expect(agree(duration(true), idle.value * max(1, part) + 1e-3))
    }
  }

  @Test(
    "A step that no graph replays takes the longer of device and launches",
    arguments: Fixtures.deployments)
  func launches(_ deployment: Deployment) {
    let graphs = CapturedGraphs(decodeTokens: 256, promptTokens: 512)
    let layers = Double(deployment.model.layers)
    let shapes: [(shape: BatchShape, isCaptured: Bool)] = [
      (.decode(sequences: 8 * deployment.plan.data, context: 8_192), true),
      (.decode(sequences: 300 * deployment.plan.data, context: 1 << 20), false),
      (.prefill(tokens: 512), true), (.prefill(tokens: 513), false),
    ]
    for (shape, isCaptured) in shapes {
      let idle = Fixtures.predictor(deployment, host: .none).duration(of: shape)
      for part in [0.5, 3] {
        let host = Self.overhead(launchPerLayer: idle * (part / layers), graphs: graphs)
        let time = Fixtures.predictor(deployment, host: host).duration(of: shape).value
        #expect(agree(time, idle.value * (isCaptured ? 1 : max(1, part)) + 1e-3))
      }
    }
  }
}
