internal import Foundation

/// Values as gnuplot reads them.
enum GnuplotText {
  /// A text as a string that stands for itself.
  ///
  /// Between single quotes gnuplot expands nothing, neither backslashes nor backquotes nor macros;
  /// only the quote is doubled. Every text is drawn with `noenhanced`, so that `_`, `^`, `{`, `@`
  /// and `&` are letters. What is left is that a text has no line breaks.
  static func quoted(_ text: String) -> String {
    "'" + text.onOneLine.replacingOccurrences(of: "'", with: "''") + "'"
  }

  /// The label of a tick, which gnuplot takes as a format.
  static func quotedTick(_ text: String) -> String {
    quoted(text.replacingOccurrences(of: "%", with: "%%"))
  }

  /// A number with all its digits.
  static func number(_ value: Double) -> String { value.description }

  /// A place or length on the canvas, to a hundred-thousandth of it.
  static func place(_ value: Double) -> String {
    let text = String(format: "%.5f", value)
    return text == "-0.00000" ? "0.00000" : text
  }
}
