public import Performance
public import Quantities
public import Stochastics

/// How one family of kernels is timed by the step predictor, as something that can be fitted.
///
/// A form says which figures of the catalog are free, makes the efficiencies of `Performance` of
/// them, and asks the very functions that predict serving steps for the time of a row; it holds no
/// formula of its own. One value of a form serves one fit: one chip, one format, one width.
///
///     struct AllReduceForm: KernelForm {
///       func efficiency(_ values: [Double]) -> CollectiveEfficiency { … }
///       func duration(of row: Row, with efficiency: CollectiveEfficiency) -> Seconds {
///         GroupAllReduce(…, efficiencies: [efficiency]).duration(of: row.size)
///       }
///     }
public protocol KernelForm: Sendable {
  /// One shape that was measured.
  associatedtype Row: Sendable
  /// What `Performance` calls the fitted figures.
  associatedtype Efficiency: Sendable

  /// What people call the fit beside its class: `bf16`, `8 ranks`.
  var variant: String { get }
  /// Where its figures stand in a calibration entry; nil for kernels that no prediction uses.
  var place: CalibrationPlace? { get }
  /// The figures to find, in the order in which ``efficiency(_:)`` takes them.
  var parameters: [FitParameter] { get }
  /// Further values from which to search, where the loss has more than one minimum; the fit of the
  /// least loss counts.
  var otherStarts: [[Double]] { get }
  /// Figures of the form that are not fitted.
  var constants: [CalibrationFigure] { get }

  /// The efficiencies at given values of ``parameters``.
  func efficiency(_ values: [Double]) -> Efficiency

  /// The predicted time of a row that runs alone, floor included.
  func duration(of row: Row, with efficiency: Efficiency) -> Seconds

  /// The least time that the data sheet allows: a measurement below it is wrong or misread.
  func bound(of row: Row) -> Seconds

  /// What makes a row small or large, for decades of size to count alike: by default its bound.
  func size(of row: Row) -> Seconds

  /// What is held out together: rows of one block share everything but their lengths or tokens.
  func block(of row: Row) -> String

  /// Named sizes of a row, whose least and largest values are the range of validity.
  func shape(of row: Row) -> [(name: String, value: Double)]

  /// Why a row tells nothing of this form, or nil.
  func refusal(of row: Row, taking time: Seconds) -> String?

  /// The efficiencies that are shipped for the chip, to be compared with.
  func shipped(in calibration: OperatorCalibration) -> Efficiency?
}

extension KernelForm {
  public var otherStarts: [[Double]] { [] }
  public var constants: [CalibrationFigure] { [] }
  public func size(of row: Row) -> Seconds { bound(of: row) }
  public func refusal(of row: Row, taking time: Seconds) -> String? { nil }
}

/// A figure of a calibration entry that a fit finds.
public struct FitParameter: Sendable, Hashable {
  /// The key in the catalog: `half-depth`.
  public let key: String
  public let unit: FitUnit
  /// From where the search starts and how far it goes, in base units.
  public let search: RobustFit.Parameter

  public init(_ key: String, _ unit: FitUnit, start: Double, within bounds: ClosedRange<Double>) {
    self.key = key
    self.unit = unit
    search = RobustFit.Parameter(key, start: start, within: bounds)
  }
}

/// In what a fitted figure is written.
public enum FitUnit: Sendable, Hashable {
  /// A plain number: a fraction, an exponent, elements or tokens.
  case number
  /// A whole number, of ranks.
  case count
  case seconds
  case bytesPerSecond
}

/// A figure as a calibration entry holds it.
public struct CalibrationFigure: Sendable, Hashable {
  public let key: String
  public let unit: FitUnit
  /// In base units.
  public let value: Double

  public init(_ key: String, _ unit: FitUnit, _ value: Double) {
    self.key = key
    self.unit = unit
    self.value = value
  }
}

/// Where in a calibration entry the figures of a fit stand.
public enum CalibrationPlace: Sendable, Hashable {
  /// A group within groups: `products`, `bf16`.
  case group([String])
  /// The item of a list for this number of ranks: `all-reduce`.
  case item(list: String, ranks: Int)
}
