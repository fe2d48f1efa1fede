import Foundation
public import ReferenceData
public import Tables

/// What errors of throughput do to the cost of tokens, on rows whose machine has a stated hourly
/// price.
///
/// With the price p of an accelerator-hour given, a million tokens cost p/(3.6e-3·T) of a throughput T
/// per accelerator (Eq. 9.7), so that |ln(cost error)| = |ln(throughput error)|: no more, no less. Our
/// own hour in the place of the stated price adds its error.
public struct ThroughputCosts: Sendable {
  /// A row of a serving file with a throughput.
  struct Row: Sendable {
    let id: String
    let accelerator: String
    let metric: String
    /// Tokens per second and accelerator.
    let measured: Double
    let predicted: Double
    /// USD per accelerator-hour as stated, and as an owner of the catalog has it; nil where it has none.
    let price: Double
    let ownHour: Double?

    /// USD/Mtok of a throughput at a price of the hour (Eq. 9.7).
    static func cost(_ price: Double, _ throughput: Double) -> Double {
      price / (3.6e-3 * throughput)
    }

    var measuredCost: Double { Self.cost(price, measured) }
    var predictedCost: Double { Self.cost(price, predicted) }
    /// ln(predicted/measured) of throughput.
    var throughputError: Double { log(predicted / measured) }
    /// The same of the cost at the stated price.
    var costError: Double { log(predictedCost / measuredCost) }
    /// The same of the cost with our own hour.
    var ownError: Double? { ownHour.map { log(Self.cost($0, predicted) / measuredCost) } }
  }

  let rows: [Row]

  /// - Parameters:
  ///   - table: predictions of serving rows; others are passed over.
  ///   - files: the cost files whose rents, or else costs of owning, are the stated prices.
  public init(_ table: ErrorTable, pricedBy files: [MeasurementFile], in catalog: Catalog) {
    var rents: [String: Double] = [:]
    var costs: [String: Double] = [:]
    for entry in files.filter({ $0.kind == .cost }).flatMap(\.entries) {
      guard let row = try? CostRow(entry.cells), let accelerator = row.accelerator,
        row.unit == "USD/GPU-h"
      else { continue }
      // The first of a chip stands, so that the order of files decides.
      if row.metric == .rental, rents[accelerator] == nil { rents[accelerator] = row.value }
      if row.metric == .ownership, costs[accelerator] == nil { costs[accelerator] = row.value }
    }
    var hours: [String: Double?] = [:]
    rows = table.rows.compactMap { row in
      guard let figure = row.figure, let group = row.group,
        case .throughput? = MeasuredMetric(name: group.metric),
        let price = rents[group.accelerator] ?? costs[group.accelerator],
        let served = try? ServingRow(row.entry.cells)
      else { return nil }
      let count = Double(served.conditions.accelerators)
      if hours[group.accelerator] == nil {
        let hour = try? OwnerHour(
          CostPredictions.defaultOwner, of: group.accelerator, inSystemsOf: nil, in: catalog)
        hours[group.accelerator] = .some(hour?.cost)
      }
      return Row(
        id: row.entry.id, accelerator: group.accelerator, metric: group.metric,
        measured: figure.measured / count, predicted: figure.predicted / count, price: price,
        ownHour: hours[group.accelerator] ?? nil)
    }
  }

  /// Errors by accelerator, of throughput and of cost beside one another; nil where no row has both.
  public func table() -> Table? {
    guard !rows.isEmpty else { return nil }
    var table = Table(
      [
        Column("accelerator", .text),
        Column("price", .real, unit: "USD/h", significantDigits: 3),
        Column("our hour", .real, unit: "USD/h", significantDigits: 3), Column("n", .integer),
        Column(
          "throughput", .real, description: "Median of |ln(predicted/measured)|.",
          significantDigits: 3),
        Column(
          "cost at the price", .real, description: "The same of USD/Mtok at the stated price.",
          significantDigits: 3),
        Column(
          "cost at our hour", .real,
          description: "The same with the hour of \(CostPredictions.defaultOwner) predicted.",
          significantDigits: 3),
        Column(
          "bias of cost", .real, description: "Median of ln(predicted/measured) at the price.",
          significantDigits: 3),
      ], title: "errors of throughput and of the cost of tokens")
    for accelerator in Set(rows.map(\.accelerator)).sorted() {
      let own = rows.filter { $0.accelerator == accelerator }
      let ours = own.compactMap(\.ownError).map(abs)
      table.append([
        .text(accelerator), .real(own[0].price), Cell(own[0].ownHour), .integer(own.count),
        .real(own.map { abs($0.throughputError) }.quantile(0.5)),
        .real(own.map { abs($0.costError) }.quantile(0.5)),
        ours.isEmpty ? Cell(nil as Double?) : .real(ours.quantile(0.5)),
        .real(own.map(\.costError).quantile(0.5)),
      ])
    }
    return table
  }
}
