import Performance
import ReferenceData
import Testing

@Suite("What predictions of each grade were found off by")
struct PredictionIntervalTests {
  @Test("Every grade states every quantity, and no grade that is weaker is narrower")
  func complete() throws {
    let found = try installed.predictionIntervals()
    for quantity in PredictedQuantity.allCases {
      var before = 1.0...1.0
      for grade in CalibrationGrade.allCases {
        let interval = try #require(found.interval(of: quantity, at: grade))
        #expect(interval.lowerBound <= before.lowerBound && interval.lowerBound < 1)
        #expect(interval.upperBound >= before.upperBound && interval.upperBound > 1)
        before = interval
      }
      #expect(found.isEstimate(of: quantity, at: .speculative))
    }
    #expect(!found.isEstimate(of: .timePerToken, at: .calibrated))
  }

  @Test("No chip's interval is narrower than its calibration states or than was found")
  func everyChip() throws {
    let found = try installed.predictionIntervals()
    for name in installed.names(of: .accelerators) {
      let confidence = try installed.calibration(for: name).confidence
      for quantity in PredictedQuantity.allCases {
        let interval = confidence.interval(of: quantity)
        let graded = try #require(found.interval(of: quantity, at: confidence.grade))
        #expect(interval.lowerBound <= graded.lowerBound, "\(name)")
        #expect(interval.upperBound >= graded.upperBound, "\(name)")
        guard quantity.isTime else { continue }
        #expect(interval.lowerBound <= confidence.interval.lowerBound, "\(name)")
        #expect(interval.upperBound >= confidence.interval.upperBound, "\(name)")
      }
    }
  }

  @Test("A calibration of kernels alone states no less than whole runs were off by")
  func kernelsOfOnesOwn() throws {
    let text = """
      calibrations:
        own:
          like: h100-sxm
          measured-over-predicted: 0.95 to 1.05
      """
    let own = try installed.adding(text: text, named: "own.yaml").calibration(for: "h100-sxm")
    let shipped = try installed.predictionIntervals()
    #expect(own.fittedOn == "own" && own.confidence.interval == 0.95...1.05)
    #expect(
      own.confidence.interval(of: .timeToFirstToken)
        == shipped.interval(of: .timeToFirstToken, at: .calibrated))
  }

  @Test("Intervals of the user's take the place of those that come with the program")
  func ofTheUser() throws {
    let text = """
      intervals:
        our-runs: {like: calibrated, time-to-first-token: 0.1 to 7}
      """
    let catalog = try installed.adding(text: text, named: "own.yaml")
    let found = try catalog.predictionIntervals()
    #expect(found.interval(of: .timeToFirstToken, at: .calibrated) == 0.1...7)
    #expect(
      found.interval(of: .throughput, at: .calibrated)
        == (try installed.predictionIntervals().interval(of: .throughput, at: .calibrated)))
  }
}
