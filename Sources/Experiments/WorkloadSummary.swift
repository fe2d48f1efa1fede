import OutputAnalysis
import Quantities
public import Serving
public import Tables

/// What a number of requests amounts to, class by class: rates, burstiness, lengths.
public struct WorkloadSummary {
  /// The requests of one class.
  private struct Part {
    let name: String
    var gaps = Tally()
    var last: Double?
    var input = QuantileSketch()
    var output = QuantileSketch()
    var inputSum = 0.0
    var outputSum = 0.0
    var cached = 0.0
    var count = 0
    var first = 0.0
  }

  private var parts: [Part] = []
  /// Requests so far.
  public private(set) var count = 0

  public init() {}

  public mutating func add(_ request: ListedRequest) {
    count += 1
    let index =
      parts.firstIndex { $0.name == request.className }
      ?? {
        parts.append(Part(name: request.className))
        return parts.count - 1
      }()
    let arrival = request.arrival.value
    if let last = parts[index].last {
      parts[index].gaps.record(arrival - last)
    } else {
      parts[index].first = arrival
    }
    parts[index].last = arrival
    parts[index].count += 1
    parts[index].input.record(Double(request.promptTokens))
    parts[index].output.record(Double(request.outputTokens))
    parts[index].inputSum += Double(request.promptTokens)
    parts[index].outputSum += Double(request.outputTokens)
    parts[index].cached += Double(request.cachedTokens)
  }

  /// One row for each class.
  public var table: Table {
    var table = Table([
      Column("class", .text), Column("requests", .integer), Column("rate", .real, unit: "/s"),
      Column("cv of gaps", .real), Column("input mean", .real, unit: "tok"),
      Column("input p50", .real, unit: "tok"), Column("input p99", .real, unit: "tok"),
      Column("output mean", .real, unit: "tok"), Column("output p50", .real, unit: "tok"),
      Column("output p99", .real, unit: "tok"), Column("cached", .real, unit: "%"),
    ])
    func rounded(_ value: Double?) -> Cell {
      value.map { .real(($0 * 1_000).rounded() / 1_000) } ?? .missing
    }
    for part in parts.sorted(by: { $0.name < $1.name }) {
      let number = Double(part.count)
      let span = (part.last ?? 0) - part.first
      table.append([
        .text(part.name.isEmpty ? "all" : part.name), .integer(part.count),
        rounded(span > 0 ? (number - 1) / span : nil),
        rounded(
          part.gaps.count > 1 ? part.gaps.standardDeviation.map { $0 / part.gaps.mean! } : nil),
        rounded(part.inputSum / number), rounded(part.input.quantile(0.5)),
        rounded(part.input.quantile(0.99)), rounded(part.outputSum / number),
        rounded(part.output.quantile(0.5)), rounded(part.output.quantile(0.99)),
        rounded(part.cached / part.inputSum * 100),
      ])
    }
    return table
  }
}
