import Economics
import Hardware
import Quantities
import ReferenceData
import Scenarios

/// The cost of an accelerator-hour, term by term (Eq. 9.1 to 9.6).
struct HourExplanation {
  let runs: ExplainedRuns

  private var facts: ExplanationFacts { runs.facts }

  /// What is paid for a pool, as far as runs differ in it.
  struct PoolUse {
    let index: Int
    let pool: FleetModel.Pool
    /// Accelerators that are paid, averaged over the measured time.
    let paid: [Double]
    let prefill: [Double]
    let decode: [Double]
  }

  var pools: [PoolUse] {
    runs.first.fleet.pools.enumerated().map { index, pool in
      let isOnly = !runs.first.fleet.isPooled
      return PoolUse(
        index: index, pool: pool,
        paid: runs.each(isOnly ? .acceleratorsPaid : .acceleratorsPaid(inPool: pool.name)),
        prefill: runs.each(isOnly ? .prefillShare : .prefillShare(inPool: pool.name)),
        decode: runs.each(isOnly ? .decodeShare : .decodeShare(inPool: pool.name)))
    }
  }

  /// The terms that make an hour, in the order of tables.
  enum Part: String, CaseIterable {
    case capital, facility, energy, operations, rent

    var metric: Metric {
      switch self {
      case .capital: .hourCapital
      case .facility: .hourFacility
      case .energy: .hourEnergy
      case .operations: .hourOperations
      case .rent: .hourRent
      }
    }
  }

  /// The hour of all pools together: each counts as it is paid.
  func whole() -> ExplainedTerm {
    combined(named: "accelerator-hour", metric: .costPerHour, formula: Self.hourFormula) {
      hour(of: $0)
    }
  }

  private static let hourFormula =
    "capital, facility, energy, operations and rent of one available accelerator (Eq. 9.6)"

  /// One term of the hour over all pools.
  func term(_ part: Part) -> ExplainedTerm {
    combined(named: part.rawValue, metric: part.metric, formula: nil) { use in
      self.part(part, of: use) ?? ExplainedTerm(part.rawValue, runs.runs.map { _ in 0 }, "USD/h")
    }
  }

  private func combined(
    named name: String, metric: Metric, formula: String?,
    _ each: (PoolUse) -> ExplainedTerm
  ) -> ExplainedTerm {
    let pools = pools
    guard pools.count > 1 else {
      return each(pools[0]).measured(runs.each(metric))
    }
    let shares = shares(of: pools)
    let parts = zip(pools, shares).map { use, share in
      var own = each(use)
      own.name = "\(name) in pool \(use.pool.name)"
      return ExplainedTerm(
        product: "pool \(use.pool.name)", "USD/h",
        [
          runs.simulated("share of the accelerators paid", share), own,
        ])
    }
    return ExplainedTerm(
      sum: name, "USD/h", formula: formula ?? "of every accelerator that is paid, over all pools",
      parts
    ).measured(runs.each(metric))
  }

  /// The share of each pool in the accelerators that are paid.
  func shares(of pools: [PoolUse]) -> [[Double]] {
    pools.map { use in
      use.paid.indices.map { index in
        use.paid[index] / pools.reduce(0) { $0 + $1.paid[index] }
      }
    }
  }

  private func hour(of use: PoolUse) -> ExplainedTerm {
    ExplainedTerm(
      sum: "accelerator-hour", "USD/h", formula: Self.hourFormula,
      Part.allCases.compactMap { part(part: $0, use) })
  }

  private func part(part: Part, _ use: PoolUse) -> ExplainedTerm? { self.part(part, of: use) }

  // MARK: Inputs

  /// One input in every run, with who says it.
  private func input(
    _ name: String, _ path: String, _ unit: String? = nil, of use: PoolUse,
    _ value: @escaping (AcceleratorPurchase, OwnershipTerms) -> Double
  ) -> ExplainedTerm {
    ExplainedTerm(
      name, owned(use, value), unit, from: [facts.source(of: path, in: use.pool)])
  }

  /// Of owned machines, one value per run.
  private func owned(
    _ use: PoolUse, _ value: (AcceleratorPurchase, OwnershipTerms) -> Double
  ) -> [Double] {
    runs.input { own in
      guard case .owned(let purchase, let terms) = own.fleet.pools[use.index].scenario.owner.tenure
      else { return 0 }
      return value(purchase, terms)
    }
  }

  private func isOwned(_ use: PoolUse) -> Bool {
    if case .owned = use.pool.scenario.owner.tenure { return true }
    return false
  }

  func part(_ part: Part, of use: PoolUse) -> ExplainedTerm? {
    switch part {
    case .rent: isOwned(use) ? nil : rent(of: use)
    case .capital: isOwned(use) ? capital(of: use) : nil
    case .facility: isOwned(use) ? facility(of: use) : nil
    case .energy: isOwned(use) ? energy(of: use) : nil
    case .operations: isOwned(use) ? operations(of: use) : nil
    }
  }

  private func availability(of use: PoolUse) -> ExplainedTerm {
    ExplainedTerm(
      "availability", owned(use) { $1.availability },
      formula: "1 / (1 + failures per year · time to repair / 8760 h) (Eq. 9.5)"
    ).taken(from: [
      input("failures", "owner.failures-per-year", "1/year", of: use) { $1.failuresPerYear },
      input("time to repair", "owner.time-to-repair", "h", of: use) {
        $1.timeToRepair / .hour
      },
    ])
  }

  private var hoursPerYear: ExplainedTerm { runs.constant("hours in a year", 8_760, "h/year") }

  private func capital(of use: PoolUse) -> ExplainedTerm {
    let price = { purchasePrice(of: use) }
    let paid = ExplainedTerm(
      product: "paid with spares and duty", "USD", formula: "K (1 + s)(1 + d)",
      [
        price(),
        input("one and spares", "owner.spares", of: use) { 1 + $1.spares },
        input("one and duty", "owner.duty", of: use) { 1 + $1.duty },
      ])
    let left = ExplainedTerm(
      product: "worth at the end of life, today", "USD", formula: "K · residual / (1 + r)^n",
      [
        price(), input("residual", "owner.residual", of: use) { $1.residual },
        ExplainedTerm(
          "discount", owned(use) { Self.discount($1) }, formula: "1 / (1 + r)^n"
        ).taken(from: lives(of: use)),
      ])
    return ExplainedTerm(
      product: "capital", "USD/h",
      formula: "[K (1 + s)(1 + d) − S/(1 + r)^n] · CRF(r, n) / 8760 h, per available (Eq. 9.2)",
      [
        ExplainedTerm(sum: "to recover", "USD", [paid], less: [left]),
        ExplainedTerm(
          "capital recovery factor",
          owned(use) { CapitalRecovery.factor(rate: $1.costOfCapital, years: $1.life) }, "1/year",
          formula: "r (1 + r)^n / ((1 + r)^n − 1) (Eq. 9.1)"
        ).taken(from: lives(of: use)),
      ], over: [hoursPerYear, availability(of: use)])
  }

  private func lives(of use: PoolUse) -> [ExplainedTerm] {
    [
      input("cost of capital r", "owner.cost-of-capital", "1/year", of: use) {
        $1.costOfCapital
      },
      input("economic life n", "owner.life", "years", of: use) { $1.life },
    ]
  }

  private static func discount(_ terms: OwnershipTerms) -> Double {
    terms.costOfCapital == 0
      ? 1
      : 1 - terms.costOfCapital
        / CapitalRecovery.factor(rate: terms.costOfCapital, years: terms.life)
  }

  /// Capital per accelerator, down to the price that somebody states.
  private func purchasePrice(of use: PoolUse) -> ExplainedTerm {
    let name = "capital per accelerator K"
    let values = owned(use) { purchase, _ in purchase.capital.value }
    guard facts.stated("owner.capital") == nil,
      let basis = facts.price(of: use.pool.scenario)?.capitalBasis
    else {
      return ExplainedTerm(
        name, values, "USD", from: [facts.source(of: "owner.capital", in: use.pool)])
    }
    return formed(name, "USD", values, from: basis, of: use)
  }

  private func nameplate(of use: PoolUse) -> ExplainedTerm {
    let name = "nameplate power"
    let values = owned(use) { purchase, _ in purchase.nameplate.value / 1e3 }
    guard facts.stated("owner.nameplate-power") == nil,
      let basis = facts.price(of: use.pool.scenario)?.nameplateBasis
    else {
      return ExplainedTerm(
        name, values, "kW", from: [facts.source(of: "owner.nameplate-power", in: use.pool)])
    }
    return formed(name, "kW", values, from: basis, of: use, scale: 1e-3)
  }

  /// A figure per accelerator from the stated one of a system or a chip.
  private func formed(
    _ name: String, _ unit: String, _ values: [Double], from basis: AcceleratorPrice.Basis,
    of use: PoolUse, scale: Double = 1
  ) -> ExplainedTerm {
    func same(_ value: Double) -> [Double] { runs.runs.map { _ in value } }
    let stated = ExplainedTerm(
      basis.field, same(basis.value * scale), unit,
      from: [facts.source(of: basis.fact, at: "\(basis.entry) \(basis.field)")])
    var factors = [stated]
    var divisors: [ExplainedTerm] = []
    if basis.accelerators > 1 {
      divisors.append(
        ExplainedTerm(
          "accelerators in it", same(Double(basis.accelerators)),
          from: [facts.fact(basis.entry, "accelerators")].compactMap(\.self)))
    }
    if let field = basis.factorField, let owner = facts.owner(of: use.pool.scenario) {
      let source = [facts.fact(owner, field)].compactMap(\.self)
      if field == "network-share" {
        divisors.append(
          ExplainedTerm("one less the network outside", same(1 / basis.factor), from: source))
      } else {
        factors.append(
          ExplainedTerm(field.replacing("-", with: " "), same(basis.factor), from: source))
      }
    }
    let made = factors.reduce(1) { $0 * $1.values[0] } / divisors.reduce(1) { $0 * $1.values[0] }
    let rounding = values.map { $0 / made }
    if rounding.contains(where: { abs($0 - 1) > 1e-12 }) {
      factors.append(
        ExplainedTerm(
          "rounded to four digits", rounding,
          from: [Explanation.Source(kind: .formula, place: "definition")]))
    }
    return ExplainedTerm(product: name, unit, factors, over: divisors)
  }

  private func facility(of use: PoolUse) -> ExplainedTerm {
    ExplainedTerm(
      product: "facility", "USD/h",
      formula: "nameplate · rent, whether it is drawn or not, per available (Eq. 9.3)",
      [
        nameplate(of: use),
        input("space, cooling and feed", "owner.colocation", "USD/kW-month", of: use) {
          $1.facility.rate.perKilowattMonth
        },
      ],
      over: [runs.constant("hours in a month", 730, "h/month"), availability(of: use)])
  }

  private func energy(of use: PoolUse) -> ExplainedTerm {
    ExplainedTerm(
      product: "energy", "USD/h",
      formula: "nameplate · power by phase · PUE · price of energy, per available (Eq. 9.4)",
      [
        nameplate(of: use), meanShare(of: use), effectiveness(of: use),
        input("electricity", "owner.electricity", "USD/kWh", of: use) {
          $1.electricity.perKilowattHour
        },
      ], over: [availability(of: use)])
  }

  func effectiveness(of use: PoolUse) -> ExplainedTerm {
    input("power usage effectiveness", "owner.power-usage-effectiveness", of: use) {
      $1.powerUsageEffectiveness
    }
  }

  /// Mean electric power of one accelerator with cooling, in kW.
  func power(of use: PoolUse) -> ExplainedTerm {
    ExplainedTerm(
      product: "power per accelerator", "kW", formula: "nameplate · power by phase · PUE",
      [nameplate(of: use), meanShare(of: use), effectiveness(of: use)])
  }

  /// The mean share of nameplate power, by what time was spent on.
  private func meanShare(of use: PoolUse) -> ExplainedTerm {
    ExplainedTerm(
      sum: "share of nameplate drawn", nil,
      [phase(.prefill, of: use), phase(.decode, of: use), phase(.idle, of: use)])
  }

  enum Phase: String { case prefill, decode, idle }

  func phase(_ phase: Phase, of use: PoolUse) -> ExplainedTerm {
    let (name, words, time): (String, String, [Double]) =
      switch phase {
      case .prefill: ("prompts", "prompts", use.prefill)
      case .decode: ("output", "output", use.decode)
      case .idle: ("idle", "nothing", zip(use.prefill, use.decode).map { max(0, 1 - $0 - $1) })
      }
    return ExplainedTerm(
      product: name, nil,
      [
        runs.simulated("time spent on \(words)", time),
        input("power then", "owner.power-share.\(phase.rawValue)", of: use) {
          switch phase {
          case .prefill: $1.power.prefill
          case .decode: $1.power.decode
          case .idle: $1.power.idle
          }
        },
      ])
  }

  /// Full nameplate power with cooling, in kW.
  func fullPower(of use: PoolUse) -> [ExplainedTerm] {
    [nameplate(of: use), effectiveness(of: use)]
  }

  private func operations(of use: PoolUse) -> ExplainedTerm {
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

  private func rent(of use: PoolUse) -> ExplainedTerm {
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
    return ExplainedTerm(
      product: "rent", "USD/h", formula: "hourly price with extras, in place of all other terms",
      [
        ExplainedTerm(
          "hourly price", rented { price, _ in price.perHour }, "USD/h", from: [source]),
        ExplainedTerm(
          "one and extras", rented { _, extras in 1 + extras },
          from: [facts.source(of: "owner.rental-extras", in: use.pool)]),
      ])
  }
}
