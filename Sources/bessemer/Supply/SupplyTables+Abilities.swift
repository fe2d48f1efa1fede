import Experiments
import Quantities
import Scenarios
import Tables

extension SupplyTables {
  /// When runs first fit, by alternative.
  func reach(_ question: SupplyQuestion) -> Table? {
    let runs = question.scenarios[0].demand.reach
    guard !runs.isEmpty, result.reference["target.largest-run"] != nil else { return nil }
    var table = Table(
      [
        Column("alternative", .text), Column("run", .text),
        Column("first fits in China", .text), Column("not until the end", .text),
        Column("first fits in the US", .text),
      ],
      title: "When a run first fits on one cluster, P50 (P5 to P95) of the draws in which it does",
      provenance: provenance)
    for alternative in result.alternatives {
      for run in runs {
        func dates(_ metric: String) -> [Double?] {
          result.firstReached(run.value, by: metric, in: alternative)
        }
        let own = dates("target.largest-run")
        let never = Double(own.count { $0 == nil }) / Double(max(1, own.count))
        table.append([
          .text(alternative.name), .text(UnitNotation.format(run)),
          Cell(Fan(of: own.compactMap(\.self))?.asDates),
          .text(UnitNotation.format(percentage: never)),
          Cell(Fan(of: dates("exporter.largest-run").compactMap(\.self))?.asDates),
        ])
      }
    }
    return table
  }

  /// What one accelerator of each product does.
  func chips(_ question: SupplyQuestion) -> [Table] {
    question.capabilities.map { terms, chips in
      var table = Table(
        [
          Column("product", .text), Column("rests on", .text),
          Column("useful training rate", .text, unit: "TFLOP/s"),
          Column("in a cluster of", .text), Column("tokens served", .text, unit: "tok/s"),
          Column("weights", .text), Column("accelerators of a replica", .text),
          Column("power", .real, unit: "W", significantDigits: 3),
        ],
        title: "What one accelerator does: a run like \(terms.trainedModel), "
          + "\(terms.servedModel) at \(UnitNotation.format(terms.timePerOutputToken)) a token",
        provenance: provenance)
      for chip in chips {
        let point = chip.trainingCurve?.points.min {
          abs($0.accelerators - Self.shownCluster) < abs($1.accelerators - Self.shownCluster)
        }
        let rate = chip.servingRate(0)
        var refusal = ""
        if case .failure(let reason) = chip.training { refusal = "\(reason)" }
        var unserved = ""
        if case .failure(let reason) = chip.serving[0] { unserved = "\(reason)" }
        table.append([
          .text(chip.name), .text(chip.basis.words),
          .text(point.map { ($0.rate.value / 1e12).short } ?? "none: \(refusal)"),
          Cell(point.map { "\($0.accelerators)" }),
          .text(rate.map { $0.tokens.value.short } ?? "none: \(unserved)"),
          Cell(rate.map { "\($0.weights)" }), Cell(rate.map { "\($0.replica)" }),
          .real(chip.power.value.rounded(digits: 3)),
        ])
      }
      return table
    }
  }

  private static let shownCluster = 16_384
}

extension ChipMachine.Basis {
  fileprivate var words: String {
    switch self {
    case .modelled(let fitted): "our models, kernels of \(fitted)"
    case .redesigned(let base): "our models, \(base) with parts cut"
    case .transferred(let other): "ratios to \(other)"
    }
  }
}

extension Fan {
  /// Years with their part as months.
  fileprivate var asDates: String {
    func month(_ year: Double) -> String {
      let index = Int((year * 12 - 1e-6).rounded(.down))
      return "\(CalendarMonth(index: index))"
    }
    return low == high
      ? month(median) : "\(month(median)) (\(month(low)) to \(month(high)))"
  }
}

extension SupplyTables {
  /// What the stock of China can do at the end of each year.
  var abilities: Table? {
    guard result.reference["target.largest-run"] != nil else { return nil }
    var table = Table(
      [
        Column("alternative", .text), Column("at the end of", .text),
        Column("largest run", .text, unit: "FLOP"),
        Column("final run of a programme", .text, unit: "FLOP"),
        Column("tokens a day, all chips", .text), Column("tokens a day lacking", .text),
        Column("cost of tokens", .text, unit: "USD/Mtok"),
        Column("at list prices", .text, unit: "USD/Mtok"),
      ], title: "What China's stock can do, P50 (P5 to P95)", provenance: provenance)
    for alternative in result.alternatives {
      for index in years {
        func cell(_ metric: String) -> Cell { Cell(alternative[metric]?.fan(at: index)?.words) }
        table.append([
          .text(alternative.name), .text("\(result.dates[index].month)"),
          cell("target.largest-run"), cell("target.programme-run"),
          cell("target.tokens.servable"), cell("target.tokens.shortfall"), cell("target.cost"),
          cell("target.cost.bare"),
        ])
      }
    }
    return table
  }
}
