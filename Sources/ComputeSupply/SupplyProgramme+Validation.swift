internal import Quantities

extension SupplyError {
  static func unknown(_ kind: String, _ name: String, among known: [String]) -> SupplyError {
    .unknownName(
      kind: kind, name: name, expected: known,
      suggestion: NearestName.suggestion(for: name, among: known))
  }
}

extension SupplyProgramme {
  /// Checks every number again, and that the parts fit each other: after a draw or an alternative
  /// has changed some.
  ///
  /// - Throws: for the first input at fault, named.
  public func validate() throws(SupplyError) {
    guard !products.isEmpty else { throw .missing("product") }
    let names = products.map(\.name)
    try Self.requireDistinct(names, "product")
    try Self.requireDistinct(licences.map(\.name), "licence path")
    try Self.requireDistinct(leaks.map(\.channel.name), "flow past the rules")
    try Self.requireDistinct(lines.map(\.product), "domestic line")
    for product in products {
      try product.validate(months: months.count)
      if let silicon = product.silicon { try Self.require(silicon, "product", among: names) }
    }
    try buyers.validate(months: months.count)
    for name in buyers.acceptance.keys.sorted() { try Self.require(name, "product", among: names) }
    for licence in licences { try licence.validate(months: months.count) }
    for leak in leaks {
      try leak.validate(months: months.count)
      for name in leak.preference.keys.sorted() { try Self.require(name, "product", among: names) }
    }
    for line in lines {
      try line.validate(months: months.count)
      try Self.require(line.product, "product", among: names)
      let product = products[try index(ofProduct: line.product)]
      guard product.output.values.allSatisfy({ $0 == 0 }) else {
        throw .countedTwice(product: line.product)
      }
    }
    try memory.validate(months: months.count)
    for stock in initialStocks {
      try Self.require(stock.product, "product", among: names)
      try SupplyError.require(
        stock.units, in: .finiteAmounts, "initialStocks.\(stock.product).\(stock.channel.name)")
    }
    try SupplyError.require(displacement, in: .shares, "displacement")
    try SupplyError.require(redesignMonths, in: .finiteAmounts, "redesignMonths")
    for place in SupplyPlace.allCases {
      if let capacity = power[place] {
        guard capacity.count == months.count else {
          throw .wrongLength(
            input: "power.\(place)", months: capacity.count, expected: months.count)
        }
        try SupplyError.require(capacity, in: .limits, "power.\(place)")
      }
      if let longer = longerLife[place] {
        try SupplyError.require(longer, in: .limits, "longerLife.\(place)")
      }
    }
  }

  private static func require(
    _ name: String, _ kind: String, among known: [String]
  ) throws(SupplyError) {
    guard known.contains(name) else { throw SupplyError.unknown(kind, name, among: known) }
  }

  private static func requireDistinct(_ names: [String], _ kind: String) throws(SupplyError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw .repeatedName(kind: kind, name: name)
    }
  }
}
