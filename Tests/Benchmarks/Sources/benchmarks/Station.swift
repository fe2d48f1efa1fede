import EventKernel
import Quantities

/// Customers who arrive at random, wait in order and are served by one of several servers: M/M/c.
struct Station: SystemModel {
  enum Event {
    case arrived
    case departed
  }

  /// Exponential delays out of tables, so that time is not spent on drawing numbers and that
  /// another simulator can read the same.
  struct Delays {
    let gaps: [Int64]
    let services = HoldModel.exponentialDelays(seed: 2)

    /// Services of one second on average, and arrivals that keep a share `load` of the servers busy.
    init(servers: Int, load: Double) {
      gaps = HoldModel.exponentialDelays(seed: 3).map {
        Int64(Double($0) / (load * Double(servers)))
      }
    }
  }

  private let customers: Int
  private let delays: Delays
  private var idle: Int
  private var arrived = 0
  private var begun = 0
  /// The instants of arrival of those who had to wait; those before `first` wait no longer.
  private var waiting = ContiguousArray<Instant>()
  private var first = 0

  init(customers: Int, servers: Int, delays: Delays) {
    self.customers = customers
    self.delays = delays
    idle = servers
  }

  /// Simulates from empty to empty and returns the sum of all waits in nanoseconds.
  static func sumOfWaits(customers: Int, servers: Int, delays: Delays) -> UInt64 {
    var simulation = Simulation(
      Station(customers: customers, servers: servers, delays: delays), observer: SumOfWaits())
    simulation.schedule(.arrived, at: .zero)
    simulation.run()
    return UInt64(simulation.observer.sum)
  }

  mutating func handle(_ event: Event, in context: inout SimulationContext<Event, Int64>) {
    switch event {
    case .arrived:
      let gap = delays.gaps[arrived & (delays.gaps.count - 1)]
      arrived += 1
      if arrived < customers {
        context.schedule(.arrived, at: Instant(nanoseconds: context.now.nanoseconds + gap))
      }
      if idle > 0 {
        idle -= 1
        serve(customerOf: context.now, in: &context)
      } else {
        waiting.append(context.now)
      }
    case .departed:
      guard first < waiting.count else {
        idle += 1
        return
      }
      serve(customerOf: waiting[first], in: &context)
      first += 1
      if first == 1_024 {
        waiting.removeFirst(first)
        first = 0
      }
    }
  }

  private mutating func serve(
    customerOf arrival: Instant, in context: inout SimulationContext<Event, Int64>
  ) {
    let service = delays.services[begun & (delays.services.count - 1)]
    begun += 1
    context.observe(context.now.nanoseconds - arrival.nanoseconds)
    context.schedule(.departed, at: Instant(nanoseconds: context.now.nanoseconds + service))
  }
}

/// The sum of the waits that a station reports.
private struct SumOfWaits: Observer {
  var sum: Int64 = 0

  mutating func observe(_ wait: Int64, at instant: Instant) { sum += wait }
}
