import Quantities
import ReferenceData
import Testing
import Training

@Suite("What is known of failures in fleets")
struct ReliabilityTests {
  static func run(_ name: String, nodes: Int, perNode: Int = 8) throws -> LongRun {
    try LongRun(
      work: [LongRun.Phase(steps: 1_000, step: Seconds(5))], nodes: nodes,
      acceleratorsPerNode: perNode, reliability: installed.reliability(name).reliability,
      checkpoints: nil)
  }

  @Test("Every profile resolves, fails at some rate and takes time to recover")
  func profiles() throws {
    let names = installed.names(of: .reliability)
    #expect(names.count >= 8)
    for name in names {
      let profile = try installed.reliability(name)
      #expect(!profile.reliability.failures.isEmpty)
      #expect(profile.reliability.recovery.mean(accelerators: 1_024, replacing: true) > .zero)
      let chips = try installed.entry(name, kind: .reliability).record.names("accelerators")
      for chip in chips { #expect(installed.names(of: .accelerators).contains(chip)) }
    }
  }

  @Test("Totals of the profiles are the published ones")
  func totals() throws {
    // 419 interruptions of 16,384 accelerators in 54 days: one in 3.09 h.
    let llama = try Self.run("llama3-h100", nodes: 2_048)
    #expect(abs(llama.hazard.value * 54 * 86_400 - 419) < 1e-6)
    #expect(abs(llama.meanTimeToFailure / .hour - 3.09) < 0.01)
    // 1,024 accelerators: 28.8 h by nodes alone, 7.9 h in all.
    let research = try Self.run("meta-rsc-1", nodes: 128)
    #expect(abs(research.meanTimeToFailure / .hour - 7.9) < 0.05)
    let node = try #require(research.reliability.failures.first { $0.name == "node" })
    #expect(abs(1 / research.rate(of: node).value / 3_600 - 28.85) < 0.05)
    #expect(abs(try Self.run("opt-175b", nodes: 125).meanTimeToFailure / .hour - 7.5) < 0.1)
    #expect(abs(try Self.run("huawei-claims", nodes: 1_250).meanTimeToFailure / .hour - 24) < 1e-9)
    let ascend = try Self.run("ascend-assumed", nodes: 1)
    let perYear = ascend.rate(of: ascend.reliability.failures[0]).value * Seconds.year.value / 8
    #expect(perYear > 0.1 && perYear < 0.6)
  }

  @Test("Accelerators take the profile that stands for them, and others none")
  func defaults() throws {
    #expect(try installed.defaultReliability(for: "h100-sxm") == "llama3-h100")
    #expect(try installed.defaultReliability(for: "a100-80-sxm") == "meta-rsc-1")
    #expect(try installed.defaultReliability(for: "ascend-910c") == "ascend-assumed")
    #expect(try installed.defaultReliability(for: "rtx-4090") == nil)
    let own = try installed.adding(
      text: "accelerators:\n  my-h100:\n    like: h100-sxm\n", named: "own.yaml")
    #expect(try own.defaultReliability(for: "my-h100") == "llama3-h100")
  }

  @Test("A profile of one's own takes over what it does not state, and is told what is wrong")
  func own() throws {
    let text = """
      reliability:
        ours:
          like: meta-rsc-2
          failures:
            - {name: node, scope: node, effect: repair, mean-time: 100 days}
        wrong:
          like: meta-rsc-2
          failures:
            - {name: node, scope: node, effect: restart}
      """
    let catalog = try installed.adding(text: text, named: "own.yaml")
    let ours = try catalog.reliability("ours").reliability
    #expect(ours.failures[0].law.mean == 100 * .day)
    #expect(ours.recovery == (try installed.reliability("meta-rsc-2").reliability.recovery))
    #expect(throws: CatalogError.self) { try catalog.reliability("wrong") }
    #expect(throws: CatalogError.self) { try catalog.reliability("llama3-h10") }
  }
}
