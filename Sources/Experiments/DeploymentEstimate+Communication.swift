import Performance
import Quantities
import Tables

extension DeploymentEstimate {
  /// The collectives of a decode step and the way each takes; nil where there are none.
  var communication: Table? {
    let exchanges = predictor?.communication(of: decodeShape) ?? []
    guard !exchanges.isEmpty else { return nil }
    var table = Table(
      [
        Column("exchange", .text), Column("ranks", .integer), Column("times", .integer),
        Column("bytes", .text), Column("each", .text), Column("way", .text),
      ], title: "communication of a decode step")
    for exchange in exchanges {
      table.append([
        .text(exchange.part.rawValue), .integer(exchange.ranks), .integer(exchange.count),
        .text(UnitNotation.format(exchange.size)), .text(UnitNotation.format(exchange.duration)),
        .text(exchange.way.words),
      ])
    }
    return table
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
