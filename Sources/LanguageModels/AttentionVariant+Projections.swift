extension AttentionVariant {
  /// The matrices of one layer's attention, in the order a token meets them.
  ///
  /// Their sizes sum to the matrix part of Eqs. 2.1, 2.2 and 2.8. The expansion of the latent in
  /// multi-head latent attention is listed as the matrix it is stored as; absorbed into queries
  /// and outputs it costs the same FLOPs (Eq. 2.22).
  ///
  /// - Parameter hidden: the width of the residual stream, `h`.
  public func projections(hidden: Int) -> [Projection] {
    switch self {
    case .grouped(let attention): attention.projections(hidden: hidden)
    case .latent(let attention): attention.projections(hidden: hidden)
    case .linear(let attention): attention.projections(hidden: hidden)
    case .compressed(let attention): attention.projections(hidden: hidden)
    }
  }

  /// Parameters outside the matrices: biases, norms, sinks, convolution taps, decay rates.
  func vectorParameters(hidden: Int) -> Int {
    switch self {
    case .grouped(let attention): attention.vectorParameters(hidden: hidden)
    case .latent(let attention): attention.vectorParameters
    case .linear(let attention): attention.vectorParameters
    case .compressed(let attention): attention.vectorParameters
    }
  }
}

extension GroupedQueryAttention {
  func projections(hidden: Int) -> [Projection] {
    var outputs = [Projection.Extent(units: heads, width: (hasOutputGate ? 2 : 1) * headDimension)]
    if ownsKeyValues { outputs.append(.init(units: keyValueHeads, width: 2 * headDimension)) }
    return [
      Projection("query-key-value", inputs: .whole(hidden), outputs: outputs),
      Projection(
        "output", inputs: .init(units: heads, width: headDimension), outputs: [.whole(hidden)]),
    ]
  }

  func vectorParameters(hidden: Int) -> Int {
    let keyValueHeads = ownsKeyValues ? 2 * keyValueHeads : 0
    return (hasBias ? (heads + keyValueHeads) * headDimension : 0)
      + (hasOutputBias ? hidden : 0) + (hasQueryKeyNorm ? 2 * headDimension : 0)
      + (hasSinks ? heads : 0)
  }
}

extension LatentAttention {
  func projections(hidden: Int) -> [Projection] {
    let queries = Projection.Extent(units: heads, width: noPositionDimension + rotaryDimension)
    let latent = Projection.Extent.whole(keyValueRank + rotaryDimension)
    // Whatever reads the residual stream is one product, as in the kernels of current engines.
    var list: [Projection]
    if let queryRank {
      list = [
        Projection(
          "compression", inputs: .whole(hidden), outputs: [.whole(queryRank), latent]),
        Projection("query", inputs: .whole(queryRank), outputs: [queries]),
      ]
    } else {
      list = [Projection("query-latent", inputs: .whole(hidden), outputs: [queries, latent])]
    }
    list += [
      Projection(
        "latent-expansion", inputs: .whole(keyValueRank),
        outputs: [.init(units: heads, width: noPositionDimension + valueDimension)]),
      Projection(
        "output", inputs: .init(units: heads, width: valueDimension), outputs: [.whole(hidden)]),
    ]
    if let indexer {
      list += [
        Projection(
          "indexer-query", inputs: .whole(queryRank ?? hidden),
          outputs: [.whole(indexer.heads * indexer.headDimension)]),
        Projection(
          "indexer-key", inputs: .whole(hidden),
          outputs: [.whole(indexer.headDimension + indexer.heads)]),
      ]
    }
    return list
  }

  /// The norms of both compressions and, with bias, of the indexer's keys.
  var vectorParameters: Int {
    (queryRank ?? 0) + keyValueRank + (indexer.map { 2 * $0.headDimension } ?? 0)
  }
}

extension LinearAttention {
  func projections(hidden: Int) -> [Projection] {
    let values = Projection.Extent(units: valueHeads, width: valueDimension)
    var inputs: [Projection.Extent] = [
      .init(units: keyHeads, width: 2 * keyDimension), values,
    ]
    var list: [Projection] = []
    switch decay {
    case .fixed:
      if hasOutputGate { inputs.append(values) }
    case .perHead:
      if hasOutputGate { inputs.append(values) }
      inputs.append(.init(units: valueHeads, width: 2))
    case .perChannel(let rank):
      let decays = Projection.Extent(units: keyHeads, width: keyDimension)
      inputs.append(.init(units: valueHeads, width: 1))
      list.append(Projection("decay-compression", inputs: .whole(hidden), outputs: [.whole(rank)]))
      list.append(Projection("decay", inputs: .whole(rank), outputs: [decays]))
      if hasOutputGate {
        list.append(Projection("gate-compression", inputs: .whole(hidden), outputs: [.whole(rank)]))
        list.append(Projection("gate", inputs: .whole(rank), outputs: [values]))
      }
    }
    return [Projection("query-key-value", inputs: .whole(hidden), outputs: inputs)] + list
      + [Projection("output", inputs: values, outputs: [.whole(hidden)])]
  }

  var vectorParameters: Int {
    let taps = convolution * convolvedChannels
    switch decay {
    // The norm of the outputs spans all heads.
    case .fixed: return taps + valueHeads * valueDimension
    // Decay rate and step bias per head; the norm of the outputs is shared by the heads.
    case .perHead: return taps + 2 * valueHeads + valueDimension
    // Decay rate per head, step bias per channel; the norm of the outputs is shared by the heads.
    case .perChannel: return taps + keyHeads + keyHeads * keyDimension + valueDimension
    }
  }
}

extension CompressedAttention {
  func projections(hidden: Int) -> [Projection] {
    let groupInputs = heads / outputGroups * headDimension
    let groups = Projection.Extent(units: outputGroups, width: 1)
    var list = [
      Projection("query-compression", inputs: .whole(hidden), outputs: [.whole(queryRank)]),
      Projection("key-value", inputs: .whole(hidden), outputs: [.whole(headDimension)]),
      Projection(
        "query", inputs: .whole(queryRank), outputs: [.init(units: heads, width: headDimension)]),
    ]
    if compression != nil {
      list.append(
        Projection(
          "compressor", inputs: .whole(hidden), outputs: [.whole(2 * overlap * headDimension)]))
    }
    if let indexer {
      list += [
        Projection(
          "indexer-query", inputs: .whole(queryRank),
          outputs: [.whole(indexer.heads * indexer.headDimension)]),
        Projection(
          "indexer-compressor", inputs: .whole(hidden),
          outputs: [.whole(2 * overlap * indexer.headDimension + indexer.heads)]),
      ]
    }
    return list + [
      Projection(
        "grouped-output", inputs: .whole(groupInputs), outputs: [.whole(outputRank)],
        blocks: groups),
      Projection(
        "output", inputs: .init(units: outputGroups, width: outputRank), outputs: [.whole(hidden)]),
    ]
  }

  /// Norms of queries, entries and compressed entries, sinks, and a learned position per place in
  /// a block.
  var vectorParameters: Int {
    var count = queryRank + headDimension + heads
    if let compression {
      count += headDimension + compression * overlap * headDimension
      if let indexer {
        count += indexer.headDimension + compression * overlap * indexer.headDimension
      }
    }
    return count
  }

  /// Widths of the compressor in units of an entry: a key and gate of this block, and of the one
  /// before where blocks overlap.
  private var overlap: Int { hasOverlap ? 2 : 1 }
}
