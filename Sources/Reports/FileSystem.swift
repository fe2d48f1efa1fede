internal import Foundation

/// The few calls to the operating system that a run needs, with its refusals as facts.
enum FileSystem {
  /// Makes a folder and those above it; one that is there already is no error.
  static func makeFolder(at path: String) throws(RunDirectoryError) {
    if mkdir(path, 0o777) == 0 { return }
    switch errno {
    case EEXIST:
      guard isFolder(path) else { throw .notADirectory(path: path) }
    case ENOENT:
      let above = (path as NSString).deletingLastPathComponent
      guard !above.isEmpty, above != path else { throw .missing(path: path) }
      try makeFolder(at: above)
      if mkdir(path, 0o777) != 0, errno != EEXIST { throw refusal(errno, path) }
    case let code:
      throw refusal(code, path)
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a folder, sorted.
  static func contents(ofFolder path: String) throws(RunDirectoryError) -> [String] {
    guard let stream = opendir(path) else { throw refusal(errno, path) }
    defer { closedir(stream) }
    var names = [String]()
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes an empty file; false where there is one already.
  static func makeNew(fileAt path: String) throws(RunDirectoryError) -> Bool {
    let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0 {
      if errno == EEXIST { return false }
      throw refusal(errno, path)
    }
    close(descriptor)
    return true
  }

  static func text(ofFile path: String) throws(RunDirectoryError) -> String {
    String(decoding: try bytes(ofFile: path), as: UTF8.self)
  }

  static func bytes(ofFile path: String) throws(RunDirectoryError) -> [UInt8] {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal(errno, path) }
    defer { close(descriptor) }
    var bytes = [UInt8]()
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += buffer[..<count]
      } else if errno != EINTR {
        throw refusal(errno, path)
      }
    }
  }

  static func append(_ bytes: [UInt8], to path: String) throws(RunDirectoryError) {
    let descriptor = Foundation.open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal(errno, path) }
    defer { close(descriptor) }
    try put(bytes, into: descriptor, path: path)
  }

  /// Writes a file so that its name holds all of it or what it held before.
  ///
  /// The bytes go to a file beside it, reach the disk, and only then take the name; whatever fails,
  /// the file beside it is removed.
  static func write(_ bytes: [UInt8], to path: String) throws(RunDirectoryError) {
    if isFolder(path) { throw .notADirectory(path: path) }
    let partial = partialPath(of: path)
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    let descriptor = Foundation.open(partial, flags, 0o666)
    guard descriptor >= 0 else { throw refusal(errno, path) }
    do throws(RunDirectoryError) {
      defer { close(descriptor) }
      try put(bytes, into: descriptor, path: path)
      // A full disk may be noticed only now.
      if fsync(descriptor) != 0 { throw refusal(errno, path) }
    } catch {
      unlink(partial)
      throw error
    }
    try move(partial, to: path)
  }

  /// Gives a finished file its name; it is removed where that fails.
  static func move(_ partial: String, to path: String) throws(RunDirectoryError) {
    guard rename(partial, path) != 0 else { return }
    let code = errno
    unlink(partial)
    throw refusal(code, path)
  }

  /// Writes all bytes to an open file.
  static func put(
    _ bytes: [UInt8], into descriptor: Int32, path: String
  ) throws(RunDirectoryError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress! + written, $0.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        throw refusal(errno, path)
      }
    }
  }

  /// Removes a file; one that is not there is no error.
  static func removeFile(at path: String) throws(RunDirectoryError) {
    if unlink(path) != 0, errno != ENOENT { throw refusal(errno, path) }
  }

  /// The name beside a path that its bytes have until they are complete.
  static func partialPath(of path: String) -> String {
    let parts = path as NSString
    return (parts.deletingLastPathComponent as NSString)
      .appendingPathComponent(".\(parts.lastPathComponent).partial")
  }

  static func refusal(_ code: Int32, _ path: String) -> RunDirectoryError {
    switch code {
    case ENOENT: .missing(path: path)
    case ENOTDIR: .notADirectory(path: path)
    case EACCES, EPERM: .permissionDenied(path: path)
    case EROFS: .readOnly(path: path)
    case ENOSPC, EDQUOT: .full(path: path)
    default: .system(path: path, code: code, reason: String(cString: strerror(code)))
    }
  }
}
