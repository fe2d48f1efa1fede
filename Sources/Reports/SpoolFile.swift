internal import Foundation

/// Records of one size, written in any order and read back in order, in memory that does not grow with
/// their number.
///
/// The file has no name: whatever becomes of the program, nothing is left of it.
public struct SpoolFile: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private let recordSize: Int

  /// - Parameter path: a file in the folder that is to hold the records meanwhile.
  /// - Precondition: records have at least one byte.
  public init(beside path: String, recordSize: Int) throws(RunDirectoryError) {
    precondition(recordSize > 0, "records of \(recordSize) bytes")
    let parts = path as NSString
    let name = (parts.deletingLastPathComponent as NSString)
      .appendingPathComponent(".\(parts.lastPathComponent).spool")
    let flags = O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    let opened = Foundation.open(name, flags, 0o600)
    guard opened >= 0 else { throw FileSystem.refusal(errno, path) }
    unlink(name)
    descriptor = opened
    self.path = path
    self.recordSize = recordSize
  }

  deinit { close(descriptor) }

  /// Puts records into their places, the first of them at `index`.
  ///
  /// - Precondition: `bytes` holds whole records.
  public func write(_ bytes: UnsafeRawBufferPointer, at index: Int) throws(RunDirectoryError) {
    precondition(bytes.count % recordSize == 0, "\(bytes.count) bytes of records")
    var written = 0
    while written < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress! + written, bytes.count - written,
        off_t(index * recordSize + written))
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        throw FileSystem.refusal(errno, path)
      }
    }
  }

  /// Reads records from `index` on into the whole of a buffer.
  ///
  /// - Throws: also where there are not so many.
  public func read(
    into buffer: UnsafeMutableRawBufferPointer, from index: Int
  ) throws(RunDirectoryError) {
    var done = 0
    while done < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress! + done, buffer.count - done,
        off_t(index * recordSize + done))
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        throw FileSystem.refusal(count == 0 ? EIO : errno, path)
      }
    }
  }
}
