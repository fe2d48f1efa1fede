/// The engine and the versions of it that a profile of the catalog was made for.
public struct EngineRelease: Sendable, Hashable {
  /// The profile's name in the catalog, such as `vllm-0.12`.
  public let profile: String
  /// The engine whatever its version, and its other names in published measurements.
  public let names: [String]
  /// First and last version, as numbers; nil where the profile was made for no version in particular.
  public let versions: ClosedRange<EngineVersion>?
  /// The day, month or year of the release, such as `2025-12`: measurements that state no version are
  /// predicted by the profile whose release is nearest to their date.
  public let released: String
}

/// The first two numbers of a version: `0.12.1` and `0.12` are the same.
public struct EngineVersion: Sendable, Hashable, Comparable {
  public let major: Int
  public let minor: Int

  /// - Parameter minorIfAbsent: the second number of a version that has only one.
  /// - Returns: nil where a text does not begin with a number, or begins with a year, which is a
  ///   date and no version.
  public init?(_ text: some StringProtocol, minorIfAbsent: Int = 0) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).prefix(2)
    guard let major = parts.first.flatMap({ Int($0.prefix(while: \.isNumber)) }), major < 1_000
    else { return nil }
    self.major = major
    minor = parts.count > 1 ? Int(parts[1].prefix(while: \.isNumber)) ?? 0 : minorIfAbsent
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.major, a.minor) < (b.major, b.minor)
  }
}

extension Catalog {
  /// The profiles of serving engines with the versions they were made for, in the catalog's order.
  public func engineReleases() throws(CatalogError) -> [EngineRelease] {
    try entries(of: .engines).map { entry in
      let record = entry.record
      let first = record.text("first-version").flatMap { EngineVersion($0) }
      let last = record.text("last-version").flatMap { EngineVersion($0, minorIfAbsent: .max) }
      return EngineRelease(
        profile: entry.name,
        names: [record.text("family")].compactMap(\.self) + record.names("aliases"),
        versions: first.map { $0...max($0, last ?? $0) },
        released: record.text("released") ?? "")
    }
  }
}
