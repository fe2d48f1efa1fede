import Documents
import Quantities
import Serving
import Stochastics

extension ScenarioReader {
  /// How requests find their replicas; nil after a problem.
  func routing() -> RoutingRule? {
    let rule = keys.optional("fleet.routing.rule")?.tabulatedName(of: "routing policy")
    let limit = keys.stated("fleet.routing.per-replica")
    let perReplica = limit?.tabulatedCount()
    let standard = PrefixAffinity.standard
    /// A stated number, or the standard one; nil after a problem.
    func number(_ key: String, _ standard: Double) -> Double? {
      guard let stated = keys.stated("fleet.routing.\(key)") else { return standard }
      return stated.tabulatedNumber()
    }
    let overfull = number("overfull", SessionStickiness.standard.overfull)
    let match = number("least-match", standard.leastMatch)
    let ratio = number("ratio", standard.ratio)
    let beyond = keys.stated("fleet.routing.excess")
    let excess = beyond == nil ? standard.excess : beyond?.tabulatedCount()
    guard let rule, let overfull, let match, let excess, let ratio,
      (limit == nil) == (perReplica == nil), hasOwnFigures(rule)
    else { return nil }
    switch rule {
    case "round-robin": return .roundRobin
    case "random": return .random
    case "power-of-two": return .powerOfTwoChoices
    case "central-queue": return .centralQueue(perReplica: perReplica)
    case "session-sticky":
      return (try? SessionStickiness(overfull: overfull)).map { .sessionSticky($0) }
    case "prefix-aware":
      return (try? PrefixAffinity(leastMatch: match, excess: excess, ratio: ratio))
        .map { .prefixAware($0) }
    default: return .leastLoaded
    }
  }

  /// Reports figures that the rule does not have, which would otherwise be ignored.
  private func hasOwnFigures(_ rule: String) -> Bool {
    let own = [
      "central-queue": ["per-replica"], "session-sticky": ["overfull"],
      "prefix-aware": ["least-match", "excess", "ratio"],
    ]
    var isRight = true
    for key in ["per-replica", "overfull", "least-match", "excess", "ratio"]
    where own[rule]?.contains(key) != true {
      guard let stated = keys.stated("fleet.routing.\(key)") else { continue }
      stated.report(
        "\(rule) has no \(key)",
        expected: own[rule].map { $0.joined(separator: ", ") } ?? "no figure",
        suggestion: .advice("remove it, or choose another `rule`"))
      isRight = false
    }
    return isRight
  }

  /// How replicas fail; the outer optional is nil after a problem, the inner one means that none do.
  func failures() -> ReplicaFailures?? {
    guard let place = keys.stated("fleet.failures") else { return .some(nil) }
    let time = keys.required("fleet.failures.time-to-failure")?.durations()
    let restore = keys.required("fleet.failures.time-to-restore")?.durations()
    let stated = keys.stated("fleet.failures.orphans")
    let orphans =
      stated == nil
      ? .rerouted : stated?.tabulatedName(of: "rule for orphans").flatMap(OrphanRule.init)
    guard let time, let restore, let orphans else { return nil }
    do {
      return try ReplicaFailures(timeToFailure: time, timeToRestore: restore, orphans: orphans)
    } catch {
      place.report("replicas cannot fail like this: \(error)")
      return nil
    }
  }

  /// How many replicas serve; the outer optional is nil after a problem, the inner one means that all
  /// do.
  func scaling() -> PoolScaling?? {
    func optional(_ key: String) -> ValueReader? { keys.optional("fleet.autoscaling.\(key)") }
    func duration(_ key: String, in range: ClosedRange<Seconds>) -> Seconds? {
      optional(key)?.quantity(
        as: Seconds.self, in: range, words: ScenarioKeys.key("fleet.autoscaling.\(key)")?.expected)
    }
    let name = optional("rule")?.tabulatedName(of: "scaling rule")
    let least = optional("least")?.tabulatedCount()
    let first = keys.stated("fleet.autoscaling.initial")
    let initial = first?.tabulatedCount()
    let interval = duration("interval", in: Seconds(0.1)...Seconds.day)
    let tolerance = optional("tolerance")?.tabulatedNumber()
    let stabilization = duration("stabilization", in: .zero...Seconds.day)
    let startUp = optional("start-up")?.durations()
    let draining = optional("draining")?.tabulatedName(of: "way of draining")
      .flatMap(PoolScaling.Draining.init)
    let bill = optional("pay")?.tabulatedName(of: "bill")
    guard let name, let least, let interval, let tolerance, let stabilization, let startUp,
      let draining, bill != nil, (first == nil) == (initial == nil)
    else { return nil }
    guard scalesByOwnFigures(name), hasRoomToScale(least: least, initial: initial) else {
      return nil
    }
    guard name != "none" else { return .some(nil) }
    guard let rule = scalingRule(name) else { return nil }
    do {
      return try PoolScaling(
        rule, least: least, initial: initial, interval: interval, tolerance: tolerance,
        stabilization: stabilization, startUp: startUp, draining: draining)
    } catch {
      keys.stated("fleet.autoscaling")?.report("the fleet cannot be scaled like this: \(error)")
      return nil
    }
  }

  /// Reports figures that the rule does not have, which would otherwise be ignored; those that a pool
  /// with a rule of its own takes over from the fleet are none of its own.
  private func scalesByOwnFigures(_ rule: String) -> Bool {
    func section(_ reader: ValueReader) -> Substring {
      let path = reader.path.description
      return path[..<(path.lastIndex(of: ".") ?? path.endIndex)]
    }
    let home = keys.stated("fleet.autoscaling.rule").map(section)
    let foreign =
      switch rule {
      case "none":
        [
          "target", "schedule", "least", "initial", "interval", "tolerance", "stabilization",
          "start-up", "draining", "pay",
        ]
      case "schedule": ["target"]
      default: ["schedule"]
      }
    var isRight = true
    for key in foreign {
      let path = "fleet.autoscaling.\(key)"
      // Writing out a default changes nothing.
      guard let stated = keys.stated(path),
        home == nil || section(stated) == home,
        stated.node.text == nil || stated.node.text != ScenarioKeys.key(path)?.standard
      else { continue }
      stated.report(
        rule == "none" ? "nothing scales, so there is no \(key)" : "\(rule) has no \(key)",
        suggestion: .advice(
          rule == "none"
            ? "state a `rule`, such as concurrency, or remove it"
            : "remove it, or choose another `rule`"))
      isRight = false
    }
    return isRight
  }

  /// Reports numbers of replicas beyond those that the fleet is stated to have.
  private func hasRoomToScale(least: Int, initial: Int?) -> Bool {
    guard let most = keys.stated("fleet.replicas")?.tabulatedCount() else { return true }
    var isRight = true
    for (key, count) in [("least", least), ("initial", initial ?? 0)] where count > most {
      keys.stated("fleet.autoscaling.\(key)")?.report(
        "there are only \(most) replicas", expected: "a number up to \(most)",
        suggestion: .advice("lower it, or raise `replicas`, which are the most that serve"))
      isRight = false
    }
    return isRight
  }

  /// Whether stopped replicas are paid.
  var paysForStopped: Bool { keys.optional("fleet.autoscaling.pay")?.node.text == "reserved" }

  private func scalingRule(_ name: String) -> PoolScaling.Rule? {
    if name == "schedule" { return schedule() }
    guard let target = keys.required("fleet.autoscaling.target"),
      let value = target.tabulatedNumber()
    else { return nil }
    switch name {
    case "concurrency": return .concurrency(perReplica: value)
    case "queue": return .queue(perReplica: value)
    default:
      guard value <= 1 else {
        target.report(
          "a replica cannot be busy for more than all its time",
          expected: "a fraction, such as 70 %",
          suggestion: .advice("write 70 % or 0.7"))
        return nil
      }
      return .utilization(value)
    }
  }

  /// Times of day with numbers of replicas: `07:00 120`.
  private func schedule() -> PoolScaling.Rule? {
    guard let place = keys.required("fleet.autoscaling.schedule") else { return nil }
    let texts = place.node.sequence?.compactMap(\.text) ?? [place.node.text].compactMap(\.self)
    let most = keys.stated("fleet.replicas")?.tabulatedCount()
    var entries: [(from: Seconds, replicas: Int)] = []
    for text in texts {
      let words = text.split(separator: " ")
      let clock = words.first?.split(separator: ":").compactMap { Int($0) } ?? []
      guard words.count == 2, clock.count == 2, (0..<24).contains(clock[0]),
        (0..<60).contains(clock[1]), let replicas = Int(words[1]), replicas > 0
      else {
        place.report(
          "\"\(text)\" is no time of day with a number of replicas", expected: "such as 07:00 2")
        return nil
      }
      let time = Seconds(Double(clock[0]) * 3_600 + Double(clock[1]) * 60)
      guard entries.last.map({ $0.from < time }) ?? true else {
        place.report(
          "\(text) comes after a later time", expected: "times in ascending order",
          suggestion: .advice("sort the list"))
        return nil
      }
      if let most, replicas > most {
        place.report(
          "\(text): there are only \(most) replicas", expected: "numbers up to \(most)",
          suggestion: .advice("lower it, or raise `replicas`, which are the most that serve"))
        return nil
      }
      entries.append((time, replicas))
    }
    guard !entries.isEmpty else {
      place.report(
        "the schedule is empty", expected: "times of day with numbers of replicas",
        suggestion: .advice("write a list such as [00:00 60, 07:00 120]"))
      return nil
    }
    return .schedule(entries)
  }
}

extension ValueReader {
  /// A distribution of lengths of time, in seconds, none of them negative.
  func durations() -> Distribution? {
    value(expected: ScenarioKeys.key(path.description)?.expected ?? "a distribution") { text in
      guard text.openBrackets <= 0 else {
        throw TextProblem("a bracket is not closed", suggestion: .advice("close it with )"))
      }
      let law: Distribution
      do throws(StochasticsError) {
        law = try DistributionNotation.parse(text) { number in
          try UnitNotation().parse(number, as: Seconds.self).value
        }
      } catch { throw TextProblem(error) }
      guard law.mean.isFinite, law.quantile(0.001) >= 0 else {
        throw TextProblem(
          "some draws are negative, or the mean is infinite",
          expected: "a distribution of durations, none below 0",
          suggestion: .advice("take lognormal, gamma, weibull or exponential"))
      }
      return law
    }
  }
}
