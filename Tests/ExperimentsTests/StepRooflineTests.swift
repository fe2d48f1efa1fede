import Hardware
import Performance
import Quantities
import ReferenceData
import Testing

@testable import Experiments

@Suite("Steps on the roofline")
struct StepRooflineTests {
  private static let deployments: [[String]] = [
    [], ["fleet.weights=fp8"], ["fleet.accelerator=b200", "model=gpt-oss-120b"],
    ["model=deepseek-v3", "fleet.plan={data: 16, expert: 16}"],
    ["model=deepseek-v3.2", "fleet.plan={data: 16, expert: 16}"],
    ["model=qwen3-next-80b-a3b", "fleet.plan.tensor=4"],
    [
      "model=llama-3.1-70b", "fleet.accelerator=ascend-910c", "fleet.plan={tensor: 8, pipeline: 2}",
    ],
    ["fleet.accelerator=a100-80-sxm", "fleet.weights=int4"],
  ]

  private func estimate(_ settings: [String], batch: Int, prompt: Int) throws -> DeploymentEstimate
  {
    DeploymentEstimate(
      scenario: try point(chat, settings: settings), batch: batch, context: 4_000, prompt: prompt)
  }

  @Test("No operator is above its roof, and the shares are the whole step", arguments: deployments)
  func roofs(settings: [String]) throws {
    for (batch, prompt) in [(1, 64), (64, 2_000), (512, 8_000)] {
      let made = try estimate(settings, batch: batch, prompt: prompt)
      for step in [try #require(made.decode), try #require(made.prefill)] {
        let roofline = made.roofline(of: step)
        #expect(abs(roofline.entries.reduce(0) { $0 + $1.share } - 1) < 1e-9)
        #expect(roofline.entries.contains { if case .roof = $0.place { true } else { false } })
        for entry in roofline.entries {
          switch entry.place {
          case .roof(let point):
            let peak = try #require(roofline.peaks.first { $0.format == point.format }).rate
            let roof = min(peak.value, point.intensity * roofline.bandwidth.value)
            #expect(abs(point.achieved.value / roof / point.shareOfRoof - 1) < 1e-9)
            #expect(point.shareOfRoof > 0 && point.shareOfRoof <= 1, "\(entry)")
            let isLeft = point.intensity < peak.value / roofline.bandwidth.value
            #expect((point.limit == .memory) == isLeft)
          case .stream(_, let share): #expect(share > 0 && share <= 1, "\(entry)")
          case .links, .host: continue
          }
        }
      }
    }
  }

  @Test("Weights in bf16 that B sequences share are worth almost B FLOP per byte")
  func intensity() throws {
    for batch in [1, 8, 32] {
      let made = try estimate([], batch: batch, prompt: 1_000)
      let roofline = made.roofline(of: try #require(made.decode))
      let entry = try #require(roofline.entries.first { $0.part == .feedForward })
      guard case .roof(let point) = entry.place else {
        Issue.record("no point: \(entry)")
        continue
      }
      // Activations come on top of the weights.
      #expect(point.intensity <= Double(batch) && point.intensity > 0.97 * Double(batch))
      #expect(point.limit == .memory && point.format == .bf16)
    }
  }
}
