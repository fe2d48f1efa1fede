import Quantities

extension Double {
  /// With three digits and a scale that people read: `1.24 M`, `906 T`, `1220 T`; powers of ten only
  /// where no scale helps.
  var short: String {
    guard isFinite else { return "no limit" }
    let scales: [(Double, String)] = [(1e12, " T"), (1e9, " B"), (1e6, " M"), (1e3, " k")]
    for (scale, name) in scales where abs(self) >= scale * 0.9995 && abs(self) < 1e17 {
      return UnitNotation.format(self / scale, significantDigits: 3) + name
    }
    return UnitNotation.format(self, significantDigits: 3)
  }
}
