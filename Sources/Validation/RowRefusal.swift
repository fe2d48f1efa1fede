import LanguageModels
import Performance
import Quantities
import ReferenceData

/// Why a row of a measurement file is not predicted.
public enum RowRefusal: Error, Sendable, Hashable {
  // The row itself is wrong.
  case missing(column: String)
  case malformed(column: String, found: String, expected: String)
  case badDistribution(String)
  case spreadMean(column: String, String, mean: Double, printed: Double)
  case duplicate(firstLine: Int)
  /// The widths of the plan do not come to the devices of the row.
  case planMismatch(devices: Int, widths: Int)
  case badPlan(String)
  /// The row states another shape than the catalog does of the same model.
  case contradiction(column: String, stated: Int, catalog: Int, model: String)
  // The row is right, and the model or the catalog does not cover it.
  case unstatedPlan(devices: Int)
  case unknownSpread(column: String, String)
  case unstatedLength(column: String, spread: String?)
  case unstatedRate
  case unknownMetric(String, known: String)
  /// A model of no name lacks dimensions.
  case unstatedShape([String])
  case unstatedWidths([String])
  case unknownEngine(String)
  /// The catalog cannot say what the row names.
  case catalog(String)
  case speculation(tokensPerStep: Double)
  case decodeAlone
  case latencyOfLoad
  case infeasible(String)
  case overloaded
  case nothingMeasured
  /// A figure that the model takes or leaves, and does not make.
  case notPredicted(String)
  /// Without the source's rows of the model, none are left to fit host terms on.
  case nothingToFit(profile: String)

  /// What the row is called for it.
  public var status: RowPrediction.Status {
    switch self {
    case .missing, .malformed, .badDistribution, .spreadMean, .duplicate, .planMismatch, .badPlan,
      .contradiction:
      .invalid
    case .unstatedPlan, .unknownSpread, .unstatedLength, .unstatedRate, .unknownMetric,
      .unstatedShape, .unstatedWidths,
      .unknownEngine, .catalog, .speculation, .decodeAlone, .latencyOfLoad, .infeasible,
      .overloaded, .nothingMeasured, .notPredicted, .nothingToFit:
      .unsupported
    }
  }

  public var sentence: String {
    switch self {
    case .missing(let column): "\(column) is empty"
    case .malformed(let column, let found, let expected):
      "\(column) is \"\(found)\"; expected \(expected)"
    case .badDistribution(let problem): "the spread cannot be read: \(problem)"
    case .spreadMean(let column, let spread, let mean, let printed):
      "\(column): the mean of \"\(spread)\" is \(Self.text(mean)), the row says "
        + Self.text(printed)
    case .duplicate(let line): "the id is used on line \(line) already"
    case .planMismatch(let devices, let widths):
      "tensor × pipeline × data is \(widths), and the accelerators have \(devices) devices"
    case .unstatedPlan(let devices):
      "neither tensor nor data is stated for \(devices) devices"
    case .unknownSpread(let column, let spread):
      "\(column): the lengths of \"\(spread)\" are not known here; write `fixed`, "
        + "`uniform 0.8-1.0 of nominal` or a distribution"
    case .unstatedLength(let column, let spread):
      "\(column) is empty" + (spread.map { "; the lengths of \"\($0)\" are not known here" } ?? "")
    case .nothingToFit(let profile):
      "fewer than \(HostFit.leastRows) values of other sources or models can be predicted, too few "
        + "to fit host terms of \(profile), or of another engine, on"
    case .unstatedRate: "an open load without a rate"
    case .badPlan(let problem): problem
    case .contradiction(let column, let stated, let catalog, let model):
      "\(column) is \(stated), and \(model) has \(catalog) in the catalog"
    case .unknownMetric(let name, let known):
      "no metric is named \"\(name)\"; known: \(known)"
    case .unstatedShape(let columns):
      "a model without a name in the catalog, and the row does not state "
        + columns.joined(separator: ", ")
    case .unstatedWidths(let columns):
      columns.joined(separator: " and ") + " are empty: at most one of the widths follows"
    case .unknownEngine(let engine): "no engine profile is near \"\(engine)\""
    case .catalog(let problem): problem
    case .speculation(let tokens):
      "\(Self.text(tokens)) tokens per step: no draft accepts at most 85 % each time and makes so many"
    case .decodeAlone: "decode alone under load: disaggregated serving is not modelled"
    case .latencyOfLoad:
      "latency_s is the time of a batch, and requests of this load come one after another"
    case .notPredicted(let why): why
    case .infeasible(let cause): "the model finds it infeasible: \(cause)"
    case .overloaded: "the predicted system is overloaded at this rate: latencies have no mean"
    case .nothingMeasured: "the predicted run yields no such observation"
    }
  }

  private static func text(_ value: Double) -> String {
    UnitNotation.format(value, significantDigits: nil)
  }
}

extension RowRefusal {
  /// What the catalog says in its first line, which names the fault; the rest tells how to mend it
  /// at a prompt.
  static func catalog(_ error: CatalogError) -> RowRefusal {
    .catalog(String(error.description.prefix { $0 != "\n" }))
  }
}
