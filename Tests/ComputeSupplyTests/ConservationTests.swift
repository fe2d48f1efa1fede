import ComputeSupply
import Testing

@Suite("Conservation")
struct ConservationTests {
  private static func close(_ a: Double, _ b: Double, scale: Double) -> Bool {
    abs(a - b) <= 1e-9 * max(scale, 1)
  }

  /// A course with everything in it: caps, licences, redesign, leaks that close, unsold packages.
  private static func history() throws -> (SampleChain, SupplyHistory) {
    var chain = try SampleChain()
    chain.programme.buyers.pullForward = 0.5
    chain.programme.buyers.repayment = 0.1
    chain.programme.buyers.crowdingOut = 0.5
    chain.programme.licences = [
      try LicencePath(
        name: "licence", grantRate: MonthlySeries(constant: 0.4, months: SampleChain.count),
        leadMonths: 2.5)
    ]
    let table = try chain.table(
      [(.new, "2023-06-10"), (.grade, "2024-03-05")], memoryUntil: "2024-09-01",
      channels: [(.offshoreRented, from: "2024-02-11")]
    ) { product, _ in
      product == .new
        ? try SaleTerms(
          .licence, noticeDays: 10, licence: "licence", cumulativeCap: 0.2, duty: 0.25, fee: 0.15)
        : .free
    }
    let history = try chain.run(
      table, redesigns: [.init(product: "redesign", deniedAt: table.firstDenial(of: 2)!)])
    return (chain, history)
  }

  @Test("Wafers become dies, dies packages, and packages are delivered, unsold or scrapped")
  func industry() throws {
    let (chain, history) = try Self.history()
    let line = chain.programme.lines[0]
    let gross = WaferGeometry.grossDies(dieArea: line.dieArea)
    let before = line.waferMonths.rounded(.down) * line.waferStarts[0]
    var sum = DomesticSums()
    for month in 0..<history.months {
      let now = history.domestic[month]
      sum.add(now)
      #expect(
        Self.close(before + sum.started, sum.finished + now.wafersInProcess, scale: sum.started))
      #expect(Self.close(sum.finished * gross, sum.good + sum.salvaged + sum.scrapped, scale: 1e6))
      let used = sum.packages * Double(line.diesPerPackage)
      #expect(
        Self.close(
          line.dieBank + sum.good + sum.salvaged, used + now.dieStock + now.dieBank, scale: 1e6))
      #expect(
        Self.close(
          sum.packages, sum.goodPackages + sum.scrappedPackages + now.packagesInProcess,
          scale: 1e6))
      #expect(Self.close(sum.goodPackages, sum.delivered + now.packagesUnsold, scale: 1e6))
      #expect(now.dieStock >= 0 && now.dieBank >= 0 && now.packagesUnsold >= 0)
    }
    #expect(sum.scrapped > 0 && sum.salvaged > 0 && sum.scrappedPackages > 0)
    #expect(history.domestic.contains { $0.packagesUnsold > 0 })
  }

  private struct DomesticSums {
    var started = 0.0
    var finished = 0.0
    var good = 0.0
    var salvaged = 0.0
    var scrapped = 0.0
    var packages = 0.0
    var goodPackages = 0.0
    var scrappedPackages = 0.0
    var delivered = 0.0

    mutating func add(_ month: DomesticMonth) {
      started += month.wafersStarted
      finished += month.wafersFinished
      good += month.goodDies
      salvaged += month.salvagedDies
      scrapped += month.scrappedDies
      packages += month.packagesStarted
      goodPackages += month.goodPackages
      scrappedPackages += month.scrappedPackages
      delivered += month.packagesDelivered
    }
  }

  @Test("Every stack of memory is in stock or in a package, those that failed included")
  func memory() throws {
    let (chain, history) = try Self.history()
    var arrived = chain.programme.memory.initialStacks
    var used = 0.0
    for month in history.memory {
      arrived += month.imported + month.pulledForward + month.covert + month.madeAtHome
      used += month.used
      #expect(Self.close(arrived, used + month.stock, scale: arrived))
    }
    let packages = history.domestic.reduce(0) { $0 + $1.packagesStarted }
    #expect(Self.close(used, packages * 8, scale: used))
    let pulled = history.memory.reduce(0) { $0 + $1.pulledForward }
    #expect(Self.close(pulled, 1_000_000, scale: pulled))
  }

  @Test("Every chip is in one place: what came is there, or retired, or moved to another channel")
  func chips() throws {
    let (_, history) = try Self.history()
    for product in 0..<history.products {
      var came = 0.0
      for month in 0..<history.months {
        var moved = 0.0
        for channel in SupplyChannel.allCases {
          let cell = history.cell(month, product, channel)
          let before =
            month > 0 ? history.stock[history.cell(month - 1, product, channel)] : nil
          let change = history.added[cell] - history.retired[cell] + history.moved[cell]
          if let before {
            #expect(Self.close(history.stock[cell], before + change, scale: 1e6))
          }
          #expect(history.stock[cell] >= 0 && history.retired[cell] >= 0)
          moved += history.moved[cell]
        }
        #expect(Self.close(moved, 0, scale: 1e6))
        // Shipped to the target is in transit or delivered.
        let row = month * history.products + product
        came += history.added[history.cell(month, product, .licensed)]
        let shipped = (0...month).reduce(0) {
          $0 + history.shipped[$1 * history.products + product]
        }
        #expect(Self.close(shipped, came + history.inTransit[row], scale: 1e6))
      }
    }
    let rented = SupplyChannel.offshoreRented
    #expect(
      (0..<history.months).contains { history.moved[history.cell($0, 1, rented)] < 0 })
  }

  @Test("What the world makes is shipped to the target, leaks to it, or serves others")
  func output() throws {
    let chain = try SampleChain()
    let rules = try chain.rules()
    let history = try chain.run(rules)
    // In the reference the world's output is the programme's.
    for product in [SampleChain.Product.old, .new].map(\.rawValue) {
      var made = 0.0
      var planned = 0.0
      for month in 0..<history.months {
        made += history.made[month * history.products + product]
        planned += chain.programme.products[product].output[month]
        #expect(Self.close(made, planned, scale: planned))
      }
    }
  }

  @Test("What vendors do not export they sell to others, as far as sales are displaced")
  func displacement() throws {
    for share in [0.0, 0.4, 1] {
      var chain = try SampleChain()
      chain.programme.displacement = share
      let strict = try chain.table([
        (.old, "2022-01-01"), (.new, "2022-01-01"), (.grade, "2022-01-01"), (.cut, "2022-01-01"),
      ])
      let open = try chain.table([])
      let (few, many) = (
        try chain.run(strict, reference: strict), try chain.run(strict, reference: open)
      )
      func others(_ history: SupplyHistory) -> Double {
        (0..<history.months).reduce(0) { sum, month in
          sum
            + [0, 1].reduce(0) { sum, product in
              sum + history.added[history.cell(month, product, .exporterHome)]
                + history.added[history.cell(month, product, .elsewhereHome)]
                + history.diverted[month * history.products + product]
            }
        }
      }
      let reference = try chain.run(open, reference: open)
      let exported = reference.shipped.reduce(0, +)
      let base = others(reference)
      #expect(Self.close(others(many), base + share * exported, scale: base))
      #expect(exported > 0 && others(few) > 0)
    }
  }

  @Test("Money: what buyers pay is what sellers keep, duty, fee and premium")
  func money() throws {
    let (_, history) = try Self.history()
    for place in history.spend.indices {
      let parts =
        history.revenue[place] + history.duty[place] + history.fee[place] + history.premium[place]
      #expect(Self.close(history.spend[place], parts, scale: history.spend[place]))
    }
    for amounts in [history.duty, history.fee, history.premium, history.rent] {
      #expect(amounts.reduce(0, +) > 0 && amounts.allSatisfy { $0 >= 0 })
    }
  }

  @Test("Duty and fee are borne as agreed", arguments: [0.0, 0.3, 1])
  func incidence(passed: Double) throws {
    var chain = try SampleChain()
    chain.programme.buyers.dutyPassThrough = passed
    chain.programme.buyers.feePassThrough = 1 - passed
    let table = try chain.table([]) { _, _ in try SaleTerms(.free, duty: 0.25, fee: 0.15) }
    let history = try chain.run(table, reference: table)
    let licensed = SupplyChannel.licensed.rawValue
    let prices = chain.programme.products.map { $0.price[0] }
    for month in 0..<history.months {
      let place = month * SupplyChannel.count + licensed
      let list = (0..<history.products).reduce(0) {
        $0 + history.shipped[month * history.products + $1] * prices[$1]
      }
      #expect(Self.close(history.duty[place], 0.25 * list, scale: list))
      #expect(Self.close(history.fee[place], 0.15 * list, scale: list))
      let spend = list * (1 + 0.25 * passed + 0.15 * (1 - passed))
      #expect(Self.close(history.spend[place], spend, scale: list))
      // Buyers never spend more than their money.
      let money =
        0.2 * chain.programme.products.reduce(0) { $0 + $1.output[month] * $1.price[month] }
      #expect(spend <= money * (1 + 1e-9))
    }
  }
}
