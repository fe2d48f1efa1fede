import ComputeSupply
import Testing

@Suite("What rules do")
struct RuleLawTests {
  typealias Product = SampleChain.Product

  private static func chain() throws -> SampleChain { try SampleChain() }

  @Test("A tighter rule never raises the licensed stock, a looser one never lowers it")
  func monotone() throws {
    let chain = try Self.chain()
    // Orders of a period are placed on its first day, so that worlds with the same periods compare
    // exactly.
    let cuts = [
      "2022-01-30", "2022-03-01", "2022-07-02", "2022-08-01", "2022-09-09", "2022-10-09",
      "2022-09-21", "2022-10-21", "2023-10-18", "2023-11-17", "2023-09-21", "2023-10-21",
    ]
    let tables = [
      try chain.table(
        [(.old, "2022-03-01"), (.new, "2022-03-01"), (.grade, "2022-08-01")], cuts: cuts),
      try chain.table([(.new, "2022-03-01"), (.grade, "2022-10-09")], cuts: cuts),
      try chain.table([(.new, "2022-03-01"), (.grade, "2023-11-17")], cuts: cuts),
      try chain.table([(.new, "2022-10-21"), (.grade, "2023-11-17")], cuts: cuts),
      try chain.table([(.new, "2023-10-21")], cuts: cuts),
      try chain.table([], cuts: cuts),
    ]
    let histories = try tables.map { try chain.run($0) }
    for (tight, loose) in zip(histories, histories.dropFirst()) {
      for month in 0..<tight.months {
        #expect(
          tight.worth(month, .licensed, of: chain)
            <= loose.worth(month, .licensed, of: chain) * (1 + 1e-12))
      }
      #expect(
        tight.worth(47, .licensed, of: chain) < loose.worth(47, .licensed, of: chain))
    }
  }

  @Test("More licences, a higher cap, less duty, more acceptance never lower the licensed stock")
  func degrees() throws {
    let chain = try Self.chain()
    func final(grant: Double = 1, cap: Double? = nil, duty: Double = 0) throws -> Double {
      let table = try chain.table([]) { product, _ in
        product == .new || product == .grade
          ? try SaleTerms(.licence, grantRate: grant, cumulativeCap: cap, duty: duty) : .free
      }
      return try chain.run(table).worth(47, .licensed, of: chain)
    }
    let grants = try [0, 0.2, 0.6, 1].map { try final(grant: $0) }
    let caps = try [0, 0.01, 0.05, 0.5].map { try final(cap: $0) } + [final()]
    let duties = try [1, 0.5, 0.1, 0].map { try final(duty: $0) }
    for series in [grants, caps, duties] {
      #expect(series == series.sorted())
      #expect(series.first! < series.last!)
    }
    func accepted(_ share: Double) throws -> Double {
      try chain.run(chain.table([])) {
        $0.buyers.acceptance["new"] = MonthlySeries(constant: share, months: SampleChain.count)
      }.worth(47, .licensed, of: chain)
    }
    let acceptances = try [0, 0.3, 1].map(accepted)
    #expect(acceptances == acceptances.sorted())
    #expect(acceptances[0] < acceptances[2])
  }

  @Test("With a buyer that refuses, the permissive case licenses no more than the strict one")
  func refusal() throws {
    var chain = try Self.chain()
    chain.programme.buyers.acceptance = ["new": MonthlySeries(constant: 0, months: 48)]
    let strict = try chain.run(chain.table([(.new, "2022-01-01"), (.grade, "2023-05-01")]))
    let loose = try chain.run(chain.table([(.grade, "2023-05-01")]))
    for month in 0..<48 {
      for product in chain.programme.products.indices {
        let cell = strict.cell(month, product, .licensed)
        #expect(strict.stock[cell] == loose.stock[cell])
      }
      // What the rules deny is wanted in full, so that only they press anybody past them.
      #expect(loose.pressure[month] <= strict.pressure[month])
    }
    #expect(strict.refusals != loose.refusals)
  }

  @Test("Without rules nobody smuggles")
  func noPressure() throws {
    let chain = try Self.chain()
    let free = try chain.run(chain.table([]))
    #expect(free.pressure.allSatisfy { $0 == 0 })
    for channel in SupplyChannel.allCases where channel.isLeak {
      #expect(free.worth(47, channel, of: chain) == 0)
    }
    let ruled = try chain.run(chain.rules())
    #expect(ruled.pressure.contains { $0 > 0.1 })
    #expect(ruled.worth(47, .smuggled, of: chain) > 0)
  }

  @Test(
    "In the reference a flow past the rules is its estimate, and follows their pressure elsewhere")
  func leaks() throws {
    let chain = try Self.chain()
    let rules = try chain.rules()
    let same = try chain.run(rules)
    let worths = chain.programme.products.map(\.worth)
    for month in 0..<same.months where same.pressure[month] > 0 {
      let world = [0, 1].reduce(0.0) {
        $0 + chain.programme.products[$1].output[month] * worths[$1]
      }
      let flow = same.added(month, in: .smuggled, weights: worths)
      #expect(abs(flow - (1_500 + 0.005 * world)) < 1e-6 * flow)
    }
    let strict = try chain.run(chain.table([(.new, "2022-01-01"), (.grade, "2022-01-01")]))
    for month in 22..<same.months {
      let ratio = strict.pressure[month] / same.pressure[month]
      let flows = [strict, same].map { $0.added(month, in: .smuggled, weights: worths) }
      #expect(abs(flows[0] / flows[1] - min(3, ratio)) < 1e-9)
    }
    // A flow that the reference does not have is its own estimate under the same rules.
    var without = chain
    without.programme.leaks[0].amount.scale(by: 0)
    without.programme.leaks[0].shareOfWorld.scale(by: 0)
    let added = try without.run(rules) {
      $0.leaks[0].amount = MonthlySeries(constant: 900, months: 48)
    }
    #expect(abs(added.added(40, in: .smuggled, weights: worths) - 900) < 1e-6)
    let enforced = try chain.run(rules) {
      $0.leaks[0].enforcement = MonthlySeries(constant: 0.5, months: 48)
    }
    let halves = (30..<48).map {
      enforced.added($0, in: .smuggled, weights: worths)
        / same.added($0, in: .smuggled, weights: worths)
    }
    #expect(halves.allSatisfy { abs($0 - 0.5) < 1e-9 })
  }

  @Test("A cap holds in every month, against all that the exporter's own users have got")
  func caps() throws {
    let chain = try Self.chain()
    let table = try chain.table([]) { product, _ in
      product == .new ? try SaleTerms(.licence, grantRate: 1, cumulativeCap: 0.1) : .free
    }
    let history = try chain.run(table)
    let product = Product.new.rawValue
    var (target, home) = (0.0, 0.0)
    var binding = 0
    for month in 0..<history.months {
      target += history.shipped[month * history.products + product]
      #expect(target <= 0.1 * home + 1e-6)
      if home > 0, target > 0.0999 * home { binding += 1 }
      home += history.added[history.cell(month, product, .exporterHome)]
    }
    #expect(binding > 40)
    #expect(history.importConstraint[40] == .cap)
  }

  @Test("A redesign arrives no earlier than its lag, and not beside a listed product as good")
  func redesigns() throws {
    var chain = try Self.chain()
    let table = try chain.table([
      (.new, "2022-06-15"), (.grade, "2022-10-07"), (.old, "2022-10-07"),
    ])
    let deniedAt = try #require(table.firstDenial(of: Product.old.rawValue))
    let redesigns = [SupplyAlternative.Redesign(product: "redesign", deniedAt: deniedAt)]
    for lag in [3.0, 6.4, 9] {
      chain.programme.redesignMonths = lag
      let history = try chain.run(table, redesigns: redesigns)
      let product = Product.redesign.rawValue
      let orders = (0..<history.months).filter {
        history.granted[$0 * history.products + product] > 0
      }
      let first = try #require(orders.first)
      #expect(Double(first) + 1 >= deniedAt + lag)
      #expect(Double(first) <= deniedAt + lag + 1)
      // From month 26 on the better `cut` is listed.
      #expect(orders.last == 25)
      let event = try #require(history.events.first { $0.kind == .redesigned })
      #expect(abs(event.at - (deniedAt + lag)) < 0.1)
    }
    let none = try chain.run(table)
    #expect(
      none.granted.indices.allSatisfy {
        $0 % none.products != Product.redesign.rawValue
          || none.granted[$0] == 0
      })
  }

  @Test("Orders run ahead of an announced rule, and only then; the debt is paid back")
  func pullForward() throws {
    let chain = try Self.chain()
    let table = try chain.table([(.new, "2023-03-15")])
    let calm = try chain.run(table)
    let hurried = try chain.run(table) { $0.buyers.pullForward = 0.4 }
    let repaid = try chain.run(table) {
      $0.buyers.pullForward = 0.4
      $0.buyers.repayment = 0.5
    }
    func orders(_ history: SupplyHistory, _ month: Int) -> Double {
      (0..<history.products).reduce(0) {
        $0 + history.granted[month * history.products + $1] * chain.programme.products[$1].price[0]
      }
    }
    // Announced 2023-02-13, in effect 2023-03-15.
    for month in 0..<48 where !(13...14).contains(month) {
      #expect(orders(hurried, month) == orders(calm, month))
    }
    #expect(orders(hurried, 13) > orders(calm, 13))
    let extra = (0..<48).reduce(0) { $0 + orders(hurried, $1) - orders(calm, $1) }
    let left = (0..<48).reduce(0) { $0 + orders(repaid, $1) - orders(calm, $1) }
    #expect(extra > 0)
    #expect(abs(left) < 1e-6 * extra)
  }

  @Test("A lot in the queue of licences when a rule comes is refused")
  func lateRefusal() throws {
    let chain = try Self.chain()
    let table = try chain.table([(.new, "2023-03-15")]) { product, _ in
      product == .new ? try SaleTerms(.notice, noticeDays: 45) : .free
    }
    let history = try chain.run(table)
    let product = Product.new.rawValue
    let ordered = (0..<48).reduce(0) { $0 + history.granted[$1 * history.products + product] }
    let shipped = (0..<48).reduce(0) { $0 + history.shipped[$1 * history.products + product] }
    #expect(shipped < ordered * 0.95)
    #expect(history.shipped[product] == 0, "45 days are more than a month")
    #expect(history.delayed[product] > 0)
    #expect(history.shipped[15 * history.products + product] == 0)
    #expect(
      history.events.contains {
        $0.kind == .refused(.rules) && $0.product == product && $0.at > 14.4 && $0.at < 15.5
      })
  }

  @Test("Rented chips go back to their owners over the months of release")
  func givingBack() throws {
    let chain = try Self.chain()
    let table = try chain.table(
      [(.new, "2022-10-21"), (.grade, "2023-11-17")], memoryUntil: "2024-12-02",
      channels: [(.offshoreRented, from: "2024-01-01")])
    let history = try chain.run(table)
    let worths = chain.programme.products.map(\.worth)
    for month in 24..<47 {
      #expect(history.added(month, in: .offshoreRented, weights: worths) == 0)
      let ratio =
        history.worth(month + 1, .offshoreRented, of: chain)
        / history.worth(month, .offshoreRented, of: chain)
      #expect(ratio > 0.82 && ratio < 5.0 / 6)
    }
    // The ages of moved chips go with them: failures alone shrink the whole.
    #expect(history.events.contains { $0.kind == .givenBack(.offshoreRented) })
  }
}
