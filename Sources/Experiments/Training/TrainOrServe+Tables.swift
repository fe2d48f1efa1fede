import Quantities
public import Tables

extension TrainOrServe {
  /// What is asked for, and what the cluster leaves of it, in a sentence or two.
  public var sentences: [String] {
    var sentences: [String] = []
    func percent(_ share: Double) -> String { UnitNotation.format(percentage: share) }
    let trains: String =
      if let need = trainingNeed {
        "training as asked takes \(percent(need.share)) of \(accelerators) accelerators "
          + "(\(need.accelerators))"
      } else if deadline == nil {
        "no deadline says how many accelerators training takes"
      } else {
        "all \(accelerators) accelerators do not train the run in time"
      }
    let serves =
      servingNeed.map {
        "serving as asked takes \(percent($0.share)) (\($0.accelerators))"
      } ?? "nothing serves within the objectives: \(capacity.verdict.words)"
    var both = "\(trains); \(serves)"
    if let training = trainingNeed, let serving = servingNeed {
      let left = 1 - training.share - serving.share
      both +=
        left >= 0
        ? "; \(percent(left)) is left" : "; together \(percent(-left)) more than there is"
    }
    sentences.append(both + ".")
    if let whole = divisions.last, let largest = whole.largest, let deadline {
      sentences.append(
        "All \(whole.training) train at most \(Self.text(largest.parameters)) parameters of this "
          + "design in \(UnitNotation.format(deadline)), on \(UnitNotation.format(largest.tokens)) "
          + "(\(UnitNotation.format(largest.work)); largest model of its ladder of sizes).")
    }
    if let first = divisions.first, first.tokensPerDay.value > 0 {
      sentences.append(
        "All of them serve at most \(UnitNotation.format(first.tokensPerDay)) a day within the "
          + "objectives, \(UnitNotation.format(first.outputPerDay)) of them output.")
    }
    return sentences
  }

  private static func text(_ count: Double) -> String {
    UnitNotation.format(count, significantDigits: 3)
  }

  /// One row for each division.
  public func table(of label: String, provenance: Provenance) -> Table {
    var table = Table(
      [
        Column("point", .text),
        Column("training", .integer, description: "Accelerators that train."),
        Column("serving", .integer, description: "Accelerators of whole fleets that serve."),
        Column(
          "time", .real, unit: "d", description: "Of the asked run, by the fastest plan.",
          significantDigits: 3),
        Column(
          "in time", .text, description: "Whether that is within the deadline."),
        Column(
          "largest", .real, unit: "1e9",
          description: "Parameters of the largest model of this design trained in time.",
          significantDigits: 3),
        Column("work", .real, unit: "FLOP", description: "Of it.", significantDigits: 3),
        Column(
          "tokens", .real, unit: "Gtok/d", description: "Served within the objectives.",
          significantDigits: 3),
        Column("output", .real, unit: "Gtok/d", significantDigits: 3),
      ], title: "Train or serve", provenance: provenance)
    for division in divisions {
      let isInTime = division.time.flatMap { time in deadline.map { time <= $0 } }
      table.append([
        .text(label), .integer(division.training), .integer(division.serving),
        Cell(division.time.map { $0 / .day }), Cell(isInTime.map { $0 ? "yes" : "no" }),
        Cell(division.largest.map { $0.parameters / 1e9 }),
        Cell(division.largest.map(\.work.value)), .real(division.tokensPerDay.value / 1e9),
        .real(division.outputPerDay.value / 1e9),
      ])
    }
    return table
  }
}
