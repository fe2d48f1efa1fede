import Foundation

/// A file of data that the user names on the command line.
enum DataFile {
  /// Larger files are refused before they are read.
  static let mostBytes = 64 << 20

  /// The text of a file.
  ///
  /// - Throws: `CommandFailure` where there is no such file, or none that holds text.
  static func text(of path: String) throws -> String {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    guard manager.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw refusal(path, "no such file", fix: "check the folder and the spelling")
    }
    if isFolder.boolValue {
      throw refusal(path, "this is a folder", fix: "name a file inside it")
    }
    let bytes = (try? manager.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue
    if let bytes, bytes > mostBytes {
      throw refusal(
        path, "the file is too large: \(bytes) bytes, at most \(mostBytes)",
        fix: "split it, or leave out columns")
    }
    guard let data = manager.contents(atPath: path) else {
      throw refusal(path, "the file cannot be read", fix: "allow reading it, or name another file")
    }
    guard !data.contains(0), let text = String(data: data, encoding: .utf8) else {
      throw refusal(path, "this is not text", fix: "name a CSV file, or save this one as UTF-8")
    }
    return text
  }

  private static func refusal(_ path: String, _ problem: String, fix: String) -> CommandFailure {
    CommandFailure(
      status: .invalidScenario, "\(path): \(problem)", expected: "a CSV file", fix: fix)
  }
}
