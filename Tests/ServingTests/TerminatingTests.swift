import EventKernel
import OutputAnalysis
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Terminating runs, and what a warm-up is judged by")
struct TerminatingTests {
  private func run(
    rate: Double, seed: UInt64 = 1, warmUp: WarmUpRule = .automatic,
    closing: RunEnd.Closing = .drain, seconds: Double = 40,
    keeping: RunControl.Keeping = .timeline
  ) throws -> ServingResult {
    try ServingSystem.run(
      fleet(engine(maximumSequences: 32)),
      .open(.poisson(rate: RequestsPerSecond(rate)), lengths(prompt: 300, output: 30)),
      predictor: LinearMachine.ordinary,
      control: RunControl(
        end: .duration(Seconds(seconds), then: closing), warmUp: warmUp, seed: seed,
        keeping: keeping))
  }

  /// Well above what the machine can serve.
  private static let flood = 100.0

  @Test("A terminating run is measured from its empty start: every request that arrives counts")
  func horizon() throws {
    for rate in [5.0, Self.flood] {
      let found = try run(rate: rate, warmUp: .terminating)
      #expect(found.isTerminating && found.warmUp.isSufficient)
      #expect(found.warmUp.length == .zero)
      #expect(found.measured.length == Seconds(40))
      #expect(found.measured.requests.arrived == found.wholeRun.requests.arrived)
      // What is inside at the end of the horizon is served to its end.
      #expect(found.measured.requests.completed == found.wholeRun.requests.arrived)
      #expect(found.latencies?.endToEnd.count == found.measured.requests.completed)
    }
  }

  @Test("Load that outgrows the system is told of a terminating run, and its latencies stand")
  func overload() throws {
    let steady = try run(rate: Self.flood)
    let terminating = try run(rate: Self.flood, warmUp: .terminating)
    #expect(steady.verdict == .overloaded && steady.latencies == nil)
    #expect(terminating.verdict == .overloaded && terminating.latencies != nil)
    #expect(!steady.describesWhatIsAsked && terminating.describesWhatIsAsked)
    // The same run, measured otherwise.
    #expect(terminating.wholeRun.requests == steady.wholeRun.requests)
    #expect(terminating.wholeRun.length == steady.wholeRun.length)
    let longer = try run(rate: Self.flood, warmUp: .terminating, seconds: 80)
    let (short, long) = (
      try #require(terminating.latencies?.endToEnd.quantile(0.95)),
      try #require(longer.latencies?.endToEnd.quantile(0.95))
    )
    #expect(long > 1.5 * short, "it describes the horizon")
  }

  @Test("Requests left when a terminating run is stopped are unfinished, and all are accounted for")
  func stopped() throws {
    let counts = try run(rate: Self.flood, warmUp: .terminating, closing: .stop).measured.requests
    #expect(counts.unfinished > 0)
    #expect(counts.arrived == counts.completed + counts.unfinished + counts.rejected)
  }

  @Test("The course of a warm-up is kept when asked for, in bounded memory, and says where to cut")
  func course() throws {
    #expect(try run(rate: 5, keeping: .measurements).warmUpCourse == nil)
    for seconds in [60.0, 300] {
      let found = try run(rate: 20, seconds: seconds)
      let course = try #require(found.warmUpCourse)
      #expect(course.subject == .requestsInSystem)
      #expect((10...205).contains(course.means.count))
      #expect(course.errors.count == course.means.count / 2 + 1)
      let covered = course.start + course.width * Double(course.means.count)
      #expect(covered <= Seconds(seconds) && covered > Seconds(seconds) * 0.95)
      // The least error is where MSER-5 cuts, and what is left out of the run is no less.
      let settled = try #require(course.settled)
      let least = course.errors.indices.min { course.errors[$0] < course.errors[$1] }!
      let cut = least == 0 ? .zero : course.start + course.width * Double(least)
      #expect(abs((settled - cut).value) < 1e-9)
      #expect(found.warmUp.length >= settled && found.warmUp.isSufficient)
      // Batches cover the run: their mean is the mean number in the system.
      let mean = course.means.reduce(0, +) / Double(course.means.count)
      let whole = found.measured.length.value > 0 ? found.measured.meanInSystem! : 0
      #expect(abs(mean / whole - 1) < 0.2)
    }
  }

  @Test("Of a run that only fills up no cut is good, and the course says so")
  func unsettled() throws {
    let found = try run(rate: Self.flood)
    #expect(found.warmUpCourse?.settled == nil)
    #expect(!found.warmUp.isSufficient)
    let means = try #require(found.warmUpCourse?.means)
    #expect(means.last! > 10 * means.first!)
  }

  @Test("A closed system is judged by its output, in tokens per second")
  func closed() throws {
    let found = try ServingSystem.run(
      fleet(engine(maximumSequences: 8)), .closed(clients: 100, lengths(prompt: 300, output: 30)),
      predictor: LinearMachine.ordinary,
      control: RunControl(
        end: .duration(Seconds(60), then: .drain), seed: 1, keeping: .timeline))
    let course = try #require(found.warmUpCourse)
    #expect(course.subject == .output)
    let mean = course.means.reduce(0, +) / Double(course.means.count)
    #expect(abs(mean / found.measured.outputThroughput!.value - 1) < 0.05)
  }
}
