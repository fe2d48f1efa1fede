internal import Foundation

/// A file that is written in pieces and takes its name when it is complete: until then, and where
/// writing fails, the name holds what it held before.
///
///     var file = try PendingFile(at: "requests.csv")
///     try file.append("arrival [s],input,output\n")
///     try file.finish()
public struct PendingFile: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private let partial: String
  private var buffer: [UInt8]
  private var isFinished: Bool

  /// - Throws: ``RunDirectoryError`` where the place cannot be written, or holds something else than a
  ///   plain file.
  public init(at path: String) throws(RunDirectoryError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw .notADirectory(path: path)
    }
    let partial = FileSystem.partialPath(of: path)
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    let opened = Foundation.open(partial, flags, 0o666)
    guard opened >= 0 else { throw FileSystem.refusal(errno, path) }
    descriptor = opened
    self.path = path
    self.partial = partial
    buffer = []
    isFinished = false
  }

  deinit {
    close(descriptor)
    if !isFinished { unlink(partial) }
  }

  /// Adds to the end; pieces of a mebibyte go to the disk at once.
  public mutating func append(_ text: String) throws(RunDirectoryError) {
    buffer += Array(text.utf8)
    if buffer.count >= 1 << 20 { try flush() }
  }

  private mutating func flush() throws(RunDirectoryError) {
    try FileSystem.put(buffer, into: descriptor, path: path)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Gives the file its name.
  public mutating func finish() throws(RunDirectoryError) {
    try flush()
    // A full disk may be noticed only now.
    if fsync(descriptor) != 0 { throw FileSystem.refusal(errno, path) }
    try FileSystem.move(partial, to: path)
    isFinished = true
  }
}
