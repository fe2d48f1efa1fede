import LanguageModels
import Quantities
import Testing

@Suite("Bytes of weights")
struct WeightBytesTests {
  @Test("Bits per element include the scales")
  func bitsPerElement() {
    #expect(agree(WeightFormat.fp8Block.bitsPerElement, 8.001953125))
    #expect(WeightFormat.mxfp8.bitsPerElement == 8.25)
    #expect(WeightFormat.mxfp4.bitsPerElement == 4.25)
    #expect(WeightFormat.nvfp4.bitsPerElement == 4.5)
    #expect(WeightFormat.int4.bitsPerElement == 4.125)
  }

  @Test("In bf16 throughout, bytes are twice the parameters")
  func sixteenBits() {
    let model = Fixtures.deepSeekV3()
    let bytes = model.weightBytes(WeightFormats(matrices: .bf16))
    #expect(bytes.total.value == 2 * Double(model.parameters))
  }

  @Test("A format changes its own class of tensors and no other")
  func perClass() {
    let model = Fixtures.deepSeekV3()
    var formats = WeightFormats(matrices: .fp8Block)
    let before = model.weightBytes(formats)
    formats.experts = .nvfp4
    let after = model.weightBytes(formats)
    #expect(after.attention == before.attention && after.feedForward == before.feedForward)
    #expect(after.other == before.other)
    #expect(agree(after.experts / before.experts, 4.5 / 8.001953125))
  }

  @Test("gpt-oss-120b ships in its published 60.8 GiB with mxfp4 experts")
  func publishedCheckpoint() {
    let model = Fixtures.gptOSS120B
    let bytes = model.weightBytes(model.weights).total.value
    #expect((bytes / 1_073_741_824 * 10).rounded() == 608)
  }
}
