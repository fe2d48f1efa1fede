/// Sorts the values of draws, many times with one memory: by their bits, eleven at a time, in linear
/// time.
///
/// The bits of floating-point numbers stand in the order of the numbers where those of negative ones
/// are turned over and the sign of the others is set (IEEE 754-2019, 3.4).
struct DrawSorter: ~Copyable {
  private var keys: UnsafeMutableBufferPointer<UInt32>
  private var spare: UnsafeMutableBufferPointer<UInt32>
  /// Of each pass, how many keys have a digit; then where the next of them goes.
  private let starts: UnsafeMutableBufferPointer<UInt32>
  /// How many values there are that are numbers.
  private(set) var count = 0

  private static let bits: UInt32 = 11
  private static let digits = 1 << bits

  init(capacity: Int) {
    keys = .allocate(capacity: capacity)
    spare = .allocate(capacity: capacity)
    starts = .allocate(capacity: 3 * Self.digits)
  }

  deinit {
    keys.deallocate()
    spare.deallocate()
    starts.deallocate()
  }

  /// Takes the values that are numbers.
  mutating func sort(_ values: ArraySlice<Float>) {
    precondition(values.count <= keys.count, "\(values.count) values")
    starts.initialize(repeating: 0)
    count = 0
    values.withUnsafeBufferPointer { values in
      let (low, middle, high) = (digits(of: 0), digits(of: 1), digits(of: 2))
      for value in values where !value.isNaN {
        let bits = value.bitPattern
        let key = bits >> 31 == 0 ? bits | 1 << 31 : ~bits
        keys[count] = key
        count += 1
        low[Self.digit(key, 0)] += 1
        middle[Self.digit(key, 1)] += 1
        high[Self.digit(key, 2)] += 1
      }
    }
    for pass in 0..<3 { order(by: pass) }
  }

  private func digits(of pass: Int) -> UnsafeMutablePointer<UInt32> {
    starts.baseAddress! + pass * Self.digits
  }

  private static func digit(_ key: UInt32, _ pass: Int) -> Int {
    Int(truncatingIfNeeded: key >> (Self.bits * UInt32(truncatingIfNeeded: pass)))
      & (Self.digits - 1)
  }

  /// One stable pass over eleven bits.
  private mutating func order(by pass: Int) {
    guard count > 0 else { return }
    let starts = digits(of: pass)
    // All alike: nothing moves.
    if starts[Self.digit(keys[0], pass)] == UInt32(count) { return }
    var start: UInt32 = 0
    for digit in 0..<Self.digits {
      let held = starts[digit]
      starts[digit] = start
      start &+= held
    }
    for place in 0..<count {
      let key = keys[place]
      let digit = Self.digit(key, pass)
      spare[Int(starts[digit])] = key
      starts[digit] &+= 1
    }
    swap(&keys, &spare)
  }

  /// The value at a place, the least at 0.
  subscript(place: Int) -> Double {
    precondition(place >= 0 && place < count, "\(place) of \(count)")
    let key = keys[place]
    // A negative zero is none.
    return Double(Float(bitPattern: key >> 31 == 1 ? key & ~(1 << 31) : ~key)) + 0
  }
}
