import Experiments
import Foundation
import OutputAnalysis
import Performance
import Scenarios
import Tables
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

  @Test("Counts, shares and hours are no predictions of a time")
  func none() {
    for metric in [Metric.accelerators, .busy, .attainment, .costPerHour, .hourEnergy, .power] {
      #expect(metric.interval(of: confidence) == nil, "\(metric.name)")
    }
  }

  @Test("A point states what a measurement would show, but no throughput that its users decide")
  func points() throws {
    let settings = ["duration=40 s", "replications=2"]
    let open = try only(chat, settings: settings)
    let closed = try only(chat, settings: settings + ["workload.arrivals=closed(8)"])
    for point in [open, closed] {
      for metric in [Metric.timePerOutputToken50, .timeToFirstToken95, .endToEnd50] {
        let expected = try #require(point.predictionInterval(of: metric))
        let ratios = try #require(metric.interval(of: point.confidence))
        let mean = try #require(point.mean(of: metric))
        #expect(expected == mean * ratios.lowerBound...mean * ratios.upperBound)
      }
      #expect(point.predictionInterval(of: .busy) == nil)
    }
    for metric in [Metric.outputThroughput, .costOutput, .energy] {
      #expect(open.predictionInterval(of: metric) == nil, "\(metric.name)")
      let expected = try #require(closed.predictionInterval(of: metric))
      #expect(expected.contains(try #require(closed.mean(of: metric))))
    }
  }

  @Test("A ratio of two chips has the error of the metric's quantity on both")
  func comparison() throws {
    let both = try result(
      chat + "\nalternatives: {here: {}, there: {fleet: {accelerator: a100-80-sxm}}}",
      settings: ["workload.arrivals=closed(8)", "duration=40 s", "replications=3"])
    for metric in [Metric.costOutput, .timePerOutputToken50, .timeToFirstToken50] {
      let comparison = try #require(both.comparisons(on: [metric]).first)
      func half(_ ends: ClosedRange<Double>) -> Double {
        log(ends.upperBound / ends.lowerBound) / 2
      }
      let parts = try both.points.map { half(try #require(metric.interval(of: $0.confidence))) }
      let runs = half(comparison.ratio.lower...comparison.ratio.upper)
      let sum = parts.reduce(runs * runs) { $0 + $1 * $1 }
      let whole = half(comparison.ratioWithModelError)
      #expect(abs(whole * whole / sum - 1) < 1e-9, "\(metric.name)")
    }
  }
}
