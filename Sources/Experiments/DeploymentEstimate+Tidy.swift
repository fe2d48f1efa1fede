import Hardware
import Performance
import Quantities
public import Tables

extension DeploymentEstimate {
  /// Everything as one long table of sections: what is measured of which item, and in which unit.
  ///
  /// - `decode`, `prefill`: `time` of every operator in every kind of layer, which add to `total`.
  /// - `decode-cause`, `prefill-cause`: `time` by what bounds it.
  /// - `decode-roofline`, `prefill-roofline`: `intensity`, `achieved` and `share-of-roof` of every
  ///   operator, and the roofs.
  /// - `memory`, `throughput`, `cost`, `verdict`.
  /// - `validity`: what the predictions rest on, with the ends of the 90 % interval of measured over
  ///   predicted values of each quantity.
  /// - `note`: what stood in for what was missing, a sentence as item.
  /// - `what-if`: for every change its times, throughput, cost, room and verdict, and the ratios of
  ///   both times to those without it.
  public func tidyTable(answers: [Sensitivity] = []) -> Table {
    var table = Table([
      Column("section", .text), Column("item", .text), Column("quantity", .text),
      Column("value", .real), Column("unit", .text), Column("bound-by", .text),
    ])
    for (name, step) in [("decode", decode), ("prefill", prefill)] {
      guard let step else { continue }
      append(step, named: name, to: &table)
    }
    appendMemory(to: &table)
    appendAnswer(to: &table)
    for answer in answers { answer.append(to: &table) }
    return table
  }

  private func append(_ step: StepBreakdown, named name: String, to table: inout Table) {
    for row in step.rows {
      table.append([
        .text(name), .text(row.part.rawValue), "time", .real(row.duration.value), "s",
        .text(row.cause.rawValue),
      ])
    }
    table.append([
      .text(name), "total", "time", .real(step.duration.value), "s",
      .text(step.bindingCause.rawValue),
    ])
    for (cause, duration) in step.byCause {
      table.append([
        .text("\(name)-cause"), .text(cause.rawValue), "time", .real(duration.value), "s",
        .text(cause.rawValue),
      ])
    }
    let roofline = roofline(of: step)
    let section = Cell.text("\(name)-roofline")
    table.append([
      section, "memory", "roof", .real(roofline.bandwidth.value), "B/s", "memory",
    ])
    for peak in roofline.peaks {
      table.append([
        section, .text(peak.format.rawValue), "roof", .real(peak.rate.value), "FLOP/s", "compute",
      ])
    }
    for entry in roofline.entries {
      let item = Cell.text(entry.part.rawValue)
      func add(_ quantity: String, _ value: Double, _ unit: String, _ roof: TimeCause) {
        table.append([
          section, item, .text(quantity), .real(value), .text(unit), .text(roof.rawValue),
        ])
      }
      switch entry.place {
      case .roof(let point):
        add("intensity", point.intensity, "FLOP/B", point.limit)
        add("achieved", point.achieved.value, "FLOP/s", point.limit)
        add("share-of-roof", point.shareOfRoof, "1", point.limit)
      case .stream(let rate, let share):
        add("intensity", 0, "FLOP/B", .memory)
        add("achieved", rate.value, "B/s", .memory)
        add("share-of-roof", share, "1", .memory)
      case .links, .host: continue
      }
    }
  }

  private func appendMemory(to table: inout Table) {
    let stage = footprint.bindingStage
    func add(_ item: String, _ value: Double, _ unit: String = "B") {
      table.append(["memory", .text(item), "size", .real(value), .text(unit), nil])
    }
    for term in stage.terms where term.term != .embeddingTables || term.bytes > .zero {
      add(term.term.rawValue, term.bytes.value)
    }
    add("left-for-cache", stage.pool.value)
    add("never-used", unusedMemory.value)
    add("capacity", footprint.capacity.value)
    add("cache-blocks", Double(cacheBlocks), "blocks")
    add("sequences-that-fit", Double(largestBatch), "sequences")
  }

  private func appendAnswer(to table: inout Table) {
    if let speculation = deployment.speculation {
      table.append([
        "throughput", "output-of-a-sequence", "tokens-per-step", .real(speculation.tokensPerStep),
        "tok/step", nil,
      ])
    }
    if let rate = outputPerAccelerator {
      table.append([
        "throughput", "output-per-accelerator", "rate", .real(rate.value), "tok/s", nil,
      ])
    }
    if isFeasible, let outputCost {
      table.append(["cost", "output", "cost", .real(outputCost.perMillionTokens), "USD/Mtok", nil])
    }
    table.append([
      "verdict", .text(feasibility.sentence), "verdict", .real(isFeasible ? 1 : 0), "feasible", nil,
    ])
    let grade = Cell.text(confidence.grade.rawValue)
    for quantity in PredictedQuantity.ofServing {
      let interval = confidence.interval(of: quantity)
      for (end, ratio) in [("low", interval.lowerBound), ("high", interval.upperBound)] {
        table.append([
          "validity", grade, .text("\(quantity.rawValue)-\(end)"), .real(ratio), "1", nil,
        ])
      }
    }
    for note in notes { table.append(["note", .text(note), "note", nil, nil, nil]) }
  }
}

extension Sensitivity {
  fileprivate func append(to table: inout Table) {
    func add(_ quantity: String, _ value: Double?, _ unit: String, _ cause: TimeCause? = nil) {
      guard let value else { return }
      table.append([
        "what-if", .text(question.label), .text(quantity), .real(value), .text(unit),
        cause.map { .text($0.rawValue) } ?? nil,
      ])
    }
    add("decode", changed.decode?.duration.value, "s", changed.decode?.bindingCause)
    add("decode-ratio", decodeRatio, "1")
    add("prefill", changed.prefill?.duration.value, "s", changed.prefill?.bindingCause)
    add("prefill-ratio", prefillRatio, "1")
    add("output-per-accelerator", changed.outputPerAccelerator?.value, "tok/s")
    if changed.isFeasible { add("cost", changed.outputCost?.perMillionTokens, "USD/Mtok") }
    add("sequences-that-fit", Double(changed.largestBatch), "sequences")
    add("verdict", changed.isFeasible ? 1 : 0, "feasible")
  }
}
