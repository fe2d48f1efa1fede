import Performance
import Quantities

/// How long pure decode steps take, as linear pieces over the tokens they attend: what a predictor
/// says at the ends of each piece, and the straight line between (Eq. 5.10).
///
/// While the batch stays the same, every step attends as many more tokens as there are sequences, so
/// that along a piece the durations are an arithmetic series and any number of steps is summed at
/// once. There are 32 pieces to every doubling of the tokens, from powers of two on, wherever a batch
/// comes from: a duration depends on the batch alone. Between two ends a curve whose elasticity
/// changes by no more than a soft maximum's lies within 10⁻⁴ of its chord.
///
/// Durations are integers of 2⁻¹⁶ ns: their sums are exact, so that many steps at once end where as
/// many single ones do. Pieces are kept at one place of a table each; one that was overwritten is
/// computed anew, to the same.
struct DecodeTimes: Sendable {
  /// Parts of a nanosecond.
  static let scale: Int64 = 1 << 16
  private static let perSecond = 1e9 * Double(scale)
  /// Two to this power are the pieces of a doubling.
  private static let resolution = 5
  private static let places = 1 << 13
  /// A step that would take longer is taken to last as long, so that no sum overflows.
  private static let longest = Seconds.day

  /// One piece: `duration(S) = base + slope·(S − start)` for `start ≤ S < end`.
  struct Piece: Sendable {
    var sequences = -1
    var start = 0
    var end = 0
    var base: Int64 = 0
    var slope: Int64 = 0

    @inline(__always)
    func duration(context: Int) -> Int64 { base + slope * Int64(context - start) }

    /// A piece for a single step of so many tokens that takes longer, or as long, as computing it.
    func lasting(context: Int, _ whole: (Seconds) -> Seconds) -> Piece {
      var piece = self
      piece.base = DecodeTimes.parts(whole(DecodeTimes.seconds(duration(context: context))))
      piece.slope = 0
      return piece
    }
  }

  private var pieces = ContiguousArray(repeating: Piece(), count: places)

  /// The piece of a batch of `sequences` that attends `context` tokens.
  @inline(__always)
  mutating func piece(
    sequences: Int, context: Int, _ predict: (BatchShape) -> Seconds
  ) -> Piece {
    let exponent = max(0, Int.bitWidth - 1 - context.leadingZeroBitCount - Self.resolution)
    let number = context >> exponent
    // Neighbouring pieces and batches fall on different places.
    let place = ((exponent << Self.resolution) + number &+ sequences &* 0x9E37) & (Self.places - 1)
    let found = pieces[place]
    if found.sequences == sequences, found.start <= context, context < found.end { return found }
    let start = max(number << exponent, sequences)
    let end = (number + 1) << exponent
    let base = Self.parts(predict(.decode(sequences: sequences, context: start)))
    let slope: Int64
    if end - start > 1 {
      let last = Self.parts(predict(.decode(sequences: sequences, context: end)))
      slope = (last - base) / Int64(end - start)
    } else {
      slope = 0
    }
    let made = Piece(sequences: sequences, start: start, end: end, base: base, slope: slope)
    pieces[place] = made
    return made
  }

  private static func parts(_ duration: Seconds) -> Int64 {
    precondition(duration >= .zero, "a decode step of \(duration)")
    return Int64((min(duration, longest).value * perSecond).rounded())
  }

  /// A length of time in parts of a nanosecond.
  @inline(__always)
  static func seconds(_ parts: Int64) -> Seconds { Seconds(Double(parts) / perSecond) }
}
