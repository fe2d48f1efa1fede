import Experiments
import Performance
import Testing

@Suite("Intervals of metrics")
struct MetricIntervalTests {
  let confidence = CalibrationConfidence(
    grade: .calibrated, interval: 0.9...1.1,
    found: PredictionIntervals([
      .calibrated: [
        .timePerToken: .init(0.8...1.25, isEstimate: false),
        .timeToFirstToken: .init(0.5...2.5, isEstimate: false),
        .throughput: .init(0.625...1.6, isEstimate: false),
      ]
    ]))

  @Test("A metric has the interval of the quantity whose error it has")
  func basis() {
    #expect(Metric.timePerOutputToken95.interval(of: confidence) == 0.8...1.25)
    #expect(Metric.endToEnd95.interval(of: confidence) == 0.8...1.25)
    #expect(Metric.promisedPerToken.interval(of: confidence) == 0.8...1.25)
    #expect(Metric.timeToFirstToken50.interval(of: confidence) == 0.5...2.5)
    #expect(Metric.promisedFirstToken.interval(of: confidence) == 0.5...2.5)
    #expect(Metric.queueing95.interval(of: confidence) == 0.5...2.5)
    #expect(Metric.outputThroughput.interval(of: confidence) == 0.625...1.6)
    #expect(Metric.outputPerAccelerator.interval(of: confidence) == 0.625...1.6)
  }

  @Test("Cost and energy of a token go with the inverse of throughput, interactivity of a step")
  func inverse() {
    for metric in [Metric.costOutput, .costBlended, .costUncachedInput, .energy] {
      #expect(metric.interval(of: confidence) == 0.625...1.6, "\(metric.name)")
    }
    let skewed = CalibrationConfidence(grade: .calibrated, interval: 0.5...1)
    #expect(Metric.outputThroughput.interval(of: skewed) == 1...2)
    #expect(Metric.costOutput.interval(of: skewed) == 0.5...1)
    #expect(Metric.interactivity.interval(of: skewed) == 1...2)
  }
}
