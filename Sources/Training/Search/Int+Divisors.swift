extension Int {
  /// The divisors of a positive number in ascending order.
  var divisors: [Int] {
    precondition(self >= 1, "divisors of \(self)")
    var small: [Int] = []
    var large: [Int] = []
    var candidate = 1
    while candidate * candidate <= self {
      if isMultiple(of: candidate) {
        small.append(candidate)
        if candidate * candidate != self { large.append(self / candidate) }
      }
      candidate += 1
    }
    return small + large.reversed()
  }
}
