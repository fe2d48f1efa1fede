import Foundation
import Testing

/// One slip of a user's: what is written, where the program must point, what it must say.
struct Slip: CustomTestStringConvertible, Sendable {
  /// The scenario; ¦ marks the place that the message must name, and is no part of the text.
  let text: String
  let message: String
  /// Words of the lines that say what belongs there, or how to mend it.
  let fix: String
  let testDescription: String

  /// A whole scenario.
  init(_ text: String, _ message: String, fix: String) {
    self.text = text
    self.message = message
    self.fix = fix
    testDescription = String(text.split(separator: "\n").joined(separator: "↵").prefix(80))
  }

  /// A good scenario with something replaced.
  init(_ old: String, to new: String, _ message: String, fix: String) {
    precondition(Scenario.good.contains(old), "the scenario does not hold \(old)")
    text = Scenario.good.replacingOccurrences(of: old, with: new)
    self.message = message
    self.fix = fix
    testDescription = new
  }

  /// A good scenario with something added.
  init(adding new: String, _ message: String, fix: String) {
    text = Scenario.good + new + "\n"
    self.message = message
    self.fix = fix
    testDescription = new
  }

  /// Checks the scenario and expects the problem at its place, with its fix, and exit code 3.
  ///
  /// The scenario stands beside the other files of `folder`.
  func expectProblem(
    in folder: Folder? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try folder ?? Folder()
    try folder.write(text.replacingOccurrences(of: "¦", with: ""), to: "scenario.yaml")
    let outcome = try Program.run(["check", "scenario.yaml"], in: folder)
    outcome.expectRefusal(
      code: 3, place, message, fix: fix, sourceLocation: sourceLocation)
  }

  /// `scenario.yaml:line:column`, or the file alone where no place is marked.
  private var place: String {
    guard let mark = text.firstIndex(of: "¦") else { return "scenario.yaml" }
    let lines = text[..<mark].split(separator: "\n", omittingEmptySubsequences: false)
    return "scenario.yaml:\(lines.count):\(lines[lines.count - 1].unicodeScalars.count + 1)"
  }
}

extension Program.Outcome {
  /// Expects that nothing was answered, that one of the problems stands at `place`, says `message`
  /// and ends in `fix`, and that the program left with `code`.
  func expectRefusal(
    code: Int32, _ place: String, _ message: String, fix: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectEnd(code: code, sourceLocation: sourceLocation)
    #expect(output.isEmpty, "standard output carries results only", sourceLocation: sourceLocation)
    let problem = problems.first { $0.hasPrefix(place) && $0.contains(message) }
    guard let problem else {
      Issue.record(
        "no problem at \(place) says \"\(message)\":\n\(errors)", sourceLocation: sourceLocation)
      return
    }
    let remedy = problem.split(separator: "\n").dropFirst().joined(separator: "\n")
    #expect(remedy.contains(fix), "in\n\(problem)", sourceLocation: sourceLocation)
  }

  /// Expects the exit code, and neither a crash, a hang nor the inside of the program.
  func expectEnd(code: Int32, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(ending == .exited(code), "\(errors)", sourceLocation: sourceLocation)
    for word in ["Fatal error", "Backtrac", "crashed", "Sources/", "Optional(", "Error("] {
      #expect(!errors.contains(word), "\(errors)", sourceLocation: sourceLocation)
    }
  }

  /// The problems on standard error: each begins at the margin and goes on indented.
  private var problems: [String] {
    errors.split(separator: "\n").reduce(into: []) { problems, line in
      if line.first == " ", let last = problems.popLast() {
        problems.append(last + "\n" + line)
      } else {
        problems.append(String(line))
      }
    }
  }
}

/// Scenarios that tests begin with.
enum Scenario {
  /// A small one without a slip.
  static let good = """
    title: Without a slip
    model: llama-3.1-8b
    workload:
      arrivals: poisson(2 /s)
      prompt-tokens: lognormal(median 300, p95 900)
      output-tokens: constant 64
    fleet:
      accelerator: h100-sxm
      system: dgx-h100
      engine: vllm-0.12
      plan: {tensor: 1}
    objectives:
      time-per-output-token: 50 ms at p95
    duration: 2 min

    """

  /// One that runs in a moment.
  static let short =
    good.replacingOccurrences(of: "2 min", with: "20 s") + "replications: 2\n"
}
