import Foundation
import GRDB
import Testing

@testable import Experiments

@Suite("A store of runs that cannot be used")
struct RunStoreFailureTests {
  /// A store of some runs, closed.
  struct Filled {
    let file: TemporaryFile
    let content: PointContent
    let runs: [RunRecord]

    init(runs count: Int = 6) throws {
      file = try TemporaryFile()
      var draw = RunDraw(count)
      content = draw.content()
      runs = (0..<count).map { draw.run($0) }
      let store = try RunStore(at: file.path)
      for run in runs { try store.keep(run, of: content) }
    }

    func write(_ bytes: Data) throws { try bytes.write(to: URL(fileURLWithPath: file.path)) }
    func read() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file.path)) }
  }

  @Test("A file that is no store is refused, and stays as it is")
  func foreign() throws {
    let file = try TemporaryFile()
    let database = try DatabaseQueue(path: file.path)
    try database.write { try $0.execute(sql: "CREATE TABLE birds (name TEXT)") }
    try database.close()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file.path))
    for access in [RunStore.Access.readWrite, .readOnly] {
      #expect(throws: RunStoreError.notAStore(path: file.path)) {
        try RunStore(at: file.path, access: access)
      }
      #expect(throws: RunStoreError.notAStore(path: file.folder)) {
        try RunStore(at: file.folder, access: access)
      }
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == bytes)
    #expect(try FileManager.default.contentsOfDirectory(atPath: file.folder) == ["sweep.runs"])
    for text in ["model: llama\n", String(repeating: "garbage ", count: 4_000)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: file.path))
      #expect(throws: RunStoreError.notAStore(path: file.path)) { try RunStore(at: file.path) }
      #expect(try String(contentsOfFile: file.path, encoding: .utf8) == text)
    }
  }

  @Test("The store of a later program is refused")
  func newer() throws {
    let filled = try Filled()
    let database = try DatabaseQueue(path: filled.file.path)
    try database.write { try $0.execute(sql: "PRAGMA user_version = 99") }
    try database.close()
    for access in [RunStore.Access.readWrite, .readOnly] {
      #expect(throws: RunStoreError.newerSchema(path: filled.file.path, found: 99, known: 1)) {
        try RunStore(at: filled.file.path, access: access)
      }
    }
  }

  @Test("What is not there is named")
  func missing() throws {
    let file = try TemporaryFile()
    #expect(throws: RunStoreError.missing(path: file.path)) {
      try RunStore(at: file.path, access: .readOnly)
    }
    let deep = file.folder + "/no/sweep.runs"
    #expect(throws: RunStoreError.noFolder(path: deep)) { try RunStore(at: deep) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: file.folder).isEmpty)
    for other in ["", "/dev/null"] {
      #expect(throws: RunStoreError.notAStore(path: other)) { try RunStore(at: other) }
    }
  }

  @Test("A store that is opened to be read is not written")
  func readOnly() throws {
    let filled = try Filled()
    let bytes = try filled.read()
    let store = try RunStore(at: filled.file.path, access: .readOnly)
    var draw = RunDraw(9)
    #expect(throws: RunStoreError.readOnly(path: filled.file.path)) {
      try store.keep(draw.run(77), of: filled.content)
    }
    #expect(try store.runs(of: filled.content) == filled.runs)
    #expect(try filled.read() == bytes)
  }

  @Test("In a folder that may not be written a store is read, and not written")
  func readOnlyFolder() throws {
    let filled = try Filled()
    let path = filled.file.path
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o444], ofItemAtPath: path)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o555], ofItemAtPath: filled.file.folder)
    defer {
      try? FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: filled.file.folder)
    }
    try Unprivileged.run {
      #expect(throws: RunStoreError.readOnly(path: path)) { try RunStore(at: path) }
      let store = try RunStore(at: path, access: .readOnly)
      #expect(try store.runs(of: filled.content) == filled.runs)
      let fresh = filled.file.folder + "/new.runs"
      #expect(throws: RunStoreError.readOnlyFolder(path: fresh)) { try RunStore(at: fresh) }
    }
    // Runs that only stand in the log are not passed over in silence.
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: filled.file.folder)
    try Data("log".utf8).write(to: URL(fileURLWithPath: path + "-wal"))
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o555], ofItemAtPath: filled.file.folder)
    try Unprivileged.run {
      #expect(throws: RunStoreError.openLog(path: path)) {
        try RunStore(at: path, access: .readOnly)
      }
    }
  }

  @Test("A full disk ends in its error, and what was kept before is there")
  func full() throws {
    let file = try TemporaryFile()
    var draw = RunDraw(6)
    let content = draw.content()
    var kept: [RunRecord] = []
    do {
      let store = try RunStore(at: file.path, access: .readWrite, patience: 1, mostPages: 60)
      let error = #expect(throws: RunStoreError.self) {
        while true {
          let run = draw.run(kept.count)
          try store.keep(run, of: content)
          kept.append(run)
        }
      }
      #expect(error == .full(path: file.path))
      #expect(kept.count > 3)
      #expect(try store.runs(of: content) == kept)
    }
    // With room again, it goes on.
    let store = try RunStore(at: file.path)
    let run = draw.run(kept.count)
    try store.keep(run, of: content)
    #expect(try store.runs(of: content) == kept + [run])
  }

  @Test("A store that another process holds is waited for, and then given up")
  func busy() throws {
    let filled = try Filled()
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: filled.file.path, configuration: configuration)
    try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
    let store = try RunStore(
      at: filled.file.path, access: .readWrite, patience: 0.1, mostPages: nil)
    var draw = RunDraw(9)
    let run = draw.run(77)
    #expect(throws: RunStoreError.busy(path: filled.file.path)) {
      try store.keep(run, of: filled.content)
    }
    #expect(try store.runs(of: filled.content) == filled.runs)
    try other.inDatabase { try $0.execute(sql: "COMMIT") }
    try store.keep(run, of: filled.content)
    #expect(try store.runs(of: filled.content) == filled.runs + [run])
  }

  @Test("A store that was cut off is refused", arguments: 0..<24)
  func truncated(number: Int) throws {
    let filled = try Filled()
    let whole = try filled.read()
    var draw = RunDraw(number)
    // Anywhere, at whole pages, and just before the end.
    let length =
      switch number % 3 {
      case 0: 1 + draw.below(whole.count - 1)
      case 1: 4_096 * (1 + draw.below(whole.count / 4_096 - 1))
      default: whole.count - 1 - draw.below(64)
      }
    try filled.write(whole.prefix(length))
    for access in [RunStore.Access.readOnly, .readWrite] {
      let error = #expect(throws: RunStoreError.self) {
        _ = try RunStore(at: filled.file.path, access: access).runs(of: filled.content)
      }
      switch error {
      case .corrupt, .notAStore: break
      default: Issue.record("cut to \(length) of \(whole.count): \(error as Any)")
      }
    }
  }

  @Test("From a store with garbage in it nothing comes that was not kept", arguments: 0..<60)
  func garbage(number: Int) throws {
    let filled = try Filled()
    var bytes = try filled.read()
    var draw = RunDraw(number)
    let start = draw.below(bytes.count)
    for place in start..<min(bytes.count, start + 1 + draw.below(300)) {
      bytes[place] = UInt8(truncatingIfNeeded: draw.next())
    }
    try filled.write(bytes)
    do throws(RunStoreError) {
      let found = try RunStore(at: filled.file.path).runs(of: filled.content)
      for run in found { #expect(filled.runs.contains(run)) }
    } catch {
      switch error {
      case .corrupt, .notAStore, .newerSchema, .unknownMetric: break
      case .system: Issue.record("\(error)")
      default: Issue.record("\(error)")
      }
    }
  }
}
