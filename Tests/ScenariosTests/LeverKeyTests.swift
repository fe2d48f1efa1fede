import Documents
import Economics
import Performance
import Quantities
import Scenarios
import Testing

@Suite("Levers in a file")
struct LeverKeyTests {
  private let text =
    smallest + """

      levers:
        base: bought in 2024
        changes:
          cheap power: {owner: {electricity: 0.03 USD/kWh}}
          small: {model: llama-3.1-8b, fleet: {plan: {tensor: 1}}}
      """

  private func question(_ text: String, settings: [String] = []) throws -> LeverQuestion {
    let file = try ScenarioFile(text: text, named: "t.yaml", assignments: assignments(settings))
    return try #require(try file.levers())
  }

  @Test("Every coalition is a design point, from the base to all levers")
  func cases() throws {
    let found = try points(text)
    #expect(
      found.map(\.alternative) == ["bought in 2024", "cheap power", "small", "all levers"])
    let prices = found.map { point -> Bool in
      guard case .owned(_, let terms) = point.owner.tenure else { return false }
      return abs(terms.electricity.perKilowattHour - 0.03) < 1e-12
    }
    #expect(prices == [false, true, false, true])
    #expect(found.map { $0.deployment.plan.tensor } == [8, 8, 1, 1])
  }

  @Test("A lever is read like an alternative of the same changes")
  func likeAlternatives() throws {
    let alternative =
      smallest + "\nalternatives: {small: {model: llama-3.1-8b, fleet: {plan: {tensor: 1}}}}"
    #expect(differences(try points(text)[2], try point(alternative)) == [])
  }

  @Test("The command line goes over levers")
  func settings() throws {
    let found = try points(text, settings: ["fleet.plan.tensor=2"])
    #expect(found.map { $0.deployment.plan.tensor } == [2, 2, 2, 2])
  }

  @Test("Keys that two levers set to different values are named, equal ones are not")
  func overlaps() throws {
    #expect(try question(text).overlaps.isEmpty)
    let other = text + "\n    wide: {model: llama-3.1-8b, fleet: {plan: {tensor: 2}}}"
    let found = try question(other).overlaps
    #expect(found.count == 1 && found[0].first == "small" && found[0].second == "wide")
    #expect(found.first?.paths == ["fleet.plan.tensor"])
    // The later one wins.
    let both = try points(other).first { $0.alternative == "small + wide" }
    #expect(both?.deployment.plan.tensor == 2)
  }

  @Test(
    "Seven levers have all coalitions; eight have those of sampled orders, each with its reverse")
  func sampled() throws {
    func text(_ count: Int) -> String {
      smallest + "\nlevers: {orders: 6, changes: {"
        + (0..<count).map { "l\($0): {duration: \($0 + 2) min}" }.joined(separator: ", ") + "}}"
    }
    #expect(try question(text(7)).coalitions.count == 128)
    #expect(try question(text(7)).sampledOrders == nil)
    let eight = try question(text(8))
    let orders = try #require(eight.sampledOrders)
    #expect(orders.count == 6)
    for place in stride(from: 0, to: 6, by: 2) {
      #expect(orders[place].sorted() == Array(0..<8))
      #expect(orders[place + 1] == orders[place].reversed())
    }
    let coalitions = Set(eight.coalitions)
    #expect(coalitions.count == eight.coalitions.count)
    for order in orders {
      for length in 0...8 { #expect(coalitions.contains(LeverCoalition(order.prefix(length)))) }
    }
    for lever in 0..<8 {
      #expect(coalitions.contains(LeverCoalition([lever])))
      #expect(coalitions.contains(.all(of: 8).removing(lever)))
    }
    // The same seed, the same orders.
    #expect(try question(text(8)) == eight)
    #expect(try question(text(8), settings: ["seed=5"]).sampledOrders != orders)
  }

  @Test(
    "What makes no sense is told with its place",
    arguments: [
      ("levers={changes: {}}", "no lever is named"),
      ("levers={changes: ~}", "no lever is named"),
      ("levers.changes.\"a + b\"={duration: 2 min}", "a lever has no name of one line"),
      ("levers.base=small", "two cases are called \"small\""),
      ("levers.all=bought in 2024", "two cases are called \"bought in 2024\""),
      ("levers.price={from: 2 USD/Mtok}", "one price has no gap"),
      ("alternatives={a: {duration: 2 min}}", "the cases of levers are the levers themselves"),
      ("sweep={duration: [2 min]}", "the cases of levers are the levers themselves"),
      ("levers.changes.small.seed=3", "no key is named \"seed\" here"),
    ])
  func nonsense(setting: String, message: String) {
    let found = problems(text, settings: [setting]).map(\.message)
    #expect(found.contains { $0.contains(message) }, "\(found)")
  }

  @Test("A file with levers written out has the same levers")
  func written() throws {
    let file = try ScenarioFile(text: text, named: "t.yaml")
    let again = try ScenarioFile(text: file.mergedText, named: "t.yaml")
    #expect(try again.levers() == (try file.levers()))
    #expect(try points(of: again).map(\.alternative) == points(of: file).map(\.alternative))
  }
}
