import Foundation
import GRDB

extension RunStore {
  /// Opens the file and makes its tables where it is new; nothing else is ever changed in a file that
  /// is no store.
  static func open(
    _ path: String, _ access: Access, patience: Double, mostPages: Int?
  ) throws -> DatabaseQueue {
    // An absolute path has none of the meanings that SQLite gives to some names.
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    try requireWhole(file, access, named: path)
    var configuration = Configuration()
    configuration.readonly = access == .readOnly
    configuration.busyMode = .timeout(patience)
    configuration.label = "Bessemer.RunStore"
    configuration.prepareDatabase { database in
      // 32 MiB of cache; pages whose cells overlap are found damaged.
      try database.execute(sql: "PRAGMA cache_size = -32768; PRAGMA cell_size_check = ON")
      if let mostPages { try database.execute(sql: "PRAGMA max_page_count = \(mostPages)") }
    }
    switch access {
    case .readOnly:
      func opened(_ path: String) throws -> (DatabaseQueue, RunStoreSchema.Finding) {
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        return (queue, try queue.read { try RunStoreSchema.finding(in: $0) })
      }
      let queue: DatabaseQueue
      let finding: RunStoreSchema.Finding
      do { (queue, finding) = try opened(file) } catch let error as DatabaseError
        where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
      {
        // There is no place for the files that readers share; see what can be done without them.
        guard (size(of: file + "-wal") ?? 0) == 0 else { throw RunStoreError.openLog(path: path) }
        (queue, finding) = try opened(unchanging(file))
      }
      try require(finding, at: path, isNewAllowed: false)
      return queue
    case .readWrite:
      return try waiting(patience) { try madeReady(file, path, configuration) }
    }
  }

  /// A connection that may write, to a file whose tables are there.
  private static func madeReady(
    _ file: String, _ path: String, _ configuration: Configuration
  ) throws -> DatabaseQueue {
    let queue = try DatabaseQueue(path: file, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      try require(RunStoreSchema.finding(in: database), at: path, isNewAllowed: true)
      // With a write-ahead log, commits need not wait for the disk to stay consistent.
      let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
      try database.execute(sql: "PRAGMA synchronous = \(mode == "wal" ? "NORMAL" : "FULL")")
      guard try RunStoreSchema.finding(in: database) == .empty else { return }
      try database.inTransaction(.immediate) {
        // Another process may have been quicker.
        if try RunStoreSchema.finding(in: database) == .empty {
          try RunStoreSchema.create(in: database)
        }
        return .commit
      }
    }
    return queue
  }

  /// What `body` returns, tried again while another process holds the file: SQLite itself does not wait
  /// where several change the mode of the journal at once.
  private static func waiting<Value>(
    _ patience: Double, _ body: () throws -> Value
  ) throws -> Value {
    let end = ContinuousClock.now + .seconds(patience)
    while true {
      do { return try body() } catch let error as DatabaseError
        where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < end
      {
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
  }

  private static func require(
    _ finding: RunStoreSchema.Finding, at path: String, isNewAllowed: Bool
  ) throws(RunStoreError) {
    switch finding {
    case .current: break
    case .empty: if !isNewAllowed { throw .notAStore(path: path) }
    case .newer(let found):
      throw .newerSchema(path: path, found: found, known: RunStoreSchema.version)
    case .foreign: throw .notAStore(path: path)
    }
  }

  /// Refuses what is no file, and a file that was cut off: without a log beside it, it has whole pages.
  private static func requireWhole(
    _ file: String, _ access: Access, named path: String
  ) throws(RunStoreError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
      if access == .readOnly { throw .missing(path: path) }
      return
    }
    guard !isFolder.boolValue, let size = size(of: file) else { throw .notAStore(path: path) }
    guard size % 512 != 0, (Self.size(of: file + "-wal") ?? 0) == 0, isDatabase(file) else {
      return
    }
    throw .corrupt(path: path, detail: "it was cut off after \(size) bytes")
  }

  private static func isDatabase(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    return (try? file.read(upToCount: 15)) == Data("SQLite format 3".utf8)
  }

  private static func size(of path: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
    return (attributes?[.size] as? NSNumber)?.intValue
  }

  /// The file as one that nobody changes, which needs no files beside it: for folders that may not be
  /// written, where the log was taken in when the store was closed.
  private static func unchanging(_ file: String) -> String {
    let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "/-._~"))
    return "file:" + (file.addingPercentEncoding(withAllowedCharacters: allowed) ?? file)
      + "?immutable=1"
  }
}
