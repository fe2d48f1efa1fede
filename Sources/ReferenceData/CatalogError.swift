public import Documents

/// Why the catalog cannot answer.
public enum CatalogError: Error, Sendable, Hashable {
  /// No folder of data files was found in any of the places.
  case missingData(searched: [String], variable: String)
  case unreadableData(file: String)
  /// No entry of the kind has this name.
  case unknownName(String, kind: CatalogKind, known: Int, suggestion: String?)
  /// The entry exists but lacks what a simulation needs, such as a chip whose memory nobody states.
  case incomplete(String, kind: CatalogKind, missing: [String])
  /// A model whose dimensions are not public; `proxy` is the nearest one whose are.
  case undisclosed(String, proxy: String?)
  /// No price of a model is known to have held on a day; `known` are its prices with their times.
  case noPrice(of: String, on: String, tier: String, known: [String])
  /// The data file says what cannot be.
  case invalid(Diagnostics)
  /// The entry's values contradict each other.
  case refused(String, kind: CatalogKind, reason: String)
  /// A name is defined in two places.
  case duplicate(String, kind: CatalogKind, first: String, second: String)
}

extension CatalogError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missingData(let searched, let variable):
      return """
        the reference data was not found
          searched  \(searched.isEmpty ? "nowhere: the program's place is unknown" : searched.joined(separator: "\n            "))
          fix       set \(variable) to the folder that holds accelerators, systems and models
        """
    case .unreadableData(let file):
      return "the data file \(file) cannot be read"
    case .unknownName(let name, let kind, let known, let suggestion):
      let lines = [
        "no \(kind.singular) is named \"\(name)\"",
        "  expected  one of \(known) names (see `\(kind.listCommand)`)",
        suggestion.map { "  did you mean \"\($0)\"?" },
      ]
      return lines.compactMap(\.self).joined(separator: "\n")
    case .incomplete(let name, let kind, let missing):
      return """
        the \(kind.singular) "\(name)" cannot be simulated: its sources do not state \
        \(missing.joined(separator: ", "))
          fix       describe it in a file of your own, with `like: \(name)` and the missing figures
        """
    case .undisclosed(let name, let proxy):
      let fix = proxy.map { "simulate \"\($0)\" in its place and say so" }
      return "the dimensions of \"\(name)\" are not public\n  fix       "
        + (fix ?? "describe an architecture of your own")
    case .noPrice(let model, let date, let tier, let known):
      let fix =
        known.isEmpty
        ? "see `\(CatalogKind.prices.listCommand)` for models with a price, or state your own"
        : "take a day on which one holds: " + known.joined(separator: ", ")
      return """
        no \(tier) price of "\(model)" is known to have held on \(date)
          fix       \(fix)
        """
    case .invalid(let diagnostics):
      return diagnostics.description
    case .refused(let name, let kind, let reason):
      return "the \(kind.singular) \"\(name)\" contradicts itself: \(reason)"
    case .duplicate(let name, let kind, let first, let second):
      return "the \(kind.singular) \"\(name)\" is defined in \(first) and again in \(second)"
    }
  }
}
