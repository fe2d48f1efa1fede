import ReferenceData

/// The engine profile by which a measurement is predicted.
///
/// A file names engines as their makers do, `vllm-0.12.0`, the catalog profiles as ranges of
/// versions. A version outside the range of the nearest profile, or none at all, is extrapolated.
struct EngineMatch: Sendable, Hashable {
  /// The profile's name in the catalog.
  let profile: String
  /// Why it is only the nearest one; nil where it covers the version.
  let extrapolation: String?

  /// A family of engines: the profile that is nearest to all its versions, and the versions, by
  /// their first two numbers, that the profile was made for; nil where none was.
  private struct Family {
    let name: String
    let profile: String
    let versions: ClosedRange<Int>?
  }

  /// Hundredths: 0.12 is 12, 1.0 is 100.
  private static let families = [
    Family(name: "vllm", profile: "vllm-0.12", versions: 12...18),
    Family(name: "trtllm", profile: "trt-llm-1.0", versions: 100...102),
    Family(name: "trt-llm", profile: "trt-llm-1.0", versions: 100...102),
    Family(name: "tensorrt-llm", profile: "trt-llm-1.0", versions: 100...102),
    Family(name: "sglang", profile: "sglang-0.5", versions: 5...5),
    Family(name: "mindie", profile: "mindie-2", versions: 200...299),
    Family(name: "cann", profile: "cann-cloudmatrix", versions: nil),
    // No profile of vLLM on Ascend: the other one that mixes prompts and output in a step.
    Family(name: "vllm-ascend", profile: "cann-cloudmatrix", versions: nil),
  ]

  /// - Parameter engine: a profile of the catalog, or an engine with its version.
  init(_ engine: String, in catalog: Catalog) throws(RowRefusal) {
    if catalog.names(of: .engines).contains(engine) {
      profile = engine
      extrapolation = nil
      return
    }
    let words = engine.split(separator: "-", omittingEmptySubsequences: false)
    let name = words.prefix { $0.first?.isNumber != true }.joined(separator: "-")
    guard let family = Self.families.first(where: { $0.name == name }) else {
      throw .unknownEngine(engine)
    }
    profile = family.profile
    let version = words.dropFirst(name.split(separator: "-").count).first
    if let version, let versions = family.versions, let number = Self.hundredths(version),
      versions.contains(number)
    {
      extrapolation = nil
    } else if version == nil {
      extrapolation = "\(engine) states no version: taken as \(family.profile)"
    } else {
      extrapolation = "\(engine) is outside the versions of \(family.profile), the nearest profile"
    }
  }

  /// `0.12.0` is 12; `1.2rc1` is 102; nil where a version does not begin with a number.
  private static func hundredths(_ version: Substring) -> Int? {
    let parts = version.split(separator: ".").prefix(2).map { Int($0.prefix(while: \.isNumber)) }
    guard let major = parts.first ?? nil, major < 1_000 else { return nil }
    let minor = parts.count > 1 ? parts[1] ?? 0 : 0
    guard minor < 100 else { return nil }
    return major * 100 + minor
  }
}
