import Hardware
public import Quantities

extension StepTimePredictor {
  /// What no implementation of this deployment beats: all arithmetic at the chip's fastest peak,
  /// or all traffic of weights and cache at full bandwidth, whichever is longer, with perfect
  /// overlap, free communication and tokens that agree on their experts (Eq. 8.5).
  ///
  /// Element-wise traffic is left out, since fusion may avoid it.
  public func lowerBound(of shape: BatchShape) -> (duration: Seconds, cause: TimeCause) {
    let device = deployment.cluster.accelerator.device
    let peak = device.peak.formats.compactMap { device.peak[$0] }.max() ?? .infinity
    var work = FLOPs.zero
    var traffic = Bytes.zero
    for row in breakdown(of: shape).rows {
      switch row.part {
      case .attentionProjection, .prefillAttention, .decodeAttention, .outputProjection,
        .feedForward, .sharedExperts, .router, .head:
        work += row.work
        traffic += row.traffic
      case .experts:
        guard let experts = row.layerGroup.flatMap({ layers[$0].experts }) else { continue }
        let least = experts.least(tokens: Double(shape.tokens))
        work += FLOPs(Double(row.count) * least.work)
        traffic += Bytes(Double(row.count) * least.traffic)
      case .embedding, .quantization, .elementWise, .tensorAllReduce, .dispatch, .combine, .overlap,
        .embeddingTables, .pipelineTransfer, .sampling, .draft, .host:
        continue
      }
    }
    let compute = work / peak
    let memory = traffic / device.memory.bandwidth
    return compute > memory ? (compute, .compute) : (memory, .memory)
  }
}
