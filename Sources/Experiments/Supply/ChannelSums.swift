import ComputeSupply

/// One number for each channel, in their order.
typealias ChannelSums = SIMD8<Double>

extension ChannelSums {
  /// A row of an array by something and channel.
  init(_ values: UnsafeBufferPointer<Double>, row: Int) {
    let start = row * Self.scalarCount
    precondition(start >= 0 && start + Self.scalarCount <= values.count, "row \(row)")
    self = UnsafeRawPointer(values.baseAddress! + start).loadUnaligned(as: Self.self)
  }

  /// A row of an array by something and channel.
  init(_ values: [Double], row: Int) {
    self = values.withUnsafeBufferPointer { Self($0, row: row) }
  }

  /// Rows of an array by something and channel, added up.
  init(_ values: [Double], rows: ClosedRange<Int>) {
    self = values.withUnsafeBufferPointer { values in
      rows.reduce(into: Self.zero) { $0 += Self(values, row: $1) }
    }
  }

  /// The rows of a month in an array by month, product and channel, each times the weight of its
  /// product, added up.
  init(_ values: [Double], month: Int, weights: [Double]) {
    self = values.withUnsafeBufferPointer { values in
      var sums = Self.zero
      for product in weights.indices {
        sums += Self(values, row: month * weights.count + product) * weights[product]
      }
      return sums
    }
  }
}

/// Channels of which numbers are added up.
struct ChannelSet: Sendable {
  private let leftOut: SIMDMask<ChannelSums.MaskStorage>

  init(where keeps: (SupplyChannel) -> Bool) {
    precondition(SupplyChannel.count == ChannelSums.scalarCount, "a lane for each channel")
    var leftOut = SIMDMask<ChannelSums.MaskStorage>(repeating: true)
    for channel in SupplyChannel.allCases { leftOut[channel.rawValue] = !keeps(channel) }
    self.leftOut = leftOut
  }

  /// Those with users in a place.
  init(usedBy place: SupplyPlace) { self.init { $0.user == place } }

  static let target = ChannelSet(usedBy: .target)
  static let exporter = ChannelSet(usedBy: .exporter)
  static let elsewhere = ChannelSet(usedBy: .elsewhere)
  /// What stands in the importing country under the rules or is made there.
  static let atHome = ChannelSet { $0 == .licensed || $0 == .domestic }
  static let world = ChannelSet { _ in true }

  /// The sum over these channels, in their order.
  func total(_ sums: ChannelSums) -> Double {
    let kept = sums.replacing(with: 0, where: leftOut)
    var total = 0.0
    for lane in kept.indices { total += kept[lane] }
    return total
  }
}
