public import Hardware
public import LanguageModels
public import Quantities

/// How far the operators of one accelerator stay below its datasheet, fitted on measurements or
/// transferred from a relative. Peaks and bandwidths are facts of `Hardware` and are not repeated.
///
/// Every efficiency is a fraction of the datasheet figure of one device; floors are the times of
/// the smallest kernels and are used where operators run alone, not inside a serving step, whose
/// engine profile carries them per layer (``HostOverhead``).
public struct OperatorCalibration: Sendable, Hashable {
  /// Matrix products by arithmetic format.
  public let products: [NumericFormat: ProductEfficiency]
  /// Matrix products of weights whose storage has kernels of its own, such as block-scaled fp8;
  /// fractions of the peak that such weights multiply at, widened or not.
  public let storedProducts: [WeightFormat: ProductEfficiency]
  public let prefillAttention: PrefillAttentionEfficiency
  public let decodeAttention: DecodeAttentionEfficiency
  public let latentPrefillAttention: PrefillAttentionEfficiency
  public let latentDecodeAttention: DecodeAttentionEfficiency
  public let experts: [NumericFormat: ExpertEfficiency]
  /// The same as ``storedProducts`` for experts: 4-bit weights beside 16-bit activations.
  public let storedExperts: [WeightFormat: ExpertEfficiency]
  /// Fraction of memory bandwidth that element-wise kernels reach.
  public let elementWise: Double
  /// Time of one hand-over between matrix and vector units inside a fused operator (Eq. 3.15); zero
  /// where both share their registers.
  public let handOver: Seconds
  public let allReduce: [CollectiveEfficiency]
  /// Dispatch to experts by low-latency kernels, and transfers between devices of one domain.
  public let allToAll: CollectiveEfficiency
  /// Other collectives and exchanges.
  public let exchange: ExchangeEfficiency
  /// What training steps take beyond their operators.
  public let training: TrainingEfficiency
  /// The interval in which measured/predicted time falls with 90 %, and what it rests on.
  public let confidence: CalibrationConfidence

  public init(
    products: [NumericFormat: ProductEfficiency],
    storedProducts: [WeightFormat: ProductEfficiency] = [:],
    prefillAttention: PrefillAttentionEfficiency, decodeAttention: DecodeAttentionEfficiency,
    latentPrefillAttention: PrefillAttentionEfficiency,
    latentDecodeAttention: DecodeAttentionEfficiency,
    experts: [NumericFormat: ExpertEfficiency],
    storedExperts: [WeightFormat: ExpertEfficiency] = [:], elementWise: Double,
    handOver: Seconds = .zero,
    allReduce: [CollectiveEfficiency], allToAll: CollectiveEfficiency,
    exchange: ExchangeEfficiency = ExchangeEfficiency(), training: TrainingEfficiency = .none,
    confidence: CalibrationConfidence
  ) {
    self.products = products
    self.storedProducts = storedProducts
    self.prefillAttention = prefillAttention
    self.decodeAttention = decodeAttention
    self.latentPrefillAttention = latentPrefillAttention
    self.latentDecodeAttention = latentDecodeAttention
    self.experts = experts
    self.storedExperts = storedExperts
    precondition(handOver.value >= 0, "a hand-over takes \(handOver)")
    self.elementWise = elementWise
    self.handOver = handOver
    self.allReduce = allReduce
    self.allToAll = allToAll
    self.exchange = exchange
    self.training = training
    self.confidence = confidence
  }
}

extension OperatorCalibration {
  /// The same efficiencies with a grade no better than `grade`.
  public func graded(noBetterThan grade: CalibrationGrade) -> OperatorCalibration {
    with(confidence: confidence.graded(noBetterThan: grade))
  }

  /// The same operators in training steps of other efficiency.
  public func with(training: TrainingEfficiency) -> OperatorCalibration {
    with(training: training, confidence: confidence)
  }

  /// The same operators where devices differ in their load of experts by chance alone, as routers
  /// are trained to (Wang et al. 2024, arXiv 2408.15664).
  public var balanced: OperatorCalibration {
    with(
      experts: experts.mapValues(\.balanced), storedExperts: storedExperts.mapValues(\.balanced),
      confidence: confidence)
  }

  private func with(
    experts: [NumericFormat: ExpertEfficiency]? = nil,
    storedExperts: [WeightFormat: ExpertEfficiency]? = nil, training: TrainingEfficiency? = nil,
    confidence: CalibrationConfidence
  ) -> OperatorCalibration {
    OperatorCalibration(
      products: products, storedProducts: storedProducts, prefillAttention: prefillAttention,
      decodeAttention: decodeAttention, latentPrefillAttention: latentPrefillAttention,
      latentDecodeAttention: latentDecodeAttention, experts: experts ?? self.experts,
      storedExperts: storedExperts ?? self.storedExperts,
      elementWise: elementWise, handOver: handOver,
      allReduce: allReduce, allToAll: allToAll, exchange: exchange,
      training: training ?? self.training, confidence: confidence)
  }
}
