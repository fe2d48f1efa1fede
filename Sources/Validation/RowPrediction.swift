import Foundation
public import Performance
public import ReferenceData

/// A row of a measurement file beside what the model makes of it.
public struct RowPrediction: Sendable {
  /// What became of a row; none is dropped.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// Predicted.
    case ok
    /// Right in itself, but beyond the model or the catalog.
    case unsupported
    /// Wrong in itself.
    case invalid
  }

  /// What a prediction rests on.
  public enum Grade: Sendable, Hashable {
    /// Curves of the step-time model.
    case curves(CalibrationGrade)
    /// Facts of the catalog, by the least trusted of them.
    case facts(EvidenceGrade)

    public var name: String {
      switch self {
      case .curves(let grade): grade.rawValue
      case .facts(let grade): grade.rawValue
      }
    }
  }

  /// A prediction with its evidence.
  public struct Figure: Sendable, Hashable {
    /// In the unit of the metric.
    public let predicted: Double
    public let measured: Double
    /// The 90 % interval that is stated for the measured value.
    public let interval: ClosedRange<Double>
    public let grade: Grade
    /// Nil where the step-time model has no part in it.
    let basis: Basis?
    /// What the prediction rests on: the engine profile, and what stood in for what was missing.
    public let remarks: [String]

    public var ratio: Double { predicted / measured }
    /// |ln(predicted/measured)|.
    var error: Double { abs(log(ratio)) }
    /// Whether the stated interval holds the measured value.
    public var isCovered: Bool { interval.contains(measured) }
  }

  /// The quantity whose error a figure has.
  struct Basis: Sendable, Hashable {
    let quantity: PredictedQuantity
    /// Of the quantity, not of a rate that goes with its inverse.
    let measuredOverPredicted: Double
  }

  /// What rows are summed up by; empty where it does not apply.
  public struct Group: Sendable, Hashable {
    public let metric: String
    /// As the file names it.
    public let source: String
    public let accelerator: String
    /// The engine profile of the prediction.
    public let engine: String
    /// Of the model.
    public let family: String
    /// The range of load, or of the plan, within which errors are alike.
    public let regime: String
    /// Nil where nothing was simulated.
    public let saturation: Saturation?
  }

  public let entry: MeasurementFile.Entry
  /// As written.
  public let metric: String
  /// As written.
  public let value: String
  public let result: Result<(figure: Figure, group: Group), RowRefusal>

  public var status: Status {
    switch result {
    case .success: .ok
    case .failure(let refusal): refusal.status
    }
  }

  public var figure: Figure? { try? result.get().figure }
  public var group: Group? { try? result.get().group }

  /// Why the row is not predicted, or what the prediction rests on.
  public var reason: String {
    switch result {
    case .success(let success): success.figure.remarks.joined(separator: "; ")
    case .failure(let refusal): "line \(entry.line): \(refusal.sentence)"
    }
  }
}

extension RowPrediction.Figure {
  /// - Parameters:
  ///   - quantity: the one whose error the figure has.
  ///   - isInverse: whether it goes with the inverse of the quantity.
  init(
    predicted: Double, measured: Double, quantity: PredictedQuantity, isInverse: Bool = false,
    confidence: CalibrationConfidence, remarks: [String]
  ) {
    self.predicted = predicted
    self.measured = measured
    let ratios =
      isInverse ? confidence.inverseInterval(of: quantity) : confidence.interval(of: quantity)
    interval = predicted * ratios.lowerBound...predicted * ratios.upperBound
    grade = .curves(confidence.grade)
    basis = RowPrediction.Basis(
      quantity: quantity,
      measuredOverPredicted: isInverse ? predicted / measured : measured / predicted)
    self.remarks = remarks
  }
}
