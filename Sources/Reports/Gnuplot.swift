internal import Foundation
public import Quantities

/// The plotting program, found on a search path and never waited for longer than a limit.
public struct Gnuplot: Sendable, Hashable {
  /// Folders parted by colons, as in the variable `PATH`.
  public let searchPath: String
  public let timeLimit: Seconds

  /// - Parameter searchPath: Where to look; nil takes the `PATH` of this process.
  public init(searchPath: String? = nil, timeLimit: Seconds = Seconds(30)) {
    self.searchPath = searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
    self.timeLimit = timeLimit
  }
}
