import Foundation
public import Hardware
import LanguageModels
import Quantities

/// Why a text is no "what if".
public enum WhatIfError: Error, Sendable, Hashable {
  case unknownFigure(String, suggestion: String?)
  /// Only the name of a figure.
  case noAmount(of: String)
  /// An amount that cannot be read, and what would be.
  case amount(String, of: String, expected: String, suggestion: String?)
  /// The machine has no such figure.
  case absent(MachineProperty)
}

extension WhatIf {
  /// Reads changes parted by commas, each a figure and an amount:
  ///
  ///     memory-bandwidth +20 %     host-overhead −50%     peak x2     memory-capacity 141 GB
  ///     weights fp8                cache fp8
  public init(parsing text: String) throws(WhatIfError) {
    var labels: [String] = []
    var changes: [Change] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let (label, change) = try Self.change(in: part.trimmingCharacters(in: .whitespaces))
      labels.append(label)
      changes.append(change)
    }
    self.init(label: labels.joined(separator: ", "), changes: changes)
  }

  /// The names of all that can be changed.
  public static var figures: [String] {
    MachineProperty.allCases.map(\.rawValue) + [hostOverhead, "weights", "cache"]
  }

  private static func change(in text: String) throws(WhatIfError) -> (String, Change) {
    let words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
    let name = words.first ?? ""
    let amount = words.count > 1 ? words[1].trimmingCharacters(in: .whitespaces) : ""
    if let property = MachineProperty(rawValue: name) {
      if amount.isEmpty { throw .noAmount(of: name) }
      if let factor = try factor(amount, of: name, expected: expected(for: property)) {
        return ("\(name) \(factor.label)", .machine(property, times: factor.value))
      }
      let value = try value(amount, of: property)
      return ("\(name) \(value.label)", .machineValue(property, value.value))
    }
    switch name {
    case hostOverhead:
      if amount.isEmpty { throw .noAmount(of: name) }
      guard let factor = try factor(amount, of: name, expected: relative) else {
        throw .amount(amount, of: name, expected: relative, suggestion: nil)
      }
      return ("\(name) \(factor.label)", .hostOverhead(times: factor.value))
    case "weights":
      let names = WeightFormat.allCases.map(\.rawValue)
      guard let format = WeightFormat(rawValue: amount) else {
        throw unknown(amount, of: name, among: names)
      }
      return ("weights \(format.rawValue)", .weights(format))
    case "cache":
      let formats: [NumericFormat] = [.bf16, .fp16, .fp8, .int8]
      guard let format = formats.first(where: { $0.rawValue == amount }) else {
        throw unknown(amount, of: name, among: formats.map(\.rawValue))
      }
      return ("cache \(format.rawValue)", .cache(format))
    default:
      // `memory-bandwidth+20%`: the name is known, the space is missing.
      if let known = figures.first(where: { name.hasPrefix($0) }) {
        throw .unknownFigure(name, suggestion: known + " " + name.dropFirst(known.count))
      }
      throw .unknownFigure(name, suggestion: suggestion(for: name))
    }
  }

  /// The figure that was probably meant: by its whole name, else by its last word, as `bandwidht`
  /// for the bandwidth of the memory.
  private static func suggestion(for name: String) -> String? {
    if let near = NearestName.suggestion(for: name, among: figures) { return near }
    let lastWords = figures.map { String($0.split(separator: "-").last ?? "") }
    let word =
      lastWords.contains(name) ? name : NearestName.suggestion(for: name, among: lastWords)
    return word.flatMap { lastWords.firstIndex(of: $0) }.map { figures[$0] }
  }

  private static let relative = "a change such as +20 %, −20 % or x2"

  private static func expected(for property: MachineProperty) -> String {
    switch property {
    case .peak: relative
    case .memoryCapacity: relative + ", or a capacity such as 141 GB"
    case .memoryBandwidth, .scaleUpBandwidth, .scaleOutBandwidth, .dieToDieBandwidth:
      relative + ", or a bandwidth such as 4.8 TB/s"
    }
  }

  private static func unknown(
    _ amount: String, of name: String, among names: [String]
  ) -> WhatIfError {
    if amount.isEmpty { return .noAmount(of: name) }
    return .amount(
      amount, of: name, expected: "one of " + names.joined(separator: ", "),
      suggestion: NearestName.suggestion(for: amount, among: names))
  }

  /// A share with its sign, or a multiple; nil where the amount is neither.
  private static func factor(
    _ amount: String, of name: String, expected: String
  ) throws(WhatIfError) -> (label: String, value: Double)? {
    let problem = WhatIfError.amount(amount, of: name, expected: expected, suggestion: nil)
    let notation = UnitNotation()
    if let sign = amount.first, "+-−".contains(sign) {
      let text = amount.dropFirst().trimmingCharacters(in: .whitespaces)
      guard text.hasSuffix("%") else {
        let asShare = (try? notation.number(text + " %")) != nil ? "\(sign)\(text) %" : nil
        throw .amount(amount, of: name, expected: expected, suggestion: asShare)
      }
      guard let size = try? notation.number(text), size >= 0, size <= mostFactor else {
        throw problem
      }
      let share = sign == "+" ? size : -size
      // Nothing at all is another question.
      guard share > -1 else { throw problem }
      return (signed(share), 1 + share)
    }
    if let sign = amount.first, "x×".contains(sign) {
      let text = amount.dropFirst().trimmingCharacters(in: .whitespaces)
      guard let factor = try? notation.number(text), factor >= 1 / mostFactor, factor <= mostFactor
      else { throw problem }
      return ("×" + UnitNotation.format(factor, significantDigits: nil), factor)
    }
    if amount.hasSuffix("%"), (try? notation.number(amount)) != nil {
      throw .amount(amount, of: name, expected: expected, suggestion: "+" + amount)
    }
    return nil
  }

  /// Beyond a factor of a million nothing is a variant of the machine.
  private static let mostFactor = 1e6

  private static func value(
    _ amount: String, of property: MachineProperty
  ) throws(WhatIfError) -> (label: String, value: Double) {
    func read<D>(_ type: Quantity<D>.Type) throws(WhatIfError) -> (String, Double) {
      do {
        let quantity = try UnitNotation().parse(amount, as: type)
        guard quantity.value >= 1, quantity.value <= 1e18 else {
          throw WhatIfError.amount(
            amount, of: property.rawValue, expected: expected(for: property), suggestion: nil)
        }
        return (UnitNotation.format(quantity, significantDigits: nil), quantity.value)
      } catch let error as UnitNotationError {
        throw .amount(
          amount, of: property.rawValue, expected: expected(for: property),
          suggestion: error.suggestion)
      } catch let error as WhatIfError {
        throw error
      } catch {
        preconditionFailure("\(error)")
      }
    }
    switch property {
    case .peak:
      throw .amount(amount, of: property.rawValue, expected: relative, suggestion: nil)
    case .memoryCapacity: return try read(Bytes.self)
    case .memoryBandwidth, .scaleUpBandwidth, .scaleOutBandwidth, .dieToDieBandwidth:
      return try read(BytesPerSecond.self)
    }
  }
}

extension WhatIfError {
  /// What is wrong, in a clause.
  public var problem: String {
    switch self {
    case .unknownFigure(let name, _):
      name.isEmpty ? "a change is empty" : "nothing is named \"\(name)\""
    case .noAmount(let name): "\(name): the change itself is missing"
    case .amount(let text, let name, _, _): "\(name): \"\(text)\" is no change of it"
    case .absent(let property): "this machine has no \(property.rawValue)"
    }
  }

  public var expected: String {
    switch self {
    case .unknownFigure: "one of " + WhatIf.figures.joined(separator: ", ")
    case .noAmount(let name):
      name == "weights" || name == "cache"
        ? "\(name) and a format: \"\(name) fp8\""
        : "\(name) and a change: \"\(name) +20 %\""
    case .amount(_, _, let expected, _): expected
    case .absent: "a figure that its datasheet states"
    }
  }

  public var suggestion: String? {
    switch self {
    case .unknownFigure(_, let suggestion), .amount(_, _, _, let suggestion): suggestion
    case .noAmount, .absent: nil
    }
  }
}
