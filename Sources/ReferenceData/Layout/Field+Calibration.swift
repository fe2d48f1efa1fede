import Hardware
import LanguageModels
import Performance
import Quantities

extension Field {
  private static let validity = Field(
    "validity", .choice(CalibrationGrade.allCases.map(\.rawValue)), "Validity of predictions",
    required: true)
  private static let interval = Field(
    "measured-over-predicted", .ratioInterval,
    "Interval that holds 90 % of measured over predicted times", required: true)

  /// The keys of fitted operator efficiencies; see `OperatorCalibration` for the forms.
  static let calibration: [Field] = [
    Field("title", .text, "What was fitted", required: true),
    Field("accelerator", .text, "Accelerator it was fitted on"),
    Field("pooled-from", .names, "Accelerators it was fitted on together"),
    Field("software", .text, "Software whose kernels were measured", required: true),
    validity, interval,
    Field(
      group: "products", "Matrix products by arithmetic format", required: true,
      NumericFormat.allCases.map {
        Field(group: $0.rawValue, "Matrix products in \($0.rawValue)", product + fitted)
      }
        + WeightFormat.withKernelsOfTheirOwn.filter { $0 != .int4 }.map {
          Field(group: $0.rawValue, "Matrix products of \($0.rawValue) weights", product + fitted)
        }),
    Field(
      group: "prefill-attention", "Attention of prompts", required: true,
      prefill + storing + fitted),
    Field(
      group: "decode-attention", "Attention of single new tokens", required: true,
      decode + fitted + [
        Field(
          "per-sequence-head", .nonNegative(Seconds.self),
          "Time per sequence and key-value head at 132 multiprocessors", required: true)
      ]),
    Field(group: "latent-prefill", "Latent attention of prompts", required: true, prefill + fitted),
    Field(
      group: "latent-decode", "Latent attention of single new tokens", required: true,
      decode + fitted + [
        Field(
          "per-sequence", .nonNegative(Seconds.self),
          "Time per sequence at 132 multiprocessors", required: true)
      ]),
    Field(
      group: "experts", "Products of routed experts by arithmetic format", required: true,
      NumericFormat.allCases.map {
        Field(group: $0.rawValue, "Expert products in \($0.rawValue)", expert + fitted)
      }
        + WeightFormat.withKernelsOfTheirOwn.filter { $0 != .int4 }.map {
          Field(group: $0.rawValue, "Expert products of \($0.rawValue) weights", expert + fitted)
        }),
    Field(
      "element-wise", efficiency, "Fraction of bandwidth of element-wise kernels", required: true),
    Field(
      "hand-over", .nonNegative(Seconds.self),
      "Time of a hand-over between matrix and vector units"),
    Field(list: "all-reduce", "All-reduce by number of ranks", collective + fitted),
    Field(list: "gathers", "All-gather and reduce-scatter by number of ranks", collective + fitted),
    Field(
      group: "all-to-all", "Dispatch to experts by low-latency kernels", required: true,
      collective + fitted),
    Field(group: "combine", "Return from experts by low-latency kernels", collective + fitted),
    Field(group: "bulk-dispatch", "Dispatch to experts by kernels for many tokens", bulk + fitted),
    Field(group: "bulk-combine", "Return from experts by kernels for many tokens", bulk + fitted),
    Field(group: "training", "What training steps take beyond their operators", training),
  ]

  /// The keys of a rule that lends fitted efficiencies to other chips.
  static let transfer: [Field] = [
    Field("title", .text, "Whom the rule serves", required: true),
    Field("from", .text, "Calibration that is lent", required: true),
    Field("to", .names, "Accelerators that borrow it"),
    Field("vendor", .text, "Vendor whose other accelerators borrow it"),
    validity, interval,
  ]

  /// The keys of what predictions of one grade were found off by.
  static let predictionInterval: [Field] =
    [Field("title", .text, "Which predictions", required: true), validity]
    + PredictedQuantity.allCases.map {
      Field(
        $0.rawValue, .ratioInterval,
        "Interval that holds 90 % of measured over predicted values: \($0.title)", required: true)
    }

  /// What is said of any fit of kernels.
  private static let fitted: [Field] = [
    Field(
      "kernel-interval", .ratioInterval,
      "Interval that holds 90 % of measured over predicted kernel times on shapes held out"),
    Field("residuals", .text, "Errors of kernel times on shapes held out"),
    Field("range", .text, "Least and largest sizes that were fitted"),
  ]

  private static let efficiency = Form.number(unit: "", in: 0.001...10)

  private static let product: [Field] = [
    Field("compute", efficiency, "Fraction of the dense peak", required: true),
    Field("memory", efficiency, "Fraction of bandwidth in weight reads", required: true),
    Field("floor", .nonNegative(Seconds.self), "Time of the smallest kernel", required: true),
    Field(
      "half-depth", .number(unit: "elements", in: 0...1e6), "Depth at half efficiency",
      required: true),
    Field(
      "half-tile", .number(unit: "elements", in: 0...1e9),
      "Outputs per multiprocessor at half efficiency", required: true),
    Field("quantization", efficiency, "Fraction of bandwidth of the quantization pass"),
  ]

  private static let attention: [Field] = [
    Field("compute", efficiency, "Fraction of the dense peak", required: true),
    Field("memory", efficiency, "Fraction of bandwidth", required: true),
    Field("floor", .nonNegative(Seconds.self), "Time of the smallest kernel", required: true),
    Field("eight-bit-compute", efficiency, "Factor on the peak with an 8-bit cache"),
    Field(
      "query-tile", .count(of: "query rows"),
      "Query rows that a kernel takes at once, and fewer for their price"),
  ]

  private static let prefill: [Field] =
    attention + [
      Field(
        "quantization", efficiency, "Fraction of bandwidth of the pass to an 8-bit cache's format")
    ]

  private static let storing: [Field] = [
    Field("storing", efficiency, "Fraction of bandwidth when keys and values are cached"),
    Field("eight-bit-storing", efficiency, "Factor on that with an 8-bit cache"),
  ]

  private static let decode: [Field] =
    attention + [
      Field("eight-bit", efficiency, "Factor on bandwidth with an 8-bit cache", required: true),
      Field(
        "combining", .nonNegative(Seconds.self),
        "What joining the parts of a cut cache adds to the floor"),
      Field(
        "exposed", .fraction, "Share of starting or reading that the longer of both does not hide"),
      Field("queries", efficiency, "Fraction of bandwidth for queries and outputs"),
      Field(
        "splits", .number(unit: "parts", in: 1...10_000),
        "Parts into which the cache of a sequence and head is cut at most"),
    ]

  private static let expert: [Field] = [
    Field("compute", efficiency, "Fraction of the dense peak", required: true),
    Field("memory", efficiency, "Fraction of bandwidth in weight reads", required: true),
    Field("floor", .nonNegative(Seconds.self), "Time of the smallest kernel", required: true),
    Field(
      "sorting", .nonNegative(Seconds.self), "Time of sorting tokens by expert"),
    Field(
      "tile", .number(unit: "rows", in: 0...10_000), "Rows of the largest tile", required: true),
    Field(
      "half-rows", .number(unit: "rows", in: 1...1e6),
      "Rows of a tile that reads weights at half the bandwidth"),
    Field(
      "rereading", .number(unit: "", in: 0...100),
      "Times that a further tile of an expert reads weights again which no cache holds"),
    Field("tuned-compute", efficiency, "Fraction of the dense peak of shapes with tuned tiles"),
    Field(
      group: "tuned-shapes", "Shapes for which the engine has tuned tiles on this device",
      [
        Field(
          list: "shapes", "By experts on a device and width", required: true,
          [
            Field("experts", .count(of: "experts"), "Experts on the device", required: true),
            Field(
              "width", .count(of: "elements"), "Width of the device's share of an expert",
              required: true),
          ])
      ]),
    Field(
      "half-width", .number(unit: "elements", in: 0...1e5),
      "Width of one device's share of an expert at half efficiency", required: true),
    Field("permutation", efficiency, "Fraction of bandwidth in the permutation of tokens"),
    Field(
      "imbalance", .number(unit: "", in: 0...1), "Exponent of the hottest device's load",
      required: true),
    Field(
      "popularity", .number(unit: "", in: 0...3), "Exponent of the popularity of experts",
      required: true),
  ]

  private static let collective: [Field] = [
    Field("ranks", .count(of: "ranks"), "Ranks it was measured with", required: true),
    Field("latency", .nonNegative(Seconds.self), "Time of an empty collective", required: true),
    Field(
      "link", efficiency, "Bus bandwidth over one device's link, one direction", required: true),
    Field(
      "exponent", .number(unit: "", in: 0.1...16), "Sharpness of the transition", required: true),
  ]

  private static let training: [Field] = [
    Field(
      "sustained", .number(unit: "", in: 0.1...1),
      "Rate of products and attention in a run over that in benchmarks of kernels", required: true),
    Field(
      "per-layer", .nonNegative(Seconds.self), "Time of one pass of one layer beside its kernels",
      required: true),
    Field(
      "per-step", .nonNegative(Seconds.self), "Time of a step beside its passes", required: true),
    Field(
      "jitter", .number(unit: "", in: 0...1),
      "Relative standard deviation of one rank's step", required: true),
    Field(
      "tensor-exposed", .fraction,
      "Share of tensor-parallel communication that products beside it do not hide", required: true),
    Field("residuals", .text, "Errors of steps of sources left out"),
    Field("range", .text, "Least and largest runs that were fitted"),
  ]

  private static let bulk: [Field] = [
    Field("latency", .nonNegative(Seconds.self), "Time of an empty exchange", required: true),
    Field(
      "link", efficiency, "Bandwidth over one device's link, one direction", required: true),
    Field(
      "per-multiprocessor", .positive(BytesPerSecond.self),
      "Bandwidth that one multiprocessor of the kernel moves", required: true),
    Field(
      "exponent", .number(unit: "", in: 0.1...16),
      "Sharpness of the transition between latency and bandwidth; 1 adds them"),
  ]
}

extension WeightFormat {
  /// Storage formats whose kernels may be fitted by themselves: those that are no arithmetic
  /// format, and int4, which is widened everywhere.
  static let withKernelsOfTheirOwn: [WeightFormat] = allCases.filter {
    $0 == .int4 || NumericFormat(rawValue: $0.rawValue) == nil
  }
}
