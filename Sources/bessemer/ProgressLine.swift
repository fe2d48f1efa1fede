import Foundation
import Synchronization

/// One line on a terminal: done, total, rate, time left. Silent where standard error is no
/// terminal.
final class ProgressLine: Sendable {
  // Identity matters: threads of a run report to the same line.
  private let isShown: Bool
  private let state = Mutex(State())

  private struct State {
    var what = ""
    var start = ContinuousClock.now
    var last: ContinuousClock.Instant?
    var done = 0
  }

  init(isQuiet: Bool) { isShown = !isQuiet && StandardError.isTerminal }

  func update(done: Int, total: Int, what: String) {
    guard isShown else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      if state.what != what { state = State(what: what, start: now) }
      state.done = max(state.done, done)
      if let last = state.last, now - last < .milliseconds(100), state.done < total { return }
      state.last = now
      let elapsed = (now - state.start) / .seconds(1)
      var line = "\r\(what) \(state.done)/\(total)"
      if state.done > 0, elapsed > 0 {
        let rate = Double(state.done) / elapsed
        line += String(format: "  %.1f/s", rate)
        if state.done < total {
          line += String(format: "  %.0f s left", Double(total - state.done) / rate)
        }
      }
      StandardError.write(line + "\u{1B}[K")
    }
  }

  func finish() {
    guard isShown, state.withLock({ $0.last != nil }) else { return }
    StandardError.write("\r\u{1B}[K")
  }
}
