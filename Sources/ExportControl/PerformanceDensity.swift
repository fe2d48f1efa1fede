public import Hardware
public import Quantities

/// Total processing performance per applicable die area, in TOPS times bits per mm² (Eq. 10.2).
///
/// The area is that of all logic dies made on a non-planar process, I/O dies on such nodes
/// included, memory and interposers excluded. Bureau of Industry and Security (2023), 88 FR 73458.
public struct PerformanceDensity: Sendable, Hashable {
  public let value: Double

  public init(_ performance: TotalProcessingPerformance, over area: SquareMillimetres) {
    precondition(area.value > 0 && area.isFinite, "die area is \(area)")
    value = performance.value / area.value
  }

  /// The density of a package, or nil where its rates or its area are unknown.
  public init?(of accelerator: Accelerator) {
    guard let performance = TotalProcessingPerformance(of: accelerator),
      let area = accelerator.regulatory.applicableDieArea
    else { return nil }
    self.init(performance, over: area)
  }
}

extension PerformanceDensity: Comparable {
  public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}
