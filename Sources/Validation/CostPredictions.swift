import Foundation
import Quantities
import ReferenceData

/// The rows of a cost file: what owning costs and what power is drawn are predicted; prices, rents
/// and inputs are said to be what they are.
struct CostPredictions {
  let rows: [RowPrediction]

  /// The owner taken where a row that needs one names none.
  static let defaultOwner = "us-neocloud"

  init(_ file: MeasurementFile, catalog: Catalog) {
    rows = file.entries.map { entry in
      RowPrediction(
        entry: entry, metric: entry.metric, value: entry.value,
        result: Result { () throws(RowRefusal) in
          try entry.requireUnique()
          return try Self.prediction(of: CostRow(entry.cells), source: entry.source, in: catalog)
        })
    }
  }

  private static func prediction(
    of row: CostRow, source: String, in catalog: Catalog
  ) throws(RowRefusal) -> (figure: RowPrediction.Figure, group: RowPrediction.Group) {
    if case .none(let reason) = row.metric.standing { throw .notPredicted(reason) }
    guard let accelerator = row.accelerator else { throw .missing(column: "accelerator") }
    let presets = catalog.names(of: .owners)
    let named = row.owner(among: presets)
    let owner = named ?? defaultOwner
    let isSystem = row.unit == "kW"
    let hour = try OwnerHour(
      owner, of: accelerator, inSystemsOf: isSystem ? row.accelerators : nil, in: catalog)
    var remarks = ["owner \(owner)"]
    if named == nil { remarks[0] += ", " + row.remark(onOwnerAmong: presets) }
    let predicted: Double
    let interval: ClosedRange<Double>
    switch row.metric.standing {
    case .ownership:
      (predicted, interval) = (hour.cost, hour.interval)
      remarks.append("capital: \(hour.basis)")
    case .rent:
      let ratio = UnitNotation.format(row.value / hour.cost, significantDigits: 2)
      let cost = UnitNotation.format(hour.cost, significantDigits: 3)
      throw .notPredicted(
        "a price, not a cost: \(ratio) times the \(cost) USD/h that owning costs \(owner)")
    case .power:
      if isSystem, !row.includesFacility, let stated = hour.systemPower {
        throw .notPredicted(
          "an input of the model, not an output: the catalog states "
            + "\(UnitNotation.format(stated)) of \(hour.system)")
      }
      let power = row.includesFacility ? hour.facilityPower : hour.power
      let count = isSystem ? Double(row.accelerators) : 1
      predicted = power.value * count
      interval = power.interval.lowerBound * count...power.interval.upperBound * count
      remarks.append(row.includesFacility ? "with the building's" : "without the building's")
    case .none(let reason): throw .notPredicted(reason)
    }
    return (
      RowPrediction.Figure(
        predicted: predicted, measured: row.value, interval: interval, grade: .facts(hour.grade),
        basis: nil, remarks: remarks),
      RowPrediction.Group(
        metric: row.metric.rawValue, source: source, accelerator: accelerator, engine: owner,
        family: "", regime: "owning", saturation: nil)
    )
  }
}
