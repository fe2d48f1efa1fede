extension SupplyHistory {
  /// Room for a programme's months.
  init(months: Int, products: Int, lines: Int) {
    self.months = months
    self.products = products
    self.lines = lines
    let cells = [Double](repeating: 0, count: months * products * SupplyChannel.count)
    let byProduct = [Double](repeating: 0, count: months * products)
    let byChannel = [Double](repeating: 0, count: months * SupplyChannel.count)
    let byPlace = [Double](repeating: 0, count: months * SupplyPlace.count)
    stock = cells
    added = cells
    retired = cells
    moved = cells
    wanted = byProduct
    granted = byProduct
    refused = byProduct
    delayed = byProduct
    diverted = byProduct
    shipped = byProduct
    inTransit = byProduct
    made = byProduct
    importConstraint = [ImportConstraint](repeating: .money, count: months)
    refusals = [Double](repeating: 0, count: months * ImportConstraint.count)
    pressure = [Double](repeating: 0, count: months)
    spend = byChannel
    revenue = byChannel
    duty = byChannel
    fee = byChannel
    premium = byChannel
    rent = byChannel
    domestic = [DomesticMonth](repeating: DomesticMonth(), count: months * lines)
    memory = [MemoryMonth](repeating: MemoryMonth(), count: months)
    installedPower = byPlace
    poweredShare = byPlace
    events = []
  }

  /// Forgets a run. Arrays that a month's end writes whole need no clearing.
  mutating func clear() {
    Self.zero(&refusals)
    Self.zero(&spend)
    Self.zero(&revenue)
    Self.zero(&duty)
    Self.zero(&fee)
    Self.zero(&premium)
    Self.zero(&rent)
    for place in domestic.indices { domestic[place] = DomesticMonth() }
    for place in memory.indices { memory[place] = MemoryMonth() }
    events.removeAll(keepingCapacity: true)
  }

  private static func zero(_ values: inout [Double]) {
    for place in values.indices { values[place] = 0 }
  }
}
