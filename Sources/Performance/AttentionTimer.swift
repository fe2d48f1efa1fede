import Hardware
import LanguageModels
import Quantities

/// The duration of a layer's attention core on one device: prefill and decode parts.
///
/// The forms and their constants are fitted on kernel tables. What a layer reads and computes
/// comes from `LanguageModels`.
struct AttentionTimer: Sendable {
  let prefill: PrefillAttentionTimer
  let decode: DecodeAttentionTimer

  /// Multiprocessors of the chip on which costs per sequence and head are stated.
  static let referenceMultiprocessors = 132.0

  init(
    attention: AttentionVariant, tensor: Int, cacheFormat: NumericFormat,
    calibration: OperatorCalibration, device: Device, format: NumericFormat, multiprocessors: Double
  ) {
    prefill = PrefillAttentionTimer(
      attention: attention, tensor: tensor, cacheFormat: cacheFormat,
      efficiency: attention.isLatent
        ? calibration.latentPrefillAttention : calibration.prefillAttention,
      device: device, format: format, multiprocessors: multiprocessors)
    decode = DecodeAttentionTimer(
      attention: attention, tensor: tensor, cacheFormat: cacheFormat,
      efficiency: attention.isLatent
        ? calibration.latentDecodeAttention : calibration.decodeAttention,
      device: device, format: format, multiprocessors: multiprocessors)
  }
}

extension AttentionVariant {
  var isLatent: Bool {
    if case .latent = self { true } else { false }
  }

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
