import OutputAnalysis
import Stochastics
import Testing

@Suite("Replications to a target precision")
struct PrecisionTests {
  private func sample(_ distribution: Distribution, _ count: Int, _ experiment: Int) -> [Double] {
    var stream = RandomStream(
      StreamAddress(seed: 20_261_121, replication: experiment, purpose: "coverage"))
    return (0..<count).map { _ in distribution.draw(from: &stream) }
  }

  @Test("The pilot's forecast of replications meets the precision, and one fewer does not")
  func replicationsNeeded() throws {
    let target = PrecisionTarget(relative: 0.05, replications: 10...10_000)
    let pilot = Tally(sample(try .gamma(mean: 3, cv: 0.5), 20, 2))
    let needed = try #require(target.replicationsNeeded(given: pilot))
    // Eq. 11.4: (t s / (γ x̄))² with γ/(1 + γ) in place of γ, and t near its limit.
    let rough = 1.96 * pilot.standardDeviation! / (0.05 / 1.05 * pilot.mean!)
    #expect(abs(Double(needed) / (rough * rough) - 1) < 0.02)
    let few = PrecisionTarget(relative: 0.05, replications: 10...20)
    #expect(few.decision(after: pilot) == .exhausted)
    #expect(few.replicationsNeeded(given: pilot) == nil)
    #expect(few.decision(after: Tally([1, 1])) == .proceed(total: 10))
    #expect(target.decision(after: Tally([Double](repeating: 2, count: 10))) == .stop)
  }

  @Test("Stopping when the target is met leaves an interval that meets it")
  func sequentialStopping() throws {
    let target = PrecisionTarget(relative: 0.02)
    let law = try Distribution.gamma(mean: 3, cv: 0.2)
    var stream = RandomStream(StreamAddress(seed: 2, purpose: "sequential"))
    var tally = Tally()
    while target.decision(after: tally) != .stop { tally.record(law.draw(from: &stream)) }
    let interval = try #require(ConfidenceInterval(meanOf: tally))
    #expect(target.isMet(by: interval))
    #expect(try #require(interval.relativeHalfWidth) <= 0.02 / 1.02)
    #expect(abs(interval.estimate - 3) < 0.02 * 3 * 2)
  }

  @Test("A run goes on for the slowest metric, and never more than doubles")
  func slowest() throws {
    let target = PrecisionTarget(relative: 0.05, replications: 10...500)
    let slow = sample(try .gamma(mean: 3, cv: 0.3), 400, 4)
    let fast = sample(try .gamma(mean: 3, cv: 0.02), 400, 5)
    var (count, rounds) = (0, 0)
    var assessment: PrecisionAssessment
    repeat {
      assessment = target.assessment(
        of: [("slow", Array(slow[..<count])), ("fast", Array(fast[..<count]))], after: count)
      guard case .proceed(let total) = assessment.decision else { break }
      #expect(total > count && total <= max(10, 2 * count))
      (count, rounds) = (total, rounds + 1)
    } while true
    #expect(assessment.decision == .stop && assessment.unmet.isEmpty)
    // 1.96 · 0.3 / (0.05/1.05) squared is 152.
    #expect((90...230).contains(count), "\(count)")
    #expect(rounds <= 7)
    let first = target.assessment(
      of: [("slow", Array(slow[..<10])), ("fast", Array(fast[..<10]))], after: 10)
    #expect(first.unmet.map(\.name) == ["slow"])
    #expect(first.decision == .proceed(total: 20))
    let relative = try #require(first.unmet[0].relativeHalfWidth)
    #expect(relative > 0.05 / 1.05)
  }

  @Test("At the limit the metrics that miss the target are named with their precision")
  func exhausted() throws {
    let target = PrecisionTarget(relative: 0.01, replications: 5...20)
    let values = sample(try .gamma(mean: 3, cv: 0.3), 20, 6)
    let found = target.assessment(of: [("a", values), ("b", values.map { _ in 2 })], after: 20)
    #expect(found.decision == .exhausted)
    #expect(found.unmet.map(\.name) == ["a"] && found.unmet[0].standing == .beyondLimit)
    let early = target.assessment(of: [("a", Array(values[..<8]))], after: 8)
    #expect(early.decision == .proceed(total: 16))
    #expect(target.assessment(of: [("a", [])], after: 0).decision == .proceed(total: 5))
  }

  @Test("A metric about zero is told from one that needs more, and constant zero is precise")
  func zero() throws {
    let target = PrecisionTarget(relative: 0.05, replications: 5...100)
    let noise = sample(try .normal(mean: 0, standardDeviation: 1), 40, 7)
    let found = target.assessment(
      of: [("difference", noise), ("losses", noise.map { _ in 0 })], after: 40)
    #expect(found.metrics.map(\.standing) == [.indistinctFromZero, .met])
    #expect(found.metrics[1].relativeHalfWidth == nil)
    #expect(found.decision == .proceed(total: 80))
  }

  @Test("A metric that half of the replications measure needs twice as many")
  func seldomMeasured() throws {
    let target = PrecisionTarget(relative: 0.1, replications: 5...1_000)
    let values = sample(try .gamma(mean: 3, cv: 0.3), 20, 8)
    guard
      case .needs(let all) = target.assessment(of: [("a", values)], after: 20).metrics[0].standing,
      case .needs(let half) = target.assessment(of: [("a", values)], after: 40).metrics[0].standing
    else {
      Issue.record("20 values of variation 0.3 do not meet 10 %")
      return
    }
    #expect(half == 2 * all)
    let never = target.assessment(of: [("a", [3])], after: 10)
    #expect(never.metrics[0].standing == .unmeasured && never.decision == .proceed(total: 20))
  }
}
