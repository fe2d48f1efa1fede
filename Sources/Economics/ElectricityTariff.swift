public import Quantities

/// What a unit of electric energy costs by the hour of the day.
///
/// Bands have prices of their own; all other hours have the base price.
public struct TimeOfUse: Sendable, Hashable {
  /// Hours of the day with one price: from 22 to 6 goes over midnight.
  public struct Band: Sendable, Hashable {
    /// Hours of the day, 0...24.
    public let from: Double
    public let to: Double
    public let price: USDollarsPerJoule

    public init(from: Double, to: Double, price: USDollarsPerJoule) throws(EconomicsError) {
      try check(from, "first hour of a band", in: 0...24)
      try check(to, "last hour of a band", in: 0...24)
      try check(price.perKilowattHour, "electricity in USD/kWh", in: 0...100)
      guard from != to else {
        throw .outOfRange(name: "last hour of a band", value: to, expected: "another hour")
      }
      self.from = from
      self.to = to
      self.price = price
    }

    /// The same as stretches that do not pass midnight.
    fileprivate var stretches: [ClosedRange<Double>] {
      from < to ? [from...to] : [0...to, from...24].filter { $0.lowerBound < $0.upperBound }
    }
  }

  public let bands: [Band]
  /// Load in each of the 24 hours of a day over the mean; nil for a load that is always the same.
  public let load: [Double]?

  /// - Throws: ``EconomicsError`` where bands overlap, or the load is not that of 24 hours.
  public init(_ bands: [Band], load: [Double]? = nil) throws(EconomicsError) {
    for (index, band) in bands.enumerated() {
      for other in bands[..<index] {
        for a in band.stretches {
          for b in other.stretches
          where min(a.upperBound, b.upperBound) > max(a.lowerBound, b.lowerBound) {
            throw .outOfRange(
              name: "first hour of a band", value: band.from,
              expected: "the hours outside the band from \(other.from) to \(other.to)")
          }
        }
      }
    }
    self.bands = bands
    guard let load else {
      self.load = nil
      return
    }
    try check(Double(load.count), "hours of load", in: 24...24)
    for hour in load { try check(hour, "load in an hour", in: 0...1e30) }
    let mean = load.reduce(0, +) / 24
    try check(mean, "mean load", in: 1e-30...1e30)
    self.load = load.map { $0 / mean }
  }

  /// The mean price over a day of energy that is drawn evenly, or as the load.
  public func meanPrice(
    otherwise base: USDollarsPerJoule, followingLoad: Bool = false
  ) -> USDollarsPerJoule {
    var sum = 0.0
    for hour in 0..<24 {
      let (start, end) = (Double(hour), Double(hour + 1))
      var price = base.value
      for band in bands {
        for stretch in band.stretches {
          let part = min(end, stretch.upperBound) - max(start, stretch.lowerBound)
          if part > 0 { price += part * (band.price - base).value }
        }
      }
      sum += price * (followingLoad ? load?[hour] ?? 1 : 1)
    }
    return USDollarsPerJoule(sum / 24)
  }
}

/// What a site pays for electricity: for energy, and for the greatest power it draws.
public struct ElectricityTariff: Sendable, Hashable {
  /// The price of energy, in all hours that no band names.
  public let price: USDollarsPerJoule
  public let timeOfUse: TimeOfUse?
  /// Money per time and watt of peak power, cooling included.
  public let demandCharge: USDollarsPerWattSecond

  public init(
    _ price: USDollarsPerJoule, timeOfUse: TimeOfUse? = nil,
    demandCharge: USDollarsPerWattSecond = .zero
  ) throws(EconomicsError) {
    try check(price.perKilowattHour, "electricity in USD/kWh", in: 0...100)
    try check(demandCharge.perKilowattMonth, "demand charge in USD/kW-month", in: 0...1e5)
    self.price = price
    self.timeOfUse = timeOfUse
    self.demandCharge = demandCharge
  }

  /// The mean price of energy for a machine that draws `idle` in all hours and `mean` on average,
  /// both as shares of nameplate: what it draws beyond idling follows the load of the day.
  public func meanPrice(idle: Double, mean: Double) -> USDollarsPerJoule {
    guard let timeOfUse else { return price }
    let even = timeOfUse.meanPrice(otherwise: price)
    guard mean > idle else { return even }
    let loaded = timeOfUse.meanPrice(otherwise: price, followingLoad: true)
    return (even * idle + loaded * (mean - idle)) / mean
  }

  /// The mean price of energy that is drawn as the load of the day.
  public var loadedPrice: USDollarsPerJoule {
    timeOfUse?.meanPrice(otherwise: price, followingLoad: true) ?? price
  }

  /// The same tariff with every price of energy at a multiple.
  public func scaled(by factor: Double) throws(EconomicsError) -> ElectricityTariff {
    var scaled: TimeOfUse?
    if let timeOfUse {
      var bands: [TimeOfUse.Band] = []
      for band in timeOfUse.bands {
        bands.append(try TimeOfUse.Band(from: band.from, to: band.to, price: band.price * factor))
      }
      scaled = try TimeOfUse(bands, load: timeOfUse.load)
    }
    return try ElectricityTariff(price * factor, timeOfUse: scaled, demandCharge: demandCharge)
  }
}
