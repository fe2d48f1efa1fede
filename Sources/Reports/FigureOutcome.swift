public import Quantities

/// What became of a figure: the files that were written, and why some were not.
public struct FigureOutcome: Sendable, Hashable {
  /// Why a figure has data and script but no picture.
  public enum Obstacle: Sendable, Hashable {
    /// No gnuplot in any folder of the search path.
    case gnuplotNotFound
    /// It is there and does not start.
    case gnuplotDidNotStart(reason: String)
    /// It ended with an error; the text is its own.
    case gnuplotFailed(status: Int32, message: String)
    /// It ended well and the picture is missing or cut off.
    case pictureIncomplete(kind: String)
    /// It was stopped after this long.
    case gnuplotTimedOut(after: Seconds)
  }

  /// The name of the figure.
  public let figure: String
  /// The files that are there now, by their paths in the run directory: data, script, pictures.
  public internal(set) var files: [String]
  /// Why there are no pictures; nil where there are.
  public internal(set) var obstacle: Obstacle?

  public var isDrawn: Bool { obstacle == nil }
}

extension FigureOutcome {
  /// A sentence for people on why there is no picture and what to do; nil where there is one.
  public var message: String? {
    guard let obstacle else { return nil }
    let kept =
      files.isEmpty ? "" : " Its data and script are in \(files.joined(separator: " and "))."
    let cause =
      switch obstacle {
      case .gnuplotNotFound:
        "gnuplot is not installed (Debian and Ubuntu: apt-get install gnuplot-nox)"
      case .gnuplotDidNotStart(let reason):
        "gnuplot did not start: \(reason)"
      case .gnuplotFailed(let status, let message):
        "gnuplot ended with status \(status)" + (message.isEmpty ? "" : ": \(message)")
      case .pictureIncomplete(let kind):
        "gnuplot left no whole \(kind.uppercased()); the disk may be full"
      case .gnuplotTimedOut(let limit):
        "gnuplot was stopped after \(UnitNotation.format(limit, significantDigits: nil))"
      }
    return "Figure \(figure) was not drawn: \(cause).\(kept)"
  }
}
