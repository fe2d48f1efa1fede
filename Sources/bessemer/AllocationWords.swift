import Economics
import Quantities

extension AllocationRule {
  /// The rule in words, as every price names it.
  var words: String {
    switch self {
    case .shapley: "by Shapley value of step times"
    case .separatePools: "of each pool's dollars to what it served"
    case .flopShare: "by operations"
    case .priceProportional(let output, let cached):
      "in proportion to list prices (output \(UnitNotation.format(output))×, "
        + "cached \(UnitNotation.format(cached))×)"
    }
  }
}
