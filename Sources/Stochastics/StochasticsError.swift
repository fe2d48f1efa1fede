/// Why a distribution, or its text, was refused.
public enum StochasticsError: Error {
  /// A parameter outside its range: "weibull: shape is -1, expected a positive number".
  case invalidParameter(
    distribution: String, parameter: String, found: Double, expected: String)
  /// Parameters each valid that no member of the family satisfies together.
  case unattainable(distribution: String, statement: String, reason: String)
  /// A distribution that no one knows by this name.
  case unknownDistribution(found: String, expected: [String], suggestion: String?)
  /// An argument that the distribution does not take.
  case unknownArgument(
    function: String, found: String, expected: [String], suggestion: String?)
  /// The arguments are each known, but together say too little, too much or the same twice.
  case wrongArguments(function: String, found: [String], expected: [String])
  /// The text of an argument is not a number of its place; `reason` is what the reader threw.
  case unreadableNumber(function: String, argument: String, found: String, reason: any Error)
  /// A fraction, weight or count, which has no unit, could not be read.
  case unreadableCount(function: String, argument: String, found: String)
  /// The text has not the form of a distribution at all.
  case malformed(found: String, expected: String)
  /// A low-discrepancy sequence of a dimension that does not exist.
  case unavailableDimension(found: Int, expected: ClosedRange<Int>)
  /// More inputs than a design has dimensions for.
  case tooManyInputs(design: String, found: Int, limit: Int)
  /// Two inputs of one name, or one pair of inputs correlated twice.
  case repeatedInput(String)
  /// A correlation of an input that is not among those drawn.
  case unknownInput(found: String, expected: [String], suggestion: String?)
  /// Correlations that no inputs can have together: a matrix that is not positive definite.
  case impossibleCorrelations(inputs: [String], smallestEigenvalue: Double)
  /// Correlated inputs where a design needs independent ones.
  case dependentInputs([String])
  /// Data that no fit can be made of.
  case unfit(reason: String)
}

extension StochasticsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidParameter(let distribution, let parameter, let found, let expected):
      "\(distribution): \(parameter) is \(found), expected \(expected)"
    case .unattainable(let distribution, let statement, let reason):
      "\(distribution): no such distribution has \(statement): \(reason)"
    case .unknownDistribution(let found, let expected, let suggestion):
      "no distribution is named \"\(found)\"" + Self.hint(suggestion)
        + "; expected one of \(expected.joined(separator: ", "))"
    case .unknownArgument(let function, let found, let expected, let suggestion):
      "\(function) takes no \"\(found)\"" + Self.hint(suggestion)
        + "; expected \(expected.joined(separator: " or "))"
    case .wrongArguments(let function, let found, let expected):
      "\(function) was given (\(found.joined(separator: ", "))), expected "
        + expected.map { "(\($0))" }.joined(separator: " or ")
    case .unreadableNumber(let function, let argument, let found, let reason):
      "\(function): \(argument) is \"\(found)\": \(reason)"
    case .unreadableCount(let function, let argument, let found):
      "\(function): \(argument) is \"\(found)\", expected a plain number or a percentage"
    case .malformed(let found, let expected):
      "found \"\(found)\", expected \(expected)"
    case .unavailableDimension(let found, let expected):
      "no sequence has \(found) dimensions, expected \(expected.lowerBound) to "
        + "\(expected.upperBound)"
    case .tooManyInputs(let design, let found, let limit):
      "\(found) uncertain inputs are too many for \(design), which takes at most \(limit)"
    case .repeatedInput(let name): "\(name) is stated twice"
    case .unknownInput(let found, let expected, let suggestion):
      "no uncertain input is named \"\(found)\"" + Self.hint(suggestion)
        + "; expected one of \(expected.joined(separator: ", "))"
    case .impossibleCorrelations(let inputs, let eigenvalue):
      "no numbers have these correlations of \(inputs.joined(separator: ", ")) together: the smallest "
        + "eigenvalue of their matrix is \(eigenvalue), and must be positive (pairs that are not "
        + "stated count as 0)"
    case .dependentInputs(let inputs):
      "\(inputs.joined(separator: ", ")) are correlated, and sensitivity indices are defined for "
        + "independent inputs: what correlated inputs explain cannot be divided between them"
    case .unfit(let reason): reason
    }
  }

  private static func hint(_ suggestion: String?) -> String {
    suggestion.map { " (did you mean \"\($0)\"?)" } ?? ""
  }
}
