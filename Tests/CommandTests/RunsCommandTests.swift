import Foundation
import Testing

@Suite("bessemer runs")
struct RunsCommandTests {
  @Test("A store that is not there, or is something else, is named with what to do")
  func refusals() throws {
    let folder = try Folder()
    try folder.write("model: llama\n", to: "s.yaml")
    for (name, message) in [
      ("none.runs", "does not exist"), ("s.yaml", "is not a store of runs"),
      (".", "is not a store of runs"),
    ] {
      let outcome = try Program.run(["runs", name], in: folder)
      outcome.expectEnd(code: 2)
      #expect(outcome.errors.contains("\(name) \(message)"), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
    #expect(try folder.names() == ["s.yaml"])
    #expect(try folder.text(of: "s.yaml") == "model: llama\n")
  }
}
