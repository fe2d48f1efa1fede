import Quantities
import Testing

@testable import EventKernel

/// A clock that ticks at a fixed interval until it ends.
private struct Clock: SystemModel, Equatable {
  enum Event: Equatable { case ticked, ended }

  var interval = Seconds(0.1)
  var ticks = 0

  mutating func handle(_ event: Event, in context: inout SimulationContext<Event, Int>) {
    switch event {
    case .ticked:
      ticks += 1
      context.observe(ticks)
      context.schedule(.ticked, after: interval)
    case .ended:
      context.observe(-ticks)
      context.stop()
    }
  }
}

/// Events that breed others, many of them at the same instant, and report themselves.
struct Crowd: SystemModel {
  struct Event: Equatable { let number: Int }
  struct Sighting: Equatable { let number: Int, step: Int }

  var generator: Generator
  var born = 1
  let limit: Int

  init(seed: UInt64, limit: Int) {
    generator = Generator(seed: seed)
    self.limit = limit
  }

  mutating func handle(_ event: Event, in context: inout SimulationContext<Event, Sighting>) {
    for step in 0..<Int.random(in: 0...2, using: &generator) {
      context.observe(Sighting(number: event.number, step: step))
    }
    let children = born < 8 ? 3 : Int.random(in: 0...3, using: &generator)
    for _ in 0..<children where born < limit {
      let delay = Int64.random(in: 0...5, using: &generator)
      context.schedule(
        Event(number: born), at: Instant(nanoseconds: context.now.nanoseconds + delay))
      born += 1
    }
  }
}

@Suite("A simulation")
struct SimulationTests {
  private func clock(interval: Seconds = Seconds(0.1)) -> Simulation<Clock, ObservationLog<Int>> {
    var simulation = Simulation(Clock(interval: interval), observer: ObservationLog())
    simulation.schedule(.ticked, at: .zero)
    return simulation
  }

  @Test("An end scheduled before the run precedes whatever else happens at that instant")
  func end() {
    var simulation = Simulation(Clock(), observer: ObservationLog())
    simulation.schedule(.ended, at: Instant(Seconds(1)))
    simulation.schedule(.ticked, at: .zero)
    #expect(simulation.run() == .stopped)
    #expect(simulation.model.ticks == 10)
    #expect(simulation.now == Instant(Seconds(1)))
    #expect(simulation.observer.entries.last?.observation == -10)
    #expect(simulation.pendingCount == 1)
  }

  @Test("A run until an instant handles what is before it and leaves the clock there")
  func horizon() {
    var simulation = clock()
    #expect(simulation.run(until: Instant(Seconds(0.3))) == .reachedHorizon)
    #expect(simulation.model.ticks == 3)
    #expect(simulation.now == Instant(Seconds(0.3)))
    #expect(simulation.run(until: Instant(Seconds(0.3))) == .reachedHorizon)
    #expect(simulation.model.ticks == 3)
    simulation.run(until: Instant(nanoseconds: 300_000_001))
    #expect(simulation.model.ticks == 4)
  }

  @Test("A run without events comes to its horizon at once")
  func empty() {
    var simulation = Simulation(Clock(), observer: ObservationLog())
    #expect(simulation.run() == .exhausted)
    #expect(simulation.now == .zero)
    #expect(simulation.run(until: Instant(Seconds(5))) == .exhausted)
    #expect(simulation.now == Instant(Seconds(5)))
    #expect(simulation.handledCount == 0)
  }

  @Test("A limit of events is kept, and the run goes on where it was")
  func eventLimit() {
    var simulation = clock()
    #expect(simulation.run(eventLimit: 0) == .reachedEventLimit)
    #expect(simulation.run(eventLimit: 7) == .reachedEventLimit)
    #expect(simulation.handledCount == 7)
    #expect(simulation.now == Instant(Seconds(0.6)))
    #expect(simulation.run(until: Instant(Seconds(1)), eventLimit: 100) == .reachedHorizon)
    #expect(simulation.handledCount == 10)
  }

  @Test("Observations arrive in the order and at the instant of their events")
  func observations() {
    var simulation = clock(interval: Seconds(0.25))
    simulation.run(until: Instant(Seconds(1)))
    #expect(simulation.observer.entries.map { $0.observation } == [1, 2, 3, 4])
    #expect(
      simulation.observer.entries.map { $0.instant.nanoseconds }
        == [0, 250_000_000, 500_000_000, 750_000_000])
  }

  @Test("Clock and order never go back, and every event is handled or pending", arguments: 1...5)
  func laws(seed: UInt64) {
    var simulation = Simulation(
      Crowd(seed: seed, limit: 4_000), observer: ObservationLog<Crowd.Sighting>())
    simulation.schedule(Crowd.Event(number: 0), at: .zero)
    var last = Instant.zero
    while simulation.run(eventLimit: 1) == .reachedEventLimit {
      #expect(simulation.now >= last)
      #expect(simulation.scheduledCount == simulation.handledCount + simulation.pendingCount)
      last = simulation.now
    }
    #expect(simulation.pendingCount == 0)
    #expect(simulation.handledCount == simulation.model.born)
    let instants = simulation.observer.entries.map { $0.instant }
    #expect(zip(instants, instants.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("A model may be noncopyable, and hand back what it holds")
  func noncopyable() {
    struct Countdown: ~Copyable, SystemModel {
      var remaining = 3
      mutating func handle(_ event: Void, in context: inout SimulationContext<Void, Never>) {
        remaining -= 1
        if remaining > 0 { context.schedule((), after: Seconds(1)) }
      }
    }
    var simulation = Simulation(Countdown(), observer: Unobserved(), startingAt: Instant(.hour))
    simulation.schedule((), after: .minute)
    #expect(simulation.run() == .exhausted)
    #expect(simulation.model.remaining == 0)
    #expect(simulation.now - Instant(.hour) == Seconds(62))
  }

  @Test("Neither the past nor the end of time can be scheduled or run to")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      var simulation = Simulation(Clock(), observer: Unobserved(), startingAt: Instant(Seconds(1)))
      simulation.schedule(.ticked, at: .zero)
    }
    await #expect(processExitsWith: .failure) {
      var simulation = Simulation(Clock(), observer: Unobserved())
      simulation.schedule(.ticked, at: .distantFuture)
    }
    await #expect(processExitsWith: .failure) {
      var simulation = Simulation(Clock(), observer: Unobserved())
      simulation.schedule(.ticked, after: Seconds(.nan))
    }
    await #expect(processExitsWith: .failure) {
      var simulation = Simulation(Clock(interval: Seconds(-1)), observer: Unobserved())
      simulation.schedule(.ticked, at: .zero)
      simulation.run(eventLimit: 1)
    }
    await #expect(processExitsWith: .failure) {
      var simulation = Simulation(Clock(), observer: Unobserved(), startingAt: Instant(Seconds(2)))
      simulation.run(until: Instant(Seconds(1)))
    }
  }

  @Test("A refusal names the instants")
  func refusalSentence() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var simulation = Simulation(Clock(), observer: Unobserved(), startingAt: Instant(Seconds(7)))
      simulation.schedule(.ticked, at: Instant(Seconds(4.5)))
    }
    let sentence = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(sentence.contains("at 7.0 s, 4.5 s is not ahead"))
  }
}
