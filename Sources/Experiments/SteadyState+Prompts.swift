import Performance
import Quantities
import Scenarios

/// A replica that computes prompts and nothing else.
///
/// Prompts are the M/G/1 queue of ``Spread``: steps are idle time apart, so that the load is counted in
/// requests per second and not per step. A step holds one prompt where there is little to do and is
/// full at saturation; between them its length is taken to rise with the load.
extension SteadyState {
  /// The rate of prompts that fills every step.
  var mostPrompts: Double {
    let room = promptRoom(besides: 0)
    return room / (stepTime(0, prompts: room) * computedPrompt)
  }

  /// Prompts that come at a rate.
  func promptPoint(rate: Double) -> Point {
    let room = promptRoom(besides: 0)
    let alone = min(room, max(1, computedPrompt))
    let load = min(1, rate / mostPrompts)
    let step = stepTime(0, prompts: alone + load * (room - alone))
    return Point(
      perStep: rate * step, rate: rate, batch: 0, decodeStep: 0, step: step, promptShare: 1,
      prefillTime: load)
  }

  /// The share of requests that keep a limit on the first token, at a rate of prompts.
  func firstTokens(at rate: Double) -> Spread { Spread(of: promptPoint(rate: rate), in: self) }

  /// The highest rate of prompts whose first tokens keep what is promised; nil where not even a
  /// prompt that is alone does.
  func promptCapacity(for objectives: Objectives) -> Double? {
    let most = mostPrompts * 0.9999
    guard most > 0, most.isFinite else { return nil }
    guard let first = objectives.timeToFirstToken else { return most }
    func keeps(_ rate: Double) -> Bool {
      let spread = firstTokens(at: rate)
      return spread.isStable && spread.firstTokens(within: first.limit.value) >= first.percentile
    }
    return Self.highest(upTo: most, where: keeps)
  }

  /// The highest value for which something holds that ceases to hold as it grows; nil where it does
  /// not hold at a ten-thousandth of the most.
  static func highest(upTo most: Double, where holds: (Double) -> Bool) -> Double? {
    if holds(most) { return most }
    var (passes, fails) = (most / 1e4, most)
    guard holds(passes) else { return nil }
    while fails / passes > 1.005 {
      let middle = (passes * fails).squareRoot()
      if holds(middle) { passes = middle } else { fails = middle }
    }
    return passes
  }

  /// The load of a replica that decodes a rate of requests; nil where its batch has no room for them.
  func point(rate: Double) -> Point? {
    var (low, high) = (0.0, mostPerStep * 0.9999)
    guard high > 0, point(perStep: high).rate >= rate else { return nil }
    while high - low > 1e-3 * high {
      let middle = (low + high) / 2
      if point(perStep: middle).rate >= rate { high = middle } else { low = middle }
    }
    return point(perStep: high)
  }
}
