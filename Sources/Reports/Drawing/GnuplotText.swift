internal import Foundation

/// Values as gnuplot reads them.
enum GnuplotText {
  /// A text as a string that stands for itself.
  ///
  /// Between single quotes gnuplot expands nothing, neither backslashes nor backquotes nor macros,
  /// so only a quote could end the text, and an apostrophe is drawn in its place: gnuplot 5.4 does
  /// not read a doubled quote at the start of a string. Every text is drawn with `noenhanced`, so
  /// that `_`, `^`, `{`, `@` and `&` are letters; and no text has a line break.
  static func quoted(_ text: String) -> String {
    "'" + text.onOneLine.replacingScalars("'", with: "\u{2019}") + "'"
  }

  /// The label of a tick, which gnuplot takes as a format.
  static func quotedTick(_ text: String) -> String {
    quoted(text.replacingScalars("%", with: "%%"))
  }

  /// A number with all its digits.
  static func number(_ value: Double) -> String { value.description }

  /// A place or length on the canvas, to a hundred-thousandth of it.
  static func place(_ value: Double) -> String {
    let text = String(format: "%.5f", value)
    return text == "-0.00000" ? "0.00000" : text
  }
}

extension String {
  /// The text with each occurrence of a scalar replaced, also where an accent follows it and the
  /// two are one character.
  func replacingScalars(_ scalar: Unicode.Scalar, with replacement: String) -> String {
    var scalars = String.UnicodeScalarView()
    for one in unicodeScalars {
      if one == scalar {
        scalars.append(contentsOf: replacement.unicodeScalars)
      } else {
        scalars.append(one)
      }
    }
    return String(scalars)
  }
}
