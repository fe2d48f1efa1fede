import Economics
import Hardware
import Quantities
import ReferenceData
import Scenarios

/// What it takes to keep a machine, energy apart.
extension HourExplanation {
  func facility(of use: PoolUse) -> ExplainedTerm {
    guard owned(use, { if case .owned = $1.facility { 1 } else { 0 } })[0] == 1 else {
      return ExplainedTerm(
        product: "facility", "USD/h",
        formula: "nameplate · rent, whether it is drawn or not, per available (Eq. 9.3)",
        [
          nameplate(of: use),
          input("space, cooling and feed", "owner.colocation", "USD/kW-month", of: use) {
            $1.facilityRate.perKilowattMonth
          },
        ],
        over: [runs.constant("hours in a month", 730, "h/month"), availability(of: use)])
    }
    func building(_ value: @escaping (Double, Double, Double, Double) -> Double)
      -> (AcceleratorPurchase, OwnershipTerms) -> Double
    {
      { _, terms in
        guard case .owned(let price, let years, let rate, let operations) = terms.facility else {
          return 0
        }
        return value(price.value, years, rate, operations)
      }
    }
    // Left out, the building's rate is the owner's.
    let ratePath =
      facts.stated("owner.building-rate") == nil ? "owner.cost-of-capital" : "owner.building-rate"
    let rate = input(
      "rate", ratePath, "1/year", of: use, building { _, _, rate, _ in rate })
    let recovered = ExplainedTerm(
      "capital recovery factor of the building",
      owned(use) { purchase, terms in
        building { _, years, rate, _ in
          CapitalRecovery.factor(
            rate: CapitalRecovery.realRate(
              nominal: rate, inflation: terms.recovery.inflation ?? 0), years: years)
        }(purchase, terms)
      }, "1/year", formula: "r (1 + r)^n / ((1 + r)^n − 1) (Eq. 9.1)"
    ).taken(from: [
      real(rate, of: use),
      input("life", "owner.building-life", "years", of: use, building { _, years, _, _ in years }),
    ])
    return ExplainedTerm(
      product: "facility", "USD/h",
      formula: "nameplate · building · (recovery + operations) / 8760 h, per available (Eq. 9.3)",
      [
        nameplate(of: use),
        input(
          "building", "owner.building", "USD/kW", of: use,
          building { price, _, _, _ in price * 1e3 }),
        ExplainedTerm(
          sum: "recovered and run in a year", "1/year",
          [
            recovered,
            input(
              "operations", "owner.building-operations", "1/year", of: use,
              building { _, _, _, operations in operations }),
          ]),
      ], over: [hoursPerYear, availability(of: use)])
  }

  func operations(of use: PoolUse) -> ExplainedTerm {
    let people = ExplainedTerm(
      product: "people", "USD/year",
      [input("salary", "owner.salary", "USD/year", of: use) { $1.salary.value }],
      over: [
        input("accelerators per engineer", "owner.accelerators-per-engineer", of: use) {
          $1.acceleratorsPerEngineer
        }
      ])
    let support = ExplainedTerm(
      product: "maintenance", "USD/year",
      [
        purchasePrice(of: use), input("support", "owner.support", "1/year", of: use) { $1.support },
      ])
    return ExplainedTerm(
      product: "operations", "USD/h", formula: "(people + maintenance) / 8760 h, per available",
      [ExplainedTerm(sum: "in a year", "USD/year", [people, support])],
      over: [hoursPerYear, availability(of: use)])
  }

  /// Memory that keeps caches between requests; nil where none is charged.
  func memory(of use: PoolUse) -> ExplainedTerm? {
    typealias Price = KeyPath<CacheMemoryPrices, USDollarsPerByteSecond?>
    typealias Tier = KeyPath<PrefixCacheTerms, PrefixCacheTerms.Tier?>
    func tier(_ name: String, _ key: String, _ tier: Tier, _ price: Price) -> ExplainedTerm? {
      let scenario = use.pool.scenario
      guard let terms = scenario.prefixCache?[keyPath: tier],
        scenario.owner.memory[keyPath: price] != nil
      else { return nil }
      let prices = runs.input { own in
        own.fleet.pools[use.index].scenario.owner.memory[keyPath: price]?.perGibibyteMonth ?? 0
      }
      return ExplainedTerm(
        product: name, "USD/h", formula: "capacity · price, full or empty",
        [
          runs.constant("capacity per accelerator", terms.capacity.value / 1_073_741_824, "GiB"),
          ExplainedTerm(
            "price", prices, "USD/GiB-month", from: [facts.source(of: key, in: use.pool)]),
        ], over: [runs.constant("hours in a month", 730, "h/month")])
    }
    let tiers = [
      tier("host memory", "owner.host-memory", \.host, \.host),
      tier("storage", "owner.cache-storage", \.storage, \.storage),
    ].compactMap(\.self)
    return tiers.isEmpty ? nil : ExplainedTerm(sum: "cache memory", "USD/h", tiers)
  }

  func rent(of use: PoolUse) -> ExplainedTerm {
    func rented(_ value: (USDollarsPerSecond, Double) -> Double) -> [Double] {
      runs.input { own in
        guard case .rented(let price, let extras) = own.fleet.pools[use.index].scenario.owner.tenure
        else { return 0 }
        return value(price, extras)
      }
    }
    var source = facts.source(of: "owner.rent", in: use.pool)
    if facts.stated("owner.rent") == nil, let basis = facts.price(of: use.pool.scenario)?.rentBasis
    {
      source = facts.source(of: basis.fact, at: "\(basis.entry) \(basis.field)")
    }
    let path = facts.stated("owner.rent-path")
    // What makes it a mean over years, where the rent changes.
    let changes = [
      "owner.rent-growth", "owner.rent-from", "owner.rent-years", "owner.inflation",
    ].compactMap { facts.stated($0) }
    let isMean =
      facts.stated("owner.rent-years") != nil
      && (path != nil || facts.stated("owner.rent-growth") != nil
        || facts.stated("owner.inflation") != nil)
    return ExplainedTerm(
      product: "rent", "USD/h", formula: "hourly price with extras, in place of all other terms",
      [
        ExplainedTerm(
          isMean ? "mean hourly price" : "hourly price", rented { price, _ in price.perHour },
          "USD/h",
          formula: isMean
            ? "mean over the years paid of the price, (1 + growth)^t from its last date on, deflated "
              + "where an inflation is stated"
            : nil, from: [path ?? source] + (isMean ? changes : [])),
        ExplainedTerm(
          "one and extras", rented { _, extras in 1 + extras },
          from: [facts.source(of: "owner.rental-extras", in: use.pool)]),
      ])
  }
}
