import Performance
import Quantities
import Tables

extension DeploymentEstimate {
  /// The collectives of a decode step and the way each takes; nil where there are none.
  var communication: Table? {
    let exchanges = (predictor?.communication(of: decodeShape) ?? []).mergingEqualWays()
    guard !exchanges.isEmpty else { return nil }
    var table = Table(
      [
        Column("exchange", .text), Column("ranks", .integer), Column("times", .integer),
        Column("bytes", .text), Column("each", .text), Column("way", .text),
      ], title: "communication of a decode step")
    for (exchange, count) in exchanges {
      table.append([
        .text(exchange.part.rawValue), .integer(exchange.ranks), .integer(count),
        .text(UnitNotation.format(exchange.size)), .text(UnitNotation.format(exchange.duration)),
        .text(exchange.way.words),
      ])
    }
    return table
  }
}

extension [StepCommunication] {
  /// Each exchange that differs from the others in more than the layers it is in, and how many
  /// times it happens in all of them.
  fileprivate func mergingEqualWays() -> [(exchange: StepCommunication, count: Int)] {
    var merged: [(exchange: StepCommunication, count: Int)] = []
    for one in self {
      let known = merged.firstIndex { other, _ in
        other.part == one.part && other.ranks == one.ranks && other.size == one.size
          && other.way == one.way && other.duration == one.duration
      }
      if let known {
        merged[known].count += one.count
      } else {
        merged.append((one, one.count))
      }
    }
    return merged
  }
}

extension StepCommunication.Way {
  /// The way in a few words, innermost level first.
  fileprivate var words: String {
    switch self {
    case .exchange(.direct): "every copy straight to its device"
    case .exchange(.bulk): "once to each domain, forwarded inside"
    case .collective(let choice):
      choice.stages.map { "\($0.method.name) over \($0.ranks) on \($0.level)" }
        .joined(separator: ", ")
    }
  }
}
