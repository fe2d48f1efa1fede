import Hardware
import LanguageModels
import Performance
import Quantities

// Attention and experts of one layer over one microbatch, at the rate of kernel benchmarks.

extension TrainingRun {
  /// FLOPs of fused attention's backward pass over those of its forward pass: it computes the scores
  /// again and has two products for each gradient (Dao 2023, arXiv 2307.08691).
  static let backwardAttentionWork = 2.5
  /// The rate of that pass over the forward one's: 63 % against 73 % of the peak of an A100 (ibid.).
  static let backwardAttentionRate = 63.0 / 73

  func fusedAttention(_ forward: Seconds) -> TrainingPass {
    TrainingPass(
      forward: forward,
      backward: forward * (Self.backwardAttentionWork / Self.backwardAttentionRate))
  }

  /// Scores of one layer and microbatch on one rank, masked ones included: `b·a/t·(s/cp)·s`.
  func scores(of group: LayerGroup) -> Double? {
    group.attention.multiHeads.map { heads in
      Double(heads) / Double(plan.tensor) * tokensPerRank * Double(sequence)
    }
  }

  /// The products of attention whose scores are in memory: each as fast as its arithmetic or as the
  /// scores go to memory or come from it. Softmax, mask and dropout are in ``LayerTraffic``.
  func materializedAttention(
    _ group: LayerGroup, calibration: OperatorCalibration
  ) throws(TrainingConflicts) -> TrainingPass {
    guard case .grouped(let attention) = group.attention, let scores = scores(of: group) else {
      return TrainingPass()
    }
    let device = cluster.accelerator.device
    let rows = Int(scores / Double(sequence))
    let memory = Bytes(2 * scores) / (device.memory.bandwidth * calibration.elementWise)
    // Scores from queries and keys, in short sums; values from scores, in long ones.
    let short = try product(
      rows: rows, inner: attention.headDimension, outer: sequence, stored: .bf16,
      calibration: calibration)
    let long = try product(
      rows: rows, inner: sequence, outer: attention.headDimension, stored: .bf16,
      calibration: calibration)
    let (write, read) = (max(short, memory), max(long, memory))
    // Backward: gradients of scores as scores; of values, queries and keys as values.
    return TrainingPass(forward: write + read, backward: write + read * 3, selective: write + read)
  }

  /// Routed experts over one microbatch: their products as one grouped product, and the permutation
  /// of token copies.
  ///
  /// Training gives each expert thousands of rows, far from the shapes of serving: a grouped product
  /// then runs as a plain one of all rows does, and reads the weights of all experts on the rank.
  /// Where that is slower than the form of serving, whose kernels are for few rows, the latter
  /// counts. Ranks have even loads but for chance: routers are trained to that.
  func expertPass(
    _ group: LayerGroup, serving: Seconds, calibration: OperatorCalibration
  ) throws(TrainingConflicts) -> TrainingPass {
    guard case .mixture(let mixture) = group.feedForward else { return TrainingPass() }
    let sustained = calibration.training.sustained
    let device = cluster.accelerator.device
    let replicas = Double(layerPlan.data)
    let copies =
      tokensPerRank * replicas * Double(mixture.expertsPerToken) / Double(plan.expert)
    let held = (mixture.experts + plan.expert - 1) / plan.expert
    var products = Seconds.zero
    for projection in mixture.expertProjections(hidden: model.hidden) {
      let inner = projection.inputs(tensor: plan.expertTensor)
      let outer = projection.outputs(tensor: plan.expertTensor)
      products += try product(
        rows: Int(copies.rounded(.up)), inner: inner, outer: outer, stored: recipe.products,
        calibration: calibration)
      let further = Bytes(
        Double((held - 1) * inner * outer) * recipe.products.bytesPerElement)
      products += further / (device.memory.bandwidth * calibration.elementWise)
    }
    let width = Double(mixture.intermediate) / Double(plan.expertTensor)
    let h = Double(model.hidden)
    // Sorted by expert, activated, and put back: h read and written twice, gate and up read.
    let bandwidth = device.memory.bandwidth * calibration.elementWise
    let moved = Bytes(copies * (8 * h + 6 * width)) / bandwidth
    let movedBack = Bytes(copies * (8 * h + 10 * width)) / bandwidth
    let own = min(products, serving) * (1 / sustained)
    return TrainingPass(
      forward: own + moved, backward: own * TrainingPass.backwardProducts + movedBack,
      selective: Bytes(copies * 6 * width) / bandwidth, weights: own)
  }

  /// A matrix product without a launch.
  func product(
    rows: Int, inner: Int, outer: Int, stored: WeightFormat, calibration: OperatorCalibration
  ) throws(TrainingConflicts) -> Seconds {
    guard
      let time = calibration.productDuration(
        rows: rows, inner: inner, outer: outer, stored: stored,
        on: cluster.accelerator.device, launch: .hidden)
    else { throw TrainingConflicts(conflicts: [.calibration([.noProductEfficiency(.bf16)])]) }
    return time
  }
}
