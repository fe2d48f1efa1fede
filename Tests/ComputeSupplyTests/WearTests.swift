import ComputeSupply
import Foundation
import Testing

@Suite("Failure, retirement and power")
struct WearTests {
  private static func quiet(
    _ change: (inout SampleChain) -> Void = { _ in }
  ) throws -> (SampleChain, SupplyHistory) {
    var chain = try SampleChain()
    chain.programme.leaks = []
    change(&chain)
    return (chain, try chain.run(chain.table([]), reference: chain.table([])))
  }

  @Test("A stock that gets nothing decays at its failure rate")
  func decay() throws {
    let (_, history) = try Self.quiet { chain in
      chain.programme.initialStocks = [
        .init(product: "redesign", channel: .smuggled, units: 1_000)
      ]
      chain.programme.products[4].lifeMonths = .infinity
    }
    for month in 0..<history.months {
      let expected = 1_000 * exp(-0.03 * Double(month) / 12)
      #expect(abs(history.stock[history.cell(month, 4, .smuggled)] - expected) < 1e-9)
    }
  }

  @Test("A cohort is retired at the end of its life, survivors only")
  func cohorts() throws {
    let life = 10.25
    let (_, history) = try Self.quiet { chain in
      chain.programme.products[0].lifeMonths = life
      chain.programme.products[0].output = MonthlySeries(
        steps: [(3, 8_000), (4, 0)], months: SampleChain.count)
      chain.programme.products[1].output = MonthlySeries(constant: 0, months: SampleChain.count)
      chain.programme.initialStocks = []
    }
    let channel = SupplyChannel.exporterHome
    let added = history.added[history.cell(3, 0, channel)]
    #expect(added > 0)
    let survival = exp(-0.03 / 12)
    func stock(_ month: Int) -> Double { history.stock[history.cell(month, 0, channel)] }
    for month in 3..<13 {
      #expect(abs(stock(month) - added * pow(survival, Double(month - 3))) < 1e-6)
    }
    // Three quarters after 10 months, the rest after 11.
    #expect(abs(stock(13) - 0.25 * added * pow(survival, 10)) < 1e-6)
    #expect(abs(stock(14)) < 1e-6)
  }

  @Test("A steady inflow holds a stock of inflow times mean age at retirement")
  func steadyState() throws {
    let (_, history) = try Self.quiet { chain in
      chain.programme.products[0].lifeMonths = 18
      chain.programme.products[0].failureRate = 0.04
    }
    let channel = SupplyChannel.elsewhereHome
    let inflow = history.added[history.cell(40, 0, channel)]
    let survival = exp(-0.04 / 12)
    let expected = inflow * (1 - pow(survival, 18)) / (1 - survival)
    #expect(abs(history.stock[history.cell(40, 0, channel)] - expected) < 1e-3 * expected)
  }

  @Test("An initial stock of even age is gone after its life")
  func initial() throws {
    let (_, history) = try Self.quiet { chain in
      chain.programme.products[4].lifeMonths = 20
      chain.programme.products[4].failureRate = 0
      chain.programme.longerLife = [.target: 4]
      chain.programme.initialStocks = [
        .init(product: "redesign", channel: .elsewhereHome, units: 600),
        .init(product: "redesign", channel: .licensed, units: 600),
      ]
    }
    for (channel, life) in [(SupplyChannel.elsewhereHome, 20.0), (.licensed, 24)] {
      for month in 0..<history.months {
        let expected = max(0, 600 * (1 - Double(month) / life))
        #expect(abs(history.stock[history.cell(month, 4, channel)] - expected) < 1e-9)
      }
    }
  }

  @Test("Power runs as many chips as it can, by place")
  func power() throws {
    let (chain, history) = try Self.quiet { chain in
      chain.programme.power = [.target: MonthlySeries(constant: 200e6, months: SampleChain.count)]
    }
    for month in 0..<history.months {
      var watts = 0.0
      for channel in SupplyChannel.allCases where channel.location == .target {
        watts += history.stock(month, in: channel, weights: chain.programme.products.map(\.watts))
      }
      let place = month * SupplyPlace.allCases.count + SupplyPlace.target.rawValue
      #expect(abs(history.installedPower[place] - watts) < 1e-6 * watts)
      #expect(history.poweredShare[place] == min(1, 200e6 / history.installedPower[place]))
      #expect(history.poweredShare[place - 1] == 1)
    }
    #expect(history.poweredShare.contains { $0 < 1 })
  }
}
