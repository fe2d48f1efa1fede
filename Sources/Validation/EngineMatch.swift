import ReferenceData

/// The engine profile by which a measurement is predicted.
///
/// A file names engines as their makers do, `vllm-0.12.0`; the profiles of the catalog say which
/// engine and versions they were made for. Where none was made for the version, the profile of
/// the same engine whose versions are nearest stands in, and where a version is not stated, the
/// one released nearest to the date of the row, or the last where that states none. Both are
/// extrapolated and say so.
///
/// Profiles of one engine may cover the same version, as a copy by `like` does: the catalog's first
/// is taken, and another one only where a row states its name.
struct EngineMatch: Sendable, Hashable {
  /// The profile's name in the catalog.
  let profile: String
  /// Why it is only the nearest one; nil where it was made for the version.
  let extrapolation: String?

  /// - Parameters:
  ///   - engine: a profile of the catalog, or an engine with its version or date, such as
  ///     `vllm-2024-11`.
  ///   - date: the date of the row, from the year on; what is no date counts as none.
  /// - Throws: ``RowRefusal/unknownEngine(_:)`` where no profile is of the engine, or what stands
  ///   behind its name is neither a version nor a date.
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
      let month = (stated ?? date).flatMap(EngineRelease.months(of:))
      profile = Self.current(of: releases, in: month)?.profile ?? first.profile
      if stated == nil {
        let day = month == nil ? "" : date.map { ", current in \($0)" } ?? ""
        extrapolation = "\(engine) states no version: taken as \(profile)\(day)"
      } else if let month {
        let isBefore = releases.allSatisfy { month < $0.months }
        extrapolation =
          isBefore ? "\(engine) is before the release of \(profile), the nearest profile" : nil
      } else {
        throw .unknownEngine(engine)
      }
    }
  }

  /// The profile whose release is nearest to a month, the last where that is not known; of two as
  /// near, the later.
  private static func current(of releases: [EngineRelease], in month: Int?) -> EngineRelease? {
    guard let month else { return releases.max { $0.months < $1.months } }
    return releases.min {
      (abs($0.months - month), -$0.months) < (abs($1.months - month), -$1.months)
    }
  }
}

extension EngineRelease {
  /// Months from the year 0 to the release, which the catalog checks to be a date.
  var months: Int { Self.months(of: released) ?? 0 }

  /// Months from the year 0 to a date; of a year, a half or a quarter alone, to its middle. Nil of
  /// what is no date.
  fileprivate static func months(of date: String) -> Int? {
    let parts = date.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
    guard let year = Int(parts[0]), (1950...2100).contains(year) else { return nil }
    let middles = ["H1": 3, "H2": 9, "Q1": 2, "Q2": 5, "Q3": 8, "Q4": 11]
    guard parts.count > 1 else { return year * 12 + 6 }
    guard let month = middles[String(parts[1])] ?? Int(parts[1]), (1...12).contains(month)
    else { return nil }
    return year * 12 + month
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
