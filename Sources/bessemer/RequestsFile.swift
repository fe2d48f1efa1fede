import Experiments
import Reports
import Scenarios
import Serving

/// The file of the requests of one run: records wait on the disk until all are there, and are written
/// in the order of arrival.
///
/// A class, since the run hands over records while another holds the file.
final class RequestsFile: RequestDestination {
  private var file: PendingFile
  private let spool: SpoolFile
  private let writer: RequestRecordWriter
  private var count = 0
  private var failure: RunDirectoryError?

  init(at path: String, _ writer: RequestRecordWriter) throws(RunDirectoryError) {
    file = try PendingFile(at: path)
    spool = try SpoolFile(beside: path, recordSize: Self.recordSize)
    self.writer = writer
  }

  private static let recordSize = MemoryLayout<RequestRecord>.stride

  func take(_ records: ContiguousArray<RequestRecord>) {
    guard failure == nil else { return }
    let sorted = records.sorted { $0.number < $1.number }
    var first = 0
    do throws(RunDirectoryError) {
      while first < sorted.count {
        var end = first + 1
        while end < sorted.count, sorted[end].number == sorted[end - 1].number + 1 { end += 1 }
        try write(sorted[first..<end])
        first = end
      }
    } catch { failure = error }
    count = max(count, sorted.last.map { $0.number + 1 } ?? 0)
  }

  private func write(_ records: ArraySlice<RequestRecord>) throws(RunDirectoryError) {
    let number = records[records.startIndex].number
    var problem: RunDirectoryError?
    records.withUnsafeBytes { bytes in
      do throws(RunDirectoryError) { try spool.write(bytes, at: number) } catch { problem = error }
    }
    if let problem { throw problem }
  }

  /// Writes all lines and gives the file its name.
  func finish() throws {
    do throws(RunDirectoryError) {
      if let failure { throw failure }
      try file.append(writer.heading)
      var next = 0
      while next < count {
        for record in try records(next..<min(count, next + 4_096)) {
          try file.append(writer.line(record))
        }
        next += 4_096
      }
      try file.finish()
    } catch {
      throw CommandFailure(status: .usage, message: Self.sentence(on: error))
    }
  }

  private func records(_ numbers: Range<Int>) throws(RunDirectoryError) -> [RequestRecord] {
    var problem: RunDirectoryError?
    let records = [RequestRecord](unsafeUninitializedCapacity: numbers.count) { buffer, count in
      do throws(RunDirectoryError) {
        try spool.read(
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[..<(numbers.count * Self.recordSize)]),
          from: numbers.lowerBound)
        count = numbers.count
      } catch { problem = error }
    }
    if let problem { throw problem }
    return records
  }

  /// What is wrong, said of a file rather than of a run's folder.
  static func sentence(on error: RunDirectoryError) -> String {
    error.description.replacing(
      "another folder with --out", with: "another file with --requests-out")
  }
}
