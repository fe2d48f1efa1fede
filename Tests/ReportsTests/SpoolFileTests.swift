import Foundation
import Reports
import Testing

@Suite("Files that grow piece by piece")
struct SpoolFileTests {
  private func folder() throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  @Test("Records written in any order are read back in theirs, and no file is left")
  func order() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let spool = try SpoolFile(beside: folder + "/q.csv", recordSize: 8)
    var numbers = Array(0..<5_000)
    numbers.reverse()
    for number in numbers {
      try withUnsafeBytes(of: number) { try spool.write($0, at: number) }
    }
    var read = [Int](repeating: -1, count: 3_000)
    try read.withUnsafeMutableBytes { try spool.read(into: $0, from: 1_500) }
    #expect(read == Array(1_500..<4_500))
    #expect(throws: RunDirectoryError.self) {
      try read.withUnsafeMutableBytes { try spool.read(into: $0, from: 2_001) }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }

  @Test("A file takes its name when it is finished, and leaves nothing where it is not")
  func pending() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/q.csv"
    func isThere() -> Bool { FileManager.default.fileExists(atPath: path) }
    do {
      var file = try PendingFile(at: path)
      try file.append("dropped")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    var file = try PendingFile(at: path)
    for _ in 0..<300_000 { try file.append("12345678") }
    #expect(!isThere())
    try file.finish()
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 2_400_000)
    #expect(throws: RunDirectoryError.notADirectory(path: folder)) {
      _ = try PendingFile(at: folder)
    }
    #expect(throws: RunDirectoryError.missing(path: folder + "/no/q.csv")) {
      _ = try PendingFile(at: folder + "/no/q.csv")
    }
  }
}
