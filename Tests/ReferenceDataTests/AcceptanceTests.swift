import Performance
import ReferenceData
import Testing

@Suite("Tables of accepted drafts")
struct AcceptanceTests {
  @Test("Every table begins at a depth of 1, has no gap, and is the law of some drafts")
  func tables() throws {
    let names = installed.names(of: .acceptances)
    #expect(!names.isEmpty)
    for name in names {
      let entry = try installed.entry(name, kind: .acceptances)
      let means = try installed.acceptedTokens(name)
      #expect(means.count == entry.record.list("tokens").count, "\(name) has a gap")
      for (depth, mean) in zip(1..., means) {
        #expect(mean >= 1 && mean <= Double(depth + 1), "\(name) at depth \(depth)")
        let law = DraftAcceptance(meanTokens: means, depth: depth)
        #expect(abs(law.meanTokens - mean) < 1e-9, "\(name) at depth \(depth)")
      }
      #expect(throws: Never.self) { try installed.model(entry.record.text("model") ?? "") }
    }
  }
}
