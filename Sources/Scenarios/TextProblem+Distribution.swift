import Documents
import Quantities
import Stochastics

extension TextProblem {
  /// What is wrong with the text of a distribution, in the one style of all input problems.
  init(_ error: StochasticsError) {
    switch error {
    case .invalidParameter(let law, let parameter, let found, let expected):
      self.init(
        "\(parameter) of \(law) is \(UnitNotation.format(found, significantDigits: nil))",
        expected: expected)
    case .unattainable(let law, let statement, let reason):
      self.init("no \(law) distribution has \(statement): \(reason)")
    case .unknownDistribution(let found, let expected, let suggestion):
      self.init(
        "no distribution is named \"\(found)\"",
        expected: "a number, a range such as 100 to 900, or one of "
          + expected.joined(separator: ", "),
        suggestion: suggestion.map { .name($0) })
    case .unknownArgument(let function, let found, let expected, let suggestion):
      self.init(
        "\(function) takes no \"\(found)\"", expected: expected.joined(separator: " or "),
        suggestion: suggestion.map { .name($0) })
    case .wrongArguments(let function, _, let expected):
      self.init(
        "this does not determine a \(function) distribution",
        expected: expected.map { "\(function)(\($0))" }.joined(separator: " or "))
    case .unreadableNumber(let function, let argument, _, let reason):
      let place = ["number", "constant"].contains(function) ? "" : "\(argument) of \(function): "
      if let problem = reason as? TextProblem {
        self.init(
          place + problem.message, expected: problem.expected, suggestion: problem.suggestion)
        return
      }
      guard let reason = reason as? UnitNotationError else {
        self.init("\(place)\(reason)")
        return
      }
      self.init(
        place + reason.problem, expected: reason.expected.joined(separator: " or "),
        suggestion: reason.suggestion.map { .name($0) })
    case .unreadableCount(let function, let argument, let found):
      self.init(
        "\(argument) of \(function) is \"\(found)\"", expected: "a plain number or a percentage")
    case .malformed(_, let expected):
      self.init("this is not a distribution", expected: expected)
    case .unknownInput(let found, let expected, let suggestion):
      self.init(
        "no uncertain input is named \"\(found)\"",
        expected: "one of " + expected.joined(separator: ", "),
        suggestion: suggestion.map { .name($0) })
    case .unavailableDimension, .tooManyInputs, .repeatedInput, .impossibleCorrelations,
      .dependentInputs, .unfit:
      self.init("\(error)")
    }
  }
}

extension String {
  /// Opening brackets beyond closing ones; below zero where one closes that none opened.
  var openBrackets: Int {
    count { $0 == "(" } - count { $0 == ")" }
  }
}
