import Experiments
import Foundation
import Quantities

/// Which alternatives a figure draws, so that its lines can be told apart: those that run together
/// share a line, what is common to all is cut short, and what is left over is named.
struct AlternativeLines {
  /// Alternatives that share a line, the reference's first.
  let groups: [[SupplyResult.Alternative]]
  /// The place of the first date that is drawn.
  let first: Int
  /// What a reader is told of it; ends in a space where there is anything.
  let remark: String

  /// Bands overlap where there are many lines.
  var hasBands: Bool { groups.count <= Self.mostBands }

  private static let mostBands = 3
  private static let most = 8
  /// Medians this near, as a part of the height of the figure, are one line to the eye.
  private static let nearness = 0.015
  /// Dates before the alternatives part, for the eye: four quarters.
  private static let before = 4

  init(of result: SupplyResult, metric: String) {
    let courses = result.alternatives.map { alternative in
      result.dates.indices.map { alternative[metric]?.fan(at: $0)?.median }
    }
    func isNear(_ a: Int, _ b: Int, within share: Double, at dates: Range<Int>) -> Bool {
      dates.allSatisfy { date in
        guard let x = courses[a][date], let y = courses[b][date] else {
          return courses[a][date] == nil && courses[b][date] == nil
        }
        return abs(x - y) <= share * max(abs(x), abs(y))
      }
    }
    let last = result.dates.count
    let parting = result.dates.indices.first { date in
      courses.indices.contains { !isNear(0, $0, within: 0.005, at: date..<date + 1) }
    }
    // Half a year saved is not worth a figure that begins later than the others.
    let start = max(0, (parting ?? 0) - Self.before)
    let first = start > Self.before ? start : 0
    // The height is logarithmic: the eye sees ratios.
    let shown = courses.flatMap { $0[first...] }.compactMap(\.self).filter { $0 > 0 }
    let height = (shown.max() ?? 1) / (shown.min() ?? 1)
    let nearness = max(0.01, pow(max(1, height), Self.nearness) - 1)
    var groups: [[Int]] = []
    for index in courses.indices {
      if let place = groups.firstIndex(where: {
        isNear($0[0], index, within: nearness, at: first..<last)
      }) {
        groups[place].append(index)
      } else {
        groups.append([index])
      }
    }
    var notes: [String] = []
    if first > 0 { notes.append("Before \(result.dates[first].month) all are alike.") }
    if groups.contains(where: { $0.count > 1 }) {
      let share = UnitNotation.format(percentage: nearness, significantDigits: 1)
      notes.append("Alternatives within \(share) of each other share a line.")
    }
    if groups.count > Self.most {
      // Those that end farthest from the reference say most.
      func distance(_ group: [Int]) -> Double {
        guard let own = courses[group[0]][last - 1], let base = courses[0][last - 1], base > 0
        else { return 0 }
        return abs(own / base - 1)
      }
      let others = groups.dropFirst().sorted { distance($0) > distance($1) }
      let kept = Set(others.prefix(Self.most - 1).map { $0[0] })
      let left = groups.dropFirst().filter { !kept.contains($0[0]) }
      groups = groups.filter { $0[0] == 0 || kept.contains($0[0]) }
      let names = left.joined().map { result.alternatives[$0].name }
      notes.append("Not drawn, nearer to the reference: \(names.joined(separator: ", ")).")
    }
    self.groups = groups.map { $0.map { result.alternatives[$0] } }
    self.first = first
    remark = notes.map { $0 + " " }.joined()
  }
}
