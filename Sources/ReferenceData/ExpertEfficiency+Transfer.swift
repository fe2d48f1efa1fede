internal import Hardware
internal import Performance
internal import Quantities

extension ExpertEfficiency {
  /// These efficiencies on a chip whose ridge is `ratio` times that of the chip they were fitted on.
  ///
  ///     r = (P_new / BW_new) / (P_ref / BW_ref)
  ///     1/η_new = 1/η_gemm + r·(1/η_ref − 1/η_gemm)        for r < 1
  ///
  /// An assumption. At small batches the fitted chip hides the arithmetic of experts behind the
  /// reading of their weights, so that the fit says little of it where arithmetic would bind. What
  /// experts take beyond a plain product of the format, `1/η_ref − 1/η_gemm`, is therefore held to be
  /// time of feeding, which shrinks with bandwidth and not with the peak: a chip that is slow for its
  /// memory is easier to feed (Eq. 3.17, η_new(x) = η_ref(x·P_ref/P_new)). Shapes with tuned tiles
  /// move alike. For r ≥ 1 nothing changes; at r = 1 the two agree; and neither more bandwidth nor a
  /// higher peak ever makes a chip slower. Tiles stay: they are the engine's.
  ///
  /// - Parameter plain: η_gemm, the fraction of the peak that large plain products reach; where it
  ///   is below that of experts, theirs is kept.
  func transferred(ridgeRatio ratio: Double, plain: Double) -> ExpertEfficiency {
    guard ratio < 1 else { return self }
    func moved(_ compute: Double) -> Double {
      let target = max(compute, plain)
      return 1 / (1 / target + ratio * (1 / compute - 1 / target))
    }
    return with(compute: moved(compute), tuned: tuned.map { moved($0.compute) })
  }
}

extension CatalogEntry {
  /// FLOP per byte at which arithmetic in a format takes as long as reading memory, nil where the
  /// entry states no peak or no bandwidth; without units for the format, at the peak of the format
  /// that stands in for it.
  func ridge(in format: NumericFormat) -> Double? {
    guard let bandwidth: BytesPerSecond = record.group("memory")?.quantity("bandwidth") else {
      return nil
    }
    let wider: [NumericFormat] =
      switch format {
      case .fp4, .int4, .fp6: [.fp8, .int8, .bf16, .fp16]
      case .fp8: [.int8, .bf16, .fp16]
      case .int8: [.fp8, .bf16, .fp16]
      case .bf16, .fp16, .tf32, .fp32, .fp64: [.bf16, .fp16]
      }
    let peaks = ([format] + wider).lazy.compactMap {
      self.record.group("peak")?.quantity($0.rawValue, as: FLOPsPerSecond.self)
    }
    return peaks.first.map { $0.value / bandwidth.value }
  }
}
