public import Quantities

/// The time of one step by operator and by cause, on the device with most to do.
public struct StepBreakdown: Sendable, Hashable {
  /// One operator in all layers of one kind.
  public struct Row: Sendable, Hashable {
    public let part: StepOperator
    /// The index of the model's layer group, nil for what lies outside the layers.
    public let layerGroup: Int?
    /// How many times it runs one after another.
    public let count: Int
    /// Arithmetic on one device.
    public let work: FLOPs
    /// Memory or link traffic of one device.
    public let traffic: Bytes
    public let duration: Seconds
    public let cause: TimeCause
  }

  /// In the order of execution, layer groups one after another.
  public let rows: [Row]
  /// What the predictor returns; all rows add to it, but for rounding.
  public let duration: Seconds

  /// Time by operator, in the order of ``StepOperator``; absent operators are left out.
  public var byOperator: [(part: StepOperator, duration: Seconds)] {
    StepOperator.allCases.compactMap { part in
      let matching = rows.filter { $0.part == part }
      return matching.isEmpty ? nil : (part, matching.reduce(.zero) { $0 + $1.duration })
    }
  }

  /// Time by what bounds it, every cause listed.
  public var byCause: [(cause: TimeCause, duration: Seconds)] {
    TimeCause.allCases.map { cause in
      (cause, rows.reduce(.zero) { $1.cause == cause ? $0 + $1.duration : $0 })
    }
  }

  /// The cause that takes most of the step.
  public var bindingCause: TimeCause {
    byCause.max { $0.duration < $1.duration }?.cause ?? .overhead
  }

  public var work: FLOPs { rows.reduce(.zero) { $0 + $1.work } }
}
