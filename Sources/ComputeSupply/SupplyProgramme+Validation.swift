internal import Quantities

extension SupplyError {
  static func unknown(_ kind: String, _ name: String, among known: [String]) -> SupplyError {
    .unknownName(
      kind: kind, name: name, expected: known,
      suggestion: NearestName.suggestion(for: name, among: known))
  }

  static func renamed(by who: String) -> SupplyError {
    .missing("product, line, licence path or channel that \(who) removes, adds or renames")
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
    for line in lines { try Self.require(line.product, "product", among: names) }
    try validate(where: nil)
  }

  /// Checks what differs from a programme that is known to be possible.
  ///
  /// - Throws: for the first input at fault, named; where a product, line, licence path or channel of
  ///   the other is gone, new or renamed.
  func validate(after old: SupplyProgramme) throws(SupplyError) {
    guard hasNames(of: old) else { throw .renamed(by: "a draw or an alternative") }
    try validate(where: old)
  }

  /// Whether products, lines, licence paths and channels are those of another programme, in their
  /// places.
  func hasNames(of other: SupplyProgramme) -> Bool {
    func agree<Part: Equatable>(
      _ own: [Part], _ others: [Part], _ same: (Part, Part) -> Bool
    ) -> Bool {
      own == others
        || own.count == others.count && own.indices.allSatisfy { same(own[$0], others[$0]) }
    }
    return months == other.months
      && agree(products, other.products) { $0.name == $1.name }
      && agree(lines, other.lines) { $0.product == $1.product }
      && agree(licences, other.licences) { $0.name == $1.name }
      && agree(leaks, other.leaks) { $0.channel == $1.channel }
  }

  /// Checks the numbers of all parts, or of those that differ from an older programme with the same
  /// names.
  private func validate(where old: SupplyProgramme?) throws(SupplyError) {
    if products != old?.products {
      for index in products.indices where products[index] != old?.products[index] {
        try products[index].validate(months: months.count)
        try requireProduct(products[index].silicon)
      }
    }
    if buyers != old?.buyers {
      try buyers.validate(months: months.count)
      for name in buyers.acceptance.keys.sorted() { try requireProduct(name) }
    }
    if licences != old?.licences {
      for licence in licences { try licence.validate(months: months.count) }
    }
    for index in leaks.indices where leaks[index] != old?.leaks[index] {
      try leaks[index].validate(months: months.count)
      guard leaks[index].preference != old?.leaks[index].preference else { continue }
      for name in leaks[index].preference.keys.sorted() { try requireProduct(name) }
    }
    for index in lines.indices where lines[index] != old?.lines[index] {
      try lines[index].validate(months: months.count)
    }
    if products != old?.products {
      for line in lines {
        let product = products[try index(ofProduct: line.product)]
        guard product.output.values.allSatisfy({ $0 == 0 }) else {
          throw .countedTwice(product: line.product)
        }
      }
    }
    if memory != old?.memory { try memory.validate(months: months.count) }
    if initialStocks != old?.initialStocks {
      for stock in initialStocks {
        try requireProduct(stock.product)
        try SupplyError.require(
          stock.units, in: .finiteAmounts, "initialStocks.\(stock.product).\(stock.channel.name)")
      }
    }
    try SupplyError.require(displacement, in: .shares, "displacement")
    try SupplyError.require(redesignMonths, in: .finiteAmounts, "redesignMonths")
    if power != old?.power || longerLife != old?.longerLife { try validatePlaces() }
  }

  private func validatePlaces() throws(SupplyError) {
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

  private func requireProduct(_ name: String?) throws(SupplyError) {
    guard let name, !products.contains(where: { $0.name == name }) else { return }
    try Self.require(name, "product", among: products.map(\.name))
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
