import LanguageModels

/// Bytes that element-wise kernels of one layer move per microbatch on one rank, besides those
/// inside fused attention and of experts' permutations.
///
/// Every kernel reads its inputs from memory and writes its results there, in 16 bits, as training
/// frameworks that compile nothing do. Per token, with `h` the hidden width and `f` the inner one:
///
///     forward     norms 4h each, bias, dropout and residual sum 6h each, rotary 4·(queries, keys),
///                 activation 6f gated, 4f plain
///     backward    norms 6h, residual branches 6h, rotary as before, activation 10f gated, 6f plain
///     dropout     a byte per element of mask written; forward and backward 1h and 5h per block
///
/// Materialized scores `E = b·a·s²/t` are read and written in 16 bits by a kernel of mask and
/// softmax and one of dropout, with its mask: 4 and 5 bytes each forward, 6 and 5 backward
/// (Korthikanti et al. 2022, arXiv 2205.05198, count what of them is kept).
struct LayerTraffic {
  struct Bytes {
    var forward = 0.0
    var backward = 0.0
    /// Of `forward`, what selective recomputation moves again.
    var selective = 0.0

    static func + (a: Self, b: Self) -> Self {
      Bytes(
        forward: a.forward + b.forward, backward: a.backward + b.backward,
        selective: a.selective + b.selective)
    }
  }

  let all: Bytes

  init(_ group: LayerGroup, run: TrainingRun) {
    let plan = run.plan
    let (h, t) = (Double(run.model.hidden), Double(plan.tensor))
    let streams = Double(run.model.residualStreams)
    let keepsScores = run.keepsScores(group)
    // Two blocks; what mixing several streams takes is whole on every rank.
    let stream = 2 * (4 * streams + 2)
    var whole = Bytes(forward: (8 + stream) * h, backward: (12 + stream) * h)
    if !keepsScores { whole.selective = 8 * h }
    if run.recipe.attention == .materialized {
      whole = whole + Bytes(forward: 2 * h, backward: 10 * h)
    }
    let isDivided = plan.dividesSequence && streams == 1
    let divided = isDivided ? t : 1
    let rotary =
      run.model.learnedPositions > 0
      ? 0 : 2 * group.attention.rotatedElements / t
    let width: Double
    let isGated: Bool
    switch group.feedForward {
    case .dense(let dense): (width, isGated) = (Double(dense.intermediate) / t, dense.isGated)
    case .mixture(let mixture): (width, isGated) = (Double(mixture.sharedIntermediate) / t, true)
    }
    let activation = (isGated ? 6 : 4) * width
    let cut = Bytes(
      forward: 2 * rotary + activation,
      backward: 2 * rotary + (isGated ? 10 : 6) * width,
      selective: keepsScores ? 0 : activation)
    let tokens = run.tokensPerRank
    var sum = Bytes(
      forward: (whole.forward / divided + cut.forward) * tokens,
      backward: (whole.backward / divided + cut.backward) * tokens,
      selective: (whole.selective / divided + cut.selective) * tokens)
    if keepsScores, let scores = run.scores(of: group) {
      sum = sum + Bytes(forward: 9 * scores, backward: 11 * scores, selective: 9 * scores)
    }
    all = sum
  }
}

extension AttentionVariant {
  /// Elements per token that rotary embedding turns.
  fileprivate var rotatedElements: Double {
    switch self {
    case .grouped(let attention):
      Double((attention.heads + attention.keyValueHeads) * attention.headDimension)
    case .latent(let attention): Double((attention.heads + 1) * attention.rotaryDimension)
    case .linear: 0
    case .compressed(let attention): Double((attention.heads + 1) * attention.headDimension)
    }
  }
}
