extension Int {
  /// The quotient rounded up: the share of the largest of `divisor` parts.
  func dividedRoundingUp(by divisor: Int) -> Int { (self + divisor - 1) / divisor }
}
