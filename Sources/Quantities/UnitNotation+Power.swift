extension UnitNotation {
  /// Prices of energy and rents of power have one dimension and mean different things: 15 USD/kWh is
  /// paid for what is drawn, 15 USD/kW-month for what may be drawn, and one is 730 times the other.
  /// So the words of the unit must be those of the place: no month or year beside a power where
  /// energy has a price, and no energy where power has a rent.
  func checkWords<D>(
    of written: Written, as dimension: D.Type, for place: Place
  ) throws(UnitNotationError) {
    let isRent = dimension == Per<Per<USDollar, Second>, Per<Joule, Second>>.self
    guard isRent || dimension == Per<USDollar, Joule>.self else { return }
    let words = written.unit.split { !$0.isLetter }.map(String.init)
    let isEnergy = words.contains { $0.hasSuffix("Wh") || $0.hasSuffix("J") }
    let isOverTime = words.contains { ["month", "months", "year", "years"].contains($0) }
    guard isRent ? isEnergy : isOverTime else { return }
    let (rent, price) = ("a rent of power over time", "a price of energy")
    throw .wrongDimension(
      found: written.text, kind: isRent ? price : rent, expectedKind: isRent ? rent : price,
      expected: place.examples, suggestion: nil)
  }
}
