import Documents
import Quantities
import Serving

/// Reads a trace line by line.
struct TraceReader {
  private let file: String
  private let format: TraceFile.Format
  private var line = 0
  private var problems: [Diagnostic] = []
  private var requests: [ListedRequest] = []
  private var isSorted = true

  /// The meaning of each column of a CSV file, nil for those that are passed over.
  private var columns: [TraceColumn?]?
  private var unit: ArrivalUnit?
  /// What is taken off dates and seconds since 1970.
  private var origin: Double?

  init(file: String, format: TraceFile.Format) {
    self.file = file
    self.format = format
  }

  /// Reads one line.
  mutating func take(_ bytes: ArraySlice<UInt8>) throws(Diagnostics) {
    line += 1
    var bytes = bytes
    if line == 1, bytes.starts(with: "\u{feff}".utf8) { bytes = bytes.dropFirst(3) }
    if bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
    guard bytes.contains(where: { $0 != UInt8(ascii: " ") }) else { return }
    var fields = TraceFields()
    do throws(TraceProblem) {
      switch format {
      case .csv:
        guard let columns else {
          try readHeading(bytes)
          return
        }
        fields = try TraceFields(csv: bytes, columns: columns)
      case .jsonl:
        fields = try TraceFields(json: bytes)
        if unit == nil { unit = fields.isMooncake ? .milliseconds : .seconds }
      }
      let request = try request(of: fields)
      if let last = requests.last, request.arrival < last.arrival { isSorted = false }
      requests.append(request)
    } catch {
      add(error)
      if columns == nil, format == .csv { throw Diagnostics(problems) }
      if problems.count >= TraceFile.mostProblems { throw Diagnostics(problems) }
    }
  }

  /// The trace, if no line was wrong.
  mutating func finish() throws(Diagnostics) -> RequestTrace {
    if problems.isEmpty, requests.isEmpty {
      problems.append(
        Diagnostic(
          at: SourceLocation(file: file), "the trace holds no request",
          expected: format == .csv
            ? "a heading such as arrival,input,output, and a line for each request"
            : "a line such as {\"arrival\": 0.5, \"input\": 900, \"output\": 200} for each request")
      )
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
    if !isSorted {
      // Stable: requests of one arrival stay in their order.
      requests = requests.enumerated()
        .sorted { ($0.element.arrival, $0.offset) < ($1.element.arrival, $1.offset) }
        .map(\.element)
    }
    do throws(ServingError) { return try RequestTrace(requests) } catch {
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: file), "the trace cannot be served: \(error)"))
    }
  }

  private mutating func add(_ problem: TraceProblem) {
    problems.append(
      Diagnostic(
        at: SourceLocation(file: file, line: line, column: problem.column), problem.message,
        found: problem.found, expected: problem.expected, suggestion: problem.suggestion))
  }

  // MARK: Headings

  private mutating func readHeading(_ bytes: ArraySlice<UInt8>) throws(TraceProblem) {
    var columns: [TraceColumn?] = []
    for field in try TraceFields.split(bytes) {
      let column = try TraceColumn.meaning(of: field.text, at: field.column)
      if let column, columns.contains(column) {
        throw TraceProblem(
          "the column \"\(field.text)\" means the same as another one", at: field.column,
          suggestion: .advice("remove one of them"))
      }
      if column == .arrival { unit = ArrivalUnit(heading: field.text) }
      if unit == nil, column == .input, TraceColumn.plain(field.text) == "inputlength" {
        unit = .milliseconds
      }
      columns.append(column)
    }
    for column in TraceColumn.allCases where column.isRequired && !columns.contains(column) {
      throw TraceProblem(
        "no column says the \(column.example)", at: 1,
        expected:
          "a heading such as arrival,input,output or TIMESTAMP,ContextTokens,GeneratedTokens",
        suggestion: .advice("name the column \(column.example)"))
    }
    self.columns = columns
  }

  // MARK: Requests

  private mutating func request(of fields: TraceFields) throws(TraceProblem) -> ListedRequest {
    let input = try fields.count(.input, from: 1)
    let output = try fields.count(.output, from: 1)
    guard let input, let output else {
      throw TraceProblem(
        "the request has no \(input == nil ? "input" : "output")", at: 1,
        expected: "a number of tokens", suggestion: .advice("remove the line, or add the number"))
    }
    let cached = try fields.count(.cached, from: 0) ?? 0
    guard cached < input else {
      throw TraceProblem(
        "all of the prompt is cached", at: fields.place(of: .cached), found: "\(cached)",
        expected: "fewer than the \(input) tokens of the input: the last one is always computed",
        suggestion: .advice("write \(input - 1)"))
    }
    let arrival = try self.arrival(of: fields)
    do throws(ServingError) {
      return try ListedRequest(
        arrival: arrival, promptTokens: input, outputTokens: output, cachedTokens: cached,
        className: fields.text(.requestClass) ?? "", session: fields.session,
        blockHashes: fields.hashes)
    } catch {
      throw TraceProblem("the request cannot be served: \(error)", at: 1)
    }
  }

  private mutating func arrival(of fields: TraceFields) throws(TraceProblem) -> Seconds {
    let place = fields.place(of: .arrival)
    guard let text = fields.text(.arrival) else {
      throw TraceProblem(
        "the request has no arrival", at: 1, expected: "seconds since the start, or a date",
        suggestion: .advice("remove the line, or add the arrival"))
    }
    var seconds: Double
    if let number = Double(text) {
      seconds = unit == .milliseconds ? number / 1_000 : number
      // Half a year into 1973: no trace is that long, and none is that old.
      if seconds >= 1e8, origin == nil, requests.isEmpty { origin = seconds }
      seconds -= origin ?? 0
    } else if let date = TraceDate(text) {
      if origin == nil { origin = date.wholeSeconds }
      seconds = (date.wholeSeconds - (origin ?? 0)) + date.fraction
    } else {
      throw TraceProblem(
        "the arrival cannot be read", at: place, found: text,
        expected: "a number of seconds, or a date such as 2023-11-16 18:15:46.68",
        suggestion: .advice("state the unit in the heading if it is another: arrival [ms]"))
    }
    guard seconds.isFinite else {
      throw TraceProblem(
        "the arrival is no number", at: place, found: text, expected: "a number of seconds",
        suggestion: .advice("remove the line, or write when it came"))
    }
    guard seconds >= 0, seconds <= Seconds.year.value * 100 else {
      throw TraceProblem(
        seconds < 0 ? "the arrival precedes the start" : "the arrival is too late", at: place,
        found: text, expected: "times from the first line on, and within 100 years",
        suggestion: .advice(
          "count seconds from the start of the file, or write dates, the earliest first"))
    }
    return Seconds(seconds)
  }
}

/// What is wrong with a line.
struct TraceProblem: Error {
  let message: String
  /// From one.
  let column: Int
  var found: String?
  var expected: String?
  var suggestion: Diagnostic.Suggestion?

  init(
    _ message: String, at column: Int, found: String? = nil, expected: String? = nil,
    suggestion: Diagnostic.Suggestion? = nil
  ) {
    self.message = message
    self.column = column
    self.found = found
    self.expected = expected
    self.suggestion = suggestion
  }
}

/// A date and time, `2023-11-16 18:15:46.6805900`, in whatever zone the file is in.
struct TraceDate {
  /// Since 1970, in a calendar without leap seconds.
  let wholeSeconds: Double
  let fraction: Double

  init?(_ text: String) {
    let parts = text.split { $0 == " " || $0 == "T" }
    guard parts.count == 2 else { return nil }
    // An offset from universal time is passed over, since it is the same on all lines.
    let clock = parts[1].prefix { $0.isNumber || $0 == ":" || $0 == "." }.split(separator: ":")
    guard let date = try? CalendarPeriod(String(parts[0])), date.days == 1, clock.count == 3,
      let hour = Int(clock[0]), let minute = Int(clock[1]), let second = Double(clock[2]),
      (0...23).contains(hour), (0...59).contains(minute), second >= 0, second < 61
    else { return nil }
    let days = date.first.dayNumber
    wholeSeconds = Double(((days * 24 + hour) * 60 + minute) * 60) + second.rounded(.down)
    fraction = second - second.rounded(.down)
  }
}
