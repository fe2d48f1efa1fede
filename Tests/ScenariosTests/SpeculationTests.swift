import Documents
import LanguageModels
import Performance
import Scenarios
import Testing

@Suite("Speculative decoding in scenarios")
struct SpeculationTests {
  private func drafting(_ settings: String...) throws -> Speculation? {
    try point(smallest, settings: settings.map { "fleet.speculation.\($0)" })
      .deployment.speculation
  }

  @Test("Nothing is drafted unless a method is named")
  func none() throws {
    #expect(try drafting() == nil)
    #expect(try drafting("method=none", "acceptance=80 %") == nil)
  }

  @Test("A fraction is the rate of each draft, a table the law that was measured")
  func acceptance() throws {
    let rate = try #require(try drafting("method=mtp", "depth=4", "acceptance=80 %"))
    #expect(rate.draft == .predictionModules)
    #expect(rate.acceptance == DraftAcceptance(rate: 0.8, depth: 4))
    let table = try #require(
      try drafting("method=eagle", "depth=2", "acceptance=kimi-k2.5-coding-thinking"))
    #expect(table.draft == .head(parameters: nil))
    #expect(abs(table.tokensPerStep - 2.43) < 1e-9)
  }

  @Test("A model that drafts comes from the catalog with its own weights")
  func model() throws {
    let speculation = try #require(
      try drafting("method=draft-model", "draft=llama-3.1-8b", "acceptance=0.7"))
    guard case .model(let model, _) = speculation.draft else {
      Issue.record("\(speculation.draft) drafts")
      return
    }
    #expect(model.name == "llama-3.1-8b")
    #expect(speculation.depth == 3)
  }

  @Test("What is missing or beyond what was measured is said at its key")
  func problems() {
    func paths(_ settings: String...) -> [String] {
      ScenariosTests.problems(smallest, settings: settings.map { "fleet.speculation.\($0)" })
        .map(\.path.description)
    }
    #expect(paths("method=mtp") == ["fleet.speculation.acceptance"])
    #expect(paths("method=draft-model", "acceptance=50 %") == ["fleet.speculation.draft"])
    #expect(
      paths("method=mtp", "depth=9", "acceptance=deepseek-v4-pro-coding")
        == ["fleet.speculation.depth"])
    #expect(paths("method=mtp", "acceptance=120 %") == ["fleet.speculation.acceptance"])
  }
}
