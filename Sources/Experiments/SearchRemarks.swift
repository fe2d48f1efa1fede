import LanguageModels
import Performance
import Quantities
import Scenarios

extension CapacitySearch {
  /// What binds, why an answer is no closer, and what the closed form beside it does not know.
  public var remarks: [String] { findings + (basis.hasFailures ? [Self.failureWords] : []) }

  /// What binds, and why an answer is no closer.
  var findings: [String] {
    [basis.binding.map { "what binds first is " + $0.promise }, looseness].compactMap(\.self)
  }

  static let failureWords =
    "replicas fail in the simulations; the closed form does not know failures"

  /// Why the ends are further apart than was asked for; nil where they are not.
  private var looseness: String? {
    guard let range, range.width > basis.accuracy * 1.001 else { return nil }
    let isOpen = trials.contains {
      $0.decision == .undecided && $0.rate > range.lower.value && $0.rate < range.upper.value
    }
    let reason =
      isOpen
      ? "between them it is not certain after \(basis.mostRuns) runs whether a rate keeps the "
        + "objectives" + (basis.hasFailures ? ", since failures make runs unlike" : "")
        + ": raise `find.runs`"
      : "trials ran out"
    return "the ends are \(UnitNotation.format(percentage: range.width, significantDigits: 2)) "
      + "apart, not \(UnitNotation.format(percentage: basis.accuracy, significantDigits: 2)): "
      + reason
  }
}

extension FleetSearch {
  /// What binds, that whole fleets of pools are counted, and what the closed form does not know.
  public var remarks: [String] {
    findings
      + [
        isPooled ? "only whole multiples of the pools as written are tried" : nil,
        hasFailures ? CapacitySearch.failureWords : nil,
      ].compactMap(\.self)
  }

  /// What binds: a fleet of one fewer misses it.
  var findings: [String] {
    [binding.map { "what binds first is " + $0.promise }].compactMap(\.self)
  }

  /// The verdict in a sentence.
  public var words: String {
    switch verdict {
    case .found(let count):
      subject(count, "keep", "keeps") + " the objectives at " + UnitNotation.format(demand)
    case .unreachable(let tried, let missed):
      subject(tried, "miss", "misses") + ": " + missed.sentence()
    }
  }

  private func subject(_ count: Int, _ many: String, _ one: String) -> String {
    guard isPooled else {
      return count == 1 ? "1 replica \(one)" : "\(count) replicas \(many)"
    }
    let pools = count == 1 ? "the pools as written" : "\(count) × the pools as written"
    let machines = accelerators.map { ", \($0) \($0 == 1 ? "accelerator" : "accelerators")," }
    return "\(pools)\(machines ?? "") \(many)"
  }
}
