import ComputeSupply
import ExportControl
import Quantities
import Testing

@testable import Experiments

@Suite("What the rules of the catalog do to supply")
struct SupplyRuleTests {
  /// Nobody designs to pass and nobody hurries, so that worlds differ in what rules let through.
  static let plain = Result {
    try SupplySample(
      """
      seed: 5
      supply:
        from: 2022-01
        until: 2026-06
        draws: 20
        counterfactuals: rules
        vendors: {redesign: none}
        buyers: {pull-forward: 0}
      alternatives:
        rules: {}
        base none: {supply: {rules: {base: none}}}
        refused: {supply: {buyers: {acceptance: 0}}}
        refused, base none: {supply: {rules: {base: none}, buyers: {acceptance: 0}}}
      """, draws: 2)
  }

  /// Rules of which less is denied as they go: those that deny, and let nothing through that others
  /// deny.
  static func isStrict(_ rule: ExportRule) -> Bool {
    guard rule.relaxes.isEmpty, rule.accompanies.isEmpty else { return false }
    switch rule.outcome {
    case .prohibited, .licence(.denial), .licence(.caseByCase), .notice: return true
    default: return false
    }
  }

  @Test("Without any rule China has no less of licensed worth, at any time, in any draw")
  func noRules() throws {
    let sample = try Self.plain.get()
    let (free, ruled) = (
      sample.worth(.licensed, in: "base none"), sample.worth(.licensed, in: "rules")
    )
    for (free, ruled) in zip(free, ruled) {
      // Orders of one world may be placed a few days apart from those of the other.
      for (free, ruled) in zip(free, ruled) { #expect(free >= ruled * 0.995) }
      #expect(free[53] > ruled[53] * 1.5)
    }
  }

  @Test("No rule that denies raises China's licensed worth, until a review relaxes it")
  func singleRules() throws {
    let sample = try Self.plain.get()
    let ruled = sample.worth(.licensed, in: "rules")
    let strict = sample.question.built.books[0].rules.filter(Self.isStrict).map(\.id)
    let without = strict.map { "without \($0)" }.filter(sample.names.contains)
    #expect(without.contains("without r2023a") && without.contains("without r2025isinf"))
    var more = 0
    for name in without {
      let freer = sample.worth(.licensed, in: name)
      for (free, ruled) in zip(freer, ruled) {
        // The review of January 2026 lets through some of what that of 2023 denies: without the one
        // there is nothing of the other.
        for (month, pair) in zip(free, ruled).prefix(48).enumerated() {
          #expect(pair.0 >= pair.1 * 0.995, "\(name) in month \(month)")
        }
      }
      if freer[0][47] > ruled[0][47] * 1.01 { more += 1 }
    }
    #expect(more > 0, "no rule by itself holds anything back")
  }

  @Test("Where buyers take nothing, rules change nothing")
  func refusal() throws {
    let sample = try Self.plain.get()
    for name in ["refused", "refused, base none"] {
      #expect(sample.worth(.licensed, in: name).allSatisfy { $0.allSatisfy { $0 == 0 } })
    }
  }

  @Test("Without rules nothing is denied and nobody smuggles; with them some do")
  func smuggling() throws {
    let sample = try Self.plain.get()
    for history in sample.histories(of: "base none") {
      #expect(history.pressure.allSatisfy { $0 == 0 })
    }
    #expect(sample.worth(.smuggled, in: "base none").allSatisfy { $0.allSatisfy { $0 == 0 } })
    #expect(sample.worth(.smuggled, in: "rules").allSatisfy { $0[53] > 0 })
  }

  @Test(
    "The rule on memory stops imports of stacks, which are bought ahead between notice and effect")
  func memory() throws {
    let sample = try Self.plain.get()
    let months = sample.plan.programme.months
    let last = months.index(of: try CalendarDate("2024-12-31").month)
    for (history, drawn) in zip(sample.histories(of: "rules"), sample.programmes) {
      let memory = history.memory
      #expect(memory.dropFirst(last + 1).allSatisfy { $0.imported == 0 && $0.pulledForward == 0 })
      #expect(memory.prefix(last).allSatisfy { $0.pulledForward == 0 })
      #expect(memory[last - 6].imported == drawn.memory.imports[last - 6])
      #expect(memory[last - 6].imported > 0)
      #expect(drawn.memory.pullForward > 0)
      #expect(abs(memory[last].pulledForward / drawn.memory.pullForward - 1) < 1e-9)
      // Thirty of its days.
      #expect(abs(memory[last].imported - drawn.memory.imports[last] * 30 / 31) < 1e-6)
    }
    for history in sample.histories(of: "without r2024hbm") {
      #expect(history.memory.allSatisfy { $0.pulledForward == 0 && $0.covert == 0 })
      #expect(history.memory[last + 2].imported > 0)
    }
  }

  @Test("The sets of worlds have the worlds that they name, each once")
  func names() throws {
    let sample = try Self.plain.get()
    let names = sample.names
    #expect(Set(names).count == names.count)
    let standard = [
      "no rules", "buyers refuse", "buyers accept", "no memory bought ahead",
      "B30A allowed", "domestic memory fails", "domestic memory succeeds", "leaks closed",
    ]
    #expect(Array(names[4..<12]) == standard)
    // Not what comes after the last month, nor what says nothing of supply.
    #expect(names.contains("without r2024hbm") && names.contains("with p-rasa"))
    #expect(!names.contains("without r2029foundry") && !names.contains("without cn2023gallium"))
  }

  @Test("A world made beside those of a file is the one that the file would state")
  func sameWorlds() throws {
    let sample = try Self.plain.get()
    for (made, stated) in [("no rules", "base none"), ("buyers refuse", "refused")] {
      let pairs = zip(sample.histories(of: made), sample.histories(of: stated))
      #expect(pairs.allSatisfy { $0.stock == $1.stock && $0.spend == $1.spend })
    }
  }

  @Test("A world with one thing changed differs in what that thing reaches, and in no more")
  func oneThing() throws {
    let sample = try Self.plain.get()
    let reference = sample.histories(of: "rules")
    for name in ["no memory bought ahead", "domestic memory fails", "domestic memory succeeds"] {
      for (own, other) in zip(sample.histories(of: name), reference) {
        #expect(own.shipped == other.shipped, "\(name)")
        #expect(own.memory != other.memory, "\(name)")
      }
    }
    func memory(_ name: String) -> [Double] {
      sample.histories(of: name).map { $0.memory.reduce(0) { $0 + $1.madeAtHome } }
    }
    let (fails, usual, succeeds) = (
      memory("domestic memory fails"), memory("rules"), memory("domestic memory succeeds")
    )
    for index in fails.indices {
      #expect(abs(fails[index] - 0.25 * usual[index]) <= 1e-9 * usual[index])
      #expect(abs(succeeds[index] - 1.5 * usual[index]) <= 1e-9 * usual[index])
    }
    for (own, other) in zip(sample.histories(of: "leaks closed"), reference) {
      #expect(own.domestic == other.domestic)
      #expect(own.shipped == other.shipped)
      for channel in SupplyChannel.allCases where channel.isLeak {
        let flows = [own, other].map { $0.stock(53, in: channel, weights: sample.worths) }
        #expect(flows[0] <= flows[1])
      }
      let smuggled = [own, other].map { $0.added(50, in: .smuggled, weights: sample.worths) }
      #expect(smuggled[0] < smuggled[1])
    }
  }
}
