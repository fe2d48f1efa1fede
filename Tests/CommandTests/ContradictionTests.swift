import Foundation
import Testing

@Suite("A scenario that contradicts itself is refused where it does")
struct ContradictionTests {
  @Test("Plans, machines, models and engines", arguments: machines)
  func refuseMachines(_ slip: Slip) throws { try slip.expectProblem() }

  static let machines: [Slip] = [
    Slip(
      "{tensor: 1}", to: "{tensor: 4, expert: ¦3}", "shared by 3 devices", fix: "set expert to 1"),
    Slip(
      "plan: {tensor: 1}", to: "replicas: ¦100000\n  plan: {data: 100000, pipeline: 100000}",
      "the fleet asks for", fix: "lower `replicas` or the widths"),
    Slip(
      "{tensor: 1}", to: "¦{data: 100000, tensor: 100000}", "the fleet asks for", fix: "at most"),
    Slip(
      "dgx-h100", to: "¦cloudmatrix384", "holds ascend-910c, not h100-sxm", fix: "remove the key"),
    Slip(
      "llama-3.1-8b", to: "¦gemini-3.5-flash", "dimensions of \"gemini-3.5-flash\" are not public",
      fix: "simulate \"glm-5\" in its place"),
    Slip(
      "vllm-0.12", to: "{step-tokens: 16, sequences: ¦64}", "has no room for 64 sequences",
      fix: "raise step-tokens"),
    Slip(
      "poisson(2 /s)", to: "{process: closed, clients: 4, rate: ¦2 /s}", "have no rate",
      fix: "remove"),
    Slip(
      "poisson(2 /s)", to: "¦poisson(2 /s, cv 3)", "poisson arrivals have no cv", fix: "remove it"),
    Slip(adding: "warm-up: ¦3 min", "leaves nothing to measure", fix: "lengthen `duration`"),
  ]

  @Test("Replicas that scale, and those of pools", arguments: replicas)
  func refuseReplicas(_ slip: Slip) throws { try slip.expectProblem() }

  static let replicas: [Slip] = [
    Slip(
      "plan: {tensor: 1}",
      to: "replicas: 2\n  autoscaling: {rule: concurrency, target: 3, least: ¦5}",
      "there are only 2 replicas", fix: "raise `replicas`"),
    Slip(
      "plan: {tensor: 1}",
      to: "replicas: 2\n  autoscaling: {rule: schedule, schedule: ¦[\"07:00 40\"]}",
      "07:00 40: there are only 2 replicas", fix: "raise `replicas`"),
    Slip(
      "plan: {tensor: 1}", to: "replicas: 2\n  autoscaling: {target: ¦3}", "nothing scales",
      fix: "state a `rule`"),
    Slip(
      "plan: {tensor: 1}",
      to: "replicas: ¦2\n  pools: {prefill: {replicas: 1}, decode: {replicas: 1}}",
      "each pool has replicas of its own", fix: "fleet.pools.prefill.replicas"),
  ]

  @Test("A run of more requests than anyone waits for")
  func endless() throws {
    let text = Scenario.good.replacingOccurrences(of: "poisson(2 /s)", with: "poisson(1k /s)")
      .replacingOccurrences(of: "2 min", with: "¦30 d")
    try Slip(text, "a run of 30.0 d brings 2.59e9 requests", fix: "shorten `duration`")
      .expectProblem()
  }

  @Test("Owners", arguments: owners)
  func refuseOwners(_ slip: Slip) throws { try slip.expectProblem() }

  static let owners: [Slip] = [
    Slip(
      adding: "owner: {region: us, kind: ¦state-cloud}", "no kind of owner in us", fix: "neocloud"),
    Slip(
      adding: "owner: {kind: rented, electricity: ¦0.08 USD/kWh}", "a tenant does not pay for this",
      fix: "remove it"),
    Slip(adding: "owner: {rent: ¦2 USD/h}", "an owner pays no rent", fix: "`kind: rented`"),
  ]

  @Test("Sweeps", arguments: sweeps)
  func refuseSweeps(_ slip: Slip) throws { try slip.expectProblem() }

  static let sweeps: [Slip] = [
    Slip(adding: "sweep: {fleet.replicas: ¦[]}", "the list of values is empty", fix: "[1, 2, 4]"),
    Slip(
      adding: "sweep: {fleet.replicas: ¦3}", "neither a list nor a range", fix: "a list such as"),
    Slip(adding: "sweep: {fleet.replicas: ¦linear 1 to 4}", "no number of points", fix: "in 9"),
    Slip(adding: "sweep: {fleet.replicas: ¦log 0 to 4 in 4}", "needs ends above 0", fix: "log 1"),
    Slip(adding: "sweep: {fleet.replicas: ¦linear 1 to 4 in 6}", "not a whole", fix: "from 1 to"),
    Slip(
      adding: "sweep: {workload.arrivals.rate: ¦log 1 /s to 4 /h in 4}", "different units",
      fix: "log 1 /s to 100 /s in 9"),
    Slip(
      adding: "sweep: {workload.arrivals.rate: ¦log 1 to 4 in 4}", "needs its unit", fix: "2 /s"),
    Slip(
      adding: "sweep: {workload.arrivals.rate: ¦log 1 /s to 4 /s in 100000}", "from 2 to 10000",
      fix: "a list such as"),
    Slip(
      adding: "¦sweep: {workload.arrivals.rate: log 1 /s to 4 /s in 9000, fleet.replicas: [1, 2]}",
      "18000 design points", fix: "take fewer values"),
    Slip(adding: "sweep: {workload.arrivals.rate: [¦2 GB]}", "this is data", fix: "2 /s"),
    Slip(
      adding: "sweep: {workload.arrivals: [¦gamma(2 /s, cv 3)]}", "the commas cut", fix: "quotes"),
    Slip(adding: "sweep: {workload.arrivals: [¦fast]}", "not an arrival process", fix: "poisson("),
    Slip(adding: "sweep: {¦equalize: [none]}", "nothing can be swept", fix: "fleet.replicas"),
    Slip(adding: "sweep: {fleet: [¦1]}", "a mapping belongs here", fix: "keys and values"),
    Slip(adding: "sweep: ¦fleet.replicas", "a mapping belongs here", fix: "keys and values"),
    Slip(adding: "sweep: ¦{}", "nothing is swept", fix: "or remove `sweep`"),
  ]

  @Test("Alternatives and equalizing", arguments: alternatives)
  func refuseAlternatives(_ slip: Slip) throws { try slip.expectProblem() }

  static let alternatives: [Slip] = [
    Slip(adding: "alternatives: ¦{}", "no alternative is given", fix: "or remove `alternatives`"),
    Slip(adding: "alternatives: {¦\"\": {}}", "no name of one line", fix: "what it changes"),
    Slip(adding: "alternatives: {¦\"a\\nb\": {}}", "no name of one line", fix: "what it changes"),
    Slip(adding: "alternatives:¦", "a mapping belongs here", fix: "keys and values"),
    Slip(adding: "alternatives: ¦[a, b]", "a mapping belongs here", fix: "keys and values"),
    Slip(adding: "alternatives: {a: ¦fast}", "a mapping belongs here", fix: "keys and values"),
    Slip(adding: "alternatives: {a: {¦sweep: {}}}", "no key is named \"sweep\"", fix: "remove it"),
    Slip(adding: "alternatives: {a: {model: ¦lama-3.1-8b}}", "no model", fix: "\"llama-3.1-8b\"?"),
    Slip(
      "objectives:\n  time-per-output-token: 50 ms at p95", to: "equalize: ¦objective",
      "no objective to equalize by", fix: "state an objective"),
    Slip(
      "duration: 2 min",
      to: "equalize: ¦objective\nalternatives: {a: {workload: {arrivals: closed(4)}}}",
      "a closed workload has no load", fix: "state a rate"),
    Slip(
      "plan: {tensor: 1}", to: "replicas: ¦2\nequalize: objective", "finds the number of replicas",
      fix: "remove `fleet.replicas`"),
  ]
}
