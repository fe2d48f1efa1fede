import Hardware
import Performance
import Quantities
import Testing

@Suite("Roofline")
struct RooflineTests {
  let h100 = Roofline(device: Fixtures.h100.device, format: .bf16)!

  @Test("The largest published product runs at 86 % of the bf16 peak")
  func largestProduct() {
    let work = FLOPs(2 * 8_192 * 65_536 * 12_288)
    #expect(agree(work.value, 1.3194e13, within: 1e-4))
    let measured = Seconds(15.4827e-3)
    #expect(abs((work / measured).value / 1e12 - 852.2) < 0.05)
    #expect(abs((work / measured) / h100.peak - 0.861) < 0.0005)
    #expect(h100.duration(work: work, traffic: .zero) < measured)
  }

  @Test("Weights bind below 316 rows in bf16 and 272 in fp8 with measured efficiencies")
  func knee() {
    // Eq. 3.8 with 93 % (bf16) and 80 % (fp8) of the peak and 87 % of the bandwidth.
    let bf16 = h100.weightBoundRows(
      bytesPerWeight: 2, computeEfficiency: 0.93, memoryEfficiency: 0.87)
    let fp8 = Roofline(device: Fixtures.h100.device, format: .fp8)!.weightBoundRows(
      bytesPerWeight: 1, computeEfficiency: 0.80, memoryEfficiency: 0.87)
    #expect(bf16.rounded() == 316)
    #expect(fp8.rounded() == 272)
  }

  @Test("One token reads 352.3 MB of a DeepSeek-V3 expert layer, 105.2 µs of an H100")
  func oneTokenOfExperts() {
    let bytes = Bytes(8 * 3 * 7_168 * 2_048.0)
    #expect(abs(bytes.value / 1e6 - 352.3) < 0.05)
    let time = h100.duration(work: .zero, traffic: bytes)
    #expect(abs(time.value * 1e6 - 105.2) < 0.05)
    // The fastest published kernel takes 150 µs.
    #expect(time.value < 150e-6)
  }

  @Test("A chip has no roofline in a format it has no units for")
  func missingFormat() {
    #expect(Roofline(device: Fixtures.ascend910C.device, format: .fp8) == nil)
  }
}
