import Performance
import ReferenceData

extension Explanation {
  private var sources: [Source] { ([root] + views).flatMap(\.all).flatMap(\.sources) }

  /// The weakest grade of the evidence that the figure rests on, and the facts of that grade; nil where
  /// it rests on no fact.
  public var weakest: String? {
    let graded = sources.compactMap { source -> (grade: EvidenceGrade, place: String)? in
      guard source.kind == .fact else { return nil }
      return source.grade.flatMap(EvidenceGrade.init(rawValue:)).map { ($0, source.place) }
    }
    guard let worst = graded.map(\.grade).max() else { return nil }
    var places: [String] = []
    for item in graded where item.grade == worst && !places.contains(item.place) {
      places.append(item.place)
    }
    return "\(worst.rawValue), of " + places.joined(separator: ", ")
  }

  /// The grade of the efficiencies that step times rest on; nil where none enters.
  public var calibrationGrade: String? {
    sources.filter { $0.kind == .calibration }
      .compactMap { $0.grade.flatMap(CalibrationGrade.init(rawValue:)) }.max()?.rawValue
  }
}
