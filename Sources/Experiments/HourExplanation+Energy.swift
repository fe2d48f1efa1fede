import Economics
import Hardware
import Quantities
import ReferenceData
import Scenarios

/// Power and what it costs.
extension HourExplanation {
  func energy(of use: PoolUse) -> ExplainedTerm {
    ExplainedTerm(
      product: "energy", "USD/h",
      formula: "nameplate · power by phase · PUE · price of energy, per available (Eq. 9.4)",
      [nameplate(of: use), meanShare(of: use), effectiveness(of: use), electricity(of: use)],
      over: [availability(of: use)])
  }

  /// The price of energy; of one that follows the clock, its mean over what is drawn.
  func electricity(of use: PoolUse) -> ExplainedTerm {
    let base = input("electricity", "owner.electricity", "USD/kWh", of: use) {
      $1.electricity.perKilowattHour
    }
    guard facts.stated("owner.time-of-use") != nil else { return base }
    let shares = meanShare(of: use).values
    let values = runs.eachPlace { index, own -> Double in
      guard case .owned(_, let terms) = own.fleet.pools[use.index].scenario.owner.tenure else {
        return 0
      }
      return terms.tariff.meanPrice(idle: terms.power.idle, mean: shares[index]).perKilowattHour
    }
    return ExplainedTerm(
      "mean price of energy", values, "USD/kWh",
      formula: "idle draw at the mean of the day, the rest at that of the hours of arrivals",
      from: [facts.source(of: "owner.time-of-use", in: use.pool)]
    ).taken(from: [base])
  }

  func demand(of use: PoolUse) -> ExplainedTerm {
    let peaks = runs.eachPlace { index, own -> Double in
      guard case .owned(_, let terms) = own.fleet.pools[use.index].scenario.owner.tenure,
        let phases = try? PhaseShares(
          prefill: min(1, use.prefill[index]),
          decode: min(1 - min(1, use.prefill[index]), use.decode[index]))
      else { return 0 }
      return terms.power.peakShare(over: phases)
    }
    return ExplainedTerm(
      product: "demand", "USD/h",
      formula: "nameplate · hungriest phase · PUE · charge, per available",
      [
        nameplate(of: use),
        ExplainedTerm(
          "share of nameplate in the hungriest phase", peaks,
          from: [Explanation.Source(kind: .formula, place: "owner.power-share")]),
        effectiveness(of: use),
        input("demand charge", "owner.demand-charge", "USD/kW-month", of: use) {
          $1.tariff.demandCharge.perKilowattMonth
        },
      ], over: [runs.constant("hours in a month", 730, "h/month"), availability(of: use)])
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
  func meanShare(of use: PoolUse) -> ExplainedTerm {
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
}
