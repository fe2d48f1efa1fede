/// Why a store of runs could not be opened, read or written.
public enum RunStoreError: Error, Sendable, Hashable {
  /// There is no such file.
  case missing(path: String)
  /// There is no folder in which the file could be made.
  case noFolder(path: String)
  /// The file is not there, and its folder may not be written.
  case readOnlyFolder(path: String)
  /// A folder, or a file of something else.
  case notAStore(path: String)
  /// Written by a later program.
  case newerSchema(path: String, found: Int, known: Int)
  /// The file, or what stands beside it, may be read but not written.
  case readOnly(path: String)
  /// In a folder that may not be written, with runs in the log beside it that were not taken in.
  case openLog(path: String)
  case permissionDenied(path: String)
  case full(path: String)
  /// Another process held it for longer than was waited.
  case busy(path: String)
  /// What stands in it cannot have been written by this program.
  case corrupt(path: String, detail: String)
  /// It holds a metric that this program does not have.
  case unknownMetric(path: String, name: String)
  /// Any other refusal, with its number and words.
  case system(path: String, code: Int, reason: String)
}

extension RunStoreError: CustomStringConvertible {
  /// What is wrong and what to do, in one sentence.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path) does not exist: name a store that a sweep has made"
    case .noFolder(let path):
      "\(path) cannot be made: its folder does not exist; make the folder, or name another store"
    case .readOnlyFolder(let path):
      "\(path) cannot be made: its folder may not be written; name another store"
    case .notAStore(let path):
      "\(path) is not a store of runs, so nothing in it is touched: name another file"
    case .newerSchema(let path, let found, let known):
      "\(path) was written by a later version of the program (schema \(found), known are those up to "
        + "\(known)): use that version, or name another store"
    case .readOnly(let path):
      "\(path) may be read but not written; the runs in it are untouched: copy it to where it may be "
        + "written, or name another store"
    case .openLog(let path):
      "\(path) has runs in \(path)-wal which can only be read where the folder may be written: copy "
        + "both files to such a folder"
    case .permissionDenied(let path):
      "\(path) may not be opened: permission denied; change its permissions, or name another store"
    case .full(let path):
      "\(path) was not written: no space is left; the runs in it are kept: make room and start again, "
        + "which goes on where this ended"
    case .busy(let path):
      "\(path) is held by another process: wait until it has ended and start again, which goes on "
        + "where this ended"
    case .corrupt(let path, let detail):
      "\(path) is damaged (\(detail)): put back a copy, or save what can be read with "
        + "`sqlite3 \(path) .recover`, and name another store until then"
    case .unknownMetric(let path, let name):
      "\(path) holds a metric named \"\(name)\", which this version of the program does not have: use "
        + "the version that wrote it, or name another store"
    case .system(let path, let code, let reason):
      "\(path): \(reason) (SQLite error \(code)); name another store"
    }
  }
}
