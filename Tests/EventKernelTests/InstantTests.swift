import Quantities
import Testing

@testable import EventKernel

@Suite("Instants")
struct InstantTests {
  @Test("A duration is rounded to the nearest nanosecond where it enters")
  func rounding() {
    #expect((Instant.zero + Seconds(1.4e-9)).nanoseconds == 1)
    #expect((Instant.zero + Seconds(1.6e-9)).nanoseconds == 2)
    #expect((Instant.zero + Seconds(0.4e-9)) == .zero)
    #expect((Instant(Seconds(1)) + Seconds(0.1)).nanoseconds == 1_100_000_000)
  }

  @Test("Adding a duration and taking the difference returns it to half a nanosecond")
  func roundTrip() {
    for seconds in [0, 1e-9, 0.123_456_789_4, 17.5, 86_400, 3e7] {
      let start = Instant(Seconds(42.000_000_001))
      let there = start + Seconds(seconds)
      #expect(abs((there - start).value - seconds) <= 0.5e-9 + seconds.ulp)
      #expect((start - there).value == -(there - start).value)
    }
  }

  @Test("Years of simulated time keep whole seconds exact")
  func longClock() {
    #expect(Instant(Seconds.year * 100).nanoseconds == 3_153_600_000 * 1_000_000_000)
  }

  @Test("No duration leads to the past, to nowhere or beyond the clock")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = Instant(Seconds(-1)) }
    await #expect(processExitsWith: .failure) { _ = Instant(Seconds(-1e-12)) }
    await #expect(processExitsWith: .failure) { _ = Instant(Seconds(.nan)) }
    await #expect(processExitsWith: .failure) { _ = Instant(.infinity) }
    await #expect(processExitsWith: .failure) { _ = Instant(Seconds.year * 293) }
    await #expect(processExitsWith: .failure) { _ = Instant(Seconds.year * 200) + .year * 200 }
  }
}
