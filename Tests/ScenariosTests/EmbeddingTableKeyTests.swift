import Documents
import Hardware
import LanguageModels
import Performance
import Quantities
import Scenarios
import Testing

@Suite("Tables of embeddings in a file")
struct EmbeddingTableKeyTests {
  @Test("They are read with their defaults, and told as an assumption")
  func read() throws {
    let found = try point(
      smallest, settings: ["fleet.embedding-tables={parameters: 1e11}", "fleet.host.memory=2 TB"])
    let tables = try #require(found.deployment.tables)
    #expect(tables.place == .host && tables.format == .bf16 && tables.bytes == Bytes(2e11))
    #expect(tables.bytesPerToken == Bytes(10_240) && tables.overhead == 0.03)
    #expect(found.assumptions.contains { $0.subject == "embedding tables" })
  }

  @Test("No parameters are no tables, and change nothing")
  func none() throws {
    let none = try point(
      smallest, settings: ["fleet.embedding-tables={parameters: 0, overhead: 9 %}"])
    #expect(none.deployment.tables == nil)
    #expect(differences(none, try point(smallest)) == [])
  }

  @Test("Hosts without room or without a link are refused, with the place")
  func refused() {
    func messages(_ settings: [String]) -> [String] {
      problems(smallest, settings: settings).map { "\($0.path): \($0.message)" }
    }
    let large = messages(["fleet.embedding-tables={parameters: 2e12}", "fleet.host.memory=2 TB"])
    #expect(large.count == 1 && large[0].hasPrefix("fleet.embedding-tables: the tables take"))
    // On the devices they need no host; whether they fit is for the verdict to say.
    #expect(
      messages([
        "fleet.embedding-tables={parameters: 2e12, place: device}", "fleet.host.memory=2 TB",
      ]).isEmpty)
  }
}
