import EventKernel
import Quantities
import Serving
import Stochastics
import Testing

@Suite("Of a load that follows the clock, whole cycles are measured")
struct CycleTests {
  /// A run under a rate that triples in the second half of every 40 s.
  private func result(
    _ duration: Double, of stated: ArrivalProcess? = nil, warmUp: WarmUpRule = .automatic
  ) throws -> ServingResult {
    let process =
      try stated
      ?? ArrivalProcess.poisson(rate: RequestsPerSecond(10))
      .following(RateProfile(steps: [1, 3], over: Seconds(40)))
    return try ServingSystem.run(
      fleet(engine()), .open(process, lengths(prompt: 100, output: 20)),
      predictor: LinearMachine.ordinary,
      control: RunControl(
        end: .duration(Seconds(duration), then: .drain), warmUp: warmUp, seed: 4))
  }

  @Test(
    "What goes before the last whole cycles is left out", arguments: [(40, 0), (100, 20), (120, 0)])
  func wholeCycles(duration: Double, before: Double) throws {
    let result = try result(duration)
    #expect(abs(result.measured.start.sinceStart.value - before) < 1e-6)
    #expect(abs(result.measured.length.value - (duration - before)) < 1e-6)
    #expect(result.warmUp.isSufficient)
  }

  @Test("A run shorter than a cycle is measured whole if the rate changes in it")
  func partOfCycle() throws {
    #expect(try result(30).measured.length == Seconds(30))
    // In the first half of the cycle the rate is half of the mean, and does not change.
    let plain = try result(15, of: .poisson(rate: RequestsPerSecond(5)))
    #expect(try result(15) == plain)
  }

  @Test("A stated warm-up is left out as stated")
  func stated() throws {
    #expect(try result(80, warmUp: .fraction(0.25)).measured.start.sinceStart == Seconds(20))
  }
}
