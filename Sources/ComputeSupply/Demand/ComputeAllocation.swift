public import Quantities

/// Chips divided between training and inference: what each gets, and what each lacks.
public struct ComputeAllocation: Sendable, Hashable {
  public var trainingChips = 0.0
  public var servingChips = 0.0
  /// Chips that nobody asks for, or that can do neither.
  public var idleChips = 0.0
  /// What is trained, and what is asked for beyond it.
  public var training = FLOPsPerSecond.zero
  public var trainingShortfall = FLOPsPerSecond.zero
  /// Tokens that are served, and those that are asked for beyond them.
  public var serving = TokensPerSecond.zero
  public var servingShortfall = TokensPerSecond.zero

  public init() {}
}

/// What one chip of each product trains and serves, in the order in which products go over from
/// training to serving.
///
/// A product that trains well for what it serves trains first, and one that serves well serves first:
/// every division that is not wasteful cuts the products in this order at one place (comparative
/// advantage), so that searching for the best one is searching for the cut.
public struct CapacityFrontier: Sendable, Hashable {
  /// Useful work per second of one chip.
  public let training: [Double]
  /// Tokens per second of one chip, at the mean use of what serves.
  public let serving: [Double]
  /// Products from the one that is relatively best at training; those that can do neither left out.
  private let order: [Int]
  /// Places in the order before which every product trains, and from which every one serves.
  private let trainable: Int
  private let servable: Int

  /// - Precondition: both have one entry for each product, none negative.
  public init(training: [FLOPsPerSecond], serving: [TokensPerSecond]) {
    precondition(training.count == serving.count, "\(training.count) and \(serving.count) products")
    precondition(training.allSatisfy { $0.value >= 0 } && serving.allSatisfy { $0.value >= 0 })
    self.training = training.map(\.value)
    self.serving = serving.map(\.value)
    let (trained, served) = (self.training, self.serving)
    order = trained.indices.filter { trained[$0] > 0 || served[$0] > 0 }.sorted {
      let (a, b) = (trained[$0] * served[$1], trained[$1] * served[$0])
      return a != b ? a > b : $0 < $1
    }
    trainable = order.count { trained[$0] > 0 }
    servable = order.count { served[$0] == 0 }
  }

  /// The division of a stock under a policy.
  ///
  /// Chips of all products are used exactly once: training, serving and idle add to the stock.
  ///
  /// - Parameters:
  ///   - counts: chips of each product.
  ///   - need: work per second that training asks for.
  ///   - tokens: per second that are asked for.
  /// - Complexity: O(products), without allocation.
  public func allocation(
    of counts: borrowing [Double], training need: FLOPsPerSecond, serving tokens: TokensPerSecond,
    policy: AllocationPolicy
  ) -> ComputeAllocation {
    let stock = counts.reduce(0, +)
    if case .fixedShare(let share) = policy {
      return divided(counts, share: share, stock: stock, need.value, tokens.value)
    }
    // Where training has all it asks for, from the front, and inference, from the back.
    let trained = cut(of: counts, until: need.value)
    let served = cutFromBack(of: counts, until: tokens.value)
    var (front, back) = (trained, served)
    if served < trained {
      // Not enough for both: one cut between the two.
      let chosen: Double
      switch policy {
      case .trainingFirst, .fixedShare: chosen = trained
      case .inferenceFirst: chosen = served
      case .byValue(let perFLOP, let perToken):
        var split = 0
        while split < order.count,
          training[order[split]] * perFLOP > serving[order[split]] * perToken
        { split += 1 }
        chosen = min(trained, max(served, Double(split)))
      }
      (front, back) = (chosen, chosen)
    }
    return allocation(of: counts, from: front, to: back, stock: stock, need.value, tokens.value)
  }

  /// Products up to `front` train and those from `back` on serve; a place is the index in the order
  /// and the share of that product.
  private func allocation(
    of counts: borrowing [Double], from front: Double, to back: Double, stock: Double,
    _ need: Double, _ tokens: Double
  ) -> ComputeAllocation {
    var (trainers, servers, work, rate) = (0.0, 0.0, 0.0, 0.0)
    for place in order.indices {
      let product = order[place]
      let count = counts[product]
      let trains = min(1, max(0, front - Double(place))) * count
      let serves = min(1, max(0, Double(place + 1) - back)) * count
      // A chip that cannot do what its place says stands idle.
      if training[product] > 0 {
        trainers += trains
        work += trains * training[product]
      }
      if serving[product] > 0 {
        servers += serves
        rate += serves * serving[product]
      }
    }
    return result(trainers, servers, work, rate, stock: stock, need, tokens)
  }

  private func divided(
    _ counts: borrowing [Double], share: Double, stock: Double, _ need: Double, _ tokens: Double
  ) -> ComputeAllocation {
    var (trainers, servers, work, rate) = (0.0, 0.0, 0.0, 0.0)
    for product in counts.indices {
      let count = counts[product]
      if training[product] > 0 {
        trainers += count * share
        work += count * share * training[product]
      }
      if serving[product] > 0 {
        servers += count * (1 - share)
        rate += count * (1 - share) * serving[product]
      }
    }
    // What is asked for, and no more.
    let (trains, serves) = (min(1, need / max(work, 1e-300)), min(1, tokens / max(rate, 1e-300)))
    return result(
      trainers * trains, servers * serves, work * trains, rate * serves, stock: stock, need, tokens)
  }

  private func result(
    _ trainers: Double, _ servers: Double, _ work: Double, _ rate: Double, stock: Double,
    _ need: Double, _ tokens: Double
  ) -> ComputeAllocation {
    var found = ComputeAllocation()
    found.trainingChips = trainers
    found.servingChips = servers
    found.idleChips = max(0, stock - trainers - servers)
    found.training = FLOPsPerSecond(work)
    found.trainingShortfall = FLOPsPerSecond(Self.missing(work, of: need))
    found.serving = TokensPerSecond(rate)
    found.servingShortfall = TokensPerSecond(Self.missing(rate, of: tokens))
    return found
  }

  /// What lacks, but for the rounding of sums.
  private static func missing(_ value: Double, of need: Double) -> Double {
    value < need * (1 - 1e-12) ? need - value : 0
  }

  /// Where what trains from the front on does so much work.
  private func cut(of counts: borrowing [Double], until need: Double) -> Double {
    var left = need
    for place in 0..<trainable {
      let product = order[place]
      let work = counts[product] * training[product]
      if work >= left { return Double(place) + (left > 0 ? left / work : 0) }
      left -= work
    }
    return Double(trainable)
  }

  /// Where what serves from the back on makes so many tokens.
  private func cutFromBack(of counts: borrowing [Double], until tokens: Double) -> Double {
    var left = tokens
    for place in (servable..<order.count).reversed() {
      let product = order[place]
      let rate = counts[product] * serving[product]
      if rate >= left { return Double(place + 1) - (left > 0 ? left / rate : 0) }
      left -= rate
    }
    return Double(servable)
  }
}

extension ComputeDemand {
  /// The division of a stock for this demand.
  ///
  /// - Parameters:
  ///   - counts: chips of each product.
  ///   - frontier: what one chip of each does, at ``servingUtilization``.
  ///   - years: since the first month of the programme.
  public func allocation(
    of counts: borrowing [Double], by frontier: CapacityFrontier, after years: Double
  ) -> ComputeAllocation {
    frontier.allocation(
      of: counts, training: training.rate(after: years),
      serving: TokensPerSecond(tokensPerDay(after: years).value / Seconds.day.value),
      policy: policy)
  }
}
