import Hardware
import LanguageModels
import Quantities

/// The duration of a layer's attention core on one device: prefill and decode parts.
///
///     prefill      work/(η·peak) + traffic/(η_m·bandwidth)
///     decode       c·sequences·kvHeads·132/multiprocessors + max(traffic, work)
///     latent, 1 q  c·sequences + max( traffic/(η_m·bandwidth), work/(η_c·peak) )
///
/// The forms and their constants are fitted on kernel tables. What a layer reads and computes
/// comes from `LanguageModels`; softmax on the vector units is inside the efficiencies.
struct AttentionTimer: Sendable {
  let attention: AttentionVariant
  let tensor: Int
  let cacheFormat: NumericFormat
  private let prefillPerFLOP: Double
  private let prefillPerByte: Double
  private let decodePerFLOP: Double
  private let decodePerByte: Double
  private let decodePerSequence: Double
  private let indexerPerFLOP: Double
  let prefillFloor: Double
  let decodeFloor: Double
  /// Query and output elements of one token on this device, 16-bit bytes.
  private let queryBytesPerToken: Double

  /// Multiprocessors of the chip on which the cost per sequence and head is stated.
  static let referenceMultiprocessors = 132.0

  init(
    attention: AttentionVariant, tensor: Int, cacheFormat: NumericFormat,
    calibration: OperatorCalibration, device: Device, format: NumericFormat, multiprocessors: Double
  ) {
    guard let peak = device.peak[format]?.value else {
      preconditionFailure("the device has no \(format) units")
    }
    self.attention = attention
    self.tensor = tensor
    self.cacheFormat = cacheFormat
    let bandwidth = device.memory.bandwidth.value
    let isEightBit = cacheFormat.bits <= 8
    let prefill = calibration.prefillAttention
    prefillPerFLOP = 1 / (prefill.compute * peak)
    prefillPerByte = 1 / (prefill.memory * bandwidth)
    prefillFloor = prefill.floor.value
    // Score of past tokens: fp8 where the chip has it (Eq. 2.24), else the core's format.
    let indexerPeak = max(device.peak[.fp8]?.value ?? 0, peak)
    indexerPerFLOP = 1 / (prefill.compute * indexerPeak)

    let decode: AttentionEfficiency
    let perSequence: Double
    switch attention {
    case .latent:
      decode = calibration.latentDecodeAttention
      perSequence = decode.perSequenceHead.value
    case .grouped(let grouped):
      decode = calibration.decodeAttention
      let heads = (grouped.keyValueHeads + tensor - 1) / tensor
      perSequence =
        decode.perSequenceHead.value * Double(heads) * Self.referenceMultiprocessors
        / multiprocessors
    case .linear, .compressed:
      decode = calibration.decodeAttention
      perSequence =
        decode.perSequenceHead.value * Self.referenceMultiprocessors / multiprocessors
    }
    decodePerFLOP = 1 / (decode.compute * peak)
    decodePerByte =
      1 / (decode.memory * (isEightBit ? decode.eightBitFactor : 1) * bandwidth)
    decodePerSequence = perSequence
    decodeFloor = decode.floor.value
    queryBytesPerToken = 2 * Double(attention.queryAndOutputElements(tensor: tensor))
  }

  @inline(__always)
  func decode(_ load: AttentionLoad) -> TermTime {
    guard load.sequences > 0 else { return .zero }
    let work = attention.work(load, tensor: tensor)
    let bytes =
      attention.cacheBytesRead(load, format: cacheFormat, tensor: tensor).value
      + queryBytesPerToken * load.queries
    let compute =
      (work.core.value + work.expansion.value) * decodePerFLOP
      + work.indexer.value * indexerPerFLOP
    let memory = bytes * decodePerByte
    return TermTime(
      seconds: decodePerSequence * load.sequences + max(compute, memory),
      cause: compute > memory ? .compute : .memory, work: work.total.value, traffic: bytes)
  }

  @inline(__always)
  func prefill(_ load: AttentionLoad) -> TermTime {
    guard load.queries > 0 else { return .zero }
    let work = attention.work(load, tensor: tensor)
    let bytes =
      attention.cacheBytesRead(load, format: cacheFormat, tensor: tensor).value
      + queryBytesPerToken * load.queries
    let compute =
      (work.core.value + work.expansion.value) * prefillPerFLOP
      + work.indexer.value * indexerPerFLOP
    let memory = bytes * prefillPerByte
    return TermTime(
      seconds: compute + memory, cause: compute > memory ? .compute : .memory,
      work: work.total.value, traffic: bytes)
  }
}

extension AttentionVariant {
  /// Elements of one token's queries and attention output on one of `tensor` ranks.
  func queryAndOutputElements(tensor: Int) -> Int {
    func perRank(_ heads: Int) -> Int { (heads + tensor - 1) / tensor }
    switch self {
    case .grouped(let attention): return 2 * perRank(attention.heads) * attention.headDimension
    case .latent(let attention):
      return perRank(attention.heads)
        * (attention.noPositionDimension + attention.rotaryDimension + attention.valueDimension)
    case .linear(let attention):
      return perRank(attention.keyHeads) * 2 * attention.keyDimension
        + perRank(attention.valueHeads) * 2 * attention.valueDimension
    case .compressed(let attention):
      return 2 * perRank(attention.heads) * attention.headDimension
    }
  }
}
