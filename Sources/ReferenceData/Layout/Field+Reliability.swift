import Quantities
import Training

extension Field {
  /// The keys of what goes wrong in a fleet, and how long it takes to go on.
  static let reliability: [Field] = [
    Field("title", .text, "Whose machine, and when", required: true),
    Field("accelerators", .names, "Accelerators whose runs take this where none is named"),
    Field("accelerators-per-node", .count(of: "accelerators"), "Accelerators of a node"),
    Field(
      group: "observed", "What the counts below are of",
      [
        Field("accelerators", .count(of: "accelerators"), "Accelerators watched", required: true),
        Field("time", .positive(Seconds.self), "How long", required: true),
      ]),
    Field(
      list: "failures", "Classes of failures", required: true,
      [
        Field("name", .text, "What fails", required: true),
        Field(
          "scope", .choice(FailureScope.allCases.map(\.rawValue)), "What a failure strikes",
          required: true),
        Field(
          "effect", .choice(["restart", "repair", "corruption", "corruption-repair"]),
          "What becomes of job and nodes", required: true),
        Field("count", .count(of: "failures"), "Failures seen; or the mean time"),
        Field(
          "mean-time", .positive(Seconds.self),
          "Mean time between failures of one accelerator, node, domain, or of the job"),
        Field("shape", .number(unit: "", in: 0.2...20), "Weibull shape; 1 unless stated"),
        Field(group: "detection", "Until it is noticed; that of all unless stated", timeLaw),
        Field(group: "repair", "Until nodes are back; that of all unless stated", timeLaw),
      ]),
    Field(group: "detection", "From a failure until it is noticed", timeLaw),
    Field(group: "repair", "From a failure until its nodes are back", timeLaw),
    Field(
      group: "nodes", "How rates differ from node to node",
      [
        Field(
          "shape", .number(unit: "", in: 0.01...1e4), "Shape of the gamma law of node rates",
          required: true),
        Field("excluded", .number(unit: "", in: 0...0.9), "Share of worst nodes kept out"),
      ]),
    Field(
      group: "recovery", "From the notice of a failure to the load of a checkpoint", required: true,
      [
        Field(group: "diagnosis", "Finding out what failed", timeLaw),
        Field(group: "reschedule", "Putting other nodes in place", timeLaw),
        Field(group: "initialization", "Starting processes", required: true, timeLaw),
        Field(
          "initialization-per-accelerator", .nonNegative(Seconds.self),
          "What starting takes more for each accelerator"),
      ]),
    Field(
      group: "stragglers", "Nodes that become slow",
      [
        Field("share", .fraction, "Chance that a node is slow at the start"),
        Field("onset", .positive(Seconds.self), "Mean time until a node becomes slow"),
        Field(
          "slowdown", .number(unit: "", in: 0...1e3), "Longer steps, as a share", required: true),
        Field(group: "detection", "Until a slow node is known as such", timeLaw),
        Field(group: "repair", "Until it is back", timeLaw),
      ]),
    Field(
      group: "checkpoints", "What is known of checkpoints there",
      [
        Field("storage", .positive(BytesPerSecond.self), "Bandwidth of storage, of all writers"),
        Field("stall", .nonNegative(Seconds.self), "How long a checkpoint stops the job"),
        Field("interval", .positive(Seconds.self), "Time between checkpoints"),
      ]),
    Field(
      "effective-time", .fraction,
      "Share of time spent in training that was published, for comparison"),
  ]

  /// A law of times by its mean or median alone, which is then constant, or a lognormal one by median
  /// and 95 % quantile, or by mean and median.
  private static let timeLaw: [Field] = [
    Field("mean", .nonNegative(Seconds.self), "Mean"),
    Field("median", .positive(Seconds.self), "Median"),
    Field("p95", .positive(Seconds.self), "Time that 19 of 20 do not exceed"),
  ]
}
