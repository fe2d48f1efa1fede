import EventKernel
import Quantities

/// Where the segments of a run start, after the first: at instants, or with the arrival of requests.
struct SegmentBoundaries: Sendable {
  /// One boundary: at an instant or with a request, whichever is not out of reach.
  struct Place: Sendable {
    let instant: Instant
    let request: Int

    static let never = Place(instant: .distantFuture, request: .max)
  }

  /// A warm-up detected in the run may end at each of the first twenty fortieths: half the run at
  /// most, since MSER-5 cuts no deeper.
  private static let parts = 40

  private let places: ContiguousArray<Place>

  /// - Parameter beforeCycles: see ``RunControl/fractionBeforeCycles(of:)``.
  init(_ control: RunControl, beforeCycles: Double?, requestLimit: Int) {
    let fractions: [Double] =
      switch (control.warmUp, beforeCycles) {
      case (.automatic, nil): (1...Self.parts / 2).map { Double($0) / Double(Self.parts) }
      case (.automatic, let fraction?), (.fraction(let fraction), _):
        fraction > 0 ? [fraction] : []
      case (.terminating, _): []
      }
    places = ContiguousArray(
      fractions.map { fraction in
        switch control.end {
        case .requests:
          Place(
            instant: .distantFuture, request: Int((Double(requestLimit) * fraction).rounded(.up)))
        case .duration(let duration, _):
          Place(instant: Instant(duration * fraction), request: .max)
        }
      })
  }

  var count: Int { places.count }

  /// The instants among them.
  var instants: [Instant] { places.map(\.instant).filter { $0 < .distantFuture } }

  /// The boundary before segment `index + 1`; ``Place/never`` after the last one.
  subscript(_ index: Int) -> Place { index < places.count ? places[index] : .never }
}
