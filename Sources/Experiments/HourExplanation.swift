import Economics
import Hardware
import Quantities
import ReferenceData
import Scenarios

/// The cost of an accelerator-hour, term by term (Eq. 9.1 to 9.6).
struct HourExplanation {
  let runs: ExplainedRuns

  var facts: ExplanationFacts { runs.facts }

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
    case capital, duty, subsidy, facility, energy, demand, operations, memory, rent

    var metric: Metric {
      switch self {
      case .capital: .hourCapital
      case .duty: .hourDuty
      case .subsidy: .hourSubsidy
      case .facility: .hourFacility
      case .energy: .hourEnergy
      case .demand: .hourDemand
      case .operations: .hourOperations
      case .memory: .hourMemory
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
    "capital, levies, facility, energy, operations and rent of one available accelerator (Eq. 9.6)"

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
      Part.allCases.compactMap { part in
        // Of most parts that can be, there are none.
        guard let term = self.part(part, of: use), term.values.contains(where: { $0 != 0 }) else {
          return nil
        }
        return term
      })
  }

  // MARK: Inputs

  /// One input in every run, with who says it.
  func input(
    _ name: String, _ path: String, _ unit: String? = nil, of use: PoolUse,
    _ value: @escaping (AcceleratorPurchase, OwnershipTerms) -> Double
  ) -> ExplainedTerm {
    ExplainedTerm(
      name, owned(use, value), unit, from: [facts.source(of: path, in: use.pool)])
  }

  /// Of owned machines, one value per run.
  func owned(
    _ use: PoolUse, _ value: (AcceleratorPurchase, OwnershipTerms) -> Double
  ) -> [Double] {
    runs.input { own in
      guard case .owned(let purchase, let terms) = own.fleet.pools[use.index].scenario.owner.tenure
      else { return 0 }
      return value(purchase, terms)
    }
  }

  func isOwned(_ use: PoolUse) -> Bool {
    if case .owned = use.pool.scenario.owner.tenure { return true }
    return false
  }

  func part(_ part: Part, of use: PoolUse) -> ExplainedTerm? {
    switch part {
    case .rent: isOwned(use) ? nil : rent(of: use)
    case .memory: memory(of: use)
    case .capital: isOwned(use) ? capital(of: use) : nil
    case .duty: isOwned(use) ? duty(of: use) : nil
    case .subsidy: isOwned(use) ? subsidy(of: use) : nil
    case .facility: isOwned(use) ? facility(of: use) : nil
    case .energy: isOwned(use) ? energy(of: use) : nil
    case .demand: isOwned(use) ? demand(of: use) : nil
    case .operations: isOwned(use) ? operations(of: use) : nil
    }
  }

  func availability(of use: PoolUse) -> ExplainedTerm {
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

  var hoursPerYear: ExplainedTerm { runs.constant("hours in a year", 8_760, "h/year") }
}
