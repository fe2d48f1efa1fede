/// Sorts the values of draws, many times with one memory: by their bits, eleven at a time, in linear
/// time.
///
/// The bits of floating-point numbers stand in the order of the numbers where those of negative ones
/// are turned over and the sign of the others is set (IEEE 754-2019, 3.4).
struct DrawSorter {
  private var keys: [UInt32]
  private var spare: [UInt32]
  private var starts = [Int](repeating: 0, count: 3 * Self.digits)
  /// How many values there are that are numbers.
  private(set) var count = 0

  private static let digits = 2048
  private static let mask = UInt32(digits - 1)

  init(capacity: Int) {
    keys = Array(repeating: 0, count: capacity)
    spare = keys
  }

  /// Takes the values that are numbers.
  mutating func sort(_ values: ArraySlice<Float>) {
    precondition(values.count <= keys.count, "\(values.count) values")
    for place in starts.indices { starts[place] = 0 }
    count = 0
    for value in values where !value.isNaN {
      let bits = value.bitPattern
      let key = bits >> 31 == 0 ? bits | 1 << 31 : ~bits
      keys[count] = key
      count += 1
      for pass in 0..<3 { starts[Self.bucket(key, pass)] += 1 }
    }
    for pass in 0..<3 { order(by: pass) }
  }

  private static func bucket(_ key: UInt32, _ pass: Int) -> Int {
    pass * digits + Int(key >> UInt32(11 * pass) & mask)
  }

  /// One stable pass over eleven bits.
  private mutating func order(by pass: Int) {
    var start = 0
    for bucket in pass * Self.digits..<(pass + 1) * Self.digits {
      let held = starts[bucket]
      // All alike: nothing moves.
      if held == count { return }
      starts[bucket] = start
      start += held
    }
    for place in 0..<count {
      let bucket = Self.bucket(keys[place], pass)
      spare[starts[bucket]] = keys[place]
      starts[bucket] += 1
    }
    swap(&keys, &spare)
  }

  /// The value at a place, the least at 0.
  subscript(place: Int) -> Double {
    let key = keys[place]
    // A negative zero is none.
    return Double(Float(bitPattern: key >> 31 == 1 ? key & ~(1 << 31) : ~key)) + 0
  }
}
