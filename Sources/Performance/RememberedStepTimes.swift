public import Quantities

/// A predictor that remembers what it has computed: one for each run of a simulation.
///
/// All of a step but attention, drafting and the host depends on how many tokens it has, and
/// recurs: a batch decodes many steps, each with a longer context, and full steps hold the token
/// budget. What is remembered is exactly what the predictor returns, so that results depend on
/// neither the history of a run nor on who else asks.
///
/// The layers are found by their number of tokens, the head by the tokens sampled, each at one
/// place of a table; what was there before is forgotten. With two batches in turn nothing can be
/// kept, since what one hides depends on the attention of the other.
///
/// - Complexity: 48 KiB; a prediction allocates nothing.
public struct RememberedStepTimes: StepTiming {
  private struct Layers {
    var tokens = -1.0
    var allTokens = -1.0
    var seconds = 0.0
  }

  private struct Head {
    var sampled = -1.0
    var seconds = 0.0
  }

  private let predictor: StepTimePredictor
  private var layers = ContiguousArray(repeating: Layers(), count: places)
  private var heads = ContiguousArray(repeating: Head(), count: places)

  /// A power of two, and no fewer than the tokens of most batches that decode.
  private static let places = 1_024

  public init(_ predictor: StepTimePredictor) { self.predictor = predictor }

  public mutating func duration(of shape: BatchShape) -> Seconds {
    guard predictor.isSeparable, !shape.isEmpty else { return predictor.duration(of: shape) }
    let share = ReplicaShare(shape, replicas: predictor.data)
    return Seconds(
      predictor.seconds(
        shape, share, layers: layerSeconds(share.tokens, allTokens: shape.tokens),
        head: headSeconds(share.sampledTokens)))
  }

  @inline(__always)
  private mutating func layerSeconds(_ tokens: Double, allTokens: Int) -> Double {
    let place = allTokens & (Self.places - 1)
    let found = layers[place]
    if found.tokens == tokens, found.allTokens == Double(allTokens) { return found.seconds }
    let seconds = predictor.layerSeconds(tokens: tokens, allTokens: Double(allTokens))
    layers[place] = Layers(tokens: tokens, allTokens: Double(allTokens), seconds: seconds)
    return seconds
  }

  @inline(__always)
  private mutating func headSeconds(_ sampled: Double) -> Double {
    let place = Int(sampled) & (Self.places - 1)
    let found = heads[place]
    if found.sampled == sampled { return found.seconds }
    let seconds = predictor.headSeconds(sampled: sampled)
    heads[place] = Head(sampled: sampled, seconds: seconds)
    return seconds
  }
}
