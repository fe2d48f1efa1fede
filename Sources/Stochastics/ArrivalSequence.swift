public import Quantities

/// The arrivals of one process, one after another.
///
/// Gaps are read from one stream and the sojourns of a ``MarkovModulation`` from another, so the
/// gaps do not change with the bursts. Nothing is allocated per draw.
public struct ArrivalSequence: ~Copyable, Sendable {
  private let process: ArrivalProcess
  private var gaps: RandomStream
  private var clock: ModulatedClock

  /// - Parameters:
  ///   - gaps: the stream of the times between arrivals.
  ///   - states: the stream of the states of a modulation.
  public init(_ process: ArrivalProcess, gaps: StreamAddress, states: StreamAddress) {
    self.process = process
    self.gaps = RandomStream(gaps)
    clock = ModulatedClock(process, states: states)
  }

  /// The time from the arrival before, or from the beginning, to the next one.
  public mutating func nextGap() -> Seconds {
    let gap = process.nextInterarrival(from: &gaps)
    return clock.isPlain ? gap : Seconds(clock.advance(by: gap.value))
  }
}

/// A clock that runs at the relative rate of a process, and is inverted from piece to piece.
private struct ModulatedClock: ~Copyable, Sendable {
  private let profile: RateProfile?
  private let modulation: MarkovModulation?
  private var states: RandomStream
  private var piece = 0
  /// Time since the piece of the profile began.
  private var within = 0.0
  private var state = 0
  /// Time until the state changes.
  private var sojourn = Double.infinity

  var isPlain: Bool { profile == nil && modulation == nil }

  init(_ process: ArrivalProcess, states: StreamAddress) {
    profile = process.profile
    modulation = process.modulation
    self.states = RandomStream(states)
    if let profile { (piece, within) = profile.place(of: 0) }
    if let modulation {
      // The process is stationary: it begins in each state as often as it is in it.
      let choice = self.states.nextUniform()
      var sum = 0.0
      state =
        modulation.shares.firstIndex {
          sum += $0
          return choice <= sum
        } ?? modulation.levels.count - 1
      sojourn = drawSojourn(modulation)
    }
  }

  /// The time in which the integral of the relative rate grows by an amount.
  mutating func advance(by amount: Double) -> Double {
    var rest = amount
    var elapsed = 0.0
    while rest > 0 {
      let level = modulation.map { $0.levels[state] } ?? 1
      let left = profile.map { $0.pieces[piece].length - within } ?? .infinity
      let rate = level * (profile.map { $0.pieces[piece].rate(at: within) } ?? 1)
      let slope = level * (profile.map { $0.pieces[piece].slope } ?? 0)
      let step = min(left, sojourn)
      let content = step.isFinite ? (rate + slope * step / 2) * step : .infinity
      if rest < content {
        // rate · t + slope · t²/2 = rest, in the form that does not cancel. The root is real
        // because the rest is less than what the piece holds.
        let root = max(rate * rate + 2 * slope * rest, 0).squareRoot()
        let time = min(2 * rest / (rate + root), step)
        within += time
        sojourn -= time
        return elapsed + time
      }
      rest -= content
      elapsed += step
      within += step
      sojourn -= step
      if step == left { enterNextPiece(&rest, &elapsed) }
      if sojourn <= 0, let modulation { enterNextState(modulation) }
    }
    return elapsed
  }

  private mutating func enterNextPiece(_ rest: inout Double, _ elapsed: inout Double) {
    guard let profile else { return }
    within = 0
    piece = piece + 1 == profile.pieces.count ? 0 : piece + 1
    // Whole periods hold their own length, so they are passed at once.
    if modulation == nil, rest >= profile.period.value {
      let periods = (rest / profile.period.value).rounded(.down) * profile.period.value
      rest -= periods
      elapsed += periods
    }
  }

  private mutating func enterNextState(_ modulation: MarkovModulation) {
    let others = modulation.levels.count - 1
    let step = others == 1 ? 1 : 1 + states.nextIndex(below: others)
    state = (state + step) % modulation.levels.count
    sojourn = drawSojourn(modulation)
  }

  private mutating func drawSojourn(_ modulation: MarkovModulation) -> Double {
    -modulation.sojourns[state].value * ElementaryLaws.logSurvival(states.nextUniform())
  }
}
