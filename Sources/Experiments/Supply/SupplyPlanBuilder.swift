public import ComputeSupply
public import ExportControl
import Quantities
public import ReferenceData

/// Puts facts, rules and the settings of a scenario together into a plan that can be run.
public struct SupplyPlanBuilder: Sendable {
  /// One course of policy.
  public struct Course: Sendable {
    public let name: String
    public let changes: [RuleBookChange]
    /// Whether vendors design products to pass new rules.
    public let redesigns: Bool
    /// What it changes beside the rules, after each draw.
    public let settings: @Sendable (inout SupplyProgramme) -> Void

    public init(
      _ name: String, changes: [RuleBookChange] = [], redesigns: Bool = true,
      settings: @escaping @Sendable (inout SupplyProgramme) -> Void = { _ in }
    ) {
      self.name = name
      self.changes = changes
      self.redesigns = redesigns
      self.settings = settings
    }
  }

  /// A plan with what its figures count as.
  public struct Built: Sendable {
    public let plan: SupplyPlan
    /// What definitions of H100-equivalents take of each product.
    public let measures: [H100Equivalent.Measures]
    /// The rule book of each alternative.
    public let books: [RuleBook]
    /// The chip of the catalog that each product is or is made of, with what is changed of it; nil for
    /// products that are none of its entries.
    public let chips: [ChipProduct?]
  }

  let facts: SupplyFacts
  let book: RuleBook

  /// - Throws: what the catalog lacks or contradicts.
  public init(_ months: SupplyMonths, catalog: Catalog) throws {
    facts = try catalog.supplyFacts(over: months)
    book = try catalog.ruleBook()
  }

  /// The plan of some courses, the first of which is the reference.
  ///
  /// - Parameter inputs: uncertain numbers beside those of the catalog, which go over them.
  public func plan(
    of courses: [Course], inputs: [SupplyInput] = []
  ) throws -> Built {
    precondition(!courses.isEmpty, "a plan of no course")
    let original = facts.programme
    let months = original.months
    var products = original.products
    var items = facts.items
    var measures = facts.measures
    var chips = zip(facts.chips, original.products).map { chip, product in
      chip.map { ChipProduct(product.name, chip: $0) }
    }
    let books = try courses.map { try book.applying($0.changes) }
    // Every alternative has the products of all, on sale or not.
    var redesigns: [[SupplyAlternative.Redesign]] = []
    for (course, book) in zip(courses, books) {
      guard course.redesigns else {
        redesigns.append([])
        continue
      }
      let rules = try SupplyRules(book: book, items: facts.items, months: months)
      let found = try SupplyRedesigns(programme: original, rules: rules).all()
      redesigns.append(
        try found.map { one in
          // One name is one chip: courses that provoke another one at the same time tell it apart.
          var name = one.product.name
          if products.contains(where: { $0.name == name && $0.worth != one.product.worth }) {
            name += "-\(products.count)"
          }
          if !products.contains(where: { $0.name == name }) {
            products.append(try one.product.named(name))
            items.append(one.item)
            measures.append(facts.measures[one.base].scaled(by: one))
            chips.append(facts.chips[one.base].map { one.chip($0, named: name) })
          }
          return SupplyAlternative.Redesign(product: name, deniedAt: one.deniedAt)
        })
    }
    var programme = original
    programme.products = products
    let allItems = items
    let rules = try books.map {
      try SupplyRules(book: $0, items: allItems, months: months)
    }
    let names = products.map(\.name)
    let alternatives = try courses.indices.map { index in
      let own = rules[index]
      let effects = RuleEffects(own, products: names)
      let settings = courses[index].settings
      return SupplyAlternative(
        name: courses[index].name, table: try own.table(of: names, memory: facts.memory),
        redesigns: redesigns[index]
      ) { programme in
        effects.apply(to: &programme)
        settings(&programme)
      }
    }
    let plan = try SupplyPlan(
      programme: programme, inputs: facts.inputs + inputs, correlations: facts.correlations,
      alternatives: alternatives)
    return Built(plan: plan, measures: measures, books: books, chips: chips)
  }
}

extension SupplyProduct {
  fileprivate func named(_ name: String) throws -> SupplyProduct {
    try SupplyProduct(
      name: name, vendor: vendor, availability: availability, worth: worth, price: price,
      output: output, silicon: silicon, allocation: allocation, capacity: capacity,
      homeShare: homeShare, watts: watts, failureRate: failureRate, lifeMonths: lifeMonths,
      shippingMonths: shippingMonths)
  }
}

extension H100Equivalent.Measures {
  /// Those of a variant with parts cut.
  fileprivate func scaled(by redesign: SupplyRedesigns.Found) -> Self {
    Self(
      totalProcessingPerformance: totalProcessingPerformance.map { $0 * redesign.compute },
      eightBitRate: eightBitRate.map { $0 * redesign.compute },
      memoryBandwidth: memoryBandwidth.map { $0 * redesign.memoryBandwidth })
  }
}

extension SupplyRedesigns.Found {
  /// The product as numbers of the chip that it is made of.
  fileprivate func chip(_ chip: String, named name: String) -> ChipProduct {
    ChipProduct(
      name, chip: chip,
      numbers: ChipNumbers(
        totalProcessingPerformance: item[.tpp],
        memoryBandwidth: item[.memoryBandwidth].map { BytesPerSecond($0) },
        aggregateIO: item[.aggregateIO].map { BytesPerSecond($0) }))
  }
}
