import Experiments
import Foundation
import Quantities
public import ReferenceData
import Serving
public import Stochastics
public import Tables

/// The host terms of an engine profile fitted on the serving rows of files, as something that can
/// be shown and written.
///
///     let fit = try EngineFit(of: "vllm-0.14", on: files, in: catalog, jobs: 8)
///     let catalog = try catalog.adding(text: fit.yaml(named: "vllm-own", …), named: "vllm.yaml")
public struct EngineFit: Sendable {
  public let profile: String
  /// What each term is, and whether the rows say so.
  public let estimates: [RobustFit.Estimate]
  /// What the profile says of each term so far.
  public let before: [Double]
  /// Errors ln(predicted/measured) by metric: with the profile's own terms, with the fitted ones,
  /// and of rows whose source's word on their model was left out of the fit.
  public let errors: [Errors]

  /// Errors ln(predicted/measured) of one metric, on the tangent of the fit.
  public struct Errors: Sendable {
    public let metric: String
    public let before: [Double]
    public let fitted: [Double]
    public let leftOut: [Double]
  }

  /// What a fit is at.
  public enum Phase: Sendable, Hashable {
    /// Simulations of the rows about the terms found so far.
    case simulating
    /// Fits without what a source says of a model.
    case leavingOut
  }

  /// Rows that are predicted by the profile: those of its engine and versions, and others of the
  /// engine of which it is the nearest; see ``EngineMatch``.
  ///
  /// - Parameter progress: told of every simulation, then of every fit with rows left out.
  /// - Throws: `StochasticsError.unfit` where too few rows can be predicted.
  public init(
    of profile: String, on files: [MeasurementFile], in catalog: Catalog, jobs: Int,
    progress: @escaping @Sendable (_ phase: Phase, _ done: Int, _ total: Int) -> Void = {
      _, _, _ in
    }
  ) throws(StochasticsError) {
    var rows: [(source: String, row: ServingRow)] = []
    for file in files where file.kind == .serving {
      for entry in file.entries {
        guard let row = try? ServingRow(entry.cells),
          let match = try? EngineMatch(
            row.conditions.engine, date: row.conditions.date, in: catalog),
          match.profile == profile
        else { continue }
        rows.append((entry.source, row))
      }
    }
    guard rows.count >= HostFit.leastRows else {
      throw .unfit(
        reason: "\(rows.count) rows of \(profile) are too few for a fit: at least "
          + "\(HostFit.leastRows) are needed")
    }
    let fitted = try FittedSample(rows, as: profile, in: catalog, jobs: jobs) {
      progress(.simulating, $0, $1)
    }
    self.profile = profile
    estimates = fitted.fit.estimates
    let own = (try? catalog.engine(profile)).map { engine in
      HostTerms(engine, clientDelay: (try? catalog.clientDelay(ofEngine: profile)) ?? .zero)
    }
    let values = own?.values(of: fitted.parameters) ?? fitted.parameters.map(\.start)
    before = values
    errors = fitted.errors(before: values, in: catalog, jobs: jobs) {
      progress(.leavingOut, $0, $1)
    }
  }

  /// Each term with its standard error, what the rows say of it, and what it was.
  public func termTable() -> Table {
    var table = Table(
      [
        Column("term", .text), Column("value", .text),
        Column(
          "error", .real, unit: "%", description: "Standard error, relative", significantDigits: 2),
        Column("standing", .text), Column("before", .text),
      ], title: "Host terms of \(profile)")
    for (estimate, before) in zip(estimates, before) {
      table.append([
        .text(estimate.parameter.name), .text(Self.text(estimate.value, of: estimate.parameter)),
        Cell(estimate.standardError.map { $0 * 100 }),
        .text(Self.words(on: estimate.standing)),
        .text(Self.text(before, of: estimate.parameter)),
      ])
    }
    return table
  }

  /// Median and bias of the errors by metric.
  public func errorTable() -> Table {
    var table = Table(
      [
        Column("metric", .text), Column("rows", .integer),
        Column("before", .real, unit: "%", significantDigits: 2),
        Column("fitted", .real, unit: "%", significantDigits: 2),
        Column("bias", .real, unit: "%", significantDigits: 2),
        Column("left-out rows", .integer),
        Column("left out", .real, unit: "%", significantDigits: 2),
      ], title: "Median error |ln(predicted/measured)|")
    for error in errors {
      func median(_ values: [Double]) -> Cell {
        values.isEmpty ? .missing : .real(100 * values.map(abs).quantile(0.5))
      }
      table.append([
        .text(error.metric), .integer(error.fitted.count), median(error.before),
        median(error.fitted), .real(100 * error.fitted.quantile(0.5)),
        .integer(error.leftOut.count), median(error.leftOut),
      ])
    }
    return table
  }

  static func words(on standing: RobustFit.Standing) -> String {
    switch standing {
    case .identified: "identified"
    case .atBound: "at the bound of its search"
    case .undetermined: "known to no better than a factor of two"
    }
  }

  static func text(_ value: Double, of parameter: RobustFit.Parameter) -> String {
    parameter.name == "kernel-factor"
      ? UnitNotation.format(value) : UnitNotation.format(Seconds(value))
  }
}

extension HostTerms {
  /// The values that parameters of a fit stand for.
  func values(of parameters: [RobustFit.Parameter]) -> [Double] {
    parameters.map { parameter in
      switch parameter.name {
      case "per-step": perStep.value
      case "per-request": perRequest.value
      case "per-layer": perLayer.value
      case "per-prefill-step": perPrefillStep.value
      case "per-prefill-token": perPrefillToken.value
      case "kernel-factor": kernelFactor
      default: clientDelay.value
      }
    }
  }
}

extension FittedSample {
  /// Errors by metric, on the tangent: with given terms, fitted ones, and those fitted without a
  /// row's source and model.
  fileprivate func errors(
    before: [Double], in catalog: Catalog, jobs: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
  ) -> [EngineFit.Errors] {
    struct Group: Hashable, Sendable {
      let source: String
      let model: String
    }
    var groups: [Group] = []
    for item in sample.items {
      let group = Group(source: item.source, model: item.conditions.model)
      if !groups.contains(group) { groups.append(group) }
    }
    let asked = groups
    let counter = ProgressCounter(total: asked.count, report: progress)
    let leftOut = parallelMap(asked.count, jobs: jobs) { index in
      defer { counter.advance() }
      return self.fit(
        leavingOut: asked[index].source, model: asked[index].model,
        leastRows: LeftOut.leastRows, in: catalog
      )?.estimates.map(\.value)
    }
    let terms = Dictionary(uniqueKeysWithValues: zip(asked, leftOut))
    var found: [String: (before: [Double], fitted: [Double], leftOut: [Double])] = [:]
    var order: [String] = []
    let values = fit.estimates.map(\.value)
    for row in tangent.rows {
      guard let metric = row.metric else { continue }
      let item = sample.items[row.item]
      let group = Group(source: item.source, model: item.conditions.model)
      let others = terms[group] ?? nil
      if found[metric] == nil { order.append(metric) }
      found[metric, default: ([], [], [])].before.append(tangent.error(of: row, at: before))
      found[metric]!.fitted.append(tangent.error(of: row, at: values))
      if let others { found[metric]!.leftOut.append(tangent.error(of: row, at: others)) }
    }
    return order.map {
      let errors = found[$0]!
      return EngineFit.Errors(
        metric: $0, before: errors.before, fitted: errors.fitted, leftOut: errors.leftOut)
    }
  }
}
