/// A rule that catches an item, or misses it, by little.
public struct NearMiss: Sendable, Hashable {
  public let rule: String
  public let title: String
  /// The comparison by which it is little.
  public let test: Finding.Test
  /// Value over threshold, less one.
  public let margin: Double
  /// Whether the rule catches the item.
  public let isCaught: Bool
}

extension Determination {
  /// The rules that decide otherwise if one number moves by no more than a share of its threshold,
  /// nearest first.
  public func nearMisses(within share: Double = 0.1) -> [NearMiss] {
    findings.compactMap { finding -> NearMiss? in
      let isCaught: Bool
      switch finding.verdict {
      case .applies, .setAside: isCaught = true
      case .missed: isCaught = false
      case .unknown, .notJudged: return nil
      }
      guard let test = finding.decisiveTest, let margin = test.margin, abs(margin) <= share else {
        return nil
      }
      return NearMiss(
        rule: finding.rule, title: finding.title, test: test, margin: margin, isCaught: isCaught)
    }.enumerated().sorted {
      (abs($0.element.margin), $0.offset) < (abs($1.element.margin), $1.offset)
    }.map(\.element)
  }
}
