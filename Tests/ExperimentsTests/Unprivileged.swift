import Foundation

/// Work on files as by a user whom permissions bind, whoever runs the tests.
enum Unprivileged {
  /// What came of the work, written by its thread before the other one reads it.
  private final class Outcome: @unchecked Sendable {
    var error: (any Error)?
  }

  /// Runs on a thread of its own, which alone changes its user.
  static func run(_ work: @escaping @Sendable () throws -> Void) throws {
    let outcome = Outcome()
    let done = DispatchSemaphore(value: 0)
    Thread {
      do {
        if geteuid() == 0 { try actAsNobody() }
        try work()
      } catch { outcome.error = error }
      done.signal()
    }.start()
    done.wait()
    if let error = outcome.error { throw error }
  }

  /// Gives the thread the user of files that owns none, and with root its privileges: setfsuid(2).
  private static func actAsNobody() throws {
    typealias SetUser = @convention(c) (uid_t) -> Int32
    guard let symbol = dlsym(nil, "setfsuid") else { throw CocoaError(.featureUnsupported) }
    let setUser = unsafeBitCast(symbol, to: SetUser.self)
    let nobody: uid_t = 65_534
    _ = setUser(nobody)
    // It answers with the user that was set before.
    guard setUser(nobody) == Int32(nobody) else { throw CocoaError(.featureUnsupported) }
  }
}
