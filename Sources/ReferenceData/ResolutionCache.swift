internal import Synchronization

/// What was made of entries before: chips, systems, engines, calibrations, prices.
///
/// A class, because copies of a catalog share what they have made; what it holds never changes an
/// answer, only the time to it. A catalog whose entries or figures change takes a new one.
final class ResolutionCache: Sendable {
  private let known = Mutex<[String: any Sendable]>([:])

  func value(_ key: String) -> (any Sendable)? { known.withLock { $0[key] } }

  func keep(_ value: any Sendable, as key: String) { known.withLock { $0[key] = value } }
}

extension Catalog {
  /// What `make` returns, made once for a key; where reads are noted it is always made, so that they
  /// are.
  func remembered<Value: Sendable>(
    _ key: String, _ make: () throws(CatalogError) -> Value
  ) throws(CatalogError) -> Value {
    guard reads == nil else { return try make() }
    if let known = resolutions.value(key) as? Value { return known }
    let value = try make()
    resolutions.keep(value, as: key)
    return value
  }
}
