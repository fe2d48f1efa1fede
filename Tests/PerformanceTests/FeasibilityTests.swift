import Hardware
import LanguageModels
import Performance
import Quantities
import Testing

@Suite("Feasibility of serving")
struct FeasibilityTests {
  static let reserve = MemoryReserve(
    memoryFraction: 0.9, activations: .measured(Bytes(2e9)), graphs: Bytes(1e9),
    communication: Bytes(0.5e9))

  static func verdict(
    _ deployment: Deployment, context: Int = 32_768, concurrency: Int = 8,
    timePerOutputToken: Seconds? = nil, timeToFirstToken: Seconds? = nil,
    widening: ServingRequirement.Widening = .allowed
  ) -> Feasibility {
    Feasibility(
      deployment: deployment, reserve: reserve,
      requirement: ServingRequirement(
        context: context, concurrency: concurrency, timePerOutputToken: timePerOutputToken,
        timeToFirstToken: timeToFirstToken, widening: widening))
  }

  /// Questions with different binding constraints.
  static let infeasible: [Feasibility] = [
    // Memory: weights alone.
    verdict(Fixtures.deployment(Fixtures.deepSeekV3, tensor: 8)),
    // Memory: weights fit, the cache does not.
    verdict(
      Fixtures.deployment(Fixtures.llama70B, tensor: 4), context: 65_536, concurrency: 64),
    // Memory of a pipeline.
    verdict(
      Fixtures.deployment(Fixtures.llama70B, pipeline: 2), context: 8_192, concurrency: 4),
    // Memory of wide experts.
    verdict(
      Fixtures.deployment(
        Fixtures.deepSeekV3, on: Fixtures.cluster(accelerators: 16), data: 16, expert: 16),
      context: 65_536, concurrency: 2_048),
    // Divisibility.
    verdict(Fixtures.deployment(Fixtures.llama70B, tensor: 6)),
    // Context.
    verdict(Fixtures.deployment(Fixtures.llama70B, tensor: 8), context: 200_000, concurrency: 1),
    // Time.
    verdict(
      Fixtures.deployment(Fixtures.llama70B, tensor: 4), context: 4_096, concurrency: 1,
      timePerOutputToken: Seconds(8e-3)),
    // Precision, when widening is refused.
    verdict(
      Fixtures.deployment(
        Fixtures.llama70B, on: Fixtures.cluster(Fixtures.ascend910C), tensor: 8,
        weights: WeightFormats(matrices: .fp8)), context: 4_096, concurrency: 1,
      widening: .refused),
  ]

  @Test("Every printed fix, when applied, passes", arguments: infeasible)
  func fixesPass(_ before: Feasibility) {
    guard case .infeasible(let failed) = before.verdict else {
      Issue.record("\(before.verdict)")
      return
    }
    #expect(!failed.isEmpty)
    let fixes = before.smallestChanges()
    #expect(!fixes.isEmpty)
    for fix in fixes {
      let after = Feasibility(
        deployment: fix.deployment, reserve: Self.reserve, requirement: fix.requirement)
      #expect(after.verdict == .feasible, "\(fix.knob)")
      #expect(after.smallestChanges().isEmpty)
    }
    #expect(Set(fixes.map(\.knob)).count == fixes.count)
  }

  @Test("Every fix can be set as it is printed")
  func fixesAreSettable() throws {
    var caches = 0
    for before in Self.infeasible {
      for fix in before.smallestChanges() {
        #expect(before.sentence.contains(fix.sentence))
        switch fix.knob {
        case .cacheFormat(let format):
          caches += 1
          // The formats that engines keep caches in.
          #expect([NumericFormat.fp8, .int8].contains(format))
        case .memory(let capacity):
          let text = try #require(fix.sentence.split(separator: " of memory").first)
          #expect(try UnitNotation().parse(String(text)) == capacity)
        case .expertWeights, .weights, .tensor, .pipeline, .expert, .context, .concurrency: break
        }
      }
    }
    #expect(caches > 0)
  }

  @Test("A little less than a fix fails")
  func fixesAreSmallest() {
    for before in Self.infeasible {
      for fix in before.smallestChanges() {
        switch fix.knob {
        case .context(let tokens):
          #expect(
            !Self.verdict(
              before.deployment, context: tokens + 1,
              concurrency: before.requirement.concurrency,
              timePerOutputToken: before.requirement.timePerOutputToken
            ).isFeasible)
        case .concurrency(let count):
          #expect(
            !Self.verdict(
              before.deployment, context: before.requirement.context,
              concurrency: count + 1
            ).isFeasible)
        case .tensor(let width):
          for narrower in (before.deployment.plan.tensor + 1)..<width {
            let cluster = Fixtures.cluster(
              before.deployment.cluster.accelerator, accelerators: 1_024)
            #expect(
              !Feasibility(
                deployment: Fixtures.deployment(
                  before.deployment.model, on: cluster, tensor: narrower,
                  weights: before.deployment.weights), reserve: Self.reserve,
                requirement: before.requirement
              ).isFeasible)
          }
        case .expertWeights, .weights, .cacheFormat, .pipeline, .expert, .memory: break
        }
      }
    }
  }

  @Test("DeepSeek-V3 in fp8 does not fit eight H100, and the sentence says what would help")
  func sentence() {
    let verdict = Self.verdict(
      Fixtures.deployment(Fixtures.deepSeekV3, tensor: 8), context: 16_384, concurrency: 4)
    let sentence = verdict.sentence
    #expect(sentence.hasPrefix("weights 68"))
    #expect(sentence.contains("> 8 × 85.9 GB × 0.90 = 618 GB"))
    #expect(sentence.contains("16 accelerators (tensor width 16)"))
    #expect(sentence.contains("4.5-bit experts (nvfp4, weights 38"))
    #expect(sentence.contains("of memory per accelerator"))
    #expect(!sentence.contains("requests of at most"))
  }

  @Test(
    "Sentences name their constraint",
    arguments: zip(
      infeasible,
      [
        "weights", "weights", "on the fullest of 2 devices", "weights",
        "64 attention heads do not divide by tensor width 6 (4 or 8 would)",
        "requests of 200000 tokens > the model reads 131072 tokens",
        "a token takes at least", "attention weights in fp8 are multiplied as bf16",
      ]))
  func constraintSentences(_ verdict: Feasibility, _ start: String) {
    #expect(verdict.sentence.hasPrefix(start), "\(verdict.sentence)")
  }

  @Test("A longer deadline, more memory or fewer requests never turn yes into no")
  func monotone() {
    func isFeasible(memory: Double = 80, deadline: Double = 20e-3, concurrency: Int = 8) -> Bool {
      let chip = Fixtures.accelerator(
        peak: [.bf16: Fixtures.teraFLOPs(989)], capacity: Bytes(memory * 1e9))
      return Self.verdict(
        Fixtures.deployment(Fixtures.llama70B, on: Fixtures.cluster(chip), tensor: 4),
        concurrency: concurrency, timePerOutputToken: Seconds(deadline)
      ).isFeasible
    }
    func changesAtMostOnce(_ verdicts: [Bool]) {
      #expect(verdicts.contains(true) && verdicts.contains(false))
      if let first = verdicts.firstIndex(of: true) {
        #expect(verdicts[first...].allSatisfy { $0 })
      }
    }
    changesAtMostOnce([20, 40, 60, 80, 100, 200].map { isFeasible(memory: $0) })
    changesAtMostOnce([1, 5, 10, 15, 20, 50].map { isFeasible(deadline: $0 * 1e-3) })
    changesAtMostOnce([64, 32, 16, 8, 4, 1].map { isFeasible(concurrency: $0) })
  }

  @Test("Without the engine's reserve a fit is unknown, and a misfit certain")
  func unknownReserve() {
    func verdict(_ model: ModelArchitecture) -> Feasibility.Verdict {
      Feasibility(
        deployment: Fixtures.deployment(model, tensor: 8), reserve: nil,
        requirement: ServingRequirement(context: 4_096)
      ).verdict
    }
    guard case .unknown(let missing) = verdict(Fixtures.llama70B) else {
      Issue.record("known without the reserve")
      return
    }
    #expect(missing.map(\.binding) == [.missing(.memoryReserve)])
    guard
      case .infeasible = verdict(
        Fixtures.dense(
          "huge", layers: 126, hidden: 16_384, heads: 128, keyValueHeads: 8, intermediate: 53_248))
    else {
      Issue.record("810 GB on 687 GB")
      return
    }
  }

  @Test("The share of communication is judged only with a calibration")
  func communication() {
    func verdict(_ calibration: OperatorCalibration?, share: Double) -> Feasibility.Verdict {
      Feasibility(
        deployment: Fixtures.deployment(Fixtures.llama70B, tensor: 8), reserve: Self.reserve,
        requirement: ServingRequirement(
          context: 4_096, concurrency: 8, communicationShare: share),
        calibration: calibration
      ).verdict
    }
    guard case .unknown = verdict(nil, share: 0.5) else {
      Issue.record("judged without a calibration")
      return
    }
    #expect(verdict(Fixtures.h100Calibration, share: 0.5) == .feasible)
    guard case .infeasible(let failed) = verdict(Fixtures.h100Calibration, share: 0.01) else {
      Issue.record("communication within 1 %")
      return
    }
    #expect(failed.map(\.binding) == [.communication])
  }

  @Test(
    "No prediction is below the bound that refuses an objective", arguments: Fixtures.deployments)
  func boundIsLower(_ deployment: Deployment) {
    for calibration in [Fixtures.h100Calibration, OperatorCalibration.perfect] {
      let predictor = Fixtures.predictor(deployment, calibration: calibration, host: .none)
      let bound = Fixtures.predictor(deployment, calibration: .perfect, host: .none)
      for shape in StepTimeTests.shapes {
        #expect(bound.lowerBound(of: shape).duration <= predictor.duration(of: shape))
      }
    }
  }
}
