import Documents
import Quantities
import Scenarios
import Serving
import Stochastics
import Testing

@Suite("The keys of a workload")
struct WorkloadKeyTests {
  /// The smallest scenario with another workload.
  private func workload(_ keys: String, named name: String = "t.yaml") throws -> Workload {
    try point(text(keys)).workload
  }

  private func text(_ keys: String) -> String {
    let line = smallest.split(separator: "\n").first { $0.contains("workload:") }!
    return smallest.replacing(line, with: "workload: {\(keys)}")
  }

  private func found(_ keys: String) -> [Diagnostic] { problems(text(keys)) }

  private let lengths = "prompt-tokens: 900, output-tokens: 250"

  @Test("Classes share the arrivals of the workload, or have their own")
  func classes() throws {
    let read = try workload(
      """
      arrivals: poisson(8 /s), \(lengths), classes: {chat: {share: 3, priority: 5}, \
      code: {share: 1, output-tokens: 20}, night: {arrivals: poisson(2 /s), tier: batch, \
      deadline: 4 h}}
      """)
    #expect(read.classes.map(\.name) == ["chat", "code", "night"])
    #expect(read.classes.map(\.terms.priority) == [5, 0, 0])
    #expect(read.classes.map(\.terms.tier) == [.interactive, .interactive, .batch])
    #expect(read.classes[2].terms.deadline == .hour * 4)
    #expect(read.classes.map { $0.meanLengths!.output } == [250, 20, 250])
    #expect(read.streams.count == 2)
    let shared = try #require(read.streams.first { $0.classes.count == 2 })
    #expect(shared.classes.map(\.share) == [0.75, 0.25])
    #expect(read.offeredRate(over: .hour) == RequestsPerSecond(10))
  }

  @Test("Conversations, thought and shared prompts lengthen the mean request as they say")
  func lengthening() throws {
    let read = try workload(
      """
      arrivals: poisson(2 /s), \(lengths), conversation: {turns: 3, think-time: 10 s, \
      later-tokens: 100}, reasoning: {share: 50 %, tokens: 400}, \
      shared-prompts: {count: 2, tokens: 700}
      """)
    // 700 + 900 + (100 + 250) · (0 + 1 + 2) / 3, and 250 + 400 / 2.
    let means = read.meanLengths
    #expect(abs(means.prompt - 1_950) < 1e-9)
    #expect(abs(means.output - 450) < 1e-9)
    #expect(abs(read.offeredRate(over: .hour)!.value - 2) < 1e-12)
  }

  @Test("The clock lets the rate follow hours and days from the start of the run")
  func clock() throws {
    let hours = (0..<24).map { $0 < 12 ? "0" : "2" }.joined(separator: ", ")
    let read = try workload(
      """
      arrivals: {process: poisson, rate: 3 /s, hours: [\(hours)], start: 13 h}, \(lengths)
      """)
    // Between 13 h and 14 h the rate is twice the mean, up to the half hours at noon and midnight.
    let rate = try #require(read.offeredRate(over: .hour))
    #expect(abs(rate.value - 6) < 1e-9)
    #expect(abs(read.offeredRate(over: .day)!.value - 3) < 1e-9)
  }

  @Test("A profile of the catalog gives the lengths, and keys beside it go before")
  func profiles() throws {
    let scenario = try point(text("profile: sharegpt-history, arrivals: poisson(5 /s)"))
    let lengths = try #require(scenario.workload.classes[0].lengths)
    #expect(abs(lengths.promptTokens.median - 1_730) < 1e-6)
    #expect(abs(lengths.promptTokens.quantile(0.9) - 5_696) < 1e-6)
    #expect(scenario.assumptions.contains { $0.subject == "workload" && !$0.citations.isEmpty })
    #expect(scenario.presets.contains { $0.path == "workload.output-tokens" })
    let stated = try workload(
      "profile: sharegpt-history, arrivals: poisson(5 /s), output-tokens: 7")
    #expect(stated.classes[0].lengths?.outputTokens.mean == 7)
    #expect(stated.classes[0].lengths?.promptTokens == lengths.promptTokens)
    let wrong = found("profile: sharegtp, arrivals: poisson(5 /s)")
    #expect(wrong.contains { $0.suggestion == .name("sharegpt") })
  }

  @Test("A trace is read beside the scenario, cut and sped up; its classes take their terms")
  func traces() throws {
    let folder = try ScratchFolder()
    _ = try folder.write(
      "arrival,input,output,class\n"
        + (0..<60).map { "\($0),9,2,\($0 % 2 == 0 ? "a" : "b")\n" }.joined(),
      to: "trace.csv")
    let path = "\(folder.path)/trace.csv"
    let read = try workload(
      """
      arrivals: "trace(\(path), speed 2, from 10 s, until 30 s)", \
      classes: {a: {priority: 3}, b: {}}
      """)
    #expect(read.requestCount == 20)
    #expect(read.offeredRate(over: Seconds(9.5))!.value * 9.5 == 20)
    #expect(read.classes.map(\.terms.priority) == [3, 0])
    let unknown = found("arrivals: \"trace(\(path))\", classes: {a: {}, c: {}}")
    #expect(unknown.contains { $0.message.contains("\"b\"") })
    let missing = found("arrivals: \"trace(\(folder.path)/none.csv)\"")
    #expect(missing.map(\.message) == ["the trace cannot be read"])
    let empty = found("arrivals: \"trace(\(path), from 2 min)\"")
    #expect(empty.map(\.message) == ["no request of the trace lies there"])
    _ = try folder.write("arrival,input,output\n0,9,2\n1,9,none\n", to: "bad.csv")
    let bad = found("arrivals: \"trace(\(folder.path)/bad.csv)\"")
    #expect(bad.map(\.location.description) == ["\(folder.path)/bad.csv:3:5"])
  }

  @Test(
    "Contradictions are told where they stand",
    arguments: [
      (
        "arrivals: \"bursts(2 /s, peak 5, busy 30 %, length 9 s)\"",
        "workload.arrivals.busy", "bursts would bring more than all requests"
      ),
      (
        "arrivals: {process: poisson, rate: 2 /s, start: 3 h}",
        "workload.arrivals.start", "nothing follows the clock"
      ),
      (
        "arrivals: {process: poisson, rate: 2 /s, hours: [1, 2]}",
        "workload.arrivals.hours", "there are 2 rates"
      ),
      (
        "arrivals: {process: poisson, rate: 2 /s, clients: 4}",
        "workload.arrivals.clients", "poisson arrivals have no clients"
      ),
      (
        "arrivals: poisson(2 /s), classes: {a: {arrivals: poisson(1 /s), share: 2}}",
        "workload.classes.a.share", "the class does not share the arrivals of others"
      ),
      (
        "arrivals: poisson(2 /s), classes: {a: {}}",
        "workload.classes.a.share", "the key \"workload.classes.a.share\" is missing"
      ),
      (
        "arrivals: poisson(2 /s), conversation: {turns: 3}",
        "workload.conversation.think-time",
        "the key \"workload.conversation.think-time\" is missing"
      ),
      (
        "arrivals: poisson(2 /s), classes: {\"a b\": {share: 1}}",
        "workload.classes.a b", "a class cannot be named so"
      ),
      (
        "arrivals: poisson(2 /s), conversation: {turns: 3, think-time: \"normal(mean 1 s, sd 2 s)\"}",
        "workload.conversation.think-time", "some draws are negative"
      ),
    ])
  func contradictions(keys: String, path: String, message: String) {
    let found = found("\(keys), \(lengths)")
    #expect(found.contains { $0.message == message }, "\(found)")
    #expect(found.contains { $0.path.description.replacing("\"", with: "") == path }, "\(found)")
  }

  @Test("A class's arrivals may be written short, and misspelt keys of a class are named")
  func shorthand() throws {
    let read = try workload("\(lengths), classes: {a: {arrivals: \"closed(4, think-time 3 s)\"}}")
    #expect(read.isClosed && read.clients == 4)
    let wrong = found("\(lengths), classes: {a: {arrivals: closed(4), pritority: 3}}")
    #expect(wrong.map(\.suggestion) == [.name("priority")])
  }
}
