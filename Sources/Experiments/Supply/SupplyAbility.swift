import ComputeSupply
import ExportControl
import Quantities
import ReferenceData
import Scenarios
import Serving

/// The tables of what one chip of each product does, and what it costs in each channel.
extension SupplyCapability {
  /// The evaluator of one alternative of a plan.
  ///
  /// Duties and fees are those of the end of the study, the highest of any product; premiums are those
  /// of the channels at the end.
  static func evaluator(
    of alternative: Int, in built: SupplyPlanBuilder.Built, products: [ChipProduct],
    _ capabilities: [ChipCapability], terms: DemandTerms, catalog: Catalog
  ) throws -> StockEvaluator {
    let table = built.plan.alternatives[alternative].table
    let last = table.periods.count - 1
    let duties = products.indices.map { table.terms(product: $0, period: last) }
    let own = ChannelTerms.standard.map { usual in
      var terms = usual
      if usual.channel == .licensed {
        terms.duty = duties.map(\.duty).max() ?? 0
        terms.fee = min(0.99, duties.map(\.fee).max() ?? 0)
      }
      if let leak = built.plan.programme.leaks.first(where: { $0.channel == usual.channel }),
        let premium = leak.premium.values.last
      {
        terms.premium = premium
      }
      return terms
    }
    return StockEvaluator(
      capabilities,
      costs: try CellCosts(of: products, capabilities, terms: own, catalog: catalog),
      terms: StockTerms(window: terms.window))
  }

  /// What one chip of each product does for a demand.
  static func capabilities(
    of products: [ChipProduct], for terms: DemandTerms, jobs: Int, catalog: Catalog
  ) throws -> [ChipCapability] {
    let usual = try ServingReference.chat(terms.servedModel, catalog: catalog)
    let serving = ServingReference(
      name: usual.name, model: usual.model, lengths: usual.lengths,
      objectives: Objectives(
        timeToFirstToken: usual.objectives.timeToFirstToken,
        timePerOutputToken: LatencyObjective(limit: terms.timePerOutputToken, percentile: 0.95)))
    let reference = CapabilityReference(
      training: TrainingReference(
        model: try catalog.model(terms.trainedModel), tokensPerParameter: terms.tokensPerParameter,
        window: terms.window), serving: [serving])
    return try ChipCapability.all(of: products, on: reference, catalog: catalog, jobs: jobs)
  }
}
