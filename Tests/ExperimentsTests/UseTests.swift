import Experiments
import Hardware
import LanguageModels
import Performance
import Quantities
import Scenarios
import Testing

@Suite("Use of the machine")
struct UseTests {
  private static let alone = """
    model: llama-3.1-8b
    workload: {arrivals: closed(4), prompt-tokens: constant 512, output-tokens: constant 256}
    fleet: {accelerator: h100-sxm}
    duration: 60 s
    replications: 1
    """

  @Test("Arithmetic in use is that of the model's FLOPs, bandwidth that of its weights and cache")
  func definitions() throws {
    let scenario = try point(Self.alone)
    let run = try #require(try only(Self.alone).runs.first)
    let device = scenario.accelerator.device
    let peak = try #require(device.peak[.bf16])
    func rate(_ metric: Metric) throws -> Double { try #require(run.value(of: metric)) }
    // Eq. 2.18, with the mean context of each kind of token.
    let model = scenario.model
    let output = try rate(.outputThroughput)
    let prompts = try rate(.totalThroughput) - output
    let work =
      prompts * model.forwardWork(context: 256).value
      + output * model.forwardWork(context: 512 + 128).value
    // The head runs for sampled tokens only, so that prompts take less than the formula has.
    let compute = try rate(.computeUse)
    #expect(compute <= work / peak.value * 1.02)
    #expect(compute >= work / peak.value * 0.9)
    // Every step reads all weights; four sequences make four tokens per step.
    let weights = 2 * Double(model.parameters)
    let steps = output / 4
    let bandwidth = try rate(.bandwidthUse)
    #expect(bandwidth >= steps * weights / device.memory.bandwidth.value * 0.9)
    #expect(bandwidth <= 1)
  }

  @Test("The energy of prompts, of output and of idle time is all there is")
  func energy() throws {
    for run in try only(chat).runs {
      func value(_ metric: Metric) throws -> Double { try #require(run.value(of: metric)) }
      let output = try value(.outputThroughput)
      let prompts = try value(.totalThroughput) - output
      let all = try value(.energy) * output
      let parts = try value(.energyPrompts) * prompts + value(.energyDecode) * output
      let idle = try value(.energyIdle)
      #expect(abs(parts + all * idle - all) < 1e-6 * all)
      #expect(idle > 0 && idle < 1)
    }
  }

  @Test("Twice the load is twice as near to the knee, twice the fleet half as near")
  func headroom() throws {
    func nearness(_ settings: String...) throws -> Double {
      let run = try #require(try only(chat, settings: ["replications=1"] + settings).runs.first)
      return 1 - (try #require(run.value(of: .headroom)))
    }
    let base = try nearness("workload.arrivals=poisson(4 /s)")
    #expect(base > 0 && base < 1)
    let loaded = try nearness("workload.arrivals=poisson(8 /s)")
    #expect(abs(loaded / base - 2) < 1e-9)
    let wide = try nearness("workload.arrivals=poisson(4 /s)", "fleet.replicas=2")
    #expect(abs(base / wide - 2) < 1e-9)
    let closed = try only(Self.alone)
    #expect(closed.runs.allSatisfy { $0.value(of: .headroom) == nil })
  }
}
