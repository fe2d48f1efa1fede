import Foundation
import Synchronization

/// One line on a terminal: done, total, rate, time left. Silent where standard error is no
/// terminal.
final class ProgressLine: Sendable {
  // Identity matters: threads of a run report to the same line.
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let last = Mutex<ContinuousClock.Instant?>(nil)

  init(isQuiet: Bool) { isShown = !isQuiet && StandardError.isTerminal }

  func update(done: Int, total: Int, what: String) {
    guard isShown else { return }
    last.withLock { last in
      let now = ContinuousClock.now
      if let last, now - last < .milliseconds(100), done < total { return }
      last = now
      let elapsed = (now - start) / .seconds(1)
      var line = "\r\(what) \(done)/\(total)"
      if done > 0, elapsed > 0 {
        let rate = Double(done) / elapsed
        line += String(format: "  %.1f/s", rate)
        if done < total {
          line += String(format: "  %.0f s left", Double(total - done) / rate)
        }
      }
      StandardError.write(line + "\u{1B}[K")
    }
  }

  func finish() {
    guard isShown, last.withLock({ $0 != nil }) else { return }
    StandardError.write("\r\u{1B}[K")
  }
}
