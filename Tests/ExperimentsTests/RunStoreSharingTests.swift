import Foundation
import Scenarios
import Serving
import Synchronization
import Tables
import Testing

@testable import Experiments

@Suite("A store of runs that several use")
struct RunStoreSharingTests {
  @Test("Threads with two objects on one file, which none has made yet, keep every run once")
  func threads() throws {
    let file = try TemporaryFile()
    var draw = RunDraw(11)
    let contents = (0..<5).map { _ in draw.content() }
    let runs = (0..<5).map { _ in (0..<8).map { draw.run($0) } }
    let failures = Mutex<[RunStoreError]>([])
    let stores = Mutex<[RunStore]>([])
    // Opened at the same time.
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      do throws(RunStoreError) {
        let store = try RunStore(at: file.path)
        stores.withLock { $0.append(store) }
      } catch { failures.withLock { $0.append(error) } }
    }
    let opened = stores.withLock { $0 }
    try #require(opened.count == 4, "\(failures.withLock { $0 })")
    // Each run is kept by two, in different orders.
    DispatchQueue.concurrentPerform(iterations: 80) { task in
      let number = task < 40 ? task : 79 - task
      let (point, replication) = (number / 8, number % 8)
      do throws(RunStoreError) {
        try opened[task % 4].keep(runs[point][replication], of: contents[point])
        let found = try opened[(task + 1) % 4].runs(of: contents[point])
        #expect(found.contains(runs[point][replication]))
      } catch { failures.withLock { $0.append(error) } }
    }
    #expect(failures.withLock { $0 }.isEmpty)
    for store in opened {
      for (content, runs) in zip(contents, runs) { #expect(try store.runs(of: content) == runs) }
    }
    let summaries = try opened[0].summaries()
    #expect(summaries.map(\.runs) == [8, 8, 8, 8, 8])
  }

  @Test("Shards merged by key are the whole, and merging again adds nothing", arguments: 0..<4)
  func merging(number: Int) throws {
    let file = try TemporaryFile()
    var draw = RunDraw(20 + number)
    let contents = (0..<4).map { _ in draw.content() }
    let runs = (0..<4).map { _ in (0..<5).map { draw.run($0) } }
    let shards = try (0..<3).map { try RunStore(at: file.folder + "/\($0).runs") }
    try shards[1].keep(fleet: .replicas(3), of: contents[2])
    for (content, runs) in zip(contents, runs) {
      for run in runs {
        // Some runs are in two shards.
        for _ in 0..<2 { try shards[draw.below(3)].keep(run, of: content, labelled: "p") }
      }
    }
    let whole = try RunStore(at: file.path)
    var points = 0
    var added = 0
    for shard in shards {
      let outcome = try whole.merge(storeAt: shard.path)
      points += outcome.pointsAdded
      added += outcome.runsAdded
      #expect(outcome.runsDiffering == 0)
    }
    #expect(points == 4)
    #expect(added == 20)
    for (content, runs) in zip(contents, runs) { #expect(try whole.runs(of: content) == runs) }
    #expect(try whole.fleet(of: contents[2]) == .replicas(3))
    for path in shards.map(\.path) + [whole.path] {
      #expect(try whole.merge(storeAt: path) == RunStore.MergeOutcome())
    }
  }

  @Test("Where two stores differ on a run, the one that is there stays and the merge says so")
  func differing() throws {
    let file = try TemporaryFile()
    var draw = RunDraw(30)
    let content = draw.content()
    let (mine, theirs, more) = (draw.run(0), draw.run(0), draw.run(1))
    let store = try RunStore(at: file.path)
    try store.keep(mine, of: content)
    let other = try RunStore(at: file.folder + "/other.runs")
    for run in [theirs, more] { try other.keep(run, of: content) }
    let outcome = try store.merge(storeAt: other.path)
    #expect(outcome.runsDiffering == 1)
    #expect(outcome.runsAdded == 1)
    #expect(outcome.pointsAdded == 0)
    #expect(try store.runs(of: content) == [mine, more])
  }

  @Test("A merge with a file that is no store changes nothing")
  func refusedMerge() throws {
    let file = try TemporaryFile()
    let store = try RunStore(at: file.path)
    let missing = file.folder + "/none.runs"
    #expect(throws: RunStoreError.missing(path: missing)) { try store.merge(storeAt: missing) }
    try Data("text".utf8).write(to: URL(fileURLWithPath: missing))
    #expect(throws: RunStoreError.notAStore(path: missing)) { try store.merge(storeAt: missing) }
    #expect(try store.summaries().isEmpty)
  }

  @Test("The summary is that of the result, with no latencies where a run is overloaded")
  func summary() throws {
    let file = try TemporaryFile()
    let store = try RunStore(at: file.path)
    let result = try result(
      chat + "\nsweep: {workload.arrivals.rate: [4 /s, 200 /s]}", settings: ["duration=40 s"])
    #expect(result.points.last?.verdict?.describesSystem == false)
    for point in result.points {
      let content = PointContent(
        programVersion: "1", dataHash: "a", seed: 1, scenario: point.scenario.label)
      for run in point.runs { try store.keep(run, of: content, labelled: point.scenario.label) }
    }
    let summaries = try store.summaries(of: Metric.all)
    #expect(summaries.count == 2)
    for (summary, point) in zip(summaries, result.points) {
      #expect(summary.label == point.scenario.label)
      #expect(summary.runs == 3)
      #expect(summary.verdict == point.verdict)
      for metric in Metric.all {
        #expect(summary.mean(of: metric) == point.mean(of: metric), "\(metric.name)")
        #expect(summary.interval(of: metric) == point.interval(of: metric), "\(metric.name)")
      }
    }
    let table = summaries.table(of: RunStore.headline)
    #expect(table["metric"].contains("ttft.p95"))
    #expect(table.rows.count == 2 + 4)
  }
}
