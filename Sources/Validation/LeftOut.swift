import Experiments
public import ReferenceData
import Serving
import Stochastics

/// Host terms for every row of some files, fitted without what the row's source says of its model.
///
/// The serving rows of all files count as one set. Each pair of source and model is left out in turn, and the host terms of the engine profile are
/// fitted on the remaining rows. Where fewer than ``leastRows`` remain, those of the engine's nearest
/// other version take their place, or of another engine released nearest in time: a version never
/// measured but on the one model is predicted as one never measured.
///
/// What stays as it is: curves of kernels, which were fitted on kernel tables; and the choices of
/// form in this program, which were made with the public rows in sight.
public struct LeftOut: Sendable {
  struct Key: Hashable, Sendable {
    let profile: String
    let source: String
    let model: String
  }

  private let terms: [Key: HostTerms]

  static let leastRows = HostFit.leastRows

  public init(
    of files: [MeasurementFile], in catalog: Catalog, jobs: Int,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    var rows: [(source: String, row: ServingRow)] = []
    for entry in files.filter({ $0.kind == .serving }).flatMap(\.entries) {
      guard (try? entry.requireUnique()) != nil, let row = try? ServingRow(entry.cells)
      else { continue }
      rows.append((entry.source, row))
    }
    var keys: [Key] = []
    var members: [(key: Key, row: ServingRow)] = []
    var seen: Set<Key> = []
    for (source, row) in rows {
      guard
        let match = try? EngineMatch(
          row.conditions.engine, date: row.conditions.date, in: catalog)
      else { continue }
      let key = Key(profile: match.profile, source: source, model: row.conditions.model)
      members.append((key, row))
      if seen.insert(key).inserted { keys.append(key) }
    }
    let releases = (try? catalog.engineReleases()) ?? []
    var samples: [String: FittedSample] = [:]
    let profiles = Set(keys.map(\.profile)).sorted()
    for (done, profile) in profiles.enumerated() {
      progress(done, profiles.count)
      samples[profile] = try? FittedSample(
        members.filter { $0.key.profile == profile }.map { ($0.key.source, $0.row) },
        as: profile, in: catalog, jobs: jobs)
    }
    let fitted = samples
    let asked = keys
    let found = parallelMap(asked.count, jobs: jobs) { index -> HostTerms? in
      let key = asked[index]
      for profile in [key.profile] + Self.relatives(of: key.profile, among: releases) {
        if let fit = fitted[profile]?.fit(
          leavingOut: key.source, model: key.model, leastRows: Self.leastRows, in: catalog)
        {
          return fit.terms
        }
      }
      return nil
    }
    progress(profiles.count, profiles.count)
    terms = Dictionary(
      uniqueKeysWithValues: zip(asked, found).compactMap { key, terms in terms.map { (key, $0) } })
  }

  /// The terms for a row; nil where nothing remained to fit them on.
  func terms(for conditions: MeasuredConditions, of source: String, profile: String) -> HostTerms? {
    terms[Key(profile: profile, source: source, model: conditions.model)]
  }

  /// The other profiles of the engine, then those of other engines, the nearest release first.
  private static func relatives(of profile: String, among releases: [EngineRelease]) -> [String] {
    guard let own = releases.first(where: { $0.profile == profile }) else { return [] }
    func distance(_ release: EngineRelease) -> (Int, Int) {
      let isOther = Set(release.names).isDisjoint(with: own.names)
      return (isOther ? 1 : 0, abs(own.months - release.months))
    }
    return releases.filter { $0.profile != own.profile }.enumerated().sorted {
      let (one, other) = (distance($0.element), distance($1.element))
      return (one.0, one.1, $0.offset) < (other.0, other.1, $1.offset)
    }.map(\.element.profile)
  }
}
