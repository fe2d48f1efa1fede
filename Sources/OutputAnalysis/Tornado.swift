/// How far each uncertain input alone moves an output: the output where the input is at its 10th
/// and at its 90th percentile and all others are at their medians (Eq. 11.13).
///
/// Bars stand in the order of their swing. One input at a time sees no interactions, and of inputs
/// that are correlated it moves one and holds the other: print it beside ``SensitivityIndices``.
///
/// ```swift
/// let rows = Tornado.rows(inputs: names.count)        // 2k + 1 of them, to be run
/// let tornado = Tornado(inputs: names, outputs: rows.map { replications(at: $0) })
/// ```
public struct Tornado: Sendable, Hashable {
  /// The levels at which an input is taken.
  public static let (low, median, high) = (0.1, 0.5, 0.9)

  /// What one input does.
  public struct Bar: Sendable, Hashable {
    public let input: String
    /// The output with the input at its 10th percentile; nothing where it gave none.
    public let low: Double?
    /// The output with the input at its 90th percentile; nothing where it gave none.
    public let high: Double?
    /// The length of the bar: from low to high, from the base where one of them is missing.
    public let swing: Double
    /// `high - low`, replication by replication under the same streams; nothing where there is one.
    public let change: ConfidenceInterval?

    /// Whether both ends are known: if not, the output ceases to exist on that side.
    public var isComplete: Bool { low != nil && high != nil }

    /// Whether the replications tell the bar from none; what ran once is taken at its word.
    public var isDistinguishable: Bool { change.map { !$0.contains(0) } ?? (swing > 0) }
  }

  /// The output with all inputs at their medians.
  public let base: Double
  /// The widest first; equally wide ones in the order of the inputs.
  public let bars: [Bar]

  /// The levels to run: all medians, then for each input its low and its high.
  public static func rows(inputs: Int) -> [[Double]] {
    let medians = [Double](repeating: median, count: inputs)
    return [medians]
      + (0..<inputs).flatMap { input in
        [low, high].map { level in
          var row = medians
          row[input] = level
          return row
        }
      }
  }

  /// Nothing if the base has no output.
  ///
  /// - Parameters:
  ///   - inputs: their names, in the order of the levels of a row.
  ///   - outputs: of each of ``rows(inputs:)`` its replications, the i-th of all rows with the same
  ///     streams; none where the row has no output (it is infeasible, or measured nothing).
  /// - Precondition: there is a list for each row, each empty or as long as another.
  public init?(inputs: [String], outputs: [[Double]], level: Double = 0.95) {
    precondition(
      outputs.count == 2 * inputs.count + 1, "\(outputs.count) rows of \(inputs.count) inputs")
    guard let base = Tally(outputs[0]).mean else { return nil }
    precondition(
      outputs.allSatisfy { $0.isEmpty || $0.count == outputs[0].count },
      "rows of \(outputs.map(\.count)) replications")
    self.base = base
    let bars = inputs.enumerated().map { place, input in
      let (low, high) = (outputs[2 * place + 1], outputs[2 * place + 2])
      let ends = (low: Tally(low).mean, high: Tally(high).mean)
      let isComplete = ends.low != nil && ends.high != nil
      return Bar(
        input: input, low: ends.low, high: ends.high,
        swing: abs((ends.high ?? base) - (ends.low ?? base)),
        change: isComplete ? PairedDifference(high, minus: low, level: level)?.difference : nil)
    }
    self.bars = bars.indices.sorted {
      (-bars[$0].swing, $0) < (-bars[$1].swing, $1)
    }.map { bars[$0] }
  }
}
