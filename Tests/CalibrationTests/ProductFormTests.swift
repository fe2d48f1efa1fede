import Foundation
import Hardware
import LanguageModels
import Performance
import Quantities
import Testing

@testable import Calibration

@Suite("Tables of products and experts")
struct ProductFormTests {
  private static let chip = Accelerator(
    name: "test", title: "Test", vendor: "none", devices: 1,
    peak: PeakRates([.bf16: FLOPsPerSecond(1e15), .fp8: FLOPsPerSecond(2e15)]), vectorPeak: nil,
    memory: MemorySystem(
      kind: "HBM", capacity: Bytes(80e9), bandwidth: BytesPerSecond(3e12), cache: Bytes(50e6)),
    multiprocessors: 132, scaleUp: KernelFixtures.chip.scaleUp, scaleOutBandwidth: nil,
    thermalDesignPower: nil, regulatory: KernelFixtures.chip.regulatory)

  private static func table(
    _ name: String, host: Double?
  ) throws -> (KernelTable, ProductEfficiency) {
    let choice = try WeightFormat.choice(name, on: chip.device, named: "gemm_dtype")
    let truth = ProductEfficiency(
      compute: 0.75, memory: 0.8, floor: host == nil ? Seconds(5e-6) : .zero, halfDepth: 400,
      halfTile: 4_000, quantization: name == "bfloat16" ? nil : 0.4)
    var lines = ["gemm_dtype,m,n,k,latency_ms"]
    for n in [1_024, 4_096, 16_384, 65_536] {
      for k in [512, 2_048, 8_192, 32_768] {
        for m in [1, 2, 16, 64, 256, 1_024, 4_096, 16_384] {
          let body = truth.duration(rows: m, inner: k, outer: n, choice: choice, on: chip.device)
          lines.append("\(name),\(m),\(n),\(k),\(max(body.value, host ?? 0) * 1e3)")
        }
      }
    }
    let text = lines.joined(separator: "\n")
    return (try KernelTable(text: text, named: "t.csv", holding: .product), truth)
  }

  @Test(
    "Tables made by the predictor give back their figures, whether a graph or a host launches",
    arguments: [("bfloat16", nil), ("fp8", nil), ("fp8_block", 60e-6)] as [(String, Double?)])
  func recovers(name: String, host: Double?) throws {
    let (table, truth) = try Self.table(name, host: host)
    let group = try #require(try KernelClass.product.groups(of: [table], on: Self.chip).first)
    let fit = try group.fit(against: nil)
    #expect(abs(log(fit.figures[0].value / truth.compute)) < 0.01)
    #expect(abs(log(fit.figures[1].value / truth.memory)) < 0.01)
    #expect(try #require(fit.heldOut).absolute90 < 0.01)
    #expect(fit.dropped.isEmpty)
    #expect(
      fit.place
        == .group(["products", name == "bfloat16" ? "bf16" : name == "fp8" ? "fp8" : "fp8-block"]))
  }

  @Test("A row slower than twice as many is dropped, and unknown formats are told")
  func refusals() throws {
    let table = try KernelTable(
      text: "gemm_dtype,m,n,k,latency_us\nfp8,1,4096,4096,60\nfp8,2,4096,4096,20\n",
      named: "t.csv", holding: .product)
    let group = try #require(
      try KernelClass.product.groups(of: [table], on: Self.chip).first as? KernelGroup<ProductForm>)
    #expect(group.dropped.map(\.line) == [2])
    let strange = try KernelTable(
      text: "gemm_dtype,m,n,k,latency_us\nfp7,1,4096,4096,60\n", named: "t.csv", holding: .product)
    #expect(throws: KernelTableError.self) {
      try KernelClass.product.groups(of: [strange], on: Self.chip)
    }
  }

  @Test("Copies are conserved by every routing, and even routing is even")
  func routing() {
    for (tokens, experts, k) in [(1, 8, 2), (7, 64, 6), (512, 128, 8), (4_096, 256, 8)] {
      for law in [ExpertRouting.Law.balanced, .powerLaw(exponent: 1.2), .powerLaw(exponent: 1)] {
        let whole = ExpertRouting(
          tokens: tokens, experts: experts, expertsPerToken: k, devices: 1, law: law
        ).share
        #expect(whole.rows == Double(tokens * k))
        #expect(whole.touched <= Double(min(experts, tokens * k)))
        let part = ExpertRouting(
          tokens: tokens, experts: experts, expertsPerToken: k, devices: 4, law: law
        ).share
        if law != .balanced { #expect(part.rows >= whole.rows / 4) }
        #expect(part.touched <= Double(experts / 4))
      }
    }
    let even = ExpertRouting(
      tokens: 512, experts: 128, expertsPerToken: 8, devices: 4, law: .balanced
    ).share
    #expect(even == ExpertRouting.Share(rows: 1_024, touched: 32))
    // Skew leaves more experts without tokens.
    let skewed = ExpertRouting(
      tokens: 32, experts: 128, expertsPerToken: 8, devices: 1, law: .powerLaw(exponent: 1.2)
    ).share
    #expect(skewed.touched < 128)
  }

  /// What a catalog knows of experts, and nothing else.
  private static func shipping(_ experts: ExpertEfficiency) -> OperatorCalibration {
    let rest = OperatorCalibration.perfect
    return OperatorCalibration(
      products: rest.products, prefillAttention: rest.prefillAttention,
      decodeAttention: rest.decodeAttention, latentPrefillAttention: rest.latentPrefillAttention,
      latentDecodeAttention: rest.latentDecodeAttention, experts: [.bf16: experts],
      elementWise: 1, allReduce: rest.allReduce, allToAll: rest.allToAll,
      confidence: rest.confidence)
  }

  @Test("Tuned shapes are told apart only where the catalog names them and they were timed")
  func tunedShapes() throws {
    let text =
      ExpertForm.columns.joined(separator: ",") + "_us\n"
      + "bfloat16,512,4096,14336,2,8,8,1,balanced,900\n"
    let table = try KernelTable(text: text, named: "t.csv", holding: .experts)
    let known = [(8, 1_792), (8, 3_584)].map {
      ExpertEfficiency.Shape(experts: $0.0, width: $0.1)
    }
    let efficiency = ExpertEfficiency(
      compute: 0.3, memory: 0.8, floor: .zero, tile: 64, tuned: .init(compute: 0.6, shapes: known),
      permutation: nil, imbalanceExponent: 0, popularityExponent: 1)
    func tuned(beside shipped: OperatorCalibration?) throws -> [ExpertEfficiency.Shape] {
      let groups = try KernelClass.experts.groups(of: [table], on: Self.chip, beside: shipped)
      return try #require(groups.first as? KernelGroup<ExpertForm>).form.tuned
    }
    #expect(try tuned(beside: Self.shipping(efficiency)) == [known[0]])
    #expect(try tuned(beside: nil).isEmpty)
  }

  @Test("An expert table made by the predictor gives back the figures it was made with")
  func experts() throws {
    var lines = [ExpertForm.columns.joined(separator: ",") + "_us"]
    let choice = try WeightFormat.choice("bfloat16", on: Self.chip.device, named: "moe_dtype")
    let shapes = [(8, 1_792), (128, 384)].map {
      ExpertEfficiency.Shape(experts: $0.0, width: $0.1)
    }
    let form = ExpertForm(choice: choice, device: Self.chip.device, tuned: shapes)
    let figures = [0.3, 0.8, 30e-6, 10e-6, 80, 300, 0.7, 200, 0.7, 0.6]
    let truth = form.efficiency(figures)
    for (hidden, width, experts, k) in [
      (4_096, 14_336, 8, 2), (7_168, 2_048, 256, 8), (2_048, 768, 128, 8), (4_096, 1_536, 128, 8),
    ] {
      for (split, devices) in [(1, 1), (2, 1), (8, 1), (1, 2), (1, 8)] {
        for tokens in [1, 8, 64, 512, 4_096, 16_384] {
          for law in [ExpertRouting.Law.balanced, .powerLaw(exponent: 1.2)] {
            let routing = ExpertRouting(
              tokens: tokens, experts: experts, expertsPerToken: k, devices: devices, law: law)
            let share = routing.share
            let row = ExpertForm.Row(
              hidden: hidden, width: width / split, wholeWidth: width, routing: routing,
              load: .init(
                tokens: Double(tokens), rows: share.rows, touched: share.touched,
                slots: Double(tokens * k)))
            let time = form.duration(of: row, with: truth).value * 1e6
            let name = law == .balanced ? "balanced" : "power_law_1.2"
            lines.append(
              "bfloat16,\(tokens),\(hidden),\(width),\(k),\(experts),\(split),\(devices),\(name),\(time)"
            )
          }
        }
      }
    }
    let table = try KernelTable(
      text: lines.joined(separator: "\n"), named: "t.csv", holding: .experts)
    let group = try #require(
      try KernelClass.experts.groups(of: [table], on: Self.chip, beside: Self.shipping(truth)).first
    )
    let fit = try group.fit(against: nil)
    #expect(fit.figures.first { $0.key == "tuned-compute" } != nil)
    for (figure, value) in zip(fit.figures, figures) {
      #expect(abs(log(figure.value / value)) < 0.02, "\(figure.key)")
    }
    #expect(try #require(fit.heldOut).absolute90 < 0.01)
    #expect(fit.dropped.contains { $0.reason.contains("is not defined") })
  }
}
