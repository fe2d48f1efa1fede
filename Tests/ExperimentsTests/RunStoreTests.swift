import Foundation
import GRDB
import Testing

@testable import Experiments

@Suite("The store of runs")
struct RunStoreTests {
  @Test("A stored and reloaded run is the run, bit for bit", arguments: 0..<40)
  func roundTrip(number: Int) throws {
    let file = try TemporaryFile()
    var draw = RunDraw(number)
    let content = draw.content()
    let runs = (0..<3).map { draw.run($0) }
    do {
      let store = try RunStore(at: file.path)
      // Whatever the order of writing, they come in the order of replications.
      for run in runs.reversed() { try store.keep(run, of: content) }
    }
    let found = try RunStore(at: file.path, access: .readOnly).runs(of: content)
    #expect(found == runs)
    for (run, kept) in zip(runs, found) {
      #expect(run.measurements.map(\.value.bitPattern) == kept.measurements.map(\.value.bitPattern))
    }
  }

  @Test("Runs of a simulation come back as they were")
  func realRuns() throws {
    let file = try TemporaryFile()
    let point = try only(chat, settings: ["duration=20 s"])
    let content = PointContent(programVersion: "1", dataHash: "a", seed: 1, scenario: chat)
    let store = try RunStore(at: file.path)
    for run in point.runs { try store.keep(run, of: content, labelled: "chat") }
    #expect(try store.runs(of: content) == point.runs)
    #expect(point.runs.count == 3)
  }

  @Test("A run that is there already stays as it is")
  func firstWins() throws {
    let file = try TemporaryFile()
    var draw = RunDraw(1)
    let content = draw.content()
    let (first, second) = (draw.run(0), draw.run(0))
    #expect(first != second)
    let store = try RunStore(at: file.path)
    for run in [first, second, first] { try store.keep(run, of: content) }
    #expect(try store.runs(of: content) == [first])
  }

  @Test(
    "The name of a store is the name of a file, whatever it is",
    arguments: [
      "a store.runs", "file:a?mode=memory", ":memory:", "ü%41#.runs", "link.runs",
    ])
  func names(name: String) throws {
    let file = try TemporaryFile()
    let path = file.folder + "/" + name
    if name == "link.runs" {
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: file.path)
    }
    var draw = RunDraw(7)
    let (content, run) = (draw.content(), draw.run(0))
    try RunStore(at: path).keep(run, of: content)
    #expect(try RunStore(at: path, access: .readOnly).runs(of: content) == [run])
    #expect(FileManager.default.fileExists(atPath: path))
  }

  @Test("Contents that differ in anything have runs of their own")
  func keys() throws {
    let file = try TemporaryFile()
    let store = try RunStore(at: file.path)
    let contents = [
      ("1", "a", 1, "s"), ("2", "a", 1, "s"), ("1", "b", 1, "s"), ("1", "a", 2, "s"),
      ("1", "a", 1, "t"), ("1a", "", 1, "s"), ("1", "a", .max, "s"),
    ].map {
      PointContent(programVersion: $0.0, dataHash: $0.1, seed: $0.2, scenario: $0.3)
    }
    var draw = RunDraw(2)
    let runs = contents.map { _ in draw.run(0) }
    for (content, run) in zip(contents, runs) { try store.keep(run, of: content) }
    for (content, run) in zip(contents, runs) { #expect(try store.runs(of: content) == [run]) }
    let unknown = PointContent(programVersion: "1", dataHash: "a", seed: 3, scenario: "s")
    #expect(try store.runs(of: unknown).isEmpty)
  }

  @Test("Two contents of one hash are told apart by their texts")
  func collision() throws {
    let file = try TemporaryFile()
    var draw = RunDraw(3)
    let (content, other) = (draw.content(), draw.content())
    let store = try RunStore(at: file.path)
    try store.keep(draw.run(0), of: content)
    try store.inTransaction { database in
      try database.execute(
        sql: "UPDATE points SET hash = ?", arguments: [Int64(bitPattern: other.hash)])
    }
    #expect(try store.runs(of: other).isEmpty)
    try store.keep(draw.run(1), of: other)
    #expect(try store.runs(of: other).map(\.replication) == [1])
  }

  @Test("The size of a fleet comes back, and the first one stays")
  func fleets() throws {
    let file = try TemporaryFile()
    let store = try RunStore(at: file.path)
    var draw = RunDraw(4)
    let contents = [draw.content(), draw.content(), draw.content()]
    let outcomes: [FleetSizing.Outcome] = [
      .replicas(7), .unreachable(tried: 4_096, missed: ["ttft, \"p95\"", "tpot"]),
    ]
    for (content, outcome) in zip(contents, outcomes) {
      try store.keep(fleet: outcome, of: content)
      try store.keep(fleet: .replicas(1), of: content)
      #expect(try store.fleet(of: content) == outcome)
    }
    #expect(try store.fleet(of: contents[2]) == nil)
    #expect(try store.runs(of: contents[0]).isEmpty)
  }

  @Test("What a process leaves that ends at any moment holds the runs up to that moment")
  func unfinishedLog() throws {
    let file = try TemporaryFile()
    var draw = RunDraw(5)
    let content = draw.content()
    let runs = (0..<8).map { draw.run($0) }
    let store = try RunStore(at: file.path)
    for run in runs { try store.keep(run, of: content) }
    // The files as they stand while the store is open: everything is in the log.
    let main = try Data(contentsOf: URL(fileURLWithPath: file.path))
    let log = try Data(contentsOf: URL(fileURLWithPath: file.path + "-wal"))
    var seen: Set<Int> = []
    for cut in stride(from: 0, through: log.count, by: max(1, log.count / 40)) + [log.count] {
      let copy = try TemporaryFile()
      try main.write(to: URL(fileURLWithPath: copy.path))
      try log.prefix(cut).write(to: URL(fileURLWithPath: copy.path + "-wal"))
      let again = try RunStore(at: copy.path)
      let found = try again.runs(of: content)
      #expect(found == Array(runs.prefix(found.count)))
      seen.insert(found.count)
      // It goes on from there.
      for run in runs { try again.keep(run, of: content) }
      #expect(try again.runs(of: content) == runs)
    }
    #expect(seen == Set(0...8))
    // Those who only read take the log in as well.
    let copy = try TemporaryFile()
    try main.write(to: URL(fileURLWithPath: copy.path))
    try log.write(to: URL(fileURLWithPath: copy.path + "-wal"))
    #expect(try RunStore(at: copy.path, access: .readOnly).runs(of: content) == runs)
  }
}
