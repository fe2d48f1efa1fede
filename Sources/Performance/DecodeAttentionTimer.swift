import Hardware
import LanguageModels
import Quantities

/// The duration of a layer's attention core over single new tokens on one device, by the form of
/// ``DecodeAttentionEfficiency``.
///
/// A step is known by sums over its sequences. How much of the chip few of them fill is taken at
/// the mean context: where one sequence is much longer than the others it ends later than said,
/// by its own reading divided by the splits at most. Latent attention runs absorbed. Caches that
/// would stay in the second level of cache between steps are read from memory all the same, since
/// the weights of a layer pass in between.
struct DecodeAttentionTimer: Sendable {
  let attention: AttentionVariant
  let tensor: Int
  let cacheFormat: NumericFormat
  let floor: Double
  private let perFLOP: Double
  private let indexerPerFLOP: Double
  private let perByte: Double
  private let perSequence: Double
  private let exposed: Double
  private let perQueryByte: Double
  /// Bytes of queries and outputs of one token, 16 bits.
  private let queryBytes: Double
  /// Sequences that fill the chip.
  private let fullSequences: Double
  /// Rows of query heads of one token that share keys, and what a multiplication takes at least.
  private let rows: Double
  private let tile: Double

  init(
    attention: AttentionVariant, tensor: Int, cacheFormat: NumericFormat,
    efficiency: DecodeAttentionEfficiency, device: Device, format: NumericFormat,
    multiprocessors: Double
  ) {
    guard let peak = device.peak[format]?.value else {
      preconditionFailure("the device has no \(format) units")
    }
    self.attention = attention
    self.tensor = tensor
    self.cacheFormat = cacheFormat
    let bandwidth = device.memory.bandwidth.value
    // The state of linear attention stays wide whatever the cache holds.
    let isEightBit = cacheFormat.bits <= 8 && !attention.isRecurrent
    let multipliesCache = isEightBit && device.peak[cacheFormat] != nil
    floor = efficiency.floor.value
    perFLOP =
      1 / (efficiency.compute * (multipliesCache ? efficiency.eightBit.compute : 1) * peak)
    indexerPerFLOP = 1 / (efficiency.compute * max(device.peak[.fp8]?.value ?? 0, peak))
    perByte = 1 / (efficiency.memory * (isEightBit ? efficiency.eightBit.memory : 1) * bandwidth)

    let heads = attention.headsOnRank(tensor: tensor)
    let blocks: Double
    switch attention {
    case .grouped(let grouped):
      blocks = Double(grouped.keyValueHeads.dividedRoundingUp(by: tensor))
      queryBytes = 2 * Double(attention.queryAndOutputElements(tensor: tensor))
    case .latent(let latent):
      blocks = 1
      queryBytes = 2 * heads * Double(2 * latent.keyValueRank + latent.rotaryDimension)
    case .linear, .compressed:
      blocks = 1
      queryBytes = 2 * Double(attention.queryAndOutputElements(tensor: tensor))
    }
    perSequence =
      efficiency.perSequenceHead.value * blocks * AttentionTimer.referenceMultiprocessors
      / multiprocessors
    exposed = efficiency.exposed
    perQueryByte = 1 / ((efficiency.queries ?? efficiency.memory) * bandwidth)
    // The state of linear attention is read by all heads at once.
    fullSequences =
      attention.isRecurrent ? 0 : efficiency.splits.map { multiprocessors / (blocks * $0) } ?? 0
    rows = heads / blocks
    tile = attention.isRecurrent ? 0 : Double(efficiency.queryTile)
  }

  @inline(__always)
  func time(_ load: AttentionLoad) -> TermTime {
    guard load.sequences > 0 else { return .zero }
    let work: AttentionWork
    if case .latent(let latent) = attention {
      work = latent.work(load, form: .absorbed, tensor: tensor)
    } else {
      work = attention.work(load, tensor: tensor)
    }
    let bytes = attention.cacheBytesRead(load, format: cacheFormat, tensor: tensor).value
    let wasted = max(1, tile * load.sequences / (rows * load.queries))
    let compute =
      (work.core.value * wasted + work.expansion.value) * perFLOP
      + work.indexer.value * indexerPerFLOP
    let memory = bytes * perByte
    let cache = max(compute, memory) * max(1, fullSequences / load.sequences)
    let starts = perSequence * load.sequences
    let queryTraffic = queryBytes * load.queries
    return TermTime(
      seconds: max(cache, starts) + exposed * min(cache, starts) + queryTraffic * perQueryByte,
      cause: compute > memory ? .compute : .memory, work: work.total.value,
      traffic: bytes + queryTraffic)
  }
}
