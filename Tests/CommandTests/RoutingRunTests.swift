import Foundation
import Testing

@Suite("What a run of a scenario of routing tells")
struct RoutingRunTests {
  private static let text = """
    title: Routing
    routing:
      task: {input-tokens: 3000, output-tokens: 1000}
      loss-per-error: 0.05 to 1 USD
      tiers:
        cheap: {price: deepseek-v4-pro, error: 4 % to 10 %, error-slope: 3 % to 12 %}
        frontier: {price: gpt-5.5, error: 2 % to 5 %}
        self-hosted: {hourly-cost: 20 USD/h, throughput: 200 to 800 tok/s, error: 6 %}
      residency: {share: 20 %}
    sample: 64
    """

  private func told() throws -> String {
    let folder = try Folder()
    try folder.write(Self.text, to: "r.yaml")
    let outcome = try Program.run(["run", "r.yaml"], in: folder)
    outcome.expectEnd(code: 0)
    return outcome.output
  }

  @Test("The shares of the division told add to the whole, and bill and loss to the cost")
  func sums() throws {
    let output = try told()
    let shares = try #require(
      output.firstMatch(
        of: /division sends ([\d.]+) % cheap, ([\d.]+) % frontier, ([\d.]+) % self-hosted/
      ), "\(output)")
    let parts = [shares.1, shares.2, shares.3].compactMap { Double($0) }
    #expect(parts.count == 3 && abs(parts.reduce(0, +) - 100) < 0.2, "\(parts)")
    let money = try #require(
      output.firstMatch(
        of: /bill of ([\d.e-]+) USD and ([\d.e-]+) USD lost by wrong answers come to ([\d.e-]+)/),
      "\(output)")
    let (bill, loss, total) = (Double(money.1), Double(money.2), Double(money.3))
    let sum = try #require(bill) + (try #require(loss))
    #expect(abs(sum / (try #require(total)) - 1) < 0.01, "\(money.0)")
  }

  @Test("Self-hosting is told with the draws in which no utilization suffices, none above 100 %")
  func neverPays() throws {
    let output = try told()
    let found = try #require(
      output.firstMatch(
        of: /in ([\d.]+) % of the draws no util.*busy in [\d.]+ % \([\d.]+ % to ([\d.]+) %\)/),
      "\(output)")
    let (never, high) = (Double(found.1), Double(found.2))
    #expect((0.1...99.9).contains(try #require(never)))
    #expect(try #require(high) <= 100)
  }
}
