import Foundation

/// Measures the speed of Bessemer beside other programs that do the same work.
///
///     swift run -c release --package-path Tests/Benchmarks benchmarks           all of them
///     swift run -c release --package-path Tests/Benchmarks benchmarks queue     those named
///     swift run -c release --package-path Tests/Benchmarks benchmarks --list    their names
///
/// Contenders run in turn in one process or beside it; the median over the rounds is shown, and the
/// median of the ratios to the first contender. Compare ratios between machines, not rates.
@main
enum Benchmarks {
  /// Every benchmark, in the order of running.
  static var all: [any Benchmark.Type] {
    [
      EventQueueBenchmark.self, KernelBenchmark.self, SimPyBenchmark.self,
      PredictorBenchmark.self, EstimateBenchmark.self, ScreenBenchmark.self, PlansBenchmark.self,
      ServingBenchmark.self,
      FleetBenchmark.self, LongRunBenchmark.self, SupplyBenchmark.self,
      StoreBenchmark.self, CommandBenchmark.self,
    ]
  }

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.contains("--list") {
      let width = all.map { $0.name.count }.max() ?? 0
      for benchmark in all {
        let padding = String(repeating: " ", count: width - benchmark.name.count)
        print("\(benchmark.name)\(padding)  \(benchmark.summary)")
      }
      return
    }
    let unknown = arguments.filter { name in !all.contains { $0.name == name } }
    guard unknown.isEmpty else {
      complain(
        "no benchmark is named \(unknown.joined(separator: ", ")); "
          + "there are \(all.map { $0.name }.joined(separator: ", "))")
      exit(64)
    }
    print(Machine.line)
    var hasFailed = false
    for benchmark in all where arguments.isEmpty || arguments.contains(benchmark.name) {
      do {
        for table in try benchmark.run() { print("\n\(table)") }
      } catch BenchmarkError.missing(let what) {
        print("\n\(benchmark.summary)\n\(BenchmarkError.missing(what))")
      } catch {
        complain("\(benchmark.name): \(error)")
        hasFailed = true
      }
    }
    if hasFailed { exit(1) }
  }

  private static func complain(_ sentence: String) {
    FileHandle.standardError.write(Data("benchmarks: \(sentence)\n".utf8))
  }
}
