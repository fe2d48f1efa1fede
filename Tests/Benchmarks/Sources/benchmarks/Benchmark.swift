/// One question about speed or memory, answered by running contenders side by side.
///
/// To add one: write a type in its own file and name it in `Benchmarks.all`.
protocol Benchmark {
  /// The name by which the command line asks for it.
  static var name: String { get }

  /// What is compared, in one sentence.
  static var summary: String { get }

  /// Runs it and returns the tables to print.
  static func run() throws -> [TextTable]
}

/// Why a benchmark gave no figures.
enum BenchmarkError: Error, CustomStringConvertible {
  /// Something that it compares with is not installed.
  case missing(String)
  /// Two contenders did different work, so their speeds do not compare.
  case checksumsDiffer(String)
  /// A program that it runs failed.
  case failed(String)

  var description: String {
    switch self {
    case .missing(let what): "skipped: \(what)"
    case .checksumsDiffer(let what): "failed: the contenders' checksums differ: \(what)"
    case .failed(let what): "failed: \(what)"
    }
  }
}
