import Documents
import Foundation
import Scenarios
import Testing

@Suite("Sweeps in lockstep, by cases, under conditions, and filling a space")
struct SweepPlanTests {
  private func labels(_ sweep: String) throws -> [String] {
    let file = try ScenarioFile(text: smallest + "\nsweep:\n" + sweep, named: "t.yaml")
    return try file.variants().map { variant in
      variant.coordinates.map { "\($0.path)=\($0.value)" }.joined(separator: " ")
    }
  }

  private func problem(_ sweep: String) -> Diagnostic? {
    problems(smallest + "\nsweep:\n" + sweep).first
  }

  @Test("Lists that go together are gone through together, each with each other axis")
  func lockstep() throws {
    let found = try labels(
      """
        zip: {fleet.plan.tensor: [2, 4], fleet.replicas: [8, 6]}
        duration: [1 min, 2 min]
      """)
    #expect(
      found == [
        "fleet.plan.tensor=2 fleet.replicas=8 duration=1 min",
        "fleet.plan.tensor=2 fleet.replicas=8 duration=2 min",
        "fleet.plan.tensor=4 fleet.replicas=6 duration=1 min",
        "fleet.plan.tensor=4 fleet.replicas=6 duration=2 min",
      ])
  }

  @Test("A lockstep is the diagonal of its grid")
  func diagonal() throws {
    let lists = "fleet.replicas: [1, 2, 3], duration: [1 min, 2 min, 3 min]"
    let grid = try labels("  " + lists.replacing(", duration", with: "\n  duration"))
    let zipped = try labels("  zip: {\(lists)}")
    #expect(grid.count == 9)
    #expect(zipped == [grid[0], grid[4], grid[8]])
  }

  @Test("Cases are taken one by one")
  func cases() throws {
    let found = try labels(
      "  cases: [{fleet.replicas: 3, duration: 1 min}, {duration: 5 min, fleet.replicas: 1}]")
    #expect(
      found == ["fleet.replicas=3 duration=1 min", "fleet.replicas=1 duration=5 min"])
  }

  @Test(
    "A condition keeps what it holds of",
    arguments: [
      ("fleet.replicas > 1", 4), ("fleet.replicas != 2", 4), ("duration <= 60 s", 3),
      ("duration = 2 min and fleet.replicas = 3", 1),
      ("duration = 2 min or fleet.replicas = 3", 4),
      ("(duration = 1 min or duration = 2 min) and fleet.replicas < 3", 4),
      ("alternative = t", 6),
    ])
  func conditions(condition: String, kept: Int) throws {
    let found = try labels(
      "  fleet.replicas: [1, 2, 3]\n  duration: [1 min, 2 min]\n  where: \(condition)")
    #expect(found.count == kept)
  }

  @Test("A design fills its ranges evenly and stays inside them")
  func filling() throws {
    for design in ["latin-hypercube", "sobol", "monte-carlo"] {
      let file = try ScenarioFile(
        text: smallest + """

          sweep:
            workload.arrivals.rate: log 1 /s to 100 /s
            fleet.replicas: linear 1 to 9
            points: 32
            design: \(design)
          """, named: "t.yaml")
      let variants = try file.variants()
      #expect(variants.count == 32)
      var strata: Set<Int> = []
      for variant in variants {
        let rate = try #require(Double(variant.coordinates[0].value.dropLast(3)))
        #expect((1...100).contains(rate))
        // Half the points lie in each half of the logarithms.
        strata.insert(min(31, Int(log(rate) / log(100) * 32)))
        let replicas = try #require(Int(variant.coordinates[1].value))
        #expect((1...9).contains(replicas))
      }
      if design != "monte-carlo" { #expect(strata.count >= 31, "\(design)") }
    }
  }

  @Test("What cannot be swept is told with its remedy")
  func slips() {
    #expect(
      problem("  zip: {fleet.replicas: [1, 2], duration: [1 min]}")?.message
        == "lists that go together differ in length: fleet.replicas has 2, duration has 1")
    #expect(
      problem("  fleet.replicas: [1, 2]\n  where: fleet.replica > 1")?.suggestion
        == .name("fleet.replicas"))
    #expect(
      problem("  fleet.replicas: [1, 2]\n  where: fleet.replicas > 5")?.message
        == "no combination of values keeps the condition")
    #expect(problem("  fleet.replicas: [1, 2]\n  where: fleet.replicas > many")?.message != nil)
    #expect(
      problem("  fleet.replicas: linear 1 to 9")?.message
        == "the range has no number of points")
    #expect(
      problem("  fleet.replicas: [1, 2]\n  zip: {fleet.replicas: [1, 2]}")?.message
        == "fleet.replicas is swept twice")
    #expect(
      problem("  cases: [{fleet.replicas: 1}, {duration: 1 min}]")?.message
        == "this case sets other paths than the first")
    #expect(
      problem("  fleet.replicas: [1, 2]\n  points: 8")?.message == "there is no range to fill")
  }
}
