import ReferenceData

/// The engine profile by which a measurement is predicted.
///
/// A file names engines as their makers do, `vllm-0.12.0`; the profiles of the catalog say which
/// engine and versions they were made for. Where none was made for the version, the profile of
/// the same engine whose versions are nearest stands in, and where a version is not stated, the
/// one that was current at the date of the row. Both are extrapolated and say so.
struct EngineMatch: Sendable, Hashable {
  /// The profile's name in the catalog.
  let profile: String
  /// Why it is only the nearest one; nil where it was made for the version.
  let extrapolation: String?

  /// - Parameters:
  ///   - engine: a profile of the catalog, or an engine with its version or date, such as
  ///     `vllm-2024-11`.
  ///   - date: the date of the row, from the year on.
  init(_ engine: String, date: String? = nil, in catalog: Catalog) throws(RowRefusal) {
    if catalog.names(of: .engines).contains(engine) {
      (profile, extrapolation) = (engine, nil)
      return
    }
    let words = engine.split(separator: "-", omittingEmptySubsequences: false)
    let name = words.prefix { $0.first?.isNumber != true }
    let version = words.dropFirst(name.count)
    let releases: [EngineRelease]
    do {
      releases = try catalog.engineReleases().filter {
        $0.names.contains(name.joined(separator: "-"))
      }
    } catch {
      throw .catalog(error.description)
    }
    guard let first = releases.first else { throw .unknownEngine(engine) }
    if let number = version.first.flatMap({ EngineVersion($0) }) {
      if let exact = releases.first(where: { $0.versions?.contains(number) ?? false }) {
        (profile, extrapolation) = (exact.profile, nil)
      } else {
        profile =
          (releases.min { $0.distance(to: number) < $1.distance(to: number) } ?? first)
          .profile
        extrapolation = "\(engine) is outside the versions of \(profile), the nearest profile"
      }
    } else {
      // A date in the place of a version, or no version and the date of the row.
      let stated = version.isEmpty ? nil : version.joined(separator: "-")
      let day = stated ?? date
      profile = Self.current(of: releases, on: day)?.profile ?? first.profile
      extrapolation =
        stated != nil
        ? nil
        : "\(engine) states no version: taken as \(profile)\(day.map { ", current in \($0)" } ?? "")"
    }
  }

  /// The profile whose release is nearest to a date; of two as near, the later.
  private static func current(of releases: [EngineRelease], on day: String?) -> EngineRelease? {
    guard let day else { return releases.max { $0.released < $1.released } }
    let month = EngineRelease.months(of: day)
    return releases.min {
      (abs($0.months - month), -$0.months) < (abs($1.months - month), -$1.months)
    }
  }
}

extension EngineRelease {
  /// Months from the year 0 to the release.
  var months: Int { Self.months(of: released) }

  /// Months from the year 0 to a date; of a year alone, to its middle.
  fileprivate static func months(of date: String) -> Int {
    let parts = date.split(separator: "-").map { Int($0) ?? 0 }
    return (parts.first ?? 0) * 12 + (parts.count > 1 ? parts[1] : 6)
  }

  /// How far a version lies outside: in majors first, then in minors.
  fileprivate func distance(to version: EngineVersion) -> Int {
    guard let versions else { return .max }
    let end = version < versions.lowerBound ? versions.lowerBound : versions.upperBound
    return versions.contains(version)
      ? 0
      : abs(end.major - version.major) * 1_000 + min(999, abs(min(999, end.minor) - version.minor))
  }
}
