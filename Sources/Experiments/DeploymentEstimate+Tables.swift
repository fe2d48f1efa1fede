import Hardware
public import Performance
import Quantities
import Scenarios
import Serving
public import Tables

extension DeploymentEstimate {
  /// The steps that the estimate shows, by name; none where the deployment cannot run.
  private var steps: [(name: String, step: StepBreakdown)] {
    [("decode step", decode), ("prefill of one prompt", prefill)]
      .compactMap { name, step in step.map { (name, $0) } }
  }

  /// A step on the roofline of one device.
  public func roofline(of step: StepBreakdown) -> StepRoofline {
    StepRoofline(step, of: deployment)
  }

  /// Each step by operator and on the roofline, both by cause, and memory by term.
  public func tables() -> [Table] {
    steps.map { operators(of: $1, title: $0) } + (steps.isEmpty ? [] : [causes])
      + [communication].compactMap { $0 } + [memory]
  }

  private func operators(of step: StepBreakdown, title: String) -> Table {
    var table = Table(
      [
        Column("operator", .text), Column("time", .text), Column("share", .text),
        Column("bound by", .text), Column("work", .text), Column("traffic", .text),
        Column("FLOP/B", .text), Column("of its roof", .text),
      ], title: title)
    for entry in roofline(of: step).entries {
      let rows = step.rows.filter { $0.part == entry.part }
      let largest = rows.max { $0.duration < $1.duration }
      let work = rows.reduce(FLOPs.zero) { $0 + $1.work }
      let traffic = rows.reduce(Bytes.zero) { $0 + $1.traffic }
      let place = entry.place.words
      table.append([
        .text(entry.part.rawValue), .text(UnitNotation.format(entry.duration)),
        .text(UnitNotation.format(percentage: entry.share, significantDigits: 2)),
        .text(largest?.cause.rawValue ?? ""),
        .text(work > .zero ? UnitNotation.format(work) : ""),
        .text(traffic > .zero ? UnitNotation.format(traffic) : ""), .text(place.intensity),
        .text(place.share),
      ])
    }
    return table
  }

  private var causes: Table {
    var table = Table(
      [Column("cause", .text)]
        + steps.map { Column($0.name, .text) },
      title: "time by cause")
    for cause in TimeCause.allCases {
      var row: [Cell] = [.text(cause.rawValue)]
      for (_, step) in steps {
        let time = step.duration(bound: cause)
        let share = UnitNotation.format(percentage: time / step.duration, significantDigits: 2)
        row.append(.text(time > .zero ? "\(UnitNotation.format(time)) (\(share))" : ""))
      }
      table.append(row)
    }
    return table
  }

  private var memory: Table {
    let stage = footprint.bindingStage
    var memory = Table(
      [Column("term", .text), Column("bytes", .text)], title: "memory of one device")
    for term in stage.terms where term.bytes.value > 0 {
      memory.append([.text(term.term.rawValue), .text(UnitNotation.format(term.bytes))])
    }
    memory.append([.text("left for the cache"), .text(UnitNotation.format(stage.pool))])
    memory.append([.text("never used by the engine"), .text(UnitNotation.format(unusedMemory))])
    memory.append([.text("capacity"), .text(UnitNotation.format(footprint.capacity))])
    memory.append([
      .text("cache per token"), .text(UnitNotation.format(stage.cacheBytesPerToken)),
    ])
    memory.append([
      .text("cache blocks of \(scenario.engine.blockTokens) tokens, whole replica"),
      .text(String(cacheBlocks)),
    ])
    return memory
  }
}

extension StepBreakdown {
  /// The time that one cause takes.
  func duration(bound cause: TimeCause) -> Seconds {
    rows.reduce(.zero) { $1.cause == cause ? $0 + $1.duration : $0 }
  }
}

extension StepRoofline.Place {
  /// Intensity and share of the roof for a table: `31.6` and `88 % of memory`.
  fileprivate var words: (intensity: String, share: String) {
    func share(_ value: Double, of roof: String) -> String {
      UnitNotation.format(percentage: value, significantDigits: 2) + " of \(roof)"
    }
    switch self {
    case .roof(let point):
      return (
        UnitNotation.format(point.intensity),
        share(point.shareOfRoof, of: point.limit == .memory ? "memory" : point.format.rawValue)
      )
    case .stream(_, let value): return ("0", share(value, of: "memory"))
    case .links, .host: return ("", "")
    }
  }
}
