import Foundation
import Testing

@Suite("The timeline of a run, where a scenario asks for it")
struct TimelineTests {
  @Test("Table and figure are written, and are the same on one thread and on two")
  func files() throws {
    let folder = try Folder()
    try folder.write(
      Scenario.short + "sweep: {fleet.replicas: [1, 2]}\nfigures: [timeline]\n", to: "s.yaml")
    for jobs in ["1", "2"] {
      try Program.run(["run", "s.yaml", "--out", "o\(jobs)", "--jobs", jobs], in: folder)
        .expectEnd(code: 0)
    }
    let table = try folder.text(of: "o1/timeline.csv")
    let names = try folder.names(in: "o1")
    #expect(table == (try folder.text(of: "o2/timeline.csv")))
    #expect(names.contains("figures/timeline.csv") && names.contains("figures/timeline.gp"))
    #expect(try folder.text(of: "o1/report.md").contains("figures/timeline"))
    // Both points are there, once each: the first replication alone is kept.
    let rows = table.split(separator: "\n").filter { $0.contains(",running,") }
    let times = rows.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(Set(times.map { $0[1] }) == ["1", "2"])
    #expect(Set(times.map { $0[1...3].joined(separator: ",") }).count == rows.count)
    #expect(rows.count <= 2 * 512)
  }

  @Test("No timeline is kept where none is asked for")
  func notAskedFor() throws {
    let folder = try Folder()
    try folder.write(Scenario.short + "figures: [time-to-first-token]\n", to: "s.yaml")
    try Program.run(["run", "s.yaml", "--out", "o"], in: folder).expectEnd(code: 0)
    #expect(try !folder.names(in: "o").contains("timeline.csv"))
  }
}
