public import ComputeSupply
public import ExportControl
public import Stochastics

/// What the catalog knows of the supply of accelerators, as a programme of months: the central values,
/// what is uncertain in them, and what rules and definitions compare of each product.
///
/// Products, items and measures stand in one order. Nothing here depends on rules: which sales they
/// let through is looked up elsewhere, from `Catalog.ruleBook()`.
public struct SupplyFacts: Sendable {
  public let programme: SupplyProgramme
  public let inputs: [SupplyInput]
  public let correlations: [RankCorrelation]
  /// What rules compare of each product of the programme.
  public let items: [ControlledItem]
  /// What definitions of H100-equivalents take of each product.
  public let measures: [H100Equivalent.Measures]
  /// The chip of the catalog that each product is; nil for products that are none of its entries.
  public let chips: [String?]
  /// What rules compare of the memory stacks that domestic lines import; nil where none is stated.
  public let memory: ControlledItem?

  public init(
    programme: SupplyProgramme, inputs: [SupplyInput], correlations: [RankCorrelation],
    items: [ControlledItem], measures: [H100Equivalent.Measures], chips: [String?],
    memory: ControlledItem?
  ) {
    precondition(
      items.count == programme.products.count && measures.count == items.count
        && chips.count == items.count,
      "\(programme.products.count) products with \(items.count) items, \(measures.count) measures "
        + "and \(chips.count) chips")
    self.programme = programme
    self.inputs = inputs
    self.correlations = correlations
    self.items = items
    self.measures = measures
    self.chips = chips
    self.memory = memory
  }
}
