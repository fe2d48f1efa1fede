import ComputeSupply
import ExportControl
import OutputAnalysis
import Quantities
import Testing

@testable import Experiments

@Suite("Alternatives of a study of supply share their draws")
struct SupplyStudyTests {
  private static func text(_ alternatives: String) -> String {
    """
    seed: 2
    supply: {from: 2022-01, until: 2023-09, draws: 40}
    alternatives:
      rules: {}
      same: {}
      no rules: {supply: {rules: {base: none}}}
    \(alternatives)
    """
  }

  /// With one that makes vendors design what no other has.
  private static let early = """
      early:
        supply:
          rules:
            without: [r2023now]
            changes:
              r2023a: {from: 2022-10-21}
              r2023b: {from: 2022-10-21}
              r2023c: {from: 2022-10-21}
    """

  struct Study {
    let question: SupplyQuestion
    let result: SupplyResult
  }

  static let three = Result {
    let question = try SupplySample.question(text(""))
    return Study(question: question, result: try question.study.run(jobs: 1))
  }

  static let four = Result {
    let question = try SupplySample.question(text(early))
    return Study(question: question, result: try question.study.run(jobs: 4))
  }

  @Test("An alternative that changes nothing is the reference: ratios of exactly 1, no delay")
  func same() throws {
    let result = try Self.three.get().result
    let same = result.alternatives[1]
    #expect(result.bits(of: "same") == result.bits(of: "rules"))
    for metric in result.metrics {
      for date in result.dates.indices {
        guard let ratio = result.ratio(of: metric.name, in: same, at: date) else { continue }
        #expect(ratio.low == 1 && ratio.median == 1 && ratio.high == 1, "\(metric.name)")
      }
    }
    let last = result.dates.count - 1
    let delays = result.delay(
      of: "target.stock.tpp", in: same, behind: result.reference, at: last)
    #expect(delays.count == 40 && delays.allSatisfy { $0 == 0 })
  }

  @Test("Another alternative changes nothing in others, on one thread or four")
  func independence() throws {
    let (three, four) = (try Self.three.get().result, try Self.four.get().result)
    #expect(four.products.count > three.products.count, "nobody designed anything")
    for name in ["rules", "same", "no rules"] {
      let (own, with) = (three.bits(of: name), four.bits(of: name))
      #expect(own.count > 50 && own.allSatisfy { with[$0.key] == $0.value }, "\(name)")
    }
    #expect(three.dates == four.dates && three.tornados.count == 3)
  }

  @Test("The same bytes on one thread and on four")
  func threads() throws {
    let study = try Self.four.get()
    let alone = try study.question.study.run(jobs: 1)
    for name in alone.alternatives.map(\.name) {
      #expect(alone.bits(of: name) == study.result.bits(of: name))
    }
    for (one, four) in zip(alone.alternatives, study.result.alternatives) {
      #expect(one.events == four.events)
      #expect(one.domesticConstraints == four.domesticConstraints)
      #expect(one.importConstraints == four.importConstraints)
    }
    #expect(alone.tornados.map(\.bars) == study.result.tornados.map(\.bars))
  }

  @Test("Figures are of the ends of quarters and of the last month, and constraints are shares")
  func dates() throws {
    let result = try Self.three.get().result
    #expect(result.dates.count == 7)
    #expect(try result.dates.last == CalendarDate("2023-09-30"))
    for alternative in result.alternatives {
      for shares in alternative.domesticConstraints + alternative.importConstraints {
        #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
      }
    }
  }

  private static func near(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= 2e-6 * max(abs(a), abs(b))
  }

  @Test("China's stock is that of its channels, and that of its products by what each counts as")
  func sums() throws {
    let study = try Self.four.get()
    let weights = study.question.study.weights
    for alternative in study.result.alternatives {
      func values(_ metric: String) throws -> [Double?] {
        try #require(alternative[metric], "\(metric)").values(at: 6)
      }
      for definition in H100Equivalent.allCases {
        let stock = try values("target.stock.\(definition.rawValue)")
        let own = weights.values[weights.index(of: definition)]
        var sums = Array(repeating: 0.0, count: 40)
        for (product, weight) in zip(study.result.products, own) {
          for (draw, units) in try values("target.units.\(product)").enumerated() {
            sums[draw] += try #require(units) * weight
          }
        }
        for (sum, stock) in zip(sums, stock) { #expect(Self.near(sum, try #require(stock))) }
      }
      let whole = try values("target.stock.\(weights.unit.rawValue)")
      var parts = Array(repeating: 0.0, count: 40)
      for channel in SupplyChannel.ofTarget {
        for (draw, part) in try values("target.stock.\(channel.name)").enumerated() {
          parts[draw] += try #require(part)
        }
      }
      for (sum, whole) in zip(parts, whole) { #expect(Self.near(sum, try #require(whole))) }
      let chips = try values("licensed.units")
      var shipped = Array(repeating: 0.0, count: 40)
      for product in study.result.products {
        for (draw, units) in try values("licensed.units.\(product)").enumerated() {
          shipped[draw] += try #require(units)
        }
      }
      for (sum, whole) in zip(shipped, chips) { #expect(Self.near(sum, try #require(whole))) }
    }
  }

  @Test("A tornado tells what each input does by itself, and its reference is the median world")
  func tornado() throws {
    let study = try Self.three.get()
    let inputs = study.question.built.plan.inputs.map(\.name)
    #expect(
      study.result.tornadoMetric?.name
        == "target.stock.\(study.question.study.weights.unit.rawValue)")
    for tornado in study.result.tornados {
      #expect(Set(tornado.bars.map(\.input)) == Set(inputs))
      #expect(tornado.bars[0].swing > 0)
      #expect(zip(tornado.bars, tornado.bars.dropFirst()).allSatisfy { $0.swing >= $1.swing })
    }
    #expect(study.result.tornados[0].bars == study.result.tornados[1].bars)
  }
}
