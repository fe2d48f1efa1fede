public import Hardware
public import Quantities

extension ModelArchitecture {
  /// Bytes all layers store per token, `κ`, on one of `tensor` ranks that share the heads.
  ///
  /// Windows do not show here: a window's layer stores as much per token, of fewer tokens; see
  /// ``cacheBytes(context:format:tensor:)``.
  public func cacheBytesPerToken(_ format: NumericFormat, tensor: Int = 1) -> Bytes {
    sum { $0.cacheBytesPerToken(format: format, tensor: tensor) }
  }

  /// Bytes one sequence keeps whatever its length.
  public func stateBytes(_ format: NumericFormat, tensor: Int = 1) -> Bytes {
    sum { $0.stateBytes(format: format, tensor: tensor) }
  }

  /// Bytes one sequence of length `context` keeps, windows and constant states included.
  public func cacheBytes(context: Double, format: NumericFormat, tensor: Int = 1) -> Bytes {
    sum { $0.cacheBytes(context: context, format: format, tensor: tensor) }
  }

  /// Bytes read when one sequence of length `context` decodes one token, `κ_read(s)`.
  public func cacheBytesRead(context: Double, format: NumericFormat, tensor: Int = 1) -> Bytes {
    sum { $0.cacheBytesRead(context: context, format: format, tensor: tensor) }
  }

  /// Bytes read from the cache in one step.
  public func cacheBytesRead(
    _ load: AttentionLoad, format: NumericFormat, tensor: Int = 1
  ) -> Bytes {
    sum { $0.cacheBytesRead(load, format: format, tensor: tensor) }
  }

  private func sum(_ bytes: (AttentionVariant) -> Bytes) -> Bytes {
    layerGroups.reduce(.zero) { $0 + Double($1.count) * bytes($1.attention) }
  }
}
