import Documents
import Quantities

extension KeyReader {
  /// The objectives section.
  ///
  /// - Parameters:
  ///   - section: of the scenario, or of a class.
  ///   - others: what holds where the section is silent.
  func objectives(
    in section: String = "objectives", beside others: Objectives = Objectives()
  ) -> Objectives? {
    var isSound = true
    func latency(_ key: String, _ other: LatencyObjective?) -> LatencyObjective? {
      guard let reader = stated("\(section).\(key)") else { return other }
      let found = reader.latencyObjective()
      isSound = isSound && found != nil
      return found
    }
    let first = latency("time-to-first-token", others.timeToFirstToken)
    let each = latency("time-per-output-token", others.timePerOutputToken)
    let gap = latency("inter-token-latency", others.interTokenLatency)
    let endToEnd = latency("end-to-end", others.endToEnd)
    var attainment = others.attainment
    if let reader = stated("\(section).attainment") {
      attainment = reader.tabulatedNumber()
      isSound = isSound && attainment != nil
      if isSound, first == nil, each == nil {
        reader.report(
          "there is no limit for requests to keep",
          expected: "time-to-first-token or time-per-output-token beside it",
          suggestion: .advice("state a limit, or remove the key"))
        isSound = false
      }
    }
    guard isSound else { return nil }
    return Objectives(
      timeToFirstToken: first, timePerOutputToken: each, interTokenLatency: gap,
      endToEnd: endToEnd, attainment: attainment)
  }
}
