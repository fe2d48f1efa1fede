import Quantities

extension StepTimePredictor {
  /// The collectives and exchanges of a step, each with the way it takes; those that overlap hides
  /// in full, and with two batches those of both halves.
  public func communication(of shape: BatchShape) -> [StepCommunication] {
    guard !shape.isEmpty else { return [] }
    let share = ReplicaShare(shape, replicas: data)
    let allTokens = Double(shape.tokens)
    let splits = communication.overlap == .twoBatch && share.tokens >= 2
    var found: [StepCommunication] = []
    for (index, layer) in layers.enumerated() {
      let halves = splits && layer.dispatch != nil ? 2.0 : 1
      func add(
        _ part: StepOperator, ranks: Int, size: Double, times: Double, seconds: Double,
        _ way: StepCommunication.Way
      ) {
        guard seconds > 0 else { return }
        found.append(
          StepCommunication(
            part: part, layerGroup: index, ranks: ranks, size: Bytes(size), way: way,
            count: Int(layer.count * halves * times), duration: Seconds(seconds)))
      }
      let activation = activationBytes * share.tokens / halves
      add(
        .tensorAllReduce, ranks: tensorAllReduce.ranks, size: activation,
        times: layer.tensorAllReduces,
        seconds: layer.tensorAllReduces > 0 ? tensorAllReduce.seconds(bytes: activation) : 0,
        .collective(tensorAllReduce.choice(of: Bytes(activation))))
      if let experts = layer.experts, let dispatch = layer.dispatch, let combine = layer.combine {
        let tokens = allTokens / halves
        let imbalance = experts.imbalance(tokens: tokens)
        for (part, group) in [(StepOperator.dispatch, dispatch), (.combine, combine)] {
          let (term, isBulk) = group.time(tokens: tokens, imbalance: imbalance)
          add(
            part, ranks: deployment.plan.tensor * data, size: term.traffic, times: 1,
            seconds: term.seconds, .exchange(isBulk ? .bulk : .direct))
        }
      } else if layer.gathersTokens, let expertGather {
        let bytes = activationBytes * allTokens
        add(
          .dispatch, ranks: expertGather.ranks, size: bytes, times: 2,
          seconds: expertGather.seconds(bytes: bytes),
          .collective(expertGather.choice(of: Bytes(bytes))))
      }
    }
    return found
  }
}
