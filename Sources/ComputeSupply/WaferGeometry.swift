/// How many dies a wafer holds.
public enum WaferGeometry {
  /// Diameter in mm of the wafers on which accelerators are made.
  public static let diameter = 300.0

  /// mm²: the largest die for which the approximation of the edge holds, a quarter of the radius
  /// across; a reticle field is 858 mm².
  public static let largestDie = 1_400.0

  /// Whole dies on a wafer of 300 mm, good or not:
  ///
  ///     ⌊ π r²/A - π d/√(2A) ⌋
  ///
  /// The second term takes off the dies that the edge cuts; de Vries (2005),
  /// doi:10.1109/TSM.2004.836656, Eq. 10.10. Scribe lines count with the area; edge exclusion and
  /// test structures are ignored.
  /// - Parameter dieArea: mm².
  public static func grossDies(dieArea: Double) -> Double {
    let radius = diameter / 2
    let gross = .pi * radius * radius / dieArea - .pi * diameter / (2 * dieArea).squareRoot()
    return gross.rounded(.down)
  }
}
