public import Hardware

/// How far the operators of one accelerator stay below its datasheet, fitted on measurements or
/// transferred from a relative. Peaks and bandwidths are facts of `Hardware` and are not repeated.
///
/// Every efficiency is a fraction of the datasheet figure of one device; floors are the times of
/// the smallest kernels and are used where operators run alone, not inside a serving step, whose
/// engine profile carries them per layer (``HostOverhead``).
public struct OperatorCalibration: Sendable, Hashable {
  /// Matrix products by arithmetic format.
  public let products: [NumericFormat: ProductEfficiency]
  public let prefillAttention: PrefillAttentionEfficiency
  public let decodeAttention: DecodeAttentionEfficiency
  public let latentPrefillAttention: PrefillAttentionEfficiency
  public let latentDecodeAttention: DecodeAttentionEfficiency
  public let experts: [NumericFormat: ExpertEfficiency]
  /// Fraction of memory bandwidth that element-wise kernels reach.
  public let elementWise: Double
  public let allReduce: [CollectiveEfficiency]
  /// Dispatch to experts by low-latency kernels, and transfers between devices of one domain.
  public let allToAll: CollectiveEfficiency
  /// Other collectives and exchanges.
  public let exchange: ExchangeEfficiency
  /// The interval in which measured/predicted time falls with 90 %, and what it rests on.
  public let confidence: CalibrationConfidence

  public init(
    products: [NumericFormat: ProductEfficiency], prefillAttention: PrefillAttentionEfficiency,
    decodeAttention: DecodeAttentionEfficiency, latentPrefillAttention: PrefillAttentionEfficiency,
    latentDecodeAttention: DecodeAttentionEfficiency,
    experts: [NumericFormat: ExpertEfficiency], elementWise: Double,
    allReduce: [CollectiveEfficiency], allToAll: CollectiveEfficiency,
    exchange: ExchangeEfficiency = ExchangeEfficiency(), confidence: CalibrationConfidence
  ) {
    self.products = products
    self.prefillAttention = prefillAttention
    self.decodeAttention = decodeAttention
    self.latentPrefillAttention = latentPrefillAttention
    self.latentDecodeAttention = latentDecodeAttention
    self.experts = experts
    self.elementWise = elementWise
    self.allReduce = allReduce
    self.allToAll = allToAll
    self.exchange = exchange
    self.confidence = confidence
  }
}

extension OperatorCalibration {
  /// The same efficiencies with a grade no better than `grade`.
  public func graded(noBetterThan grade: CalibrationGrade) -> OperatorCalibration {
    OperatorCalibration(
      products: products, prefillAttention: prefillAttention, decodeAttention: decodeAttention,
      latentPrefillAttention: latentPrefillAttention,
      latentDecodeAttention: latentDecodeAttention, experts: experts, elementWise: elementWise,
      allReduce: allReduce, allToAll: allToAll, exchange: exchange,
      confidence: CalibrationConfidence(
        grade: max(confidence.grade, grade), interval: confidence.interval))
  }
}
