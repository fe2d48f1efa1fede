import Experiments
import Performance
import ReferenceData
import Serving
import Stochastics

/// Host terms for every row of a file, fitted without what the row's source says of its model.
///
/// Each pair of source and model is left out in turn, and the host terms of the engine profile are
/// fitted on the remaining rows. Where fewer than ``leastRows`` remain, those of the profile of
/// another engine, released nearest in time, take their place: an engine never measured but on the
/// one model is predicted as an engine never measured.
///
/// What stays as it is: curves of kernels, which were fitted on kernel tables; and the choices of
/// form in this program, which were made with the public rows in sight.
struct LeftOut: Sendable {
  struct Key: Hashable, Sendable {
    let profile: String
    let source: String
    let model: String
  }

  private let terms: [Key: HostTerms]

  static let leastRows = 20

  init(
    _ rows: [(source: String, row: ServingRow)], in catalog: Catalog, jobs: Int,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) {
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
    var terms: [Key: HostTerms] = [:]
    for (done, key) in keys.enumerated() {
      progress(done, keys.count)
      for profile in [key.profile] + Self.relatives(of: key.profile, among: releases) {
        let remaining = members.filter {
          $0.key.profile == profile
            && !($0.key.source == key.source && $0.key.model == key.model)
        }.map(\.row)
        guard remaining.count >= Self.leastRows, let engine = try? catalog.engine(profile),
          let fit = try? HostFit(
            remaining, as: profile, in: catalog,
            hasOwnKernels: engine.hostOverhead.kernelFactor != 1, jobs: jobs)
        else { continue }
        terms[key] = fit.terms
        break
      }
    }
    progress(keys.count, keys.count)
    self.terms = terms
  }

  /// The terms for a row; nil where nothing remained to fit them on.
  func terms(for conditions: MeasuredConditions, of source: String, profile: String) -> HostTerms? {
    terms[Key(profile: profile, source: source, model: conditions.model)]
  }

  /// The profiles of other engines, the nearest release first.
  private static func relatives(of profile: String, among releases: [EngineRelease]) -> [String] {
    guard let own = releases.first(where: { $0.profile == profile }) else { return [] }
    let others = releases.filter { Set($0.names).isDisjoint(with: own.names) }
    return others.enumerated().sorted {
      (abs(own.months - $0.element.months), $0.offset)
        < (abs(own.months - $1.element.months), $1.offset)
    }.map(\.element.profile)
  }
}

extension EngineRelease {
  /// Months from the year 0 to the release; of a year alone, to its middle.
  fileprivate var months: Int {
    let parts = released.split(separator: "-").map { Int($0) ?? 0 }
    return (parts.first ?? 0) * 12 + (parts.count > 1 ? parts[1] : 6)
  }
}
