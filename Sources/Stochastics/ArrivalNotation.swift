public import Quantities

/// Arrival processes as people write them: `poisson(300 /s)`, `gamma(rate 300 /s, cv 2)`,
/// `weibull(rate 300 /s, shape 0.7)`, `deterministic(300 /s)`.
public enum ArrivalNotation {
  private enum Process: String, CaseIterable {
    case poisson, gamma, weibull, deterministic

    /// The pure number beside the rate, if there is one.
    var parameter: String? {
      switch self {
      case .poisson, .deterministic: nil
      case .gamma: "cv"
      case .weibull: "shape"
      }
    }

    var usage: String { "rate …" + (parameter.map { ", \($0) …" } ?? "") }
  }

  /// The names of the processes.
  public static var processes: [String] { Process.allCases.map(\.rawValue) }

  /// The process that `text` stands for.
  ///
  /// - Parameter rate: reads one rate with its unit.
  /// - Throws: what is wrong, naming the process, the argument, what was found and expected.
  public static func parse(
    _ text: String, rate: (String) throws -> RequestsPerSecond
  ) throws(StochasticsError) -> ArrivalProcess {
    guard let call = NotationText(text).call else {
      throw .malformed(found: text, expected: "an arrival process such as \"poisson(300 /s)\"")
    }
    guard let process = Process(rawValue: call.name.lowercased()) else {
      throw .unknownDistribution(
        found: call.name, expected: processes,
        suggestion: Spelling.nearest(to: call.name, among: processes))
    }
    let names = ["rate"] + (process.parameter.map { [$0] } ?? [])
    guard call.arguments.count == names.count else {
      throw .wrongArguments(
        function: process.rawValue, found: call.arguments, expected: [process.usage])
    }
    var found: [String: String] = [:]
    for (argument, position) in zip(call.arguments, names) {
      guard argument.first?.isLetter == true else {
        found[position] = argument
        continue
      }
      let word = String(argument.prefix { !$0.isWhitespace })
      guard names.contains(word), found[word] == nil else {
        throw .unknownArgument(
          function: process.rawValue, found: word, expected: names,
          suggestion: Spelling.nearest(to: word, among: names))
      }
      found[word] = String(argument.dropFirst(word.count).drop { $0.isWhitespace })
    }
    guard let rateText = found["rate"], found.count == names.count else {
      throw .wrongArguments(
        function: process.rawValue, found: call.arguments, expected: [process.usage])
    }
    let value: RequestsPerSecond
    do {
      value = try rate(rateText)
    } catch {
      throw .unreadableNumber(
        function: process.rawValue, argument: "rate", found: rateText, reason: error)
    }
    func parameter() throws(StochasticsError) -> Double {
      let name = names[1]
      return try DistributionNotation.Reader.count(
        found[name]!, of: name, in: process.rawValue)
    }
    switch process {
    case .poisson: return try .poisson(rate: value)
    case .deterministic: return try .deterministic(rate: value)
    case .gamma: return try .gamma(rate: value, cv: parameter())
    case .weibull: return try .weibull(rate: value, shape: parameter())
    }
  }
}
