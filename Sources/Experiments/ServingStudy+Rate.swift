import LanguageModels
import Performance
import Quantities
import Scenarios
import Serving
import Stochastics

extension Workload {
  /// Requests per second in the long run that come whether or not others are answered; nil where
  /// none do.
  var rate: RequestsPerSecond? {
    let rates = streams.compactMap { stream -> RequestsPerSecond? in
      switch stream.arrivals {
      case .open(let process): process.rate
      case .closed: nil
      case .listed(let trace):
        trace.duration > .zero ? Requests(Double(trace.count)) / trace.duration : nil
      }
    }
    let sum = rates.reduce(RequestsPerSecond(0), +)
    return sum.value > 0 ? sum : nil
  }

  /// The same requests at another rate: lengths belong to a request's number, gaps are the same
  /// draws at another pace, a trace is replayed faster or slower. Nil where clients wait for answers,
  /// since those have no rate.
  func at(_ rate: RequestsPerSecond) throws -> Workload? {
    guard let own = self.rate, own.value > 0, rate.value > 0 else { return nil }
    let factor = rate / own
    return try Workload(
      classes: classes,
      streams: streams.map { stream in
        let arrivals: Arrivals =
          switch stream.arrivals {
          case .open(let process): .open(try process.withRate(times: factor))
          case .closed: stream.arrivals
          case .listed(let trace): .listed(trace.accelerated(by: factor))
          }
        return (stream.name, arrivals, stream.classes.map { ($0.index, $0.share) })
      })
  }

  /// One client that sends its next request when the last one is answered: every request alone. Nil
  /// for traces.
  var alone: Workload? {
    let shares = streams.flatMap { stream in
      stream.classes.map { (index: $0.index, share: $0.share * stream.weight) }
    }
    return try? Workload(
      classes: classes,
      streams: [("alone", .closed(clients: 1, thinkTime: nil), shares)])
  }
}

extension Workload.Stream {
  /// How much of the requests it brings, beside other streams.
  var weight: Double {
    switch arrivals {
    case .open(let process): process.rate.value
    case .closed: 1
    case .listed(let trace):
      trace.duration > .zero ? Double(trace.count) / trace.duration.value : 1
    }
  }
}

extension ServingStudy {
  /// One run of a number of requests; of a trace, of all its requests.
  ///
  /// The first fifth warms up. The number is the same at every rate, and with it the requests.
  func run(
    _ workload: Workload, requests: Int, replicas: Int, replication: Int
  ) throws(ServingError) -> ServingResult {
    let control = try RunControl(
      end: .requests(requests), warmUp: .fraction(0.2), seed: scenario.seed,
      replication: replication)
    return try fleet.run(
      promised(workload), replicas: replicas, routing: scenario.routing, objective: objective,
      control: control)
  }

  /// What the closed form says of one replica, or of one fleet of the size that is written.
  struct ClosedForm {
    /// The highest load that keeps the objectives, in requests per second and decoding sequences;
    /// nil where none does.
    let capacity: (rate: Double, batch: Double)?
    /// The rate that there is room for; zero where there is none.
    let saturation: Double
  }

  /// The closed form under the scenario's objectives; nil where the lengths of requests are not known.
  var closedForm: ClosedForm? {
    let objectives = scenario.objectives
    if let split = splitState {
      let point = split.capacity(for: objectives, upTo: split.saturation)
      return ClosedForm(
        capacity: point.map { ($0.rate, $0.batch(split.ratio)) },
        saturation: max(0, split.saturation))
    }
    if fleet.isPooled, fleet.fabric == nil {
      let states = fleet.pools.compactMap { state(of: $0, part: .whole) }
      guard states.count == fleet.pools.count else { return nil }
      let pools = WholePoolsState(fleet, scenario, states: states)
      return ClosedForm(
        capacity: pools.capacity(for: objectives), saturation: pools.saturation)
    }
    guard let state = steadyState else { return nil }
    let most = state.mostPerStep
    let point = state.capacity(for: objectives)
    return ClosedForm(
      capacity: point.map { ($0.rate, $0.batch) },
      saturation: most > 0 ? state.point(perStep: most).rate : 0)
  }

  /// The closed form of one replica that serves requests whole; nil where the lengths of requests are
  /// not known.
  var steadyState: SteadyState<StepTimePredictor>? {
    state(of: fleet.pools[fleet.pools.count - 1], part: .whole)
  }

  private func state(
    of pool: FleetModel.Pool, part: ServingPool.Role
  ) -> SteadyState<StepTimePredictor>? {
    guard
      let mix = RequestMix(scenario.workload, contextLimit: scenario.model.contextLength)
    else { return nil }
    let replica = pool.replica
    return SteadyState(
      of: pool.scenario, replica.deployment, engine: replica.engine, predictor: replica.predictor,
      cacheBlocks: replica.cacheBlocks, mix: mix, part: part)
  }

  /// The closed form of a fleet in pools; nil of one without.
  private var splitState: SplitSteadyState? {
    guard let fabric = fleet.fabric, fleet.pools.count == 2,
      let prompts = state(of: fleet.pools[0], part: .prefill),
      let output = state(of: fleet.pools[1], part: .decode), output.decodeSteps > 0
    else { return nil }
    return SplitSteadyState(
      prompts: prompts, output: output,
      ratio: FindQuestion.PoolRatio(
        prefill: fleet.pools[0].scenario.replicas, decode: fleet.pools[1].scenario.replicas),
      fabric: fabric)
  }
}
