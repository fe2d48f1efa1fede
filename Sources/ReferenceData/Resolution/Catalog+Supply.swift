public import ComputeSupply

extension Catalog {
  /// What the catalog knows of the supply of accelerators over some months.
  public func supplyFacts(over months: SupplyMonths) throws -> SupplyFacts {
    throw CatalogError.incomplete("supply", kind: .rates, missing: ["the supply of accelerators"])
  }

  /// What the catalog knows of the demand for compute of China.
  public func demandFacts() throws -> DemandFacts {
    throw CatalogError.incomplete("demand", kind: .rates, missing: ["demand"])
  }
}
