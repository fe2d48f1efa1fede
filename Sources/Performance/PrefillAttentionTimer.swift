import Hardware
import LanguageModels
import Quantities

/// The duration of a layer's attention core over chunks of prompts on one device, by the form of
/// ``PrefillAttentionEfficiency``.
///
/// A step is known by sums over its prompts; tiles and the longest of them are taken at the mean
/// prompt, exact where all are alike. Latent attention runs in the faster of its forms
/// (Eq. 2.23). Linear and compressed attention are not tiled: nothing says how. Softmax on the
/// vector units is inside the efficiency.
struct PrefillAttentionTimer: Sendable {
  let attention: AttentionVariant
  let tensor: Int
  let cacheFormat: NumericFormat
  let floor: Double
  private let perFLOP: Double
  private let indexerPerFLOP: Double
  private let perByte: Double
  private let tile: Double
  /// Seconds of one FLOP in the longest tile: all heads' FLOPs per query become one head's of a
  /// tile of queries on one multiprocessor.
  private let tilePerFLOP: Double
  /// Seconds of one new token to store and to quantize.
  private let perNewToken: Double
  /// Bytes of queries and outputs per query, as the core takes them, and of keys and values per
  /// token where they are expanded from a latent.
  private let rowBytes: Double
  private let absorbedRowBytes: Double
  private let expandedBytes: Double
  /// Entries that a query sees at most, in tokens.
  private let limit: Double?

  init(
    attention: AttentionVariant, tensor: Int, cacheFormat: NumericFormat,
    efficiency: PrefillAttentionEfficiency, device: Device, format: NumericFormat,
    multiprocessors: Double
  ) {
    guard let peak = device.peak[format]?.value else {
      preconditionFailure("the device has no \(format) units")
    }
    self.attention = attention
    self.tensor = tensor
    self.cacheFormat = cacheFormat
    let bandwidth = device.memory.bandwidth.value
    // An 8-bit cache is multiplied as such only where the chip has units for it.
    let multipliesCache = cacheFormat.bits <= 8 && device.peak[cacheFormat] != nil
    floor = efficiency.floor.value
    perFLOP =
      1 / (efficiency.compute * (multipliesCache ? efficiency.eightBit.compute : 1) * peak)
    // Score of past tokens: fp8 where the chip has it (Eq. 2.24), else the core's format.
    indexerPerFLOP = 1 / (efficiency.compute * max(device.peak[.fp8]?.value ?? 0, peak))
    perByte = 1 / (efficiency.memory * bandwidth)
    rowBytes = 2 * Double(attention.queryAndOutputElements(tensor: tensor))
    let heads = attention.headsOnRank(tensor: tensor)
    var quantized = 0.0
    var isTiled = efficiency.queryTile > 1
    switch attention {
    case .latent(let latent):
      let pair = Double(
        latent.noPositionDimension + latent.rotaryDimension + latent.valueDimension)
      absorbedRowBytes = 2 * heads * Double(2 * latent.keyValueRank + latent.rotaryDimension)
      expandedBytes = 2 * heads * pair
      quantized =
        heads * (pair + Double(latent.noPositionDimension + latent.rotaryDimension))
      limit = latent.indexer.map { Double($0.selected) }
    case .grouped(let grouped):
      (absorbedRowBytes, expandedBytes) = (0, 0)
      quantized = heads * Double(grouped.headDimension)
      limit = grouped.window.map(Double.init)
    case .linear, .compressed:
      (absorbedRowBytes, expandedBytes) = (0, 0)
      limit = nil
      isTiled = false
    }
    tile = isTiled ? Double(efficiency.queryTile) : 1
    tilePerFLOP = isTiled ? perFLOP * tile * multiprocessors / heads : 0
    var perNewToken = attention.storing(
      efficiency, isEightBit: cacheFormat.bits <= 8, tensor: tensor, bandwidth: bandwidth)
    if multipliesCache, let quantization = efficiency.eightBit.quantization {
      perNewToken += 3 * quantized / (quantization * bandwidth)
    }
    self.perNewToken = perNewToken
  }

  func time(_ load: AttentionLoad) -> TermTime {
    guard load.queries > 0 else { return .zero }
    let bytes = attention.cacheBytesRead(load, format: cacheFormat, tensor: tensor).value
    guard case .latent(let latent) = attention else {
      return time(
        load, work: attention.work(load, tensor: tensor), bytes: bytes, rowBytes: rowBytes,
        limit: limit)
    }
    let absorbed = time(
      load, work: latent.work(load, form: .absorbed, tensor: tensor), bytes: bytes,
      rowBytes: absorbedRowBytes, limit: limit)
    let expanded = time(
      load, work: latent.work(load, form: .expanded, tensor: tensor),
      bytes: bytes + expandedBytes * (load.cached + load.queries), rowBytes: rowBytes, limit: nil)
    return absorbed.seconds <= expanded.seconds ? absorbed : expanded
  }

  @inline(__always)
  private func time(
    _ load: AttentionLoad, work: AttentionWork, bytes: Double, rowBytes: Double, limit: Double?
  ) -> TermTime {
    let core = work.core.value
    let seen = limit == nil ? load.pairs : load.pairs(within: limit)
    let masked = 1 + (tile - 1) / 2 * load.queries / seen
    let keys = min((load.queries + load.cached) / load.sequences, limit ?? .infinity)
    let longest = core / seen * keys * tilePerFLOP
    let compute =
      max(core * masked * perFLOP, longest) + work.expansion.value * perFLOP
      + work.indexer.value * indexerPerFLOP
    let padded = (load.queries / load.sequences / tile).rounded(.up) * tile * load.sequences
    let memory = (bytes + rowBytes * padded) * perByte + perNewToken * load.queries
    return TermTime(
      seconds: compute + memory, cause: compute > memory ? .compute : .memory,
      work: work.total.value, traffic: bytes + rowBytes * load.queries)
  }
}

extension AttentionVariant {
  /// Query heads on the rank with most; value heads of linear attention.
  func headsOnRank(tensor: Int) -> Double {
    let heads =
      switch self {
      case .grouped(let attention): attention.heads
      case .latent(let attention): attention.heads
      case .linear(let attention): attention.valueHeads
      case .compressed(let attention): attention.heads
      }
    return Double(heads.dividedRoundingUp(by: tensor))
  }

  /// Whether a state stands in for keys and values.
  var isRecurrent: Bool {
    if case .linear = self { true } else { false }
  }

  /// Seconds that storing the keys and values of one token takes: 8 bytes read and written per
  /// element of the keys, an 8-bit cache by its own factor; never less than at the bandwidth of
  /// other traffic.
  fileprivate func storing(
    _ efficiency: PrefillAttentionEfficiency, isEightBit: Bool, tensor: Int, bandwidth: Double
  ) -> Double {
    guard case .grouped(let attention) = self, attention.ownsKeyValues,
      let storing = efficiency.storing
    else { return 0 }
    let elements =
      attention.keyValueHeads.dividedRoundingUp(by: tensor) * attention.headDimension
    let rate = storing * (isEightBit ? efficiency.eightBit.storing : 1)
    let atOnce = min(elements, PrefillAttentionEfficiency.storedElements)
    return 8 / bandwidth * max(Double(atOnce) / rate, Double(elements) / efficiency.memory)
  }
}
