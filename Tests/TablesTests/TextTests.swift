import Foundation
import Testing

@testable import Tables

@Suite("Tables for people")
struct TextTests {
  @Test("In a terminal texts stand left and numbers right, wide characters counted twice")
  func terminal() {
    #expect(
      SampleTables.small.terminal() == """
        Cost of serving

        accelerator         replicas      cost  stable
                                      USD/Mtok
        ------------------  --------  --------  ------
        h100-sxm                   6     0.551  yes
        昇腾 910C                 12      1.25  no
        say "hi", | or not         -         -  -

        bessemer 0.1.0, scenario h100-against-ascend (9f2c), data 41ab, seed 20261121, 5 replications

        """)
  }

  @Test("A number to so many digits is the nearest decimal of as many, and stays so")
  func digits() {
    #expect(29_551.05555555555.rounded(digits: 6) == 29_551.1)
    #expect((-1.3333333333333334).rounded(digits: 3) == -1.33)
    #expect(1.234567e26.rounded(digits: 4) == 1.235e26)
    #expect(0.0.rounded(digits: 2) == 0 && Double.infinity.rounded(digits: 2) == .infinity)
    for value in [0.1 + 0.2, 1e-7 / 3, 7_133_000.4, 2.5e15 / 7] {
      for digits in 1...12 {
        let rounded = value.rounded(digits: digits)
        let half: Double = 5.000001 * pow(10, Double(-digits))
        #expect(abs(rounded / value - 1) <= half)
        #expect(rounded.rounded(digits: digits) == rounded)
      }
    }
  }

  @Test("In Markdown special characters are shown, not obeyed")
  func markdown() {
    #expect(
      SampleTables.small.markdown == #"""
        **Cost of serving**

        | accelerator | replicas | cost \[USD/Mtok\] | stable |
        | :-- | --: | --: | :-- |
        | h100-sxm | 6 | 0.551 | yes |
        | 昇腾 910C | 12 | 1.25 | no |
        | say "hi", \| or<br>not | - | - | - |

        bessemer 0.1.0, scenario h100-against-ascend (9f2c), data 41ab, seed 20261121, 5 replications

        """#)
  }

  /// The lines of the table itself, from its heading to its last row.
  private func body(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }.map { $0 }
  }

  private var wide: Table {
    var table = Table([
      Column("name", .text), Column("explanation", .text), Column("value", .real),
      Column("note", .text), Column("count", .integer),
    ])
    table.append([
      "latency", "the time from arrival to the first token 的时间 of the answer", 123_456.789,
      "measured on one machine", 12_345_678,
    ])
    table.append(["x", "y", 1, "z", 2])
    return table
  }

  @Test("No line is wider than the terminal, whichever way texts give way", arguments: 12...110)
  func widthLimit(_ width: Int) {
    for overflow in [Table.Overflow.truncate, .wrap] {
      for line in body(wide.terminal(width: width, overflow: overflow)) {
        #expect(DisplayWidth.of(line) <= width)
      }
    }
  }

  @Test("Numbers are never cut: a column that does not fit is named below", arguments: 20...110)
  func numbersStayWhole(_ width: Int) {
    for overflow in [Table.Overflow.truncate, .wrap] {
      let text = wide.terminal(width: width, overflow: overflow)
      for (name, number) in [("value", "123456.789"), ("count", "12345678")] {
        let omitted = text.split(separator: "\n").first { $0.hasPrefix("not shown: ") } ?? ""
        #expect(text.contains(number) != omitted.contains(name))
      }
    }
  }

  @Test("Wrapping keeps every word, truncation marks what it leaves out")
  func overflow() {
    var table = Table([Column("text", .text)])
    table.append(["one two three four-hundred-and-five"])
    #expect(
      body(table.terminal(width: 10, overflow: .wrap)) == [
        "text", "----------", "one two", "three", "four-hundr", "ed-and-fiv", "e",
      ])
    #expect(body(table.terminal(width: 10)) == ["text", "----------", "one two t…"])
  }

  @Test(
    "Characters are as wide as a terminal shows them",
    arguments: [
      ("abc", 3), ("", 0), ("é", 1), ("e\u{301}", 1), ("昇腾", 4), ("ｗ", 2), ("한국", 4), ("カ", 2),
      ("ｶ", 1), ("👍", 2), ("👩‍🔬", 2), ("🇨🇳", 2), ("❤️", 2), ("…", 1), ("\u{200b}", 0), ("µ", 1),
      ("ก็", 1), ("。", 2), ("한", 2),
    ])
  func displayWidth(_ text: String, _ width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test("A text is cut to the width asked, never through a wide character")
  func truncation() {
    #expect("昇腾芯片".truncated(to: 4) == "昇…")
    #expect("昇腾芯片".truncated(to: 5) == "昇腾…")
    #expect("昇腾芯片".truncated(to: 8) == "昇腾芯片")
    for text in SampleTables.texts {
      for width in 0...6 {
        #expect(DisplayWidth.of(text.truncated(to: width)) <= width)
        let lines = text.printable.wrapped(to: max(2, width))
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= max(2, width) })
      }
    }
  }

  @Test("Nothing in a cell can steer the terminal")
  func controls() {
    for text in SampleTables.texts {
      var table = Table([Column("a", .text)])
      table.append([.text(text)])
      let lines = table.terminal().split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 4)
      #expect(
        !lines.joined().unicodeScalars.contains { $0.properties.generalCategory == .control })
    }
  }

  @Test(
    "Numbers are rounded to the digits that are significant",
    arguments: [
      (0.5512, 3, "0.551"), (0.55, 3, "0.550"), (12.0, 3, "12.0"), (1_234.5, 3, "1230"),
      (999.96, 4, "1000"), (999.96, 3, "1000"), (0.000123456, 2, "0.00012"), (1.5e-7, 3, "1.50e-7"),
      (1.25e9, 2, "1.3e9"), (0.285, 2, "0.29"), (-0.285, 2, "-0.29"), (0, 3, "0"), (-0.0, 3, "0"),
      (2e26, 1, "2e26"), (1_000_000, 3, "1000000"), (.infinity, 3, "inf"), (99.95, 3, "100"),
      (9.5, 1, "10"), (0.0999, 2, "0.10"),
    ])
  func rounding(_ value: Double, _ digits: Int, _ text: String) {
    #expect(NumberText.rounded(value, significantDigits: digits) == text)
  }

  @Test("A rounded number differs by at most half of its last digit")
  func roundingError() throws {
    for value in SampleTables.reals where value.isFinite && value.isNormal {
      var unit = 0.5
      for digits in 1...15 {
        let text = NumberText.rounded(value, significantDigits: digits)
        let back = try #require(Double(text))
        // The largest number may be rounded beyond what can be held.
        if back.isFinite { #expect(abs(back / value - 1) <= unit * 1.000_001, "\(text)") }
        unit /= 10
      }
    }
  }
}
