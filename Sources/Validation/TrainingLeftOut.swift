import Experiments
import Performance
public import ReferenceData
import Stochastics
public import Tables
import Training

/// Training steps predicted with efficiencies that were fitted without any row of their source.
///
/// What is not left out: kernels' curves, which were fitted on kernel tables, and the forms in this
/// program, which were chosen with the public rows in sight.
public struct TrainingLeftOut: Sendable {
  /// A step and the errors of its time, ln(predicted/measured).
  public struct Row: Sendable {
    public let id: String
    public let source: String
    /// With the catalog's efficiencies.
    public let shipped: Double
    /// With those fitted on other sources; nil where those have too few steps.
    public let leftOut: Double?
    /// What is known of a class of runs that are predicted badly.
    public let cause: String
  }

  public let rows: [Row]
  /// Fitted on all sources: what the catalog's figures are made of.
  public let fit: TrainingFit?

  /// The error from which a row counts as failed.
  public static let failing = 0.2

  /// - Parameter files: of which the training rows that can be predicted count as one set.
  public init(
    of files: [MeasurementFile], in catalog: Catalog, jobs: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    let samples = TrainingSample.all(of: files, in: catalog, jobs: jobs)
    var sources: [String] = []
    for sample in samples where !sources.contains(sample.source) { sources.append(sample.source) }
    let left = sources
    let counter = ProgressCounter(total: left.count + 1, report: progress)
    let fits = parallelMap(left.count + 1, jobs: jobs) { index in
      defer { counter.advance() }
      return try? TrainingFit(samples) { index == left.count || $0.source != left[index] }
    }
    fit = fits[left.count]
    rows = samples.map { sample in
      let others = left.firstIndex(of: sample.source).flatMap { fits[$0] }
      return Row(
        id: sample.id, source: sample.source,
        shipped: sample.error(at: sample.calibration.training),
        leftOut: others.map { sample.error(at: $0.efficiency(fittedOn: sample.fittedOn)) },
        cause: sample.run.knownWeakness)
    }
  }

  /// Errors by source, and of all rows together.
  public func table() -> Table? {
    guard rows.contains(where: { $0.leftOut != nil }) else { return nil }
    func real(_ name: String, _ description: String) -> Column {
      Column(name, .real, description: description, significantDigits: 2)
    }
    var table = Table(
      [
        Column("source", .text),
        Column("n", .integer, description: "Runs, each by its first metric."),
        real("median", "Median of |e|, fitted without the source."),
        real("mean", "Mean of |e|, likewise."), real("bias", "Median of e, likewise."),
        real("worst", "Largest |e|, likewise."),
        Column("failed", .integer, description: "Runs of |e| above 0.2, likewise."),
        real("shipped-median", "Median of |e| with the catalog's figures."),
        real("shipped-worst", "Largest |e|, likewise."),
      ],
      title: "training steps, fitted without the source: e = ln(predicted/measured time)")
    var sources: [String] = []
    for row in rows where !sources.contains(row.source) { sources.append(row.source) }
    func append(_ name: String, _ members: [Row]) {
      let errors = members.compactMap(\.leftOut)
      guard !errors.isEmpty else { return }
      let absolute = errors.map(abs)
      let shipped = members.map { abs($0.shipped) }
      table.append([
        .text(name), .integer(members.count), .real(absolute.quantile(0.5)),
        .real(absolute.sorted().reduce(0, +) / Double(errors.count)), .real(errors.quantile(0.5)),
        .real(absolute.quantile(1)), .integer(absolute.count { $0 > Self.failing }),
        .real(shipped.quantile(0.5)), .real(shipped.quantile(1)),
      ])
    }
    for source in sources { append(source, rows.filter { $0.source == source }) }
    append("all", rows)
    return table
  }

  /// The rows that fail, with what is known of why; nil where none does.
  public func failedTable() -> Table? {
    var table = Table(
      [
        Column("id", .text), Column("source", .text),
        Column(
          "left-out", .real, description: "e, fitted without the source.", significantDigits: 2),
        Column(
          "shipped", .real, description: "e, with the catalog's figures.", significantDigits: 2),
        Column("known", .text, description: "What is known of such runs."),
      ], title: "training steps that fail: |e| above 0.2")
    for row in rows {
      guard let error = row.leftOut, abs(error) > Self.failing else { continue }
      table.append([
        .text(row.id), .text(row.source), .real(error), .real(row.shipped), .text(row.cause),
      ])
    }
    return table.rows.isEmpty ? nil : table
  }

  /// The figures fitted on all sources; nil where there are too few steps.
  public func fitTable() -> Table? {
    guard let fit else { return nil }
    var table = Table(
      [
        Column("figure", .text), Column("value", .real, significantDigits: 3),
        Column(
          "error", .real, description: "Standard error, relative.", significantDigits: 2),
        Column("standing", .text),
      ], title: "efficiencies of training steps fitted on \(fit.count) of all sources")
    for estimate in fit.estimates {
      table.append([
        .text(estimate.parameter.name), .real(estimate.value), Cell(estimate.standardError),
        .text(EngineFit.words(on: estimate.standing)),
      ])
    }
    return table
  }
}

extension TrainingRun {
  /// Why a class of runs is predicted badly, as far as it is known.
  fileprivate var knownWeakness: String {
    if plan.sharding == .weights, plan.overlap == .none {
      return "weights gathered matrix by matrix: waits by NCCL's own latencies, the rest of what "
        + "DeepSpeed of 2021 did not overlap is not modelled"
    }
    if plan.context > 1 {
      return "long sequences: attention at the efficiency of short ones"
    }
    return "nothing particular"
  }
}
