import Foundation
import GRDB

extension RunStoreError {
  /// What went wrong, told from the code of the database.
  init(_ error: any Error, at path: String) {
    if let known = error as? RunStoreError {
      self = known
      return
    }
    guard let failure = error as? DatabaseError else {
      self = .corrupt(path: path, detail: "\(error)")
      return
    }
    let reason = failure.message ?? "\(failure.resultCode)"
    self =
      switch failure.resultCode {
      case .SQLITE_NOTADB: .notAStore(path: path)
      case .SQLITE_CORRUPT: .corrupt(path: path, detail: reason)
      case .SQLITE_FULL: .full(path: path)
      case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: .busy(path: path)
      case .SQLITE_READONLY: .readOnly(path: path)
      case .SQLITE_PERM, .SQLITE_AUTH: .permissionDenied(path: path)
      case .SQLITE_CANTOPEN: Self.unopened(path, reason)
      case .SQLITE_IOERR
      where [.SQLITE_IOERR_SHORT_READ, .SQLITE_IOERR_DATA, .SQLITE_IOERR_CORRUPTFS]
        .contains(failure.extendedResultCode):
        .corrupt(path: path, detail: reason)
      default:
        .system(
          path: path, code: Int(failure.extendedResultCode.rawValue), reason: reason)
      }
  }

  /// Why a file that the database cannot open is not opened.
  private static func unopened(_ path: String, _ reason: String) -> RunStoreError {
    let files = FileManager.default
    let folder = (path as NSString).deletingLastPathComponent
    if files.fileExists(atPath: path) {
      return files.isReadableFile(atPath: path)
        ? .readOnly(path: path) : .permissionDenied(path: path)
    }
    var isFolder: ObjCBool = false
    let isThere = files.fileExists(
      atPath: folder.isEmpty ? "." : folder, isDirectory: &isFolder)
    return isThere && isFolder.boolValue ? .readOnlyFolder(path: path) : .noFolder(path: path)
  }
}
