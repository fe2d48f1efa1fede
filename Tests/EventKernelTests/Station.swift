import EventKernel
import Quantities
import Stochastics

/// Customers arrive one by one, wait in order of arrival and are served by any of several servers.
struct Station: ~Copyable, SystemModel {
  enum Event {
    case arrived
    /// The service of a customer who had arrived at that instant is over.
    case departed(arrival: Instant)
  }

  enum Observation: Equatable {
    case arrived
    case serviceBegan(wait: Seconds)
    case departed(sojourn: Seconds)
    /// A customer found neither a free server nor room to wait.
    case lost
  }

  let servers: Int
  /// How many customers come in all.
  let customers: Int
  /// How many may wait at once; all, if nothing is said.
  let room: Int
  let gap: Distribution
  let service: Sampler
  private var gaps: RandomStream
  private var services: RandomStream

  private var arrived = 0
  private var busy = 0
  /// The instants of arrival of all who had to wait; those before `served` wait no longer.
  private var queue: [Instant] = []
  private var served = 0

  init(
    servers: Int = 1, customers: Int, room: Int = .max, gap: Distribution, service: Distribution,
    seed: UInt64,
    replication: Int
  ) {
    self.servers = servers
    self.customers = customers
    self.room = room
    self.gap = gap
    self.service = Sampler(service)
    gaps = RandomStream(
      StreamAddress(seed: seed, replication: replication, purpose: "arrivals"))
    services = RandomStream(
      StreamAddress(seed: seed, replication: replication, purpose: "services"))
  }

  mutating func handle(
    _ event: Event, in context: inout SimulationContext<Event, Observation>
  ) {
    switch event {
    case .arrived:
      context.observe(.arrived)
      arrived += 1
      if arrived < customers {
        context.schedule(.arrived, after: Seconds(gap.draw(from: &gaps)))
      }
      if busy < servers {
        busy += 1
        serve(arrival: context.now, in: &context)
      } else if queue.count - served >= room {
        context.observe(.lost)
      } else {
        queue.append(context.now)
      }
    case .departed(let arrival):
      context.observe(.departed(sojourn: context.now - arrival))
      if served < queue.count {
        served += 1
        serve(arrival: queue[served - 1], in: &context)
      } else {
        busy -= 1
      }
    }
  }

  private mutating func serve(
    arrival: Instant, in context: inout SimulationContext<Event, Observation>
  ) {
    context.observe(.serviceBegan(wait: context.now - arrival))
    context.schedule(
      .departed(arrival: arrival), after: Seconds(service.draw(from: &services)))
  }
}
