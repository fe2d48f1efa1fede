import Documents
import Quantities

/// One key of the catalog's layout: how it is written, what it means, whether it may be left out.
///
/// The tables of fields drive reading, the messages about wrong keys and the display of facts.
struct Field: Sendable {
  let key: String
  let meaning: String
  let content: Content
  let isRequired: Bool

  /// What stands behind a key.
  indirect enum Content: Sendable {
    /// A number, a word or a text: one fact.
    case value(Form)
    /// Further keys.
    case group([Field])
    /// Several mappings of the same keys.
    case list([Field])
  }

  init(_ key: String, _ form: Form, _ meaning: String, required: Bool = false) {
    self.key = key
    self.meaning = meaning
    content = .value(form)
    isRequired = required
  }

  init(group key: String, _ meaning: String, required: Bool = false, _ fields: [Field]) {
    self.key = key
    self.meaning = meaning
    content = .group(fields)
    isRequired = required
  }

  init(list key: String, _ meaning: String, required: Bool = false, _ fields: [Field]) {
    self.key = key
    self.meaning = meaning
    content = .list(fields)
    isRequired = required
  }
}

/// How the value of a field is written.
enum Form: Sendable {
  /// A number with a unit of a dimension.
  case quantity(QuantityForm)
  /// A whole number of things, such as `heads`.
  case count(of: String, in: ClosedRange<Int>)
  /// A plain number; the unit is shown, not written.
  case number(unit: String, in: ClosedRange<Double>)
  /// Two plain numbers around 1: the interval of measured over predicted.
  case ratioInterval
  case text
  /// Several names.
  case names
  /// A year, quarter, half, month or day.
  case date
  case flag
  case choice([String])

  /// A positive quantity.
  static func positive<D: Dimension>(_ type: Quantity<D>.Type) -> Form {
    .quantity(QuantityForm(type, in: Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude))
  }

  /// A quantity of zero or more.
  static func nonNegative<D: Dimension>(_ type: Quantity<D>.Type) -> Form {
    .quantity(QuantityForm(type, in: 0...Double.greatestFiniteMagnitude))
  }

  /// A positive whole number.
  static func count(of noun: String) -> Form { .count(of: noun, in: 1...1_000_000_000_000) }

  /// A number from 0 through 1.
  static let fraction = Form.number(unit: "", in: 0...1)

  /// What a number may be, in the unit of its place; nil for what is none.
  var bounds: ClosedRange<Double>? {
    switch self {
    case .quantity(let form): form.bounds
    case .count(_, let range): Double(range.lowerBound)...Double(range.upperBound)
    case .number(_, let range): range
    case .ratioInterval, .text, .names, .date, .flag, .choice: nil
    }
  }

  /// Whether its facts are numbers, which need evidence.
  var isNumeric: Bool {
    switch self {
    case .quantity, .count, .number, .ratioInterval: true
    case .text, .names, .date, .flag, .choice: false
    }
  }
}

/// A dimension in which a field is written, with its type forgotten.
struct QuantityForm: Sendable {
  let symbol: String
  let bounds: ClosedRange<Double>
  let parse: @Sendable (String) throws(UnitNotationError) -> Double

  init<D: Dimension>(_ type: Quantity<D>.Type, in bounds: ClosedRange<Double>) {
    symbol = D.symbol
    self.bounds = bounds
    parse = { text throws(UnitNotationError) in
      let quantity: Quantity<D> = try UnitNotation().parse(text)
      return quantity.value
    }
  }
}
