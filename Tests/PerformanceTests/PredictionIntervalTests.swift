import Testing

@testable import Performance

@Suite("Intervals of predictions")
struct PredictionIntervalTests {
  /// A worse grade with a narrower interval than a better one, and one grade without any.
  static let found = PredictionIntervals([
    .calibrated: [
      .timePerToken: .init(0.7...1.4, isEstimate: false),
      .throughput: .init(0.6...1.3, isEstimate: false),
    ],
    .transferred: [.timePerToken: .init(0.9...1.1, isEstimate: true)],
    .speculative: [.timePerToken: .init(0.8...3, isEstimate: true)],
  ])

  @Test("A weaker grade is never narrower", arguments: PredictedQuantity.allCases)
  func nested(_ quantity: PredictedQuantity) {
    var before: ClosedRange<Double>?
    for grade in CalibrationGrade.allCases {
      let interval = CalibrationConfidence(
        grade: grade, interval: 0.75...1.3, found: Self.found
      ).interval(of: quantity)
      if let before {
        #expect(interval.lowerBound <= before.lowerBound)
        #expect(interval.upperBound >= before.upperBound)
      }
      before = interval
    }
  }

  @Test("The wider of what the curves state and what was found counts, end by end")
  func wider() {
    func interval(_ own: ClosedRange<Double>, _ grade: CalibrationGrade) -> ClosedRange<Double> {
      CalibrationConfidence(grade: grade, interval: own, found: Self.found)
        .interval(of: .timePerToken)
    }
    #expect(interval(0.9...1.1, .calibrated) == 0.7...1.4)
    #expect(interval(0.5...1.1, .calibrated) == 0.5...1.4)
    #expect(interval(0.4...2.5, .calibrated) == 0.4...2.5)
    #expect(interval(0.9...1.1, .speculative) == 0.7...3)
  }

  @Test("Curves state times: a rate has their inverse, and what costs time that of a rate")
  func inverse() {
    let alone = CalibrationConfidence(grade: .calibrated, interval: 0.5...1.25)
    #expect(alone.interval(of: .timeToFirstToken) == 0.5...1.25)
    #expect(alone.interval(of: .throughput) == 0.8...2)
    #expect(alone.inverseInterval(of: .throughput) == 0.5...1.25)
    let joined = CalibrationConfidence(
      grade: .calibrated, interval: 0.5...1.25, found: Self.found)
    #expect(joined.interval(of: .throughput) == 0.6...2)
  }

  @Test("A lower grade widens the interval and says what is assumed")
  func graded() {
    let best = CalibrationConfidence(
      grade: .calibrated, interval: 0.9...1.1, found: Self.found)
    #expect(!best.isEstimate(of: .timePerToken))
    let worse = best.graded(noBetterThan: .speculative)
    #expect(worse.grade == .speculative && worse.isEstimate(of: .timePerToken))
    #expect(worse.interval(of: .timePerToken) == 0.7...3)
    #expect(worse.graded(noBetterThan: .calibrated) == worse)
    #expect(
      worse.sentence(on: [.timePerToken]) == "time per output token 0.70 to 3.0 (est.)")
  }
}
