public import ComputeSupply
import Foundation

public import Quantities

extension StockEvaluator {
  /// What the stock that a country's users have can do in a month.
  ///
  /// The largest run is that of the largest cluster: of each product and place, the coherent share of
  /// what there is power for; over products and places the one that does most. A chip whose
  /// equivalent is unknown by a definition counts by total processing performance.
  ///
  /// - Parameters:
  ///   - stock: units by product and channel, `product · channels + channel` from `first` on, as in
  ///     `SupplyHistory.stock`.
  ///   - powered: by place, the share of chips standing there that there is power for.
  ///   - frontier: see ``frontier(for:after:)``; the same for all months where the mix stays.
  ///   - years: since the first month of the programme.
  /// - Complexity: O(products · channels), without allocation but for the counts by product.
  public func month(
    _ stock: borrowing [Double], from first: Int = 0, usedBy user: SupplyPlace,
    powered: SIMD3<Double> = .one, demand: ComputeDemand, frontier: CapacityFrontier,
    after years: Double
  ) -> StockMonth {
    var counts = [Double](repeating: 0, count: products)
    return month(
      stock, from: first, usedBy: user, powered: powered, demand: demand, frontier: frontier,
      after: years, counts: &counts)
  }

  /// The same with room for the counts by product, so that nothing is allocated.
  ///
  /// - Parameter explained: whether to say what keeps the country from what it asks for.
  public func month(
    _ stock: borrowing [Double], from first: Int, usedBy user: SupplyPlace,
    powered: SIMD3<Double>, demand: ComputeDemand, frontier: CapacityFrontier,
    after years: Double, explained: Bool = true, counts: inout [Double]
  ) -> StockMonth {
    var month = StockMonth()
    var sums = Sums()
    let channels = Self.channels[user.rawValue]
    for product in 0..<products {
      var (all, running) = (0.0, 0.0)
      let place = product * Self.width
      let serves = frontier.serving[product]
      for channel in channels {
        let units = stock[first + place + channel.place]
        if units <= 0 { continue }
        let inUse = units * powered[channel.location]
        all += units
        running += inUse
        let cost = costs.asked[place + channel.place]
        if serves > 0, !cost.isNaN {
          sums.add(inUse, serves, cost, costs.bare[place + channel.place])
        }
      }
      counts[product] = running
      if all <= 0 { continue }
      month.chips += running
      month.equivalents += equivalents[product] * all
      month.power += Watts(watts[product] * all)
      sums.capacity += running * serves
      sums.unpowered += all - running
    }
    let cluster = largestCluster(stock, from: first, usedBy: user, powered: powered)
    month.clusterProduct = cluster.product
    month.clusterAccelerators = cluster.accelerators
    month.largestRun = FLOPs(cluster.rate * terms.window.value)
    month.programmeRun = FLOPs(month.largestRun.value / demand.training.researchMultiple)
    month.allocation = demand.allocation(of: counts, by: frontier, after: years)
    month.servableTokensPerDay = Tokens(sums.capacity * Seconds.day.value)
    if sums.tokens > 0 {
      month.costPerToken = USDollarsPerToken(sums.cost / sums.tokens)
      month.bareCostPerToken = USDollarsPerToken(sums.bare / sums.tokens)
      month.marginalCostPerToken = USDollarsPerToken(sums.dearest)
    }
    guard explained else { return month }
    let wanted = demand.training.run(after: years)
    if month.largestRun < wanted {
      month.trainingConstraint = constraint(
        on: wanted.value / terms.window.value, stock, from: first, user: user, powered: powered)
    }
    if month.allocation.servingShortfall > .zero {
      month.servingConstraint = servingConstraint(month, sums, wanted: demand, after: years)
    }
    return month
  }

  /// The largest run within the window on one cluster of a country's users.
  public func largestRun(
    _ stock: borrowing [Double], from first: Int, usedBy user: SupplyPlace, powered: SIMD3<Double>
  ) -> FLOPs {
    let cluster = largestCluster(stock, from: first, usedBy: user, powered: powered)
    return FLOPs(cluster.rate * terms.window.value)
  }

  /// The cluster that trains most: the work per second of the largest cluster of each product and
  /// place, and the first of the greatest of them.
  private func largestCluster(
    _ stock: borrowing [Double], from first: Int, usedBy user: SupplyPlace, powered: SIMD3<Double>
  ) -> (rate: Double, product: Int, accelerators: Double) {
    var found = (rate: 0.0, product: 0, accelerators: 0.0)
    let channels = Self.channels[user.rawValue]
    for product in 0..<products where greatestRates[product] > 0 {
      var clusters = SIMD3<Double>.zero
      let place = first + product * Self.width
      for channel in channels {
        let units = stock[place + channel.place]
        if units <= 0 { continue }
        let inUse = units * powered[channel.location]
        clusters[channel.location] += inUse * terms.coherentShare[channel.place]
      }
      let size = clusters.max()
      // Most products need no look at their curve.
      guard size * greatestRates[product] > found.rate else { continue }
      let rate = curves[product]?.value(of: size) ?? 0
      if rate > found.rate { found = (rate, product, size) }
    }
    return found
  }

  private static let width = SupplyChannel.count

  /// A channel in a row of the stock, and where its chips stand.
  private struct Channel {
    let place: Int
    let location: Int
  }

  /// By the place of their users.
  private static let channels = SupplyPlace.allCases.map { user in
    SupplyChannel.allCases.filter { $0.user == user }.map {
      Channel(place: $0.rawValue, location: $0.location.rawValue)
    }
  }

  private struct Sums {
    var capacity = 0.0
    var unpowered = 0.0
    var (cost, bare, tokens, dearest) = (0.0, 0.0, 0.0, 0.0)

    /// Chips that serve so many tokens a second each, at costs per second.
    mutating func add(_ units: Double, _ rate: Double, _ cost: Double, _ bare: Double) {
      self.cost += units * cost
      self.bare += units * (bare.isNaN ? cost : bare)
      tokens += units * rate
      if units > 0 { dearest = max(dearest, cost / rate) }
    }
  }

  /// Which single change would make room for a run that needs such a rate.
  private func constraint(
    on need: Double, _ stock: borrowing [Double], from first: Int, user: SupplyPlace,
    powered: SIMD3<Double>
  ) -> TrainingConstraint {
    let channels = Self.channels[user.rawValue]
    var trains = false
    var (ifPowered, ifTogether) = (0.0, 0.0)
    for product in 0..<products {
      guard let curve = curves[product] else { continue }
      var (clusters, whole) = (SIMD3<Double>.zero, SIMD3<Double>.zero)
      for channel in channels {
        let units = stock[first + product * Self.width + channel.place]
        clusters[channel.location] += units * terms.coherentShare[channel.place]
        whole[channel.location] += units * powered[channel.location]
      }
      guard whole.max() > 0 || clusters.max() > 0 else { continue }
      trains = true
      ifPowered = max(ifPowered, curve.value(of: clusters.max()))
      ifTogether = max(ifTogether, curve.value(of: whole.max()))
    }
    if ifPowered >= need { return .power }
    if ifTogether >= need { return .cluster }
    // A stock of which nothing trains is another matter than none.
    var has = false
    for product in 0..<products where !has {
      for channel in channels {
        has = has || stock[first + product * Self.width + channel.place] > 0
      }
    }
    return has && !trains ? .machine : .chips
  }

  private func servingConstraint(
    _ month: StockMonth, _ sums: Sums, wanted demand: ComputeDemand, after years: Double
  ) -> ServingConstraint {
    let need = demand.tokensPerDay(after: years)
    if month.servableTokensPerDay >= need { return .training }
    if month.chips > 0, sums.capacity == 0 { return .machine }
    // Chips without power would serve at the mean of those that have it.
    if month.chips > 0, sums.unpowered > 0,
      month.servableTokensPerDay * (1 + sums.unpowered / month.chips) >= need
    {
      return .power
    }
    return .chips
  }
}

extension StockEvaluator {
  /// The first place in a course of largest runs, by month, where a run of so much work fits,
  /// between months on a straight line of logarithms; nil where none does.
  public static func firstReach(of work: FLOPs, in runs: [FLOPs]) -> Double? {
    guard let month = runs.firstIndex(where: { $0 >= work }) else { return nil }
    guard month > 0, runs[month - 1] > .zero else { return Double(month) }
    return Double(month - 1)
      + log(work / runs[month - 1]) / log(runs[month] / runs[month - 1])
  }
}
