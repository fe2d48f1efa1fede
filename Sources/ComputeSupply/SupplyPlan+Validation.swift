internal import Stochastics

extension SupplyPlan {
  /// Checks that every alternative makes a possible programme, in the middle of all laws and at both
  /// ends of each.
  func validate() throws(SupplyError) {
    guard !alternatives.isEmpty else { throw .missing("alternative") }
    try programme.validate()
    let names = programme.products.map(\.name)
    var seen: Set<String> = []
    for input in inputs where !seen.insert(input.name).inserted {
      throw .repeatedName(kind: "uncertain input", name: input.name)
    }
    seen = []
    for alternative in alternatives {
      guard seen.insert(alternative.name).inserted else {
        throw .repeatedName(kind: "alternative", name: alternative.name)
      }
      try validate(alternative, products: names)
      var changed = programme
      alternative.change(&changed)
      try changed.validate()
      try requireSameShape(changed, alternative.name)
    }
    for input in inputs {
      for u in [0x1p-20, 0.5, 1 - 0x1p-20] {
        let value = input.distribution.quantile(u)
        var drawn = programme
        input.apply(value, &drawn)
        do { try drawn.validate() } catch {
          guard case .outside(let place, let found, let allowed) = error else { throw error }
          throw .outside(
            input: "\(input.name) = \(value): \(place)", value: found, allowed: allowed)
        }
        try requireSameShape(drawn, input.name)
      }
    }
  }

  private func validate(
    _ alternative: SupplyAlternative, products: [String]
  ) throws(SupplyError) {
    let table = alternative.table
    guard table.products == products else {
      throw .wrongTable(
        alternative: alternative.name, found: table.products.count, expected: products.count)
    }
    guard table.months == programme.months else {
      throw .wrongLength(
        input: "\(alternative.name).table", months: table.months.count,
        expected: programme.months.count)
    }
    for redesign in alternative.redesigns {
      let product = programme.products[try programme.index(ofProduct: redesign.product)]
      guard product.availability == .redesign else {
        throw .missing("redesign named \(redesign.product): that product is listed")
      }
      try SupplyError.require(
        redesign.deniedAt, in: -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude,
        "\(alternative.name).redesigns.\(redesign.product)")
    }
  }

  /// Tables, results and settings go by the places of products and lines, which nothing may move.
  private func requireSameShape(
    _ changed: SupplyProgramme, _ who: String
  ) throws(SupplyError) {
    guard changed.hasNames(of: programme) else { throw .renamed(by: who) }
  }
}
