import Economics
import Hardware
import LanguageModels
public import Performance
public import Quantities
public import Scenarios
import Serving
public import Tables

/// One deployment in closed form: a decode step of a fixed batch, a prompt alone, the memory of a
/// device, and what binds each.
public struct DeploymentEstimate: Sendable {
  public let scenario: Scenario
  public let batch: Int
  public let context: Int
  public let prompt: Int
  public let feasibility: Feasibility
  /// Nil where the deployment cannot run at all.
  public let decode: StepBreakdown?
  public let prefill: StepBreakdown?
  public let footprint: MemoryFootprint
  private let predictor: StepTimePredictor?

  public init(scenario: Scenario, batch: Int, context: Int, prompt: Int) {
    self.scenario = scenario
    self.batch = batch
    self.context = context
    self.prompt = prompt
    feasibility = Feasibility(
      deployment: scenario.deployment, reserve: scenario.engine.memory,
      requirement: ServingRequirement(context: max(context, prompt), concurrency: batch),
      calibration: scenario.calibration)
    footprint = MemoryFootprint(
      deployment: scenario.deployment, reserve: scenario.engine.memory)
    predictor = try? StepTimePredictor(
      deployment: scenario.deployment, calibration: scenario.calibration,
      host: scenario.engine.hostOverhead)
    decode = predictor?.breakdown(of: .decode(sequences: batch, context: batch * context))
    prefill = predictor?.breakdown(of: .prefill(tokens: prompt))
  }

  public var isFeasible: Bool { feasibility.isFeasible }

  /// Cache blocks of the whole replica for sequences of the stated context.
  private var cacheBlocks: Int {
    scenario.engine.cacheBlocks(of: scenario.deployment, context: max(context, prompt))
  }

  /// What the engine's share of memory leaves, so that all terms add to the capacity.
  private var unusedMemory: Bytes {
    let stage = footprint.bindingStage
    return stage.terms.reduce(footprint.capacity - stage.pool) { $0 - $1.bytes }
  }

  /// Output tokens per second of one accelerator while the batch decodes and nothing else runs.
  public var outputPerAccelerator: TokensPerSecond? {
    decode.map { Tokens(Double(batch)) / $0.duration / Double(scenario.accelerators(for: 1)) }
  }

  /// The cost of an output token in pure decoding: no prefill, no idle time.
  public var outputCost: USDollarsPerToken? {
    guard let rate = outputPerAccelerator,
      let phases = try? PhaseShares(prefill: 0, decode: 1)
    else { return nil }
    // USD/s ÷ tok/s = USD/tok.
    let hour = scenario.owner.tenure.acceleratorHour(phases: phases).total
    return USDollarsPerToken(hour.value / rate.value)
  }

  /// The answer in a few lines.
  public var headline: String {
    let count = scenario.accelerators(for: 1)
    let devices = scenario.deployment.plan.devices
    let fleet =
      "\(count) × \(scenario.accelerator.title)"
      + (devices == count ? "" : " (\(devices) devices)") + " in \(scenario.system.title)"
    var lines = ["\(scenario.model.title) on \(fleet), \(scenario.engine.name)"]
    lines.append(
      "verdict    " + (isFeasible ? "" : "infeasible: ") + feasibility.sentence)
    if let decode, let rate = outputPerAccelerator {
      let perUser = Tokens(1) / decode.duration
      lines.append(
        "decode     \(UnitNotation.format(decode.duration)) a step of \(batch) × \(context) tokens, "
          + "\(decode.bindingCause.rawValue) bound: \(UnitNotation.format(perUser)) to each user, "
          + "\(UnitNotation.format(rate)) per accelerator")
    }
    if let prefill {
      lines.append(
        "prefill    \(UnitNotation.format(prefill.duration)) for a prompt of \(prompt) tokens, "
          + "\(prefill.bindingCause.rawValue) bound")
    }
    if isFeasible, let outputCost {
      lines.append(
        "cost       \(UnitNotation.format(outputCost)) of output while only decoding; "
          + "\(scenario.owner.title)")
    }
    let confidence = predictor?.confidence ?? scenario.calibration.confidence
    let interval = confidence.interval
    lines.append(
      "validity   \(confidence.grade.rawValue): measured over predicted time "
        + "from \(UnitNotation.format(interval.lowerBound)) to "
        + "\(UnitNotation.format(interval.upperBound)) (90 %)")
    for note in predictor?.notes ?? [] { lines.append("note       \(note.sentence)") }
    return lines.joined(separator: "\n")
  }

  /// Decode and prefill by operator, both by cause, and memory by term.
  public func tables() -> [Table] {
    var tables: [Table] = []
    for (name, step) in [("decode step", decode), ("prefill of one prompt", prefill)] {
      guard let step else { continue }
      var operators = Table(
        [
          Column("operator", .text), Column("time", .text), Column("share", .text),
          Column("bound by", .text), Column("work", .text), Column("traffic", .text),
        ], title: name)
      for (part, duration) in step.byOperator {
        let rows = step.rows.filter { $0.part == part }
        let largest = rows.max { $0.duration < $1.duration }
        operators.append([
          .text(part.rawValue), .text(UnitNotation.format(duration)),
          .text(UnitNotation.format(percentage: duration / step.duration)),
          .text(largest?.cause.rawValue ?? ""),
          .text(UnitNotation.format(rows.reduce(.zero) { $0 + $1.work })),
          .text(UnitNotation.format(rows.reduce(.zero) { $0 + $1.traffic })),
        ])
      }
      tables.append(operators)
    }
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
    tables.append(memory)
    return tables
  }

  /// Everything as one long table: section, item, value, unit.
  public func tidyTable() -> Table {
    var table = Table([
      Column("section", .text), Column("item", .text), Column("value", .real),
      Column("unit", .text), Column("bound-by", .text),
    ])
    for (name, step) in [("decode", decode), ("prefill", prefill)] {
      guard let step else { continue }
      for row in step.rows {
        table.append([
          .text(name), .text(row.part.rawValue), .real(row.duration.value), "s",
          .text(row.cause.rawValue),
        ])
      }
      table.append([
        .text(name), "total", .real(step.duration.value), "s", .text(step.bindingCause.rawValue),
      ])
    }
    let stage = footprint.bindingStage
    for term in stage.terms {
      table.append(["memory", .text(term.term.rawValue), .real(term.bytes.value), "B", nil])
    }
    table.append(["memory", "left-for-cache", .real(stage.pool.value), "B", nil])
    table.append(["memory", "never-used", .real(unusedMemory.value), "B", nil])
    table.append(["memory", "capacity", .real(footprint.capacity.value), "B", nil])
    table.append([
      "memory", "cache-blocks",
      .real(Double(cacheBlocks)), "blocks", nil,
    ])
    if let rate = outputPerAccelerator {
      table.append(["throughput", "output-per-accelerator", .real(rate.value), "tok/s", nil])
    }
    if isFeasible, let outputCost {
      table.append(["cost", "output", .real(outputCost.perMillionTokens), "USD/Mtok", nil])
    }
    table.append([
      "verdict", .text(feasibility.sentence), .real(isFeasible ? 1 : 0), "feasible", nil,
    ])
    return table
  }
}
