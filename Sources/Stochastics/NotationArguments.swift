internal import Foundation

/// The arguments of one distribution in a text, named or in order.
struct NotationArguments {
  let function: DistributionFunction
  /// As written, for messages.
  let texts: [String]
  /// By canonical name: `p50` is `median`, `mtbf` is `mean`.
  private(set) var named: [String: Double] = [:]
  private(set) var percentiles: [Percentile] = []
  /// Whether the arguments stood in order, without names.
  let isPositional: Bool

  private static let synonyms = [
    "mtbf": "mean", "standard-deviation": "sd", "min": "minimum", "max": "maximum",
    "low": "minimum", "high": "maximum", "likely": "mode",
  ]

  /// - Throws: for an unknown or repeated name, a wrong number of unnamed arguments, a mixture of
  ///   both ways, or a number that cannot be read.
  init(
    _ texts: [String], function: DistributionFunction, reader: DistributionNotation.Reader
  ) throws(StochasticsError) {
    self.function = function
    self.texts = texts
    var found: [(name: String, text: String)] = []
    let leading = texts.map { text in text.first?.isLetter == true }
    if texts.isEmpty || Set(leading).count > 1 { throw function.wrong(texts) }
    isPositional = !leading[0]
    if isPositional {
      guard let order = function.orders.first(where: { $0.count == texts.count }) else {
        throw function.wrong(texts)
      }
      found = Array(zip(order, texts)).map { (name: $0.0, text: $0.1) }
    } else {
      for text in texts {
        let word = String(text.prefix { !$0.isWhitespace })
        let rest = text.dropFirst(word.count).trimmingCharacters(in: .whitespaces)
        let name = Self.canonical(word)
        guard function.names.contains(name) || Self.share(ofPercentile: name) != nil else {
          throw .unknownArgument(
            function: function.rawValue, found: word, expected: function.names,
            suggestion: Spelling.nearest(to: word, among: function.names))
        }
        if found.contains(where: { $0.name == name }) { throw function.wrong(texts) }
        found.append((name, rest))
      }
    }
    let measured = found.filter { !DistributionFunction.pureNumbers.contains($0.name) }
    let values = try reader.values(measured, in: function.rawValue)
    for (argument, value) in zip(measured, values) { set(argument.name, value) }
    for argument in found where DistributionFunction.pureNumbers.contains(argument.name) {
      set(
        argument.name,
        try DistributionNotation.Reader.count(
          argument.text, of: argument.name, in: function.rawValue))
    }
    percentiles.sort { $0.share < $1.share }
  }

  private mutating func set(_ name: String, _ value: Double) {
    if let share = Self.share(ofPercentile: name) {
      percentiles.append(Percentile(share, value))
    } else {
      named[name] = value
    }
  }

  private static func canonical(_ word: String) -> String {
    let word = word.lowercased()
    return synonyms[word] ?? word
  }

  /// 0.95 of "p95", 0.999 of "p99.9", ½ of "median".
  private static func share(ofPercentile name: String) -> Double? {
    if name == "median" { return 0.5 }
    // Read as 99.9e-2 rather than divided, "p99.9" is the number 0.999.
    guard name.first == "p", name.last?.isNumber == true,
      let share = Double(name.dropFirst() + "e-2"), share > 0, share < 1
    else { return nil }
    return share
  }

  /// The values of exactly these names, in order; nothing if others were given.
  func only(_ names: String...) -> [Double]? {
    guard percentiles.isEmpty, Set(names) == Set(named.keys) else { return nil }
    return names.map { named[$0]! }
  }

  /// The values of exactly these names beside percentiles of the given number.
  func only(_ names: String..., percentiles count: Int) -> [Double]? {
    guard percentiles.count == count, Set(names) == Set(named.keys) else { return nil }
    return names.map { named[$0]! }
  }
}
