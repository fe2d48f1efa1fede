import Economics
import Hardware
import Quantities
import ReferenceData
import Scenarios

/// The purchase, with what is levied and paid by others.
extension HourExplanation {
  func capital(of use: PoolUse) -> ExplainedTerm {
    let left = ExplainedTerm(
      product: "worth at the end of life, today", "USD",
      formula: "K · residual · worth of a dollar then",
      [
        purchasePrice(of: use), input("residual", "owner.residual", of: use) { $1.residual },
        ExplainedTerm(
          "worth of a dollar at the end", owned(use) { $1.recovery.residualWorth },
          formula: "1 / (1 + r)^n of an annuity, 1 of a straight line"
        ).taken(from: lives(of: use)),
      ])
    return ExplainedTerm(
      product: "capital", "USD/h",
      formula: "[K (1 + s) − S · worth] · recovery / 8760 h, per available (Eq. 9.2)",
      [ExplainedTerm(sum: "to recover", "USD", [paid(of: use)], less: [left]), recovery(of: use)],
      over: [hoursPerYear, availability(of: use)])
  }

  /// The purchase with spares, before duty and subsidy.
  func paid(of use: PoolUse) -> ExplainedTerm {
    var spares = input("one and spares", "owner.spares", of: use) { 1 + $1.spares }
    if let rule = facts.stated("owner.sparing"), rule.text == "poisson" {
      spares.formula = "1 + least stock that is enough with the coverage, of the pool (Eq. 9.5)"
      spares.sources =
        [rule]
        + ["spare-pool", "replacements-per-year", "replacement-time", "spare-coverage"].map {
          facts.source(of: "owner.\($0)", in: use.pool)
        }
    }
    return ExplainedTerm(
      product: "paid with spares", "USD", formula: "K (1 + s)", [purchasePrice(of: use), spares])
  }

  func duty(of use: PoolUse) -> ExplainedTerm {
    ExplainedTerm(
      product: "duty", "USD/h", formula: "K (1 + s) · d · recovery / 8760 h, per available",
      [
        paid(of: use), input("duty", "owner.duty", of: use) { $1.levy.duty },
        input("part that bears it", "owner.dutiable", of: use) { $1.levy.dutiable },
        recovery(of: use),
      ], over: [hoursPerYear, availability(of: use)])
  }

  func subsidy(of use: PoolUse) -> ExplainedTerm {
    ExplainedTerm(
      product: "subsidy", "USD/h", formula: "−K (1 + s) · σ · recovery / 8760 h, per available",
      [
        paid(of: use), input("subsidy, taken off", "owner.subsidy", of: use) { -$1.levy.subsidy },
        recovery(of: use),
      ], over: [hoursPerYear, availability(of: use)])
  }

  /// What is paid per year and dollar to recover.
  func recovery(of use: PoolUse) -> ExplainedTerm {
    let isLine = isOwned(use) && owned(use) { $1.recovery.mode == .annuity ? 0 : 1 }[0] == 1
    var parts = lives(of: use)
    if isLine, facts.stated("owner.inflation") != nil {
      parts.append(inflation(of: use))
    } else {
      parts[0] = real(parts[0], of: use)
    }
    return ExplainedTerm(
      isLine ? "straight line" : "capital recovery factor",
      owned(use) { $1.recovery.factor }, "1/year",
      formula: isLine
        ? "1 / n, deflated where an inflation is stated (Eq. 9.2)"
        : "r (1 + r)^n / ((1 + r)^n − 1), r real where an inflation is stated (Eq. 9.1)"
    ).taken(from: parts)
  }

  private func inflation(of use: PoolUse) -> ExplainedTerm {
    input("inflation i", "owner.inflation", "1/year", of: use) { $1.recovery.inflation ?? 0 }
  }

  /// The real rate of a nominal one, where an inflation is stated; else the rate itself.
  func real(_ rate: ExplainedTerm, of use: PoolUse) -> ExplainedTerm {
    guard facts.stated("owner.inflation") != nil else { return rate }
    let inflation = inflation(of: use)
    return ExplainedTerm(
      "real rate",
      zip(rate.values, inflation.values).map {
        CapitalRecovery.realRate(nominal: $0, inflation: $1)
      }, "1/year", formula: "(1 + r) / (1 + i) − 1"
    ).taken(from: [rate, inflation])
  }

  func lives(of use: PoolUse) -> [ExplainedTerm] {
    [
      input("cost of capital r", "owner.cost-of-capital", "1/year", of: use) {
        $1.costOfCapital
      },
      input("economic life n", "owner.life", "years", of: use) { $1.life },
    ]
  }

  /// Capital per accelerator, down to the price that somebody states.
  func purchasePrice(of use: PoolUse) -> ExplainedTerm {
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

  func nameplate(of use: PoolUse) -> ExplainedTerm {
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
  func formed(
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
}
