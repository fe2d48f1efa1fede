/// Values in memory that one holder owns.
///
/// An array asks at every write whether others hold it, and is counted at many reads; this asks
/// nothing. Places are checked in debug builds.
struct OwnedBuffer<Element>: ~Copyable {
  private let base: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating value: Element, count: Int) {
    precondition(count >= 0, "\(count) places")
    base = .allocate(capacity: count)
    base.initialize(repeating: value, count: count)
    self.count = count
  }

  init(_ values: [Element]) {
    base = .allocate(capacity: values.count)
    base.initialize(from: values, count: values.count)
    count = values.count
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  @inline(__always) private func check(_ place: Int) {
    assert(place >= 0 && place < count, "\(place) of \(count)")
  }

  subscript(place: Int) -> Element {
    @inline(__always) get {
      check(place)
      return base[place]
    }
    @inline(__always) _modify {
      check(place)
      yield &base[place]
    }
  }

  mutating func fill(with value: Element) { base.update(repeating: value, count: count) }

  /// Puts the values of an array in the place of its own.
  mutating func copy(_ values: [Element]) {
    precondition(values.count == count, "\(values.count) values for \(count) places")
    values.withUnsafeBufferPointer {
      if let start = $0.baseAddress { base.update(from: start, count: count) }
    }
  }
}

// One holder at a time, on whatever thread.
extension OwnedBuffer: @unchecked Sendable where Element: Sendable {}

/// One number for each channel, in their order.
typealias Channels = SIMD8<Double>

extension OwnedBuffer where Element == Double {
  /// The numbers of all channels from a place on.
  @inline(__always) func channels(from place: Int) -> Channels {
    assert(place >= 0 && place <= count - Channels.scalarCount)
    return UnsafeRawPointer(base + place).loadUnaligned(as: Channels.self)
  }

  @inline(__always) mutating func set(_ values: Channels, from place: Int) {
    assert(place >= 0 && place <= count - Channels.scalarCount)
    UnsafeMutableRawPointer(base + place).storeBytes(of: values, as: Channels.self)
  }

  /// Runs of numbers.
  mutating func fill(_ places: Range<Int>, with value: Double) {
    precondition(places.lowerBound >= 0 && places.upperBound <= count)
    (base + places.lowerBound).update(repeating: value, count: places.count)
  }

  /// Writes the numbers into a row of an array.
  func copy(to values: inout [Double], at start: Int) {
    precondition(start >= 0 && start <= values.count - count)
    values.withUnsafeMutableBufferPointer { values in
      if let first = values.baseAddress { (first + start).update(from: base, count: count) }
    }
  }

  /// Moves a share of a run of numbers to another run of the same length.
  mutating func move(_ share: Double, of count: Int, from source: Int, to destination: Int) {
    precondition(source >= 0 && destination >= 0 && count >= 0)
    precondition(max(source, destination) <= self.count - count)
    precondition(abs(source - destination) >= count, "runs that overlap")
    let (from, to) = (base + source, base + destination)
    for place in 0..<count {
      let moved = from[place] * share
      from[place] -= moved
      to[place] += moved
    }
  }
}
