import ComputeSupply
public import ExportControl

/// What one unit of each product of a programme counts as, by every definition.
public struct SupplyWeights: Sendable {
  /// The definition in which figures by channel are given.
  public let unit: H100Equivalent
  /// By definition in the order of its cases, then by product; zero where a definition cannot tell.
  let values: [[Double]]

  /// - Parameter measures: what the definitions take of each product, in the order of the programme.
  public init(unit: H100Equivalent, measures: [H100Equivalent.Measures]) {
    self.unit = unit
    values = H100Equivalent.allCases.map { definition in
      measures.map { definition.value(of: $0) ?? 0 }
    }
  }

  /// The weights of ``unit``, by product.
  var own: [Double] { values[index(of: unit)] }

  func index(of definition: H100Equivalent) -> Int {
    H100Equivalent.allCases.firstIndex(of: definition) ?? 0
  }
}
