/// Why a run could not be written where it should be.
public enum RunDirectoryError: Error, Sendable, Hashable {
  /// The folder has files in it already, and nothing allows replacing them.
  case notEmpty(path: String)
  /// Files may be replaced, but these were not written by a run.
  case notARunDirectory(path: String)
  /// A folder and a file are in each other's place.
  case notADirectory(path: String)
  case missing(path: String)
  case permissionDenied(path: String)
  case readOnly(path: String)
  case full(path: String)
  /// A name that would lead out of the folder, or is hidden.
  case nameNotAllowed(String)
  /// Any other refusal of the operating system, with its number and its words.
  case system(path: String, code: Int32, reason: String)
}

extension RunDirectoryError: CustomStringConvertible {
  /// What is wrong and what to do, in one sentence.
  public var description: String {
    switch self {
    case .notEmpty(let path):
      "\(path) is not empty: name another folder with --out, or replace the run in it with --force"
    case .notARunDirectory(let path):
      "\(path) was not written by a run, so nothing in it is touched: name another folder with --out"
    case .notADirectory(let path):
      "\(path) is a file where a folder should be, or a folder where a file should be: name another "
        + "folder with --out"
    case .missing(let path):
      "\(path) does not exist and cannot be made: name another folder with --out"
    case .permissionDenied(let path):
      "\(path) may not be written: permission denied; name another folder with --out"
    case .readOnly(let path):
      "\(path) may not be written: the file system is read-only; name another folder with --out"
    case .full(let path):
      "\(path) was not written: no space is left; make room, or name another folder with --out"
    case .nameNotAllowed(let name):
      "\"\(name)\" does not name a file inside the run's folder"
    case .system(let path, let code, let reason):
      "\(path): \(reason) (error \(code)); name another folder with --out"
    }
  }
}
