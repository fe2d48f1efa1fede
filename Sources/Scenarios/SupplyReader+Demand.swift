import Documents
import ExportControl
import Quantities
import ReferenceData

extension SupplyReader {
  /// What the stock is asked to do; nil after problems were reported.
  func demandTerms() -> DemandTerms? {
    let unit = keys.optional("demand.unit")?.tabulatedName(of: "definition")
      .flatMap(H100Equivalent.init(rawValue:))
    let trained = modelName("demand.training.model")
    let served = modelName("demand.tokens.model")
    let window = duration("demand.training.window", in: Seconds.day...Seconds.day * 3_650)
    let promised = duration(
      "demand.tokens.time-per-output-token", in: Seconds(1e-4)...Seconds(100))
    let allocation = keys.optional("demand.allocation")?.tabulatedName(of: "allocation")
      .flatMap(DemandTerms.Allocation.init(rawValue:))
    let reach = keys.stated("demand.training.reach").map { amounts(of: $0) } ?? []
    let ratio = keys.optional("demand.training.tokens-per-parameter")?.tabulatedNumber()
    let from = keys.stated("demand.from").map { date(of: $0)?.month }
    if case .some(.none) = from { return nil }
    var figures: [DemandTerms.Figure: SupplyScenario.StatedSetting.Value] = [:]
    for figure in DemandTerms.Figure.allCases {
      guard let reader = keys.stated(figure.rawValue), let value = amount(of: figure, reader)
      else { continue }
      figures[figure] = stated(value, at: figure.rawValue)
    }
    if let reader = keys.stated("demand.inference-share"), let allocation, allocation != .share {
      reader.report(
        "the stock is not divided by shares", expected: "`allocation: share` beside it",
        suggestion: .advice("remove it, or state `allocation: share`"))
    }
    if let reader = keys.stated("demand.from"),
      figures[.run] == nil, figures[.tokensPerDay] == nil
    {
      reader.report(
        "no amount is stated that is asked for then",
        expected: "demand.training.run or demand.tokens.per-day beside it",
        suggestion: .advice("state one of them, or remove the date"))
    }
    guard let unit, let trained, let ratio, let served, let window, let promised, let allocation,
      let reach
    else { return nil }
    return DemandTerms(
      unit: unit, from: from ?? nil, trainedModel: trained, tokensPerParameter: ratio,
      window: window, reach: reach, servedModel: served, timePerOutputToken: promised,
      allocation: allocation, figures: figures)
  }

  /// A number in base units.
  private func amount(of figure: DemandTerms.Figure, _ reader: ValueReader) -> Double? {
    let words = ScenarioKeys.key(figure.rawValue)?.expected
    return switch figure {
    case .run:
      reader.quantity(as: FLOPs.self, in: .zero...FLOPs(1e40), words: words).map(\.value)
    case .tokensPerDay:
      reader.quantity(as: Tokens.self, in: .zero...Tokens(1e24), words: words).map(\.value)
    default: reader.tabulatedNumber()
    }
  }

  private func duration(_ path: String, in range: ClosedRange<Seconds>) -> Seconds? {
    keys.optional(path)?.quantity(
      as: Seconds.self, in: range, words: ScenarioKeys.key(path)?.expected)
  }

  /// The name of a model whose dimensions the catalog has.
  private func modelName(_ path: String) -> String? {
    guard let reader = keys.optional(path), let name = reader.text(expected: "a model") else {
      return nil
    }
    do {
      _ = try catalog.model(name)
      return name
    } catch {
      reader.report(error)
      return nil
    }
  }

  private func amounts(of reader: ValueReader) -> [FLOPs]? {
    let items = reader.node.sequence == nil ? [reader] : reader.items() ?? []
    let found = items.map {
      $0.quantity(
        as: FLOPs.self, in: FLOPs(1)...FLOPs(1e40), words: "an amount of work, such as 1e27 FLOP")
    }
    let good = found.compactMap(\.self)
    return good.count == found.count ? good.sorted() : nil
  }
}
