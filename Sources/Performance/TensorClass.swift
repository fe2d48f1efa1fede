public import LanguageModels

/// The classes of tensors that a model may store in different formats.
public enum TensorClass: String, Sendable, Hashable, CaseIterable {
  case attention
  /// Dense feed-forward networks and shared experts.
  case feedForward = "feed-forward"
  case experts
  /// Embedding, head, norms, router.
  case other
}

extension WeightFormats {
  /// The storage format of one class of tensors.
  public subscript(tensors: TensorClass) -> WeightFormat {
    switch tensors {
    case .attention: attention
    case .feedForward: feedForward
    case .experts: experts
    case .other: other
    }
  }
}
