import Documents
import Foundation
import Quantities
import Scenarios
import Serving
import Stochastics
import Testing

@Suite("Traces")
struct TraceTests {
  private func read(_ text: String, _ format: TraceFile.Format) throws -> [ListedRequest] {
    let trace = try TraceFile.read(text: text, named: "t.\(format.rawValue)", format: format)
    return (0..<trace.count).map { trace[$0] }
  }

  private func problems(_ text: String, _ format: TraceFile.Format = .csv) -> [Diagnostic] {
    do {
      _ = try read(text, format)
      return []
    } catch {
      return (error as? Diagnostics)?.all ?? []
    }
  }

  @Test("What is written and read again is the same", arguments: TraceFile.Format.allCases)
  func roundTrip(format: TraceFile.Format) throws {
    let lengths = try RequestLengths(
      promptTokens: .lognormal(mean: 900, cv: 1), outputTokens: .exponential(mean: 90),
      cachedFraction: 0.3)
    let workload = try Workload(
      classes: [
        RequestClass(name: "one", .single(lengths)),
        RequestClass(
          name: "talk",
          .conversation(
            Conversation(
              turns: .geometric(mean: 3), thinkTime: .exponential(mean: 2), lengths: lengths))),
      ],
      streams: [
        (
          name: "", arrivals: .open(try .gamma(rate: RequestsPerSecond(40), cv: 2)),
          shares: [(0, 1), (1, 1)]
        )
      ])
    var generator = try RequestGenerator(workload, seed: 3)
    let writer = TraceWriter(workload, format: format)
    var text = writer.heading
    var requests: [ListedRequest] = []
    for _ in 0..<2_000 {
      requests.append(generator.next()!)
      text += writer.line(requests.last!)
    }
    #expect(try read(text, format) == requests)
    // A workload of the trace gives out the same requests, and writes the same bytes.
    let trace = try TraceFile.read(text: text, named: "t", format: format)
    let listed = try Workload.listed(
      trace, of: [RequestClass(name: "talk", .listed), RequestClass(name: "one", .listed)])
    var again = try RequestGenerator(listed, seed: 9)
    let second = TraceWriter(listed, format: format)
    var copy = second.heading
    while let request = again.next() { copy += second.line(request) }
    #expect(copy == text)
  }

  @Test("The public traces of Azure, Mooncake and BurstGPT are read as they are")
  func publicTraces() throws {
    let azure = try read(
      """
      TIMESTAMP,ContextTokens,GeneratedTokens\r
      2023-11-16 18:15:46.6805900,374,44\r
      2023-11-16 18:15:50.9951690,396,109\r
      2023-11-17 00:00:00.5,879,55\r

      """, .csv)
    #expect(azure.map(\.promptTokens) == [374, 396, 879])
    #expect(azure.map(\.outputTokens) == [44, 109, 55])
    #expect(abs((azure[1].arrival - azure[0].arrival).value - 4.314_579) < 1e-6)
    #expect(abs((azure[2].arrival - azure[0].arrival).value - 20_653.819_41) < 1e-6)
    let mooncake = try read(
      """
      {"timestamp": 0, "input_length": 6755, "output_length": 500, "hash_ids": [0, 1, 2]}
      {"timestamp": 3052, "input_length": 7234, "output_length": 794, "hash_ids": [0, 28]}
      """, .jsonl)
    #expect(mooncake.map(\.arrival.value) == [0, 3.052])
    #expect(mooncake.map(\.blockHashes) == [[0, 1, 2], [0, 28]])
    let burst = try read(
      """
      Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type
      5,ChatGPT,472,18,490,Conversation log
      45,ChatGPT,1087,230,1317,Conversation log
      """, .csv)
    #expect(burst.map(\.arrival.value) == [5, 45])
    #expect(burst.map(\.outputTokens) == [18, 230])
  }

  @Test("Units, quotes, spaces, byte order marks and the order of lines do not matter")
  func spelling() throws {
    let plain = try read("arrival,input,output,class\n0.5,9,2,a\n1.5,8,3,b\n", .csv)
    let other = try read(
      "\u{feff}output , class,\"input\",arrival [ms]\n3,b,8,1500\n2,\"a\", 9,500", .csv)
    #expect(plain == other)
    let lines = try read(
      "{\"class\":\"a\",\"arrival\":0.5,\"x\":{\"y\":[1,{}]},\"input\":9,\"output\":2.0}\n"
        + " { \"arrival\" : 1.5, \"input\":8, \"output\":3, \"class\":\"\\u0062\", \"cached\":null }",
      .jsonl)
    #expect(lines == plain)
  }

  @Test("Times of the year 1970 count from the first of them")
  func epochs() throws {
    let requests = try read("timestamp,input,output\n1700000000.25,9,2\n1700000003,8,3\n", .csv)
    #expect(requests.map(\.arrival.value) == [0, 2.75])
  }

  @Test("A window begins anew, and speed shortens the time between requests")
  func windows() throws {
    let trace = try TraceFile.read(
      text: "arrival,input,output\n" + (0..<100).map { "\($0),9,\($0 + 1)\n" }.joined(),
      named: "t", format: .csv)
    let cut = trace.window(from: Seconds(10), until: Seconds(20)).accelerated(by: 2)
    #expect(cut.count == 10)
    #expect(cut[0].arrival == .zero && cut[0].outputTokens == 11)
    #expect(cut[9].arrival == Seconds(4.5))
  }

  @Test(
    "Each mistake is told with its line and column, and what to do",
    arguments: [
      ("arrival,input,output\n0,9,2\n1,x,3\n", 3, 3, "the input is no number of tokens"),
      ("arrival,input,output\n0,9,0\n", 2, 5, "the output is no number of tokens"),
      ("arrival,input,output\n0,9\n", 2, 1, "the line has 2 fields"),
      ("arrival,input,output\nnoon,9,2\n", 2, 1, "the arrival cannot be read"),
      ("arrival,input,output\n-1,9,2\n", 2, 1, "the arrival precedes the start"),
      ("arrival,inputt,output\n0,9,2\n", 1, 9, "no column is named \"inputt\""),
      ("arrival,output\n0,9\n", 1, 1, "no column says the input"),
      (
        "input,prompt,arrival,output\n", 1, 7, "the column \"prompt\" means the same as another one"
      ),
      ("arrival,input,output,cached\n0,9,2,9\n", 2, 7, "all of the prompt is cached"),
      ("arrival,input,output\n0,\"9,2\n", 2, 3, "a quote is not closed"),
    ])
  func mistakes(text: String, line: Int, column: Int, message: String) throws {
    let found = problems(text)
    let problem = try #require(found.first)
    #expect(problem.message == message)
    #expect(problem.location.line == line && problem.location.column == column)
    #expect(problem.expected != nil || problem.suggestion != nil)
  }

  @Test("Mistakes in JSON are told with their place too")
  func jsonMistakes() {
    let good = "{\"arrival\": 0, \"input\": 9, \"output\": 2}\n"
    for (line, column) in [
      ("[1, 2]", 1), ("{\"arrival\" 0}", 12), ("{\"arrival\": 0, \"input\": 9}", 1),
      ("{\"arrival\": 0, \"input\": 9, \"output\": 2} x", 41),
      ("{\"arrival\": 0, \"input\": [9]}", 25),
      ("{\"arrival\": 0, \"outptu\": 9}", 16), ("{\"arrival\": \"0", 15),
      ("{\"arrival\": 0, \"input\": 9, \"output\": 2, \"hash_ids\": [1,", 56),
      ("{\"arrival\": 0, \"input\": 9, \"output\": 2, \"hash_ids\": [}]}", 54),
    ] {
      let found = problems(good + line, .jsonl)
      #expect(found.count == 1, "\(line): \(found)")
      #expect(found.first?.location.line == 2, "\(line)")
      #expect(found.first?.location.column == column, "\(line): \(found)")
    }
  }

  @Test("All mistakes are told up to twenty, and an empty trace is one")
  func counts() {
    let lines = (0..<50).map { _ in "x,9,2\n" }.joined()
    #expect(problems("arrival,input,output\n" + lines).count == 20)
    #expect(problems("arrival,input,output\n").map(\.message) == ["the trace holds no request"])
    #expect(problems("", .jsonl).map(\.message) == ["the trace holds no request"])
  }
}
