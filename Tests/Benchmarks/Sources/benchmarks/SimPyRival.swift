import Foundation

/// A SimPy model in a Python process of its own, asked for one round at a time.
///
/// A class because it stands for a process, which it ends with itself.
final class SimPyRival {
  /// The versions of SimPy and of Python, as in `SimPy 4.1.2, Python 3.11.7`.
  let version: String

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  /// Starts `hold` or `station` with its parameter and two tables of delays in nanoseconds.
  init(_ model: String, _ parameter: Int, tables: ([Int64], [Int64])) throws {
    guard let script = Bundle.module.url(forResource: "Rivals/simpy_models", withExtension: "py")
    else { throw BenchmarkError.failed("the resource simpy_models.py is not in the bundle") }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script.path]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    // A Python without SimPy ends before it has read its input.
    signal(SIGPIPE, SIG_IGN)
    do { try process.run() } catch { throw BenchmarkError.missing("python3 does not start") }
    let numbers = [tables.0, tables.1].map { $0.map(String.init).joined(separator: " ") }
    try? input.fileHandleForWriting.write(
      contentsOf: Data("\(model) \(parameter)\n\(numbers[0])\n\(numbers[1])\n".utf8))
    let words = Self.line(of: output).split(separator: " ")
    guard words.count == 3, words[0] == "ready" else {
      throw BenchmarkError.missing("no python3 with simpy was found (pip install simpy)")
    }
    version = "SimPy \(words[1]), Python \(words[2])"
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Does so many events or customers more and returns the checksum.
  func run(_ amount: Int) throws -> UInt64 {
    try input.fileHandleForWriting.write(contentsOf: Data("\(amount)\n".utf8))
    let answer = Self.line(of: output)
    guard let checksum = UInt64(answer) else {
      throw BenchmarkError.failed("SimPy answered \"\(answer)\" instead of a number")
    }
    return checksum
  }

  /// The next line, or what there is of it when the process has ended.
  private static func line(of pipe: Pipe) -> String {
    var bytes: [UInt8] = []
    while let byte = pipe.fileHandleForReading.readData(ofLength: 1).first, byte != 0x0A {
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
