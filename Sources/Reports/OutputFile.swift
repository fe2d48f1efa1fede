internal import Foundation

/// A file that the user names for one result.
public enum OutputFile {
  /// Writes a file whole or not at all: a reader never sees half of it, and what was there before
  /// stays where writing fails.
  ///
  /// - Throws: ``RunDirectoryError`` where the place cannot be written, or holds something else
  ///   than a plain file.
  public static func write(_ text: String, to path: String) throws(RunDirectoryError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw .notADirectory(path: path)
    }
    try FileSystem.write(Array(text.utf8), to: path)
  }
}
