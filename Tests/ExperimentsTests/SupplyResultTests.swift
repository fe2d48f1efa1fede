import ComputeSupply
import Quantities
import Testing

@testable import Experiments

@Suite("What is read off a study of supply")
struct SupplyResultTests {
  static let stock = SupplyMetric("stock", "H100e", "stock", "A stock.")

  /// A result of two draws, with the values of each alternative by draw and date.
  static func result(_ values: [(name: String, draws: [[Float]])]) throws -> SupplyResult {
    let dates = try ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"].map {
      try CalendarDate($0)
    }
    return SupplyResult(
      dates: dates,
      alternatives: values.map { name, draws in
        let byDate = dates.indices.flatMap { date in draws.map { $0[date] } }
        return SupplyResult.Alternative(
          name: name,
          series: [SupplySeries(stock, dates: dates, draws: draws.count, values: byDate)],
          domesticConstraints: [], importConstraints: [], events: [])
      },
      metrics: [stock], draws: 2, start: dates[0].month, products: [], tornados: [],
      tornadoMetric: nil)
  }

  static func sample() throws -> SupplyResult {
    try result([
      ("fast", [[10, 20, 40, 80], [0, 0, 0, 0]]),
      ("slow", [[5, 10, 30, 60], [1, .nan, 3, 4]]),
      // Grows, stands still and shrinks.
      ("uneven", [[10, 30, 20, 20], [7, 7, 7, 7]]),
    ])
  }

  @Test("Ratios are taken draw by draw, where the reference has anything")
  func ratio() throws {
    let result = try Self.sample()
    let ratio = try #require(result.ratio(of: "stock", in: result.alternatives[1], at: 2))
    #expect(ratio.median == 0.75 && ratio.low == 0.75 && ratio.high == 0.75 && ratio.count == 1)
    #expect(result.ratio(of: "other", in: result.alternatives[1], at: 2) == nil)
    let same = try #require(result.ratio(of: "stock", in: result.reference, at: 3))
    #expect(same.median == 1 && same.count == 1)
  }

  @Test("A delay is the time since the other course had as much, between dates evenly")
  func delay() throws {
    let result = try Self.sample()
    let (fast, slow) = (result.alternatives[0], result.alternatives[1])
    let years = result.dates.map(\.fractionalYear)
    // 60 lies half way from 40 to 80; nothing never becomes 4.
    let behind = result.delay(of: "stock", in: slow, behind: fast, at: 3)
    let expected = 12 * (years[3] - (years[2] + years[3]) / 2)
    #expect(abs(try #require(behind[0]) - expected) < 1e-9)
    #expect(behind[1] == nil)
    // 20 lies half way from 10 to 30, half a quarter later: ahead.
    let ahead = result.delay(of: "stock", in: fast, behind: slow, at: 1)
    #expect(
      abs(try #require(ahead[0]) - 12 * (years[1] - (years[1] + years[2]) / 2)) < 1e-9)
    #expect(try #require(ahead[0]) < 0)
    // Where there is no figure there is no delay.
    #expect(result.delay(of: "stock", in: slow, behind: fast, at: 1)[1] == nil)
    #expect(result.delay(of: "other", in: slow, behind: fast, at: 1).isEmpty)
  }

  @Test("Nothing is behind itself, though it stand still or shrink", arguments: 0..<3)
  func noDelay(_ index: Int) throws {
    let result = try Self.sample()
    let own = result.alternatives[index]
    for date in result.dates.indices {
      for (draw, delay) in result.delay(of: "stock", in: own, behind: own, at: date).enumerated() {
        let value = try #require(own["stock"]).values(at: date)[draw]
        #expect(delay == (value == nil ? nil : 0))
      }
    }
  }

  @Test("A value is reached at the first date that has it")
  func reached() throws {
    let result = try Self.sample()
    let years = result.dates.map(\.fractionalYear)
    func reached(_ value: Double, _ index: Int) -> [Double?] {
      result.firstReached(value, by: "stock", in: result.alternatives[index])
    }
    #expect(reached(30, 0) == [years[2], nil])
    #expect(reached(80, 0) == [years[3], nil])
    #expect(reached(81, 0) == [nil, nil])
    #expect(reached(25, 2) == [years[1], nil])
    #expect(reached(3.5, 1) == [years[0], years[3]])
  }

  @Test("Percentiles of known draws lie where their ranks do, between neighbours evenly")
  func fans() throws {
    let fan = try #require(Fan(of: (1...21).reversed().map(Double.init)))
    #expect(fan.low == 2 && fan.median == 11 && fan.high == 20 && fan.count == 21)
    let two = try #require(Fan(of: [10, 0]))
    #expect(two.median == 5 && abs(two.low - 0.5) < 1e-12 && abs(two.high - 9.5) < 1e-12)
    // Two draws bound no median.
    #expect(two.monteCarloError == nil)
    let endless = try #require(Fan(of: [.infinity, 1, .infinity, .infinity]))
    #expect(endless.median == .infinity && endless.high == .infinity)
    #expect(Fan(of: []) == nil)
  }

  @Test("More draws bring the median closer to what it would be with all of them")
  func monteCarloError() throws {
    func error(_ count: Int) throws -> Double {
      let draws = (0..<count).map {
        (Double($0) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
      }
      let fan = try #require(Fan(of: draws))
      return try #require(fan.monteCarloError)
    }
    let errors = try [25, 100, 400, 1_600].map(error)
    for (few, many) in zip(errors, errors.dropFirst()) {
      // Half of it for four times the draws.
      #expect((1.6...2.5).contains(few / many))
    }
  }

  @Test("Means and fans leave out draws without the figure; dates hold until the next")
  func readings() throws {
    let result = try Self.sample()
    let slow = try #require(result.alternatives[1]["stock"])
    #expect(slow.mean(at: 0) == 3 && slow.mean(at: 1) == 10)
    #expect(slow.fan(at: 1)?.count == 1 && slow.values(at: 1) == [10, nil])
    #expect(result.index(of: try CalendarDate("2024-03-30")) == nil)
    #expect(result.index(of: try CalendarDate("2024-09-29")) == 1)
    #expect(result.index(of: try CalendarDate("2030-01-01")) == 3)
  }
}
