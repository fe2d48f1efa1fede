import Hardware
import LanguageModels
import Performance
import Quantities
import Testing

@Suite("Formats and batches of operators")
struct OperatorFormatTests {
  /// A chip with units for every format.
  private static let every = Fixtures.accelerator(
    "every",
    peak: [
      .fp32: Fixtures.teraFLOPs(67), .tf32: Fixtures.teraFLOPs(495), .bf16: Fixtures.teraFLOPs(990),
      .fp16: Fixtures.teraFLOPs(990), .fp8: Fixtures.teraFLOPs(1_980),
      .int8: Fixtures.teraFLOPs(1_980), .fp6: Fixtures.teraFLOPs(1_980),
      .int4: Fixtures.teraFLOPs(3_960), .fp4: Fixtures.teraFLOPs(3_960),
    ])

  @Test("Every format multiplies on a chip that has units for it", arguments: WeightFormat.allCases)
  func native(_ format: WeightFormat) throws {
    let choice = try #require(ArithmeticChoice(stored: format, peak: Self.every.device.peak))
    #expect(!choice.isWidened)
    #expect(
      OperatorCalibration.perfect.productDuration(
        rows: 16, inner: 4_096, outer: 4_096, stored: format, on: Self.every.device) != nil)
  }

  @Test("A format without units costs its bytes and the arithmetic of 16 bits")
  func widened() throws {
    let chip = Fixtures.accelerator(peak: [.bf16: Fixtures.teraFLOPs(990)]).device
    for format in WeightFormat.allCases where format != .fp32 {
      let choice = try #require(ArithmeticChoice(stored: format, peak: chip.peak))
      #expect(choice.arithmetic == .bf16)
      #expect(choice.isWidened == (format != .bf16 && format != .fp16) || format == .fp16)
      func time(rows: Int, _ format: WeightFormat) throws -> Double {
        try #require(
          OperatorCalibration.perfect.productDuration(
            rows: rows, inner: 8_192, outer: 8_192, stored: format, on: chip)
        ).value
      }
      let bytes = format.bytesPerElement / 2
      #expect(abs(try time(rows: 1, format) / time(rows: 1, .bf16) - bytes) < 0.01)
      #expect(abs(try time(rows: 65_536, format) / time(rows: 65_536, .bf16) - 1) < 0.01)
    }
  }

  @Test("Units slower than those of 16 bits are left alone")
  func slowUnits() throws {
    for rate in [100.0, 989, 990, 1_980] {
      let peak = Fixtures.accelerator(
        peak: [.bf16: Fixtures.teraFLOPs(990), .int8: Fixtures.teraFLOPs(rate)]
      ).peak
      let choice = try #require(ArithmeticChoice(stored: .int8, peak: peak))
      #expect(choice.arithmetic == (rate < 990 ? .bf16 : .int8))
      #expect(choice.isWidened == (rate < 990))
    }
  }

  @Test("Narrower weights never slow a product on a chip with units for them")
  func narrower() throws {
    let orders: [[WeightFormat]] = [[.fp32, .bf16, .fp8, .nvfp4], [.fp16, .int8, .int4]]
    for order in orders {
      for rows in [1, 16, 256, 4_096, 65_536] {
        let times = try order.map { format in
          try #require(
            OperatorCalibration.perfect.productDuration(
              rows: rows, inner: 8_192, outer: 7_168, stored: format, on: Self.every.device))
        }
        for (wide, narrow) in zip(times, times.dropFirst()) { #expect(narrow <= wide) }
      }
    }
  }

  @Test("Block-scaled weights use kernels of their own where these were fitted")
  func storage() throws {
    let device = Self.every.device
    let best = OperatorCalibration.perfect
    let own = OperatorCalibration(
      products: best.products,
      storedProducts: [
        .fp8Block: ProductEfficiency(
          compute: 0.5, memory: 0.5, floor: .zero, halfDepth: 0, halfTile: 0)
      ], prefillAttention: best.prefillAttention, decodeAttention: best.decodeAttention,
      latentPrefillAttention: best.latentPrefillAttention,
      latentDecodeAttention: best.latentDecodeAttention, experts: best.experts, elementWise: 1,
      allReduce: best.allReduce, allToAll: best.allToAll, confidence: best.confidence)
    func time(_ format: WeightFormat, _ calibration: OperatorCalibration) throws -> Double {
      try #require(
        calibration.productDuration(
          rows: 64, inner: 4_096, outer: 4_096, stored: format, on: device)
      ).value
    }
    #expect(agree(try time(.fp8Block, own), 2 * (try time(.fp8Block, best))))
    #expect(try time(.fp8, own) == time(.fp8, best))
  }

  @Test("Quantization of activations is a row of its own with three bytes an element")
  func quantization() throws {
    let deployment = Fixtures.deployment(
      Fixtures.llama8B, weights: WeightFormats(matrices: .fp8))
    let shape = BatchShape.decode(sequences: 64, context: 64_000)
    let rows = Fixtures.predictor(deployment).breakdown(of: shape).rows
    let passes = rows.filter { $0.part == .quantization }
    // Inputs of the four products: hidden, heads, hidden, intermediate.
    let elements = 32 * (4_096 + 4_096 + 4_096 + 14_336) * 64
    #expect(agree(passes.reduce(0) { $0 + $1.traffic.value }, Double(3 * elements)))
    #expect(
      agree(passes.reduce(0) { $0 + $1.duration.value }, Double(3 * elements) / (0.355 * 3.35e12)))
    let plain = Fixtures.predictor(Fixtures.deployment(Fixtures.llama8B)).breakdown(of: shape)
    #expect(!plain.rows.contains { $0.part == .quantization })
  }

  @Test("Element-wise work waits for slow vector units, and hand-overs add to every layer")
  func vectors() {
    let shape = BatchShape.prefill(tokens: 4_096)
    func elementWise(vector: Double?, handOver: Double) -> Double {
      let chip = Accelerator(
        name: "any", title: "any", vendor: "any", devices: 1, peak: Fixtures.h100.peak,
        vectorPeak: vector.map(Fixtures.teraFLOPs), memory: Fixtures.h100.memory,
        multiprocessors: 132, scaleUp: Fixtures.h100.scaleUp, scaleOutBandwidth: nil,
        thermalDesignPower: nil,
        regulatory: RegulatoryProperties(
          applicableDieArea: nil, aggregateIO: nil, isDataCentreMarketed: nil))
      let best = OperatorCalibration.perfect
      let calibration = OperatorCalibration(
        products: best.products, prefillAttention: best.prefillAttention,
        decodeAttention: best.decodeAttention, latentPrefillAttention: best.latentPrefillAttention,
        latentDecodeAttention: best.latentDecodeAttention,
        experts: best.experts, elementWise: 1, handOver: Seconds(handOver),
        allReduce: best.allReduce, allToAll: best.allToAll, confidence: best.confidence)
      return Fixtures.predictor(
        Fixtures.deployment(Fixtures.llama8B, on: Fixtures.cluster(chip)),
        calibration: calibration, host: .none
      ).breakdown(of: shape).rows.filter { $0.part == .elementWise }
        .reduce(0) { $0 + $1.duration.value }
    }
    let memory = elementWise(vector: nil, handOver: 0)
    // Two operations a byte: 22 TFLOP/s keep up with 3.35 TB/s, 0.67 do not by ten times.
    #expect(elementWise(vector: 22, handOver: 0) == memory)
    #expect(agree(elementWise(vector: 0.67, handOver: 0), 10 * memory))
    #expect(agree(elementWise(vector: nil, handOver: 2e-6), memory + 32 * 2 * 2e-6))
  }

  @Test("An expert kernel reads once what it touches, and more of anything never helps")
  func experts() throws {
    let device = Fixtures.h100.device
    let choice = try #require(ArithmeticChoice(stored: .fp8, peak: device.peak))
    let best = try #require(OperatorCalibration.perfect.expertEfficiency(of: choice))
    let one = ExpertKernel(
      hidden: 7_168, width: 2_048, experts: 256, choice: choice, efficiency: best, device: device
    ).duration(of: .init(tokens: 1, rows: 8, touched: 8, slots: 8))
    // A token of DeepSeek-V3 reads 352.3 MB in 105.2 µs, measured 150 µs.
    #expect(abs(one.value - 105.2e-6) < 0.5e-6)
    let fitted = ExpertKernel(
      hidden: 7_168, width: 2_048, experts: 256, choice: choice,
      efficiency: ExpertEfficiency(
        compute: 0.35, memory: 0.81, floor: Seconds(28e-6), sorting: Seconds(5e-6), tile: 90,
        halfWidth: 264,
        permutation: 1.84, imbalanceExponent: 0, popularityExponent: 0), device: device)
    let base = ExpertKernel.Load(tokens: 64, rows: 512, touched: 100, slots: 512)
    let more = [
      ExpertKernel.Load(tokens: 64, rows: 1_024, touched: 100, slots: 512),
      ExpertKernel.Load(tokens: 64, rows: 512, touched: 200, slots: 512),
      ExpertKernel.Load(tokens: 64, rows: 512, touched: 100, slots: 1_024),
      ExpertKernel.Load(tokens: 128, rows: 512, touched: 100, slots: 512),
    ]
    for load in more { #expect(fitted.duration(of: load) >= fitted.duration(of: base)) }
  }
}
