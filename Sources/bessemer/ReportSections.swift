import Reports
import Tables

extension Report.Section {
  /// The sections of a report: all figures, then each table under its title.
  static func all(
    figures: [(Figure, FigureOutcome)], tables: [Table]
  ) -> [Report.Section] {
    let drawn = figures.map { Report.Block.figure(Report.FigureReference($0.0, $0.1)) }
    return (drawn.isEmpty ? [] : [Report.Section("Figures", drawn)])
      + tables.map { Report.Section($0.title ?? "Results", [.table($0)]) }
  }
}
