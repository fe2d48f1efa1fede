import Hardware
import Quantities

extension Field {
  /// Stages in the life of a chip or system.
  static let hardwareStatus = Form.choice([
    "shipped", "limited", "announced", "roadmap", "unlaunched", "unconfirmed",
  ])

  /// The keys of an accelerator. Rates are of the whole package and dense; links one direction.
  static let accelerator: [Field] = [
    Field("title", .text, "Product name", required: true),
    Field("vendor", .text, "Vendor", required: true),
    Field("country", .text, "Country of the vendor"),
    Field("status", hardwareStatus, "Stage of its life", required: true),
    Field("launched", .date, "Launch"),
    Field("process", .text, "Process node of the logic"),
    Field(
      group: "dies", "Logic dies per package",
      [
        Field("compute", .count(of: "dies"), "Compute dies per package"),
        Field("io", .count(of: "dies"), "I/O dies per package"),
      ]),
    Field("devices", .count(of: "devices"), "Logical devices per package", required: true),
    Field(
      "multiprocessors", .count(of: "multiprocessors"),
      "Streaming multiprocessors, compute units or AI cores per package"),
    Field(
      group: "peak", "Dense peak rates of one package", required: true,
      NumericFormat.allCases.map { format in
        Field(format.rawValue, .positive(FLOPsPerSecond.self), "Dense peak in \(format.rawValue)")
      }),
    Field("vector-peak", .positive(FLOPsPerSecond.self), "Peak of the vector units in 16 bit"),
    Field(
      group: "memory", "Device memory", required: true,
      [
        Field("kind", .text, "Memory technology"),
        Field("marketed", .positive(Bytes.self), "Memory as sold"),
        Field("capacity", .positive(Bytes.self), "Memory that programs can use"),
        Field("bandwidth", .positive(BytesPerSecond.self), "Peak memory bandwidth"),
        Field("cache", .positive(Bytes.self), "Last-level cache"),
      ]),
    Field(
      group: "die-to-die", "Link between the devices of one package",
      [
        Field(
          "bandwidth", .positive(BytesPerSecond.self),
          "Bandwidth of one device to another of its package, one direction", required: true),
        Field(
          "latency", .nonNegative(Seconds.self), "Time of an empty message inside the package",
          required: true),
      ]),
    Field(
      group: "scale-up", "Link into the scale-up domain",
      [
        Field("name", .text, "Scale-up link", required: true),
        Field("bandwidth", .positive(BytesPerSecond.self), "Scale-up bandwidth, one direction"),
        Field("accelerators", .count(of: "accelerators"), "Accelerators of the scale-up domain"),
        Field("latency", .nonNegative(Seconds.self), "Time of an empty scale-up message"),
      ]),
    Field("scale-out", .positive(BytesPerSecond.self), "Network port, one direction"),
    Field("power", .positive(Watts.self), "Thermal design power"),
    Field(
      group: "site-power", "Electric power per accelerator, host and network included",
      [
        Field("it", .positive(Watts.self), "IT power per accelerator"),
        Field("utility", .positive(Watts.self), "Power per accelerator with cooling"),
      ]),
    Field(
      group: "regulatory", "What export rules compare",
      [
        Field(
          "applicable-die-area", .positive(SquareMillimetres.self),
          "Area of logic dies on non-planar nodes"),
        Field(
          "aggregate-io", .positive(BytesPerSecond.self), "Both directions of all I/O but DRAM"),
        Field("data-centre", .flag, "Designed or marketed for data centres"),
        Field(
          "published-tpp", .number(unit: "TOPS × bit", in: 0...1e9),
          "Total processing performance as published or compiled"),
      ]),
    Field(list: "prices", "Prices and costs per accelerator", price),
  ]

  private static let price: [Field] = [
    Field("purchase", .positive(USDollars.self), "Price of the accelerator alone"),
    Field("all-in", .positive(USDollars.self), "Capital with its share of host and network"),
    Field("rental", .positive(USDollarsPerSecond.self), "Rental price"),
    Field("ownership", .positive(USDollarsPerSecond.self), "Cost to an owner"),
    Field("terms", .text, "Terms of the price"),
  ]
}
