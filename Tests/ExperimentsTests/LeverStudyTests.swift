import Documents
import OutputAnalysis
import Scenarios
import Testing

@testable import Experiments

/// Cheap runs of a small model with levers of every kind.
private let levered = """
  model: llama-3.1-8b
  workload: {arrivals: closed(4), prompt-tokens: 100, output-tokens: exponential(mean 20)}
  fleet: {accelerator: h100-sxm}
  owner: {region: us, kind: rented, rent: 4 USD/h, rental-extras: 0}
  duration: 5 s
  warm-up: 1 s
  replications: 3
  levers:
    changes:
      fp8 weights: {fleet: {weights: fp8}}
      nothing: {fleet: {replicas: 1}}
      half the rent: {owner: {rent: 2 USD/h}}
  """

private func study(
  _ text: String, settings: [String] = [], jobs: Int = 2
) throws -> LeverStudy {
  let file = try ScenarioFile(text: text, named: "t.yaml", assignments: assignments(settings))
  let levers = try #require(try LeverPlan(file))
  return LeverStudy(Experiment(try plan(text, settings: settings)).run(jobs: jobs), levers)
}

@Suite("Levers of a scenario")
struct LeverStudyTests {
  @Test("Contributions sum to the gap, and their factors multiply to the ratio")
  func sums() throws {
    let study = try study(levered)
    let ends = try #require(study.ends)
    #expect(study.refusal == nil && study.shareOfOrders == 1 && study.unusable.isEmpty)
    let differences = study.contributions.compactMap(\.difference?.value)
    #expect(differences.count == 3)
    #expect(abs(differences.reduce(0, +) - (ends.whole - ends.base)) < 1e-9)
    let product = study.contributions.compactMap(\.factor?.value).reduce(1, *)
    let whole = try #require(study.whole)
    #expect(abs(product / whole.estimate - 1) < 1e-9)
    let gap = try #require(study.gap)
    let shares = gap.causes.compactMap { gap.share(of: $0.factor) }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
  }

  @Test("A lever that does nothing contributes exactly zero; half the rent halves the cost")
  func known() throws {
    let found = try study(levered).contributions
    #expect(found[1].difference?.value == 0 && found[1].difference?.interval == 0...0)
    #expect(found[1].factor?.value == 1 && found[1].alone?.estimate == 1)
    // In every order, by the same factor.
    for factor in [found[2].factor?.value, found[2].alone?.estimate, found[2].last?.estimate] {
      #expect(abs(try #require(factor) - 0.5) < 1e-9)
    }
    let fp8 = try #require(found[0].factor)
    #expect(fp8.value < 1 && fp8.interval?.contains(fp8.value) == true)
  }

  @Test("The order of levers in the file, and threads, do not matter")
  func order() throws {
    let one = try study(levered, jobs: 1)
    let turned =
      levered.replacing("    fp8 weights: {fleet: {weights: fp8}}\n", with: "")
      + "\n    fp8 weights: {fleet: {weights: fp8}}"
    let other = try study(turned)
    for item in one.contributions {
      let same = try #require(other.contributions.first { $0.name == item.name })
      #expect(abs(item.factor!.value - same.factor!.value) < 1e-12)
      #expect(abs(item.difference!.value - same.difference!.value) < 1e-12)
    }
  }

  @Test("Levers of one effect contribute alike, whichever overrides the other")
  func twins() throws {
    let text = levered.replacing(
      "nothing: {fleet: {replicas: 1}}", with: "also cheap: {owner: {rent: 2 USD/h}}")
    let found = try study(text).contributions
    #expect(abs(found[1].difference!.value - found[2].difference!.value) < 1e-12)
    #expect(abs(found[1].factor!.value - 0.5.squareRoot()) < 1e-9)
  }

  @Test("Cases that cannot run are told, and the orders around them count")
  func infeasible() throws {
    // The large model needs two chips; with one it does not fit.
    let text = """
      model: llama-3.1-8b
      workload: {arrivals: closed(2), prompt-tokens: 100, output-tokens: 20}
      fleet: {accelerator: h100-sxm}
      owner: {region: us, kind: rented, rent: 4 USD/h, rental-extras: 0}
      duration: 5 s
      warm-up: 1 s
      replications: 1
      levers:
        changes:
          large: {model: llama-3.1-70b}
          four: {fleet: {plan: {tensor: 4}}}
      """
    let study = try study(text)
    #expect(study.unusable.map(\.label) == ["large"])
    #expect(study.shareOfOrders == 0.5 && study.refusal == nil)
    let ends = try #require(study.ends)
    let sum = study.contributions.compactMap(\.difference?.value).reduce(0, +)
    #expect(abs(sum - (ends.whole - ends.base)) < 1e-9)
    #expect(study.contributions[0].alone == nil && study.contributions[1].alone != nil)
    let none = try LeverStudyTests.refused(text)
    #expect(none.refusal?.contains("all levers") == true && none.gap == nil)
  }

  /// The same with an end that does not fit.
  private static func refused(_ text: String) throws -> LeverStudy {
    try study(text.replacing("tensor: 4", with: "tensor: 1"))
  }

  @Test("Of list prices, the margin is a cause of its own")
  func prices() throws {
    let study = try study(
      levered, settings: ["levers.price={from: 10 USD/Mtok, to: 0.5 USD/Mtok}"])
    let gap = try #require(study.gap)
    #expect(abs(gap.ratio - 0.05) < 1e-9)
    #expect(gap.causes.map(\.name).last == GapDecomposition.priceMargin)
    #expect(gap.causes.count == 4)
  }

  @Test("Draws are paired, and each has factors of its own")
  func draws() throws {
    let study = try study(
      levered, settings: ["owner.rental-extras=2 % to 20 %", "sample=4", "replications=1"])
    let rent = study.contributions[2]
    #expect(rent.drawnFactors.count == 4)
    #expect(rent.drawnFactors.allSatisfy { abs($0 - 0.5) < 1e-9 })
  }

  @Test("More than seven levers are sampled, and still sum to the gap")
  func many() throws {
    let rents = (0..<8).map { "    step \($0): {owner: {power-share: {idle: \(10 + $0) %}}}" }
    let text =
      levered.replacing("replications: 3", with: "replications: 1")
      .replacing("owner: {region: us, kind: rented, rent: 4 USD/h, rental-extras: 0}\n", with: "")
      .split(separator: "\n").filter { !$0.hasPrefix("    half") }.joined(separator: "\n") + "\n"
      + rents.joined(separator: "\n")
    let study = try study(text, settings: ["levers.orders=4"])
    #expect(study.contributions.count == 10 && study.question.coalitions.count < 70)
    let ends = try #require(study.ends)
    let sum = study.contributions.compactMap(\.difference?.value).reduce(0, +)
    #expect(abs(sum - (ends.whole - ends.base)) < 1e-9)
    #expect(study.contributions.allSatisfy { $0.difference?.samplingError != nil })
    #expect(study.contributions[1].difference?.value == 0)
    #expect(!study.question.overlaps.isEmpty)
  }

  @Test("Levers that exclude each other are pulled one at a time, and nothing is decomposed")
  func oneAtATime() throws {
    let study = try study(levered, settings: ["levers.study=one-at-a-time"])
    #expect(study.question.coalitions.count == 4)
    #expect(study.gap == nil && study.refusal == nil && study.whole == nil)
    #expect(study.contributions.allSatisfy { $0.last == nil && $0.factor == nil })
    #expect(abs(try #require(study.contributions[2].alone?.estimate) - 0.5) < 1e-9)
  }

  @Test("A metric that does not exist is refused where it is named")
  func unknown() throws {
    let file = try ScenarioFile(
      text: levered, named: "t.yaml", assignments: assignments(["levers.metric=cost.outptu"]))
    #expect(throws: Diagnostics.self) { try LeverPlan(file) }
  }
}
