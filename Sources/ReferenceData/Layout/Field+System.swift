import Quantities

extension Field {
  /// The keys of a node, rack or pod.
  static let system: [Field] = [
    Field("title", .text, "Product name", required: true),
    Field("vendor", .text, "Vendor", required: true),
    Field("status", hardwareStatus, "Stage of its life", required: true),
    Field("launched", .date, "Launch"),
    Field("accelerator", .text, "Accelerator it holds", required: true),
    Field("accelerators", .count(of: "accelerators"), "Accelerators it holds", required: true),
    Field(
      group: "scale-up", "Fabric that joins its accelerators", required: true,
      [
        Field("name", .text, "Scale-up fabric", required: true),
        Field(
          "accelerators", .count(of: "accelerators"), "Accelerators of one scale-up domain",
          required: true),
        Field(
          "bandwidth", .positive(BytesPerSecond.self),
          "Scale-up bandwidth per accelerator, one direction"),
        Field(
          "latency", .nonNegative(Seconds.self), "Time of an empty scale-up message",
          required: true),
        Field("topology", .text, "Shape of the scale-up fabric"),
        Field("reduces", .flag, "Whether its switches sum what passes through them"),
      ]),
    Field(
      group: "scale-out", "Network between scale-up domains",
      [
        Field("name", .text, "Scale-out network", required: true),
        Field(
          "bandwidth", .positive(BytesPerSecond.self),
          "Bandwidth of one network port, one direction", required: true),
        Field(
          "rails", .count(of: "ports"),
          "Network ports of one scale-up domain; one per accelerator where not stated"),
        Field(
          "latency", .nonNegative(Seconds.self), "Time of an empty scale-out message",
          required: true),
        Field(
          "pod", .count(of: "accelerators"),
          "Accelerators behind a part of the network that no core narrows"),
        Field(
          "oversubscription", .number(unit: "", in: 1...1_000),
          "Sum of ports over width of the core"),
        Field("reduces", .flag, "Whether its switches sum what passes through them"),
      ]),
    Field("hosts", .text, "Host processors"),
    Field(
      group: "host", "Memory of the hosts",
      [
        Field("memory", .positive(Bytes.self), "Memory of all hosts"),
        Field("link", .text, "Link of an accelerator to its host"),
        Field(
          "bandwidth", .positive(BytesPerSecond.self),
          "Bandwidth of that link per accelerator, one direction", required: true),
      ]),
    Field("racks", .number(unit: "racks", in: 0...1e6), "Racks it fills"),
    Field("power", .positive(Watts.self), "Electric power under load, cooling excluded"),
    Field("price", .positive(USDollars.self), "Price of the whole system"),
    Field("price-includes-network", .flag, "Whether the price covers the network outside"),
    Field(
      group: "published", "Vendor's totals, to test the parts against",
      [
        Field("fp4", .positive(FLOPsPerSecond.self), "Dense peak in fp4 as published"),
        Field("fp8", .positive(FLOPsPerSecond.self), "Dense peak in fp8 as published"),
        Field("fp16", .positive(FLOPsPerSecond.self), "Dense peak in fp16 as published"),
        Field("memory", .positive(Bytes.self), "Memory as published"),
        Field("scale-up", .positive(BytesPerSecond.self), "Scale-up bandwidth, both directions"),
      ]),
  ]
}
