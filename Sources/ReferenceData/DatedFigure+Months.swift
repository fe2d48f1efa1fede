public import Quantities

extension DatedFigure {
  /// The months of a study on the course of a figure: found once, for the values of many ranks.
  public struct Months: Sendable {
    /// How a month follows from the values of points.
    private enum Place: Sendable {
      case at(Int)
      /// So much of the way from the point before to a point.
      case towards(Int, Double)
      /// Parts of totals: a point, and over how many months it is spread.
      case among([Spread])
    }

    private struct Spread: Sendable {
      let point: Int
      let months: Double
    }

    private let figure: DatedFigure
    private let places: [Place]

    /// Months from one on.
    public init(of figure: DatedFigure, from first: CalendarMonth, count: Int) {
      self.figure = figure
      let points = figure.points
      switch figure.course {
      case .steps:
        places = (0..<count).map { month in
          let day = (first + month).firstDay
          return .at(points.lastIndex { $0.period.first <= day + 14 } ?? 0)
        }
      case .line:
        let middles = points.map {
          Double($0.period.first.dayNumber + $0.period.last.dayNumber) / 2
        }
        places = (0..<count).map { index in
          let month = first + index
          let at = Double(month.firstDay.dayNumber + month.lastDay.dayNumber) / 2
          guard let after = middles.firstIndex(where: { $0 >= at }) else {
            return points.isEmpty ? .among([]) : .at(points.count - 1)
          }
          guard after > 0 else { return .at(0) }
          return .towards(
            after, (at - middles[after - 1]) / (middles[after] - middles[after - 1]))
        }
      case .totals:
        places = (0..<count).map { index in
          let month = first + index
          return .among(
            points.indices.compactMap { place in
              let (start, end) = (points[place].period.first.month, points[place].period.last.month)
              guard start <= month, month <= end else { return nil }
              return Spread(point: place, months: Double(end - start + 1))
            })
        }
      }
    }

    /// The value of each month.
    ///
    /// - Parameter rank: from 0 to 1, both left out; nil for the central values.
    public func values(rank: Double? = nil) -> [Double] {
      let drawn = figure.points.map { figure.value(of: $0, at: rank) }
      return places.map { place in
        switch place {
        case .at(let point): drawn[point]
        case .towards(let point, let part):
          drawn[point - 1] + (drawn[point] - drawn[point - 1]) * part
        case .among(let spreads): spreads.reduce(0) { $0 + drawn[$1.point] / $1.months }
        }
      }
    }
  }
}
