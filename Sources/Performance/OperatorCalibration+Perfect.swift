import Hardware
import Quantities

extension OperatorCalibration {
  /// Every operator at the datasheet and every latency zero: what no kernel beats.
  ///
  /// Used for what follows from work and traffic alone, such as lower bounds.
  public static let perfect: OperatorCalibration = {
    let product = ProductEfficiency(
      compute: 1, memory: 1, floor: .zero, halfDepth: 0, halfTile: 0)
    let prefill = PrefillAttentionEfficiency(compute: 1, memory: 1, floor: .zero)
    let decode = DecodeAttentionEfficiency(compute: 1, memory: 1, floor: .zero)
    let expert = ExpertEfficiency(
      compute: 1, memory: 1, floor: .zero, tile: 0, permutation: nil, imbalanceExponent: 0,
      popularityExponent: 0)
    let collective = CollectiveEfficiency(ranks: 1, latency: .zero, link: 1, exponent: 1)
    return OperatorCalibration(
      products: Dictionary(uniqueKeysWithValues: NumericFormat.allCases.map { ($0, product) }),
      prefillAttention: prefill, decodeAttention: decode, latentPrefillAttention: prefill,
      latentDecodeAttention: decode,
      experts: Dictionary(uniqueKeysWithValues: NumericFormat.allCases.map { ($0, expert) }),
      elementWise: 1, allReduce: [collective], allToAll: collective,
      confidence: CalibrationConfidence(grade: .calibrated, interval: 1...1))
  }()
}
