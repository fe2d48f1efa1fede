import Foundation
import Reports

/// The catalog file that `--out` of a calibrating command names.
enum CatalogOutput {
  /// Refuses a file that is there, or that no folder is there for, before long is spent on its
  /// content.
  static func requireFree(_ path: String, force: Bool) throws {
    let files = FileManager.default
    let folder = (path as NSString).deletingLastPathComponent
    guard files.isWritableFile(atPath: folder.isEmpty ? "." : folder) else {
      throw CommandFailure(
        status: .usage, "--out: \(path) cannot be written: its folder is not there or not writable",
        expected: "a file in a folder that is there and may be written")
    }
    if !force, files.fileExists(atPath: path) {
      throw CommandFailure(
        status: .usage, "--out: \(path) is there already", expected: "a new file",
        fix: "name another, or replace it with --force")
    }
  }

  static func write(_ text: String, to path: String) throws {
    do { try OutputFile.write(text, to: path) } catch {
      throw CommandFailure(
        status: .usage, "--out: \(path) cannot be written: \(error.reason)",
        expected: "a file in a folder that is there and may be written")
    }
    StandardError.print("wrote \(path)")
  }
}

extension RunDirectoryError {
  /// Why one file could not be written, in a clause.
  fileprivate var reason: String {
    switch self {
    case .notEmpty, .notARunDirectory, .notADirectory: "it is no plain file"
    case .missing: "the folder is not there"
    case .permissionDenied: "permission denied"
    case .readOnly: "the file system is read-only"
    case .full: "no space is left"
    case .nameNotAllowed(let name): "\"\(name)\" is no name"
    case .system(_, _, let reason): reason
    }
  }
}
