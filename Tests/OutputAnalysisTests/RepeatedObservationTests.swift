import OutputAnalysis
import Testing

@Suite("Observations recorded with a count")
struct RepeatedObservationTests {
  @Test("An observation seen n times equals n observations", arguments: [0, 1, 7, 1_000])
  func equalsRepetition(times: Int) {
    var atOnce = QuantileSketch()
    var oneByOne = QuantileSketch()
    for value in [-3.5, 0, 0.02, 41] {
      atOnce.record(value, times: times)
      for _ in 0..<times { oneByOne.record(value) }
    }
    #expect(atOnce == oneByOne)
    #expect(atOnce.count == 4 * times)
  }
}
