import ExportControl
import Quantities
import ReferenceData
import Testing

@Suite("Rules of the user's own")
struct RuleFileTests {
  private func problems(_ text: String) -> String {
    do throws(CatalogError) {
      _ = try installed.adding(text: text, named: "rules.yaml")
      return ""
    } catch { return "\(error)" }
  }

  /// A rule with a few keys of its own.
  private func rule(_ keys: String) -> String {
    """
    rules:
      mine:
        title: Mine
        status: in force
        jurisdiction: us
        subject: chip
        effective: 2024-01-01
        outcome: licence-denial
    \(keys.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))

    """
  }

  @Test("A rule of the user's joins the book and catches")
  func joins() throws {
    let catalog = try installed.adding(
      text: rule("to: [china]\nwhen:\n  - memory-bandwidth-at-least: 3 TB/s\n"), named: "rules.yaml"
    )
    let book = try catalog.ruleBook()
    let deal = Deal(to: .china, on: try CalendarDate("2024-06-01"))
    let h20 = try catalog.controlledItem("h20")
    #expect(book.ruling(of: h20, in: deal).rule == "mine")
    #expect(try installed.ruleBook().ruling(of: h20, in: deal).outcome == .free)
  }

  @Test("A rule like another states only what differs")
  func like() throws {
    let catalog = try installed.adding(
      text: """
        rules:
          tighter:
            like: r2022
            title: Tighter
            until: 2023-11-16
            when:
              - {tpp-at-least: 4800, aggregate-io-at-least: 400 GB/s}
        """, named: "rules.yaml")
    let a800 = try catalog.controlledItem("a800-80-sxm")
    let deal = Deal(to: .china, on: try CalendarDate("2023-06-01"))
    #expect(try catalog.ruleBook().ruling(of: a800, in: deal).rule == "tighter")
  }

  @Test(
    "What a rule cannot be is told with its place",
    arguments: [
      ("announced: 2024-02-01", "rules.yaml:7:16", "dates are out of order"),
      ("compliance: 2023-12-31", "rules.yaml:9:17", "dates are out of order"),
      ("until: 2023-06-01", "rules.yaml:9:12", "ends before it begins"),
      ("until: 2023-02-30", "rules.yaml:9:12", "2023-02 has 28 days, not 30"),
      ("to: [chin]", "rules.yaml:9:9", "no country and no group"),
      ("parent-in: [d55]", "rules.yaml:9:16", "did you mean \"d5\"?"),
      ("when:\n  - tpp-at-least: -1", "rules.yaml:10:23", "out of range"),
      (
        "when:\n  - {tpp-at-least: 4800, tpp-below: 4800}", "rules.yaml:10:41",
        "no TPP is both ≥ 4800 TOPS × bit and < 4800 TOPS × bit"
      ),
      ("when:\n  - memory-bandwidth-at-least: 1400", "rules.yaml:10:36", "needs its unit"),
      ("when:\n  - tpp-atleast: 4800", "rules.yaml:10:9", "no key is named"),
      ("when:\n  - rules: [r2023]", "rules.yaml:10:16", "no rule is named \"r2023\""),
      ("when:\n  - products: [h10O]", "rules.yaml:10:19", "did you mean \"h100-sxm\"?"),
      ("when:\n  - {}", "rules.yaml:10:9", "asks for nothing"),
      ("end-uses: [supercomputing]", "rules.yaml:9:15", "expected  one of ordinary"),
      ("relaxes: [r2023aa]", "rules.yaml:9:14", "no rule is named"),
      ("parameters: {grant-rate: 1.5}", "rules.yaml:9:30", "out of range"),
      ("superseded-by: r2023a", "rules.yaml:9:20", "has a last day"),
      (
        "superseded-by: r2025isinf\nuntil: 2025-04-09", "rules.yaml:10:12",
        "overlaps with r2025isinf"
      ),
      ("when:\n  - rules: [mine]", "rules.yaml:3:5", "in a circle"),
    ])
  func located(keys: String, place: String, message: String) {
    let found = problems(rule(keys))
    #expect(found.contains(place), "\(found)")
    #expect(found.contains(message), "\(found)")
  }

  @Test("A name that is taken, and a country that is no country")
  func names() {
    #expect(problems("rules:\n  r2023a:\n    title: Mine\n").contains("already defined"))
    let group = "groups:\n  mine:\n    title: Mine\n    members: [china, atlantis]\n"
    #expect(problems(group).contains("no country is named \"atlantis\""))
    let country = "countries:\n  atlantis:\n    title: Atlantis\n    code: Atl\n"
    #expect(problems(country).contains("rules.yaml:4:11"))
    let late =
      "groups:\n  mine:\n    title: Mine\n    members: [china]\n    changes:\n"
      + "      - {country: japan, from: 2024-01-01, until: 2023-01-01}\n"
    #expect(problems(late).contains("the last day lies before the first"))
  }

  @Test("Countries are found by name, code and other names, in any case")
  func countries() throws {
    for word in ["china", "CN", "cn", "PRC", "China"] {
      #expect(try installed.country(word) == .china)
    }
    #expect(try installed.country("UAE").code == "AE")
    #expect(throws: CatalogError.self) { try installed.country("chna") }
    #expect(try installed.title(of: .unitedStates) == "United States")
  }
}
