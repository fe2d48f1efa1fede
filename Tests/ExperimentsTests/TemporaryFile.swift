import Foundation

/// A folder for one file, removed with its last reference: a class, because it owns the folder.
final class TemporaryFile: Sendable {
  let folder: String
  let path: String

  init() throws {
    folder = NSTemporaryDirectory() + "/bessemer-\(UUID())"
    path = folder + "/sweep.runs"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }
}
