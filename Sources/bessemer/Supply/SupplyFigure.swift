import ComputeSupply
import Experiments
import ExportControl
import Reports

/// The figures that a scenario of supply may ask for by name.
enum SupplyFigure: String, CaseIterable {
  case computeStock = "compute-stock"
  case alternatives
  case advantageMultiple = "advantage-multiple"
  case additions
  case bindingConstraint = "binding-constraint"
  case largestRun = "largest-run"
  case tokensServable = "tokens-servable"
  case costOfTokens = "cost-of-tokens"
  case tornado

  /// What is drawn where a scenario names none: all but the details, and of these what the study has.
  static func standard(hasDemand: Bool, hasUncertainty: Bool) -> [SupplyFigure] {
    [.computeStock, .alternatives, .advantageMultiple, .bindingConstraint]
      + (hasDemand ? [.largestRun, .tokensServable] : []) + (hasUncertainty ? [.tornado] : [])
  }

  /// The figure of a result.
  ///
  /// - Throws: `FigureError` where the result has nothing to draw in it.
  func figure(
    of result: SupplyResult, unit: H100Equivalent, subtitle: String
  ) throws(FigureError) -> Figure {
    let draw = SupplyDrawing(result: result, unit: unit, subtitle: subtitle, name: rawValue)
    switch self {
    case .computeStock:
      return try draw.channels("stock", "China's stock of accelerators by channel", "Stock")
    case .additions:
      return try draw.panels("added", "China's additions in twelve months by channel")
    case .alternatives:
      return try draw.alternatives(
        "target.stock.\(unit.rawValue)", "China's stock under every alternative", "Stock")
    case .advantageMultiple:
      return try draw.alternatives(
        "multiple.stock", "US stock over China's", "Multiple")
    case .bindingConstraint: return try draw.constraints()
    case .largestRun:
      return try draw.countries(
        [("China", "target.largest-run"), ("United States", "exporter.largest-run")],
        "The largest run that can be trained in the window", "Work of one run")
    case .tokensServable: return try draw.tokens()
    case .costOfTokens:
      return try draw.alternatives(
        "target.cost", "Cost of a million tokens in China", "Cost")
    case .tornado: return try draw.tornado()
    }
  }
}
