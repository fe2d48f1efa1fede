import LanguageModels
import Performance
import Quantities
import Serving

extension Field {
  private static let cacheFormat = Form.choice(["bf16", "fp16", "fp8", "int8"])

  /// The keys of a serving engine of one version.
  static let engine: [Field] = [
    Field("title", .text, "Engine and versions", required: true),
    Field("version", .text, "Version", required: true),
    Field("family", .text, "Engine whatever its version", required: true),
    Field("aliases", .names, "Other names of the engine in published measurements"),
    Field("first-version", .text, "First version that the profile was made for"),
    Field("last-version", .text, "Last version that the profile was made for"),
    Field("released", .date, "Release of the version", required: true),
    Field("vendors", .names, "Vendors whose chips it runs on"),
    Field("block-size", .count(of: "tokens"), "Tokens of a cache block", required: true),
    Field("step-tokens", .count(of: "tokens"), "Tokens one step may compute", required: true),
    Field("sequences", .count(of: "sequences"), "Sequences one step may hold", required: true),
    Field(
      "batching", .choice(["mixed", "prefill-first"]), "What a step mixes", required: true),
    Field(
      "admission", .choice(["prompt-fits", "output-fits"]), "When a request is admitted",
      required: true),
    Field(
      "keep-free", .number(unit: "", in: 0...0.5), "Share of blocks kept free at admission"),
    Field(
      "preemption", .choice(PreemptionRule.allCases.map(\.rawValue)),
      "What becomes of a preempted sequence", required: true),
    Field(
      "swap-space", .positive(Bytes.self),
      "Memory of the host that it takes per device to swap to, where it swaps"),
    Field("cache", cacheFormat, "Format of the cache", required: true),
    Field(
      group: "cache-of-checkpoint", "Format of the cache by the format of the weights",
      WeightFormat.allCases.map {
        Field($0.rawValue, cacheFormat, "Format of the cache under \($0.rawValue) weights")
      }),
    Field(
      group: "cache-of-native",
      "The same where the chip multiplies the format of the weights itself",
      WeightFormat.allCases.map {
        Field($0.rawValue, cacheFormat, "Format of the cache under \($0.rawValue) weights")
      }),
    Field(
      group: "overhead", "Time of the host beside the arithmetic", required: true,
      [
        Field("per-step", .nonNegative(Seconds.self), "Time per step", required: true),
        Field("per-request", .nonNegative(Seconds.self), "Time per sequence", required: true),
        Field("per-layer", .nonNegative(Seconds.self), "Time per layer", required: true),
        Field(
          "per-prefill-step", .nonNegative(Seconds.self), "Time of a step that carries prefill",
          required: true),
        Field(
          "per-prefill-token", .nonNegative(Seconds.self), "Time per prompt token", required: true),
        Field(
          "launch-per-layer", .nonNegative(Seconds.self),
          "Time the host launches the kernels of a layer that no graph replays"),
        Field(
          "captured-decode", .count(of: "tokens", in: 0...1_000_000),
          "Most tokens of a decode step that a captured graph replays; all unless given"),
        Field(
          "captured-prompts", .count(of: "tokens", in: 0...1_000_000),
          "Most tokens of a step with prompts that a captured graph replays; all unless given"),
        Field(
          "scheduling", .choice(["synchronous", "asynchronous"]),
          "Whether the host prepares a step while the device computes the one before"),
        Field(
          "kernel-factor", .number(unit: "", in: 0.1...10),
          "Time of its kernels over that of the calibrated ones"),
      ]),
    Field(
      "client-delay", .nonNegative(Seconds.self),
      "Delay of benchmark clients in published latencies, which validation adds to each request"),
    Field(
      group: "communication", "What hides communication, and what tokens travel as",
      [
        Field(
          "overlap", .choice(CommunicationProfile.Overlap.allCases.map(\.rawValue)),
          "What hides communication unless another is asked for", required: true),
        Field(
          "remainder", .number(unit: "", in: 0...1),
          "Part of the shorter side that stays exposed when two overlap", required: true),
        Field(
          "multiprocessors", .count(of: "multiprocessors"),
          "Multiprocessors that exchanges of many tokens occupy", required: true),
        Field(
          "dispatch", .choice(CommunicationProfile.DispatchFormat.allCases.map(\.rawValue)),
          "Format in which tokens travel to their experts", required: true),
      ]),
    Field(
      group: "memory", "What the engine takes of device memory", required: true,
      [
        Field("fraction", .number(unit: "", in: 0.01...1), "Share it may use", required: true),
        Field(
          "of", .choice(["capacity", "free-memory"]), "What the share is taken of", required: true),
        Field(
          "visible", .number(unit: "", in: 0.5...1),
          "Share of the nominal capacity that the driver shows"),
        Field(
          "activations", .choice(["estimated", "whole-prompts", "in-reserve"]),
          """
          Whether the peak of activations follows from the step, from the longest prompt, or is \
          part of the reserve
          """),
        Field(
          "communication", .nonNegative(Bytes.self),
          "Buffers per device where a replica has more than one"),
        Field("graphs", .nonNegative(Bytes.self), "Captured graphs per device"),
        Field(
          "reserve", .nonNegative(Bytes.self),
          "Whatever else is kept per device, beside weights and cache", required: true),
      ]),
  ]
}
