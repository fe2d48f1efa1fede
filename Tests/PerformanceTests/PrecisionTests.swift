import Hardware
import LanguageModels
import Performance
import Quantities
import Testing

@Suite("Formats of weights on chips")
struct PrecisionTests {
  @Test("A format without units saves bytes, gains no arithmetic, and says so")
  func widening() {
    let cluster = Fixtures.cluster(Fixtures.ascend910C, accelerators: 8)
    func predictor(_ format: WeightFormat) -> StepTimePredictor {
      Fixtures.predictor(
        Fixtures.deployment(
          Fixtures.llama70B, on: cluster, tensor: 8, weights: WeightFormats(matrices: format)),
        calibration: Fixtures.ideal, host: .none)
    }
    let decode = BatchShape.decode(sequences: 1, context: 128)
    let prefill = BatchShape.prefill(tokens: 16_384)
    #expect(predictor(.bf16).notes.isEmpty)
    #expect(
      predictor(.fp8).notes.contains(
        .widened(tensors: .attention, stored: .fp8, arithmetic: .bf16)))
    #expect(predictor(.int8).notes.isEmpty)
    // Reading half the bytes helps a single token…
    #expect(predictor(.fp8).duration(of: decode) < predictor(.bf16).duration(of: decode) * 0.6)
    // …arithmetic stays that of bf16, and int8 has units of its own.
    let wide = predictor(.fp8).duration(of: prefill)
    #expect(wide > predictor(.bf16).duration(of: prefill) * 0.98)
    #expect(predictor(.int8).duration(of: prefill) < wide * 0.75)
  }

  @Test("A chip that can multiply none of the formats is refused with the reason")
  func impossible() {
    let chip = Fixtures.accelerator(peak: [.fp32: Fixtures.teraFLOPs(20)])
    let deployment = Fixtures.deployment(Fixtures.llama8B, on: Fixtures.cluster(chip))
    #expect {
      try StepTimePredictor(
        deployment: deployment, calibration: Fixtures.ideal, host: .none)
    } throws: { error in
      guard let conflicts = (error as? DeploymentConflicts)?.conflicts else { return false }
      return conflicts.contains(
        .precision(tensors: .attention, stored: .bf16, available: [.fp32]))
        && conflicts.contains(.activationPrecision(available: [.fp32]))
    }
  }

  @Test("All conflicts of a plan are reported together")
  func allConflicts() {
    let deployment = Fixtures.deployment(
      Fixtures.llama8B, on: Fixtures.cluster(accelerators: 512), tensor: 6, pipeline: 40,
      expert: 2)
    #expect(
      Set(deployment.conflicts) == [
        .heads(32, tensor: 6), .layers(32, pipeline: 40), .noExperts(expert: 2),
      ])
  }

  @Test("A replica larger than its cluster or its network is refused")
  func tooFewDevices() {
    let small = Fixtures.deployment(Fixtures.llama70B, tensor: 16)
    #expect(small.conflicts == [.devices(needed: 16, available: 8)])
    let chip = Fixtures.h100
    let island = Cluster(
      accelerator: chip,
      system: AcceleratorSystem(
        name: "node", title: "node", accelerator: chip.name, accelerators: 8,
        scaleUp: chip.scaleUp, scaleOut: nil, power: nil),
      accelerators: 16)
    #expect(
      Fixtures.deployment(Fixtures.llama70B, on: island, tensor: 16).conflicts
        == [.unreachable(devices: 16, joined: 8)])
  }

  @Test("Packed expert weights on a chip without their units use the widening kernel's fit")
  func wideningExperts() {
    let predictor = Fixtures.predictor(Fixtures.deployment(Fixtures.gptOSS120B))
    #expect(
      predictor.notes == [.widened(tensors: .experts, stored: .mxfp4, arithmetic: .bf16)])
  }
}
