public import Quantities

/// Bytes of weights by the class of tensor.
public struct WeightBytes: Sendable, Hashable {
  public let attention: Bytes
  public let feedForward: Bytes
  public let experts: Bytes
  public let other: Bytes

  public var total: Bytes { attention + feedForward + experts + other }
}

extension ParameterCount {
  /// The bytes these parameters take, scales included: Σ elements × bits / 8 (Eq. 2.9).
  public func bytes(in formats: WeightFormats) -> WeightBytes {
    WeightBytes(
      attention: Bytes(Double(attention) * formats.attention.bytesPerElement),
      feedForward: Bytes(Double(feedForward) * formats.feedForward.bytesPerElement),
      experts: Bytes(Double(experts) * formats.experts.bytesPerElement),
      other: Bytes(Double(other) * formats.other.bytesPerElement))
  }
}

extension ModelArchitecture {
  /// The bytes of all weights in the given formats, multi-token-prediction modules excluded.
  public func weightBytes(_ formats: WeightFormats) -> WeightBytes {
    parameterCount.bytes(in: formats)
  }

  /// The bytes of the multi-token-prediction modules.
  public func predictionModuleBytes(_ formats: WeightFormats) -> WeightBytes {
    predictionModuleParameterCount.bytes(in: formats)
  }
}
