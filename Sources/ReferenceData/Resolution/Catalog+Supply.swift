public import ComputeSupply
import Documents
import Quantities

extension Catalog {
  /// Every figure by date of the supply side, or of the demand side.
  ///
  /// - Throws: ``CatalogError/invalid(_:)`` with every problem of the figures and where it is.
  public func datedFigures(of kind: CatalogKind) throws(CatalogError) -> [DatedFigure] {
    let problems = DiagnosticCollector()
    let reader = supplyReader(problems)
    let figures = try entries(of: kind).map { reader.figure($0) }
    do throws(Diagnostics) { try problems.throwIfAny() } catch { throw .invalid(error) }
    return figures
  }

  /// What the catalog knows of the supply of accelerators over some months: a programme with the
  /// inputs that are uncertain.
  ///
  /// Central values are those of the files; months beyond the last quarter of data follow forecasts
  /// with their wide ranges. Every uncertain input is a rank between 0 and 1 of the figure that it is
  /// named after (0.5 is the central value, 0.05 and 0.95 the ends of its ranges), so that one draw
  /// moves all dates of a figure together.
  ///
  /// Left out: chips in place before the first month, products and channels without figures
  /// (MI308X, domestic designers other than Huawei, the clouds of the United States), power limits.
  ///
  /// - Throws: ``CatalogError/invalid(_:)`` with every problem of the data and where it is, or
  ///   ``CatalogError/refused(_:kind:reason:)`` where the programme is impossible.
  public func supplyFacts(over months: SupplyMonths) throws -> SupplyFacts {
    let problems = DiagnosticCollector()
    let reader = supplyReader(problems)
    let products = try entries(of: .products)
    for product in products { reader.check(product: product) }
    let flows = try datedFigures(of: .flows)
    do throws(Diagnostics) { try problems.throwIfAny() } catch { throw CatalogError.invalid(error) }
    return try SupplyResolution(catalog: self, months: months, flows: flows, products: products)
      .facts()
  }

  private func supplyReader(_ problems: DiagnosticCollector) -> SupplyReader {
    SupplyReader(
      chips: names(of: .accelerators), products: names(of: .products),
      figures: names(of: .flows) + names(of: .demands), problems: problems)
  }
}
