import Performance
import Quantities
import Scenarios
import Serving
public import Tables

extension DeploymentEstimate {
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
    if let speculation = deployment.speculation {
      table.append([
        "throughput", "tokens-per-step", .real(speculation.tokensPerStep), "tokens", nil,
      ])
    }
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
