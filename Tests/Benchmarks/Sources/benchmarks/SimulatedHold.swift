import EventKernel

/// The hold model as a system: every event schedules its successor.
private struct HoldSystem: SystemModel {
  var cursor: Int
  var checksum: UInt64 = 0
  let delays = HoldModel.delays

  mutating func handle(
    _ event: HoldModel.Event, in context: inout SimulationContext<HoldModel.Event, Never>
  ) {
    switch event {
    case .held(let index):
      let now = context.now.nanoseconds
      checksum = HoldModel.checksum(checksum, after: index, at: now)
      context.schedule(.held(index), at: Instant(nanoseconds: now + delays[cursor]))
      cursor = (cursor + 1) & (delays.count - 1)
    case .ended:
      context.stop()
    }
  }
}

/// A simulation of the hold model; a class so that the closures of a contest share it.
final class SimulatedHold {
  private var simulation: Simulation<HoldSystem, Unobserved<Never>>

  init(size: Int) {
    simulation = Simulation(
      HoldSystem(cursor: size % HoldModel.delays.count), observer: Unobserved())
    for index in 0..<size {
      simulation.schedule(
        .held(index), at: Instant(nanoseconds: HoldModel.delays[index % HoldModel.delays.count]))
    }
  }

  var now: Instant { simulation.now }

  func hold(_ operations: Int) -> UInt64 {
    simulation.model.checksum = 0
    simulation.run(eventLimit: operations)
    return simulation.model.checksum
  }
}
