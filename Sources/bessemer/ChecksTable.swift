import Experiments
import Performance
import Scenarios
import Tables
import Training

/// What training and serving were each asked, check by check, of points that train.
///
/// What nobody judged is `unknown`, never passed: no export rule is applied to a run.
enum ChecksTable {
  static func all(of result: ExperimentResult, provenance: Provenance) -> [Table] {
    let points = result.points.filter { $0.verdicts.training != nil }
    guard result.axes.isEmpty, !points.isEmpty else { return [] }
    var columns: [(name: String, checks: [CheckedSubject])] = []
    for point in points {
      let name = point.scenario.alternative
      if let training = point.verdicts.training {
        columns.append(("\(name): training", training.checked))
      }
      if let serving = point.verdicts.serving {
        columns.append(("\(name): serving", serving.checked))
      }
    }
    var table = Table(
      [Column("check", .text)] + columns.map { Column($0.name.asHeading, .text) },
      title: "Can it run, check by check", provenance: provenance)
    for subject in CheckedSubject.Subject.allCases {
      let cells = columns.map { column in
        Cell(column.checks.first { $0.subject == subject }?.words)
      }
      if cells.contains(where: { $0 != .missing }) {
        table.append([.text(subject.rawValue)] + cells)
      }
    }
    return [table]
  }
}
