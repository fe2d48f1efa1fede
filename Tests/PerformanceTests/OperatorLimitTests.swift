import Hardware
import LanguageModels
import Performance
import Quantities
import Testing

@Suite("Limits of the operators")
struct OperatorLimitTests {
  /// One operator of a step, whichever chip runs it.
  private struct Place: Hashable {
    let part: StepOperator
    let layerGroup: Int?
    let occurrence: Int
  }

  private func times(_ breakdown: StepBreakdown) -> [Place: Seconds] {
    var times: [Place: Seconds] = [:]
    for row in breakdown.rows {
      let seen = times.keys.count { $0.part == row.part && $0.layerGroup == row.layerGroup }
      times[Place(part: row.part, layerGroup: row.layerGroup, occurrence: seen)] = row.duration
    }
    return times
  }

  @Test("No operator is slower where peak, memory, links or network are twice as fast")
  func monotone() {
    func predictors(
      peak: Double = 1, bandwidth: Double = 1, link: Double = 1, scaleOut: Double = 1
    ) -> [StepTimePredictor] {
      let chip = Fixtures.accelerator(
        peak: [.bf16: Fixtures.teraFLOPs(989.4 * peak), .fp8: Fixtures.teraFLOPs(1_979 * peak)],
        bandwidth: 3_350 * bandwidth, link: 450 * link)
      let cluster = Fixtures.cluster(chip, accelerators: 32, scaleOut: 50 * scaleOut)
      return [
        Fixtures.deployment(Fixtures.deepSeekV3, on: cluster, data: 32, expert: 32),
        Fixtures.deployment(Fixtures.llama70B, on: cluster, tensor: 4, pipeline: 4),
        Fixtures.deployment(Fixtures.gptOSS120B, on: cluster, tensor: 16),
        Fixtures.deployment(Fixtures.qwen3Next, on: cluster, tensor: 4),
      ].map { Fixtures.predictor($0) }
    }
    let better = [
      predictors(peak: 2), predictors(bandwidth: 2), predictors(link: 2), predictors(scaleOut: 2),
    ]
    for (index, base) in predictors().enumerated() {
      for shape in StepTimeTests.shapes {
        let slow = times(base.breakdown(of: shape))
        for faster in better {
          let fast = times(faster[index].breakdown(of: shape))
          #expect(fast.count == slow.count)
          for (place, time) in fast { #expect(time <= slow[place]!, "\(place)") }
        }
      }
    }
  }

  @Test("At full efficiency a product of one row is its reading, and of a million its arithmetic")
  func perfectProduct() throws {
    let device = Fixtures.h100.device
    let roofline = try #require(Roofline(device: device, format: .bf16))
    func time(rows: Int) throws -> Seconds {
      try #require(
        OperatorCalibration.perfect.productDuration(
          rows: rows, inner: 8_192, outer: 8_192, stored: .bf16, on: device))
    }
    // Weights, one row in and one out, 16 bits each.
    let reading = Bytes(2 * (8_192 * 8_192 + 8_192 + 8_192)) / roofline.bandwidth
    #expect(agree(try time(rows: 1).value, reading.value))
    let work = FLOPs(2 * 1_048_576 * 8_192 * 8_192)
    // What is left of the traffic, by the soft knee: (295 · 2/8,192)⁴/4.
    #expect(agree(try time(rows: 1_048_576).value, (work / roofline.peak).value, within: 1e-5))
    #expect(try time(rows: 1_048_576) >= work / roofline.peak)
  }

  @Test(
    "At full efficiency an operator takes no longer than its arithmetic and then its traffic",
    arguments: Fixtures.deployments)
  func perfectStep(_ deployment: Deployment) throws {
    let device = deployment.cluster.accelerator.device
    let bf16 = try #require(Roofline(device: device, format: .bf16))
    let predictor = Fixtures.predictor(deployment, calibration: .perfect, host: .none)
    for shape in StepTimeTests.shapes {
      for row in predictor.breakdown(of: shape).rows where row.cause != .communication {
        let both = row.work / bf16.peak + row.traffic / bf16.bandwidth
        #expect(row.duration <= both * (1 + 1e-12), "\(row.part)")
      }
    }
  }
}
