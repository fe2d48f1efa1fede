import Documents
import Hardware
import Performance
import Quantities
import Serving

extension ScenarioReader {
  /// Who goes first, who yields and who is turned away; nil after a problem.
  func scheduling(of workload: Workload?) -> SchedulingPolicy? {
    let order = schedulingRule()
    let victims = keys.stated("fleet.engine.victims")
    let victimRule = victims?.tabulatedName(of: "rule for victims").flatMap(VictimRule.init)
    let yielding = keys.optional("fleet.engine.yielding")?.tabulatedName(of: "rule for yielding")
      .flatMap(YieldingRule.init)
    let shedding = self.shedding()
    let reserve = keys.stated("fleet.engine.interactive-reserve")
    let fraction = reserve?.tabulatedNumber()
    let queue = keys.stated("fleet.engine.queue-limit")
    let queueLimit = queue?.tabulatedCount()
    let tokens = keys.stated("fleet.engine.waiting-tokens")
    let tokenLimit = tokens?.tabulatedCount()
    guard let order, let yielding, let shedding, (victims == nil) == (victimRule == nil),
      (reserve == nil) == (fraction == nil), (queue == nil) == (queueLimit == nil),
      (tokens == nil) == (tokenLimit == nil)
    else { return nil }
    if yielding == .toPriority, order != .priority {
      keys.stated("fleet.engine.yielding")?.report(
        "running requests cannot yield to priorities that do not order the queue",
        expected: "none, unless `scheduling` is priority",
        suggestion: .advice("set `fleet.engine.scheduling: priority`"))
      return nil
    }
    if let workload, !checkDeadlines(of: workload, order, shedding) { return nil }
    if let workload, workload.isClosed, let limit = queue ?? tokens {
      limit.report(
        "clients that wait for their answers cannot be turned away: they would come back at the "
          + "same instant, again and again", expected: "no limit with closed arrivals",
        suggestion: .advice("remove it, or choose an open arrival process"))
      return nil
    }
    do {
      return try SchedulingPolicy(
        order: order, victims: victimRule, yielding: yielding, shedding: shedding,
        batchTier: fraction.map { .fillsValleys(reserve: $0) } ?? .likeOthers,
        queueLimit: queueLimit, waitingTokenLimit: tokenLimit)
    } catch {
      keys.stated("fleet.engine")?.report("the policy cannot be followed: \(error)")
      return nil
    }
  }

  private func schedulingRule() -> SchedulingRule? {
    let ageing = keys.optional("fleet.engine.ageing")?.quantity(
      as: TokensPerSecond.self, in: TokensPerSecond(0)...TokensPerSecond(1e9),
      words: ScenarioKeys.key("fleet.engine.ageing")?.expected)
    let name = keys.optional("fleet.engine.scheduling")?.tabulatedName(of: "scheduling rule")
    guard let ageing, let name else { return nil }
    return switch name {
    case "priority": .priority
    case "deadline": .earliestDeadline
    case "shortest-prefill": .shortestPrefill(ageing: ageing)
    default: .firstComeFirstServed
    }
  }

  private func shedding() -> SheddingRule? {
    guard let reader = keys.optional("fleet.engine.shedding") else { return nil }
    if reader.node.text == "never" { return SheddingRule.none }
    return reader.quantity(
      as: Seconds.self, in: .zero...Seconds.year,
      words: ScenarioKeys.key("fleet.engine.shedding")?.expected
    ).map { .pastDeadline(margin: $0) }
  }

  /// Reports rules that go by deadlines which no request has, or which none could keep.
  private func checkDeadlines(
    of workload: Workload, _ order: SchedulingRule, _ shedding: SheddingRule
  ) -> Bool {
    let shortest = workload.shortestDeadline
    if case .pastDeadline(let margin) = shedding, let shortest, shortest <= margin {
      keys.stated("fleet.engine.shedding")?.report(
        "requests due \(UnitNotation.format(shortest)) after arrival would be rejected as they come",
        expected: "less than the shortest deadline, \(UnitNotation.format(shortest))")
      return false
    }
    guard shortest == nil else { return true }
    let isShedding = shedding != .none
    guard order == .earliestDeadline || isShedding else { return true }
    let place = isShedding ? "fleet.engine.shedding" : "fleet.engine.scheduling"
    keys.stated(place)?.report(
      "no request has a deadline", expected: "classes of the workload with a `deadline`",
      suggestion: .advice("give a class of the workload a deadline, or remove this"))
    return false
  }

  /// The system with the memory of its hosts and the link to it that the scenario asks for.
  func host(of system: AcceleratorSystem) -> AcceleratorSystem? {
    let memory = keys.stated("fleet.host.memory")
    let capacity = memory?.quantity(
      as: Bytes.self, in: Bytes(1e6)...Bytes(1e18),
      words: ScenarioKeys.key("fleet.host.memory")?.expected)
    let link = keys.stated("fleet.host.bandwidth")
    let bandwidth = link?.quantity(
      as: BytesPerSecond.self, in: BytesPerSecond(1e6)...BytesPerSecond(1e15),
      words: ScenarioKeys.key("fleet.host.bandwidth")?.expected)
    guard (memory == nil) == (capacity == nil), (link == nil) == (bandwidth == nil) else {
      return nil
    }
    guard let place = memory ?? link else { return system }
    guard let bandwidth = bandwidth ?? system.host?.bandwidth else {
      place.report(
        "no link from \(system.name) to its hosts is known", expected: "a bandwidth beside it",
        suggestion: .advice("state `fleet.host.bandwidth`"))
      return nil
    }
    return system.with(
      host: HostMemory(capacity: capacity ?? system.host?.capacity, bandwidth: bandwidth))
  }

  /// Whether an engine that swaps has somewhere to swap to; reports what is missing.
  func hasSwapSpace(_ engine: EngineProfile, on deployment: Deployment) -> Bool {
    guard engine.preemption != .recompute else { return true }
    let rule = keys.stated("fleet.engine.preemption") ?? keys.stated("fleet.engine")
    let space = keys.stated("fleet.engine.swap-space") ?? rule
    let system = deployment.cluster.system
    guard let swapSpace = engine.swapSpace else {
      rule?.report(
        "\(engine.name) takes no memory of the host to swap to",
        expected: "a `swap-space` beside \(engine.preemption.rawValue)",
        suggestion: .advice("state `fleet.engine.swap-space`, such as 32 GiB"))
      return false
    }
    guard let host = system.host else {
      rule?.report(
        "no link from \(system.name) to its hosts is known", expected: "a bandwidth to swap over",
        suggestion: .advice("state `fleet.host.bandwidth`"))
      return false
    }
    let devices = system.accelerators * deployment.cluster.accelerator.devices
    if let capacity = host.capacity, swapSpace * Double(devices) > capacity {
      space?.report(
        "\(devices) devices of \(system.name) would take "
          + "\(UnitNotation.format(swapSpace * Double(devices))) of host memory",
        expected: "at most \(UnitNotation.format(capacity / Double(devices))) per device")
      return false
    }
    guard engine.swapSpace(of: deployment) != nil else {
      space?.report(
        "\(UnitNotation.format(swapSpace)) of host memory hold no block of the cache",
        expected: "room for one block of \(engine.blockTokens) tokens at least")
      return false
    }
    return true
  }
}
