import Documents
import Scenarios
import Testing

@Suite("Steady-state and terminating analyses")
struct AnalysisTests {
  @Test("Runs are of a steady state unless the scenario says otherwise")
  func standard() throws {
    #expect(try point(smallest).analysis == .steadyState)
    let terminating = try point(smallest + "\nanalysis: terminating")
    #expect(terminating.analysis == .terminating)
    #expect(terminating.warmUp == nil)
  }

  @Test("A warm-up beside a terminating analysis is an error at the warm-up, `auto` too")
  func warmUp() throws {
    for stated in ["30 s", "auto"] {
      let found = problems(smallest + "\nanalysis: terminating\nwarm-up: \(stated)")
      #expect(found.count == 1)
      #expect(found.first?.path.description == "warm-up")
      #expect("\(found)".contains("a terminating run has no warm-up"))
    }
    #expect(problems(smallest + "\nwarm-up: 30 s", settings: ["analysis=steady-state"]) == [])
    #expect(
      problems(smallest + "\nwarm-up: 30 s", settings: ["analysis=terminating", "warm-up=~"])
        == [])
  }

  @Test("The resolved text of a terminating scenario can be run again")
  func resolved() throws {
    let text = smallest + "\nanalysis: terminating"
    let file = try ScenarioFile(text: text, named: "t.yaml")
    let variant = try #require(try file.variants().first)
    let again = variant.resolvedScenario(presets: try point(text).presets)
    #expect(!again.contains("warm-up"))
    #expect(differences(try point(text), try point(again)) == [])
  }
}
