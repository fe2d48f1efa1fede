internal import Foundation

/// Distributions as people write them in a scenario file.
///
///     512                                      constant 512
///     5 to 50 ms                               the 90 % interval of a lognormal
///     lognormal(median 900, p95 6000)          any two percentiles, mean and cv, mean and p95, …
///     gamma(mean 3, cv 0.5)                    weibull(shape 0.8, mtbf 45000 h)
///     pert(10, 20, 60 min)                     a bare number takes the last one's unit
///     choice(20 % of 100, 80 % of 1000)        mixture(0.3 of constant 0, 0.7 of 5 to 50)
///     normal(mean 5, sd 1) within 0 to 8       given that it falls into the range
///
/// It knows no units: numbers that carry the unit of their place are read by the caller's closure,
/// pure numbers such as a shape or a weight (`0.5` or `50 %`) here.
public enum DistributionNotation {
  /// The distribution that `text` stands for.
  ///
  /// - Parameter number: reads one number with its unit into the base unit of the place.
  /// - Throws: what is wrong, naming the function, the argument, what was found and expected. What
  ///   `number` throws is kept as the reason of `unreadableNumber`.
  public static func parse(
    _ text: String, number: (String) throws -> Double
  ) throws(StochasticsError) -> Distribution {
    try withoutActuallyEscaping(number) { number throws(StochasticsError) in
      try Reader(number: number).distribution(text, depth: 0)
    }
  }

  /// The names of the distributions that take arguments.
  public static var functions: [String] { DistributionFunction.allCases.map(\.rawValue) }

  /// Whether `text` has the form of a distribution rather than of a single number: a call, an
  /// interval, a range or the word "constant". It may still be wrong.
  public static func isDistribution(_ text: String) -> Bool {
    let text = text.trimmingCharacters(in: .whitespaces)
    return NotationText(text).call != nil || text.hasPrefix("constant ")
      || NotationText(text).halves(around: " within ") != nil
      || NotationText(text).halves(around: " to ") != nil
  }

  /// Mixtures nest; files may be hostile.
  static let greatestDepth = 8

  struct Reader {
    let number: (String) throws -> Double

    func distribution(_ text: String, depth: Int) throws(StochasticsError) -> Distribution {
      let text = text.trimmingCharacters(in: .whitespaces)
      guard depth <= DistributionNotation.greatestDepth else {
        throw .malformed(
          found: text, expected: "distributions at most \(greatestDepth) deep in one another")
      }
      let notation = NotationText(text)
      if let (base, range) = notation.halves(around: " within ", last: true) {
        return try self.distribution(base, depth: depth + 1).truncated(to: bounds(range))
      }
      if let call = notation.call { return try self.call(call, depth: depth) }
      if text.hasPrefix("constant ") {
        return try .constant(value(String(text.dropFirst(9)), of: "value", in: "constant"))
      }
      if let (low, high) = notation.halves(around: " to ") {
        let ends = try values([("p5", low), ("p95", high)], in: "interval")
        return try .lognormal(p5: ends[0], p95: ends[1])
      }
      if let first = text.first, first.isLetter { throw unknown(text) }
      guard !text.isEmpty else {
        throw .malformed(found: text, expected: "a number or a distribution")
      }
      return try .constant(value(text, of: "value", in: "number"))
    }

    private func unknown(_ name: String) -> StochasticsError {
      let word = String(name.prefix { $0.isLetter || $0 == "-" })
      let names = DistributionNotation.functions + ["constant"]
      return .unknownDistribution(
        found: word, expected: names, suggestion: Spelling.nearest(to: word, among: names))
    }

    private func call(
      _ call: (name: String, arguments: [String]), depth: Int
    ) throws(StochasticsError) -> Distribution {
      guard let function = DistributionFunction(rawValue: call.name.lowercased()) else {
        throw unknown(call.name)
      }
      switch function {
      case .choice, .empirical:
        let parts = try weighted(call.arguments, in: call.name)
        let values = try self.values(
          parts.enumerated().map { ("value \($0.offset + 1)", $0.element.text) }, in: call.name)
        let weights = parts.contains { $0.weight != nil } ? parts.map { $0.weight ?? 1 } : nil
        return function == .choice
          ? try .choice(values, weights: weights) : try .empirical(values, weights: weights)
      case .mixture:
        var parts: [(weight: Double, distribution: Distribution)] = []
        for part in try weighted(call.arguments, in: call.name) {
          parts.append((part.weight ?? 1, try distribution(part.text, depth: depth + 1)))
        }
        return try .mixture(parts)
      case .uniform, .triangular, .pert, .exponential, .gamma, .weibull, .pareto, .normal,
        .lognormal, .beta, .poisson, .geometric:
        return try function.distribution(
          of: NotationArguments(call.arguments, function: function, reader: self))
      }
    }

    /// `weight of text`, or the text alone; either all have a weight or none.
    private func weighted(
      _ arguments: [String], in function: String
    ) throws(StochasticsError) -> [(weight: Double?, text: String)] {
      var parts: [(weight: Double?, text: String)] = []
      for argument in arguments {
        if let (weight, text) = NotationText(argument).halves(around: " of ") {
          parts.append((try Self.count(weight, of: "weight", in: function), text))
        } else {
          parts.append((nil, argument))
        }
      }
      let stated = parts.count { $0.weight != nil }
      guard !parts.isEmpty, stated == 0 || stated == parts.count else {
        throw .wrongArguments(
          function: function, found: arguments,
          expected: ["value, …", "weight of value, …"])
      }
      return parts
    }

    private func bounds(_ text: String) throws(StochasticsError) -> ClosedRange<Double> {
      guard let (low, high) = NotationText(text).halves(around: " to ") else {
        throw .malformed(found: text, expected: "a range such as \"0 to 8\" after \"within\"")
      }
      let check = Check("within")
      if low == "-inf" || high == "inf" {
        let start = low == "-inf" ? -Double.infinity : try value(low, of: "start", in: "within")
        let end = high == "inf" ? Double.infinity : try value(high, of: "end", in: "within")
        if low != "-inf" { try check.finite("start", start) }
        if high != "inf" { try check.finite("end", end) }
        return start...end
      }
      let ends = try values([("start", low), ("end", high)], in: "within")
      try check.ascending([("start", ends[0]), ("end", ends[1])])
      return ends[0]...ends[1]
    }

    /// Several numbers of the place; bare ones take the unit of the last.
    func values(
      _ texts: [(name: String, text: String)], in function: String
    ) throws(StochasticsError) -> [Double] {
      guard let last = texts.last?.text else { return [] }
      var values: [Double] = []
      for (name, text) in texts {
        let completed = NotationText(text).withUnit(of: NotationText(last))
        values.append(try value(completed, of: name, in: function))
      }
      return values
    }

    private func value(
      _ text: String, of argument: String, in function: String
    ) throws(StochasticsError) -> Double {
      do {
        return try number(text)
      } catch {
        throw .unreadableNumber(
          function: function, argument: argument, found: text, reason: error)
      }
    }

    /// A pure number, or a percentage.
    static func count(
      _ text: String, of argument: String, in function: String
    ) throws(StochasticsError) -> Double {
      let text = text.trimmingCharacters(in: .whitespaces)
      let isPercent = text.hasSuffix("%")
      let digits = (isPercent ? String(text.dropLast()) : text)
        .trimmingCharacters(in: .whitespaces)
      guard let number = Double(digits), number.isFinite else {
        throw .unreadableCount(function: function, argument: argument, found: text)
      }
      return isPercent ? number / 100 : number
    }
  }
}
