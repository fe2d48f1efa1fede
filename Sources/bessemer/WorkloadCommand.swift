import ArgumentParser
import Experiments
import Quantities
import Scenarios
import Serving
import Tables

/// `bessemer workload`: the requests of a scenario without a system that serves them.
struct WorkloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workload",
    abstract: "Draw the requests of a scenario: a summary, or a trace as CSV or JSON Lines.",
    discussion: """
      Synthetic requests and traces alike. What is written is read again by \
      `arrivals: trace(file.csv)`. Where requests follow answers, as in conversations and closed \
      loops, each is taken to be answered after the stated times.
      """)

  /// What is printed.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case table, csv, jsonl
  }

  @Argument(help: "Scenario file.")
  var scenario: String

  @OptionGroup var options: ScenarioOptions

  @Option(help: "Print a table that sums them up, or the requests as csv or jsonl.")
  var format = Form.table

  @Option(parsing: .unconditional, help: "Draw so many requests.")
  var requests = 10_000

  @Option(help: "Take this alternative or design point, by its label; left out, the first.")
  var point: String?

  @Option(help: "Time from a request to its first output token.")
  var answerTime = "0 s"

  @Option(help: "Time from one output token to the next.")
  var tokenTime = "0 s"

  func validate() throws {
    if scenario.isEmpty { throw ValidationError("the name of the scenario file is empty") }
    guard (1...1_000_000_000).contains(requests) else {
      throw ValidationError("--requests is \(requests): it lies from 1 to 1000000000")
    }
  }

  func run() throws {
    let loaded = try LoadedScenario(
      path: scenario, assignments: try options.assignments(), catalog: try options.catalog())
    let labels = loaded.points.map(\.label)
    guard
      let chosen = point.map({ name in loaded.points.first { $0.label == name } })
        ?? loaded.points.first
    else {
      throw CommandFailure(
        status: .usage, "no design point is labelled \"\(point ?? "")\"",
        expected: "one of " + labels.joined(separator: ", "),
        suggestion: NearestName.suggestion(for: point ?? "", among: labels))
    }
    guard chosen.isServed else {
      throw CommandFailure(
        status: .invalidScenario, "\(chosen.label) serves nothing",
        expected: "a `workload`", fix: "state what is served, or name another --point")
    }
    let answer = try duration(answerTime, "--answer-time", to: .day)
    let perToken = try duration(tokenTime, "--token-time", to: .hour)
    var generator = try RequestGenerator(
      chosen.workload, seed: chosen.seed, answerTime: answer, timePerOutputToken: perToken)
    switch format {
    case .table: try summarize(&generator)
    case .csv: try write(&generator, TraceWriter(chosen.workload, format: .csv))
    case .jsonl: try write(&generator, TraceWriter(chosen.workload, format: .jsonl))
    }
  }

  private func duration(_ text: String, _ option: String, to most: Seconds) throws -> Seconds {
    guard let time = try? UnitNotation().parse(text, as: Seconds.self), time >= .zero, time <= most
    else {
      throw CommandFailure(
        status: .usage, "\(option) is \"\(text)\"",
        expected: "a duration from 0 s to \(UnitNotation.format(most)), such as 50 ms")
    }
    return time
  }

  /// Lines in pieces of a mebibyte, so that memory does not grow with their number.
  private func write(_ generator: inout RequestGenerator, _ writer: TraceWriter) throws {
    var piece = writer.heading
    var count = 0
    while count < requests, let request = generator.next() {
      piece += writer.line(request)
      count += 1
      if piece.utf8.count > 1 << 20 {
        try StandardOutput.print(piece)
        piece = ""
      }
    }
    if !piece.isEmpty { try StandardOutput.print(piece) }
  }

  private func summarize(_ generator: inout RequestGenerator) throws {
    var summary = WorkloadSummary()
    while summary.count < requests, let request = generator.next() { summary.add(request) }
    try StandardOutput.print(summary.table.text(as: .table, width: StandardOutput.width))
  }
}
