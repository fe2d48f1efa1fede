import ComputeSupply
import ExportControl
import Quantities
import ReferenceData
import Scenarios
import Serving

/// The tables of what one chip of each product does, and what it costs in each channel.
extension SupplyCapability {
  /// Evaluators of all alternatives of a plan.
  ///
  /// Duties and fees are those of the end of the study, the highest of any product; premiums are those
  /// of the channels at the end.
  static func evaluators(
    of built: SupplyPlanBuilder.Built, products: [ChipProduct], terms: DemandTerms, jobs: Int,
    catalog: Catalog
  ) throws -> (evaluators: [StockEvaluator], capabilities: [ChipCapability]) {
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
    let capabilities = try ChipCapability.all(
      of: products, on: reference, catalog: catalog, jobs: jobs)
    let evaluators = try built.plan.alternatives.map { alternative in
      let table = alternative.table
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
    return (evaluators, capabilities)
  }
}
