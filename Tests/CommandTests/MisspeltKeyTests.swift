import Testing

@Suite("A misspelt key is refused where it stands, with the key that was meant")
struct MisspeltKeyTests {
  @Test("In every section", arguments: slips)
  func refused(_ slip: Slip) throws { try slip.expectProblem() }

  static let slips: [Slip] = [
    Slip("workload:", to: "¦worklaod:", "no key is named", fix: "did you mean \"workload\"?"),
    Slip("model:", to: "¦modle:", "no key is named", fix: "did you mean \"model\"?"),
    Slip("duration:", to: "¦duraton:", "no key is named", fix: "did you mean \"duration\"?"),
    Slip(adding: "¦colour: blue", "no key is named \"colour\"", fix: "one of title, question"),
    Slip(adding: "¦fleet.replicas: 2", "no key is named \"fleet.replicas\"", fix: "fleet"),
    Slip(adding: "¦\"\": 2", "no key is named \"\"", fix: "one of title"),
    Slip("arrivals:", to: "¦arivals:", "no key is named", fix: "did you mean \"arrivals\"?"),
    Slip(
      "poisson(2 /s)", to: "{process: poisson, ¦rat: 2 /s}", "no key is named \"rat\"",
      fix: "did you mean \"rate\"?"),
    Slip("poisson(2 /s)", to: "¦gamma(2 /s, vc 3)", "named \"vc\"", fix: "did you mean \"cv\"?"),
    Slip(
      "accelerator:", to: "¦acelerator:", "no key is named", fix: "did you mean \"accelerator\"?"),
    Slip("{tensor: 1}", to: "{¦tensr: 1}", "no key is named", fix: "did you mean \"tensor\"?"),
    Slip(
      "vllm-0.12", to: "{name: vllm-0.12, ¦blocksize: 16}", "no key is named",
      fix: "did you mean \"block-size\"?"),
    Slip(
      "time-per-output-token:", to: "¦tpot:", "no key is named \"tpot\"",
      fix: "one of time-to-first-token, time-per-output-token"),
    Slip(adding: "owner: {¦regoin: us}", "no key is named", fix: "did you mean \"region\"?"),
    Slip(
      adding: "owner: {¦electrcity: 0.08 USD/kWh}", "no key is named",
      fix: "did you mean \"electricity\"?"),
    Slip(
      adding: "owner: {power-share: {¦prefil: 80 %}}", "no key is named",
      fix: "did you mean \"prefill\"?"),
    Slip(
      adding: "training: {¦token: 1 T, within: 90 days, accelerators: 64}", "no key is named",
      fix: "did you mean \"tokens\"?"),
    Slip(
      adding: "training: {tokens: 1 T, within: 90 days, accelerators: 64, plan: {¦tenser: 8}}",
      "no key is named", fix: "did you mean \"tensor\"?"),
    Slip(
      adding: "alternatives: {a: {}, b: {fleet: {¦acelerator: h20}}}",
      "alternatives.b.fleet.acelerator: no key is named", fix: "did you mean \"accelerator\"?"),
    Slip(
      adding: "alternatives: {a: {¦title: mine}}", "no key is named \"title\"", fix: "one of model"),
    Slip(
      adding: "sweep: {¦fleet.replica: [1, 2]}", "nothing can be swept",
      fix: "did you mean \"fleet.replicas\"?"),
    Slip(
      adding: "sweep: {fleet.plan: [{¦tensr: 4}]}", "no key is named \"tensr\"",
      fix: "did you mean \"tensor\"?"),
  ]
}

@Suite("A name that the catalog or the format does not know is refused with the nearest known one")
struct UnknownNameTests {
  @Test("Wherever a name may stand", arguments: slips)
  func refused(_ slip: Slip) throws { try slip.expectProblem() }

  static let slips: [Slip] = [
    Slip("llama-3.1-8b", to: "¦llama-3.1-8bb", "no model is named", fix: "did you mean"),
    Slip("llama-3.1-8b", to: "¦chatgpt", "no model is named", fix: "catalog list models"),
    Slip("h100-sxm", to: "¦h10O", "no accelerator is named \"h10O\"", fix: "mean \"h100-sxm\"?"),
    Slip("dgx-h100", to: "¦dgx-h20", "no system is named", fix: "did you mean \"dgx-h200\"?"),
    Slip("vllm-0.12", to: "¦vlm-0.12", "no engine is named", fix: "did you mean \"vllm-0.12\"?"),
    Slip("poisson", to: "¦poissn", "no arrival process is named", fix: "did you mean \"poisson\"?"),
    Slip("plan:", to: "weights: ¦fp9\n  plan:", "no weight format is named", fix: "mean \"fp8\"?"),
    Slip("plan:", to: "cache: ¦fp64\n  plan:", "no cache format is named", fix: "one of auto"),
    Slip(
      "plan:", to: "routing: ¦least-loded\n  plan:", "no routing policy is named",
      fix: "did you mean \"least-loaded\"?"),
    Slip(
      "lognormal(median 300", to: "¦lognrmal(median 300", "no distribution is named",
      fix: "did you mean \"lognormal\"?"),
    Slip(
      "lognormal(median 300", to: "¦lognormal(medain 300", "lognormal takes no \"medain\"",
      fix: "did you mean \"median\"?"),
    Slip(
      adding: "owner: {kind: ¦hyperscalar}", "no kind of owner in us is named",
      fix: "did you mean \"hyperscaler\"?"),
    Slip(adding: "owner: {region: ¦europe}", "no region is named", fix: "one of china, us"),
    Slip(adding: "owner: {allocation: ¦shaply}", "no allocation rule", fix: "shapley"),
    Slip(adding: "equalize: ¦objectives", "is named \"objectives\"", fix: "mean \"objective\"?"),
    Slip(
      adding: "figures: [¦cost-by-streem]", "no figure is named",
      fix: "did you mean \"cost-by-stream\"?"),
    Slip(
      adding: "training: {tokens: 1 T, within: 9 days, accelerators: 64, precision: ¦bf61}",
      "no training precision is named", fix: "did you mean \"bf16\"?"),
    Slip(
      adding: "training: {tokens: 1 T, within: 9 days, accelerators: 64, sharding: ¦zero-9}",
      "no sharding is named", fix: "did you mean \"zero-"),
  ]
}
