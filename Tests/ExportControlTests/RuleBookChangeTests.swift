import ExportControl
import Quantities
import Testing

@Suite("Changed books of rules")
struct RuleBookChangeTests {
  let book = Fixtures.book
  let a100 = Fixtures.item(tpp: 4_992, density: 6.04, memory: 2_039, io: 664)
  let a800 = Fixtures.item(tpp: 4_992, density: 6.04, memory: 2_039, io: 464)
  let h20 = Fixtures.item(tpp: 2_368, density: 2.91, memory: 4_000, io: 1_028)

  private func outcome(_ item: ControlledItem, _ day: String, _ changes: [RuleBookChange]) throws
    -> Outcome
  {
    try book.applying(changes).ruling(of: item, in: Fixtures.deal(day)).outcome
  }

  @Test("Without a rule, the one that it ended goes on")
  func without() throws {
    #expect(try outcome(a100, "2025-01-01", [.without(["new", "notice"])]) == .licence(.denial))
    #expect(try outcome(a800, "2025-01-01", [.without(["new", "notice"])]) == .free)
    #expect(try outcome(a100, "2025-01-01", [.without(["new", "old", "notice"])]) == .free)
    #expect(try outcome(a100, "2025-01-01", [.none]) == .free)
  }

  @Test("A rule that begins earlier ends the one it supersedes the day before")
  func begins() throws {
    let changes: [RuleBookChange] = [.begins(["new", "notice"], Fixtures.date("2022-10-21"))]
    #expect(try outcome(a800, "2022-10-20", changes) == .free)
    #expect(try outcome(a800, "2022-10-21", changes) == .licence(.denial))
    let changed = try book.applying(changes)
    #expect(changed.rule("old")?.last == Fixtures.date("2022-10-20"))
    #expect(changed.rules(on: Fixtures.date("2022-10-21")).map(\.id) == ["new", "notice"])
    // And later lets the old one go on.
    let later = try book.applying([.begins(["new", "notice"], Fixtures.date("2024-06-01"))])
    let deal = Fixtures.deal("2024-05-31")
    #expect(later.ruling(of: a100, in: deal).rule == "old")
    #expect(later.ruling(of: a800, in: deal).outcome == .free)
  }

  @Test("A stated end lies on or after the day on which the rule begins to bind")
  func spans() throws {
    let begins = Fixtures.date("2023-11-17")
    for offset in [-700, -1, 0, 1] {
      let ends = begins + offset
      let change = RuleBookChange.ends("new", ends)
      if offset < 0 {
        #expect(throws: RuleError.endsBeforeBeginning("new", begins: begins, ends: ends)) {
          try book.applyingStated([change])
        }
      } else {
        #expect(try book.applyingStated([change]).rule("new")?.last == ends)
      }
    }
    // Together with an earlier beginning the same end is sound.
    let both: [RuleBookChange] = [
      .begins(["new"], Fixtures.date("2022-06-01")), .ends("new", Fixtures.date("2023-01-01")),
    ]
    #expect(
      try book.applyingStated(both).rules(on: Fixtures.date("2022-12-31")).map(\.id) == ["new"])
  }

  @Test("Only the rules that are named bind; a rule that names one that is off finds it absent")
  func only() throws {
    let changed = try book.applying([.only(["notice"])])
    #expect(changed.ruling(of: a100, in: Fixtures.deal("2024-01-01")).outcome == .notice(days: 25))
    #expect(changed.rules(on: Fixtures.date("2024-01-01")).map(\.id) == ["notice"])
  }

  @Test("A bill is off, and on from its own day or another")
  func bill() throws {
    #expect(try outcome(h20, "2025-12-01", []) == .free)
    #expect(try outcome(h20, "2025-12-01", [.with("bill", from: nil)]) == .licence(.denial))
    #expect(try outcome(h20, "2025-10-31", [.with("bill", from: nil)]) == .free)
    let from = RuleBookChange.with("bill", from: Fixtures.date("2026-06-01"))
    #expect(try outcome(h20, "2026-05-31", [from]) == .free)
    #expect(try outcome(h20, "2026-06-01", [from]) == .licence(.denial))
  }

  @Test("A threshold moves where it is the only one, or where it is said which")
  func threshold() throws {
    let down = RuleBookChange.threshold(rule: "notice", .tpp, to: 2_300)
    #expect(try outcome(h20, "2024-01-01", [down]) == .notice(days: 25))
    let chosen = RuleBookChange.threshold(rule: "new", .tpp, from: 4_800, to: 2_000)
    #expect(try outcome(h20, "2024-01-01", [chosen]) == .licence(.denial))
    #expect(throws: RuleError.severalThresholds("new", .tpp, [1_600, 4_800])) {
      try book.applying([.threshold(rule: "new", .tpp, to: 2_000)])
    }
    #expect(throws: RuleError.self) {
      try book.applying([.threshold(rule: "new", .transistors, to: 1)])
    }
    #expect(throws: RuleError.unknownRule("easng", in: nil, suggestion: "easing")) {
      try book.applying([.without(["easng"])])
    }
  }

  @Test("Tighter thresholds never free anything, and looser ones never catch anything")
  func monotone() throws {
    let deals = ["2023-01-01", "2024-01-01", "2026-02-01"].map { Fixtures.deal($0) }
    // No exception among them: an easing is no rule that catches.
    let strict = try book.applying([.without(["easing", "duty"]), .with("bill", from: nil)])
    for rule in [Fixtures.old, Fixtures.new, Fixtures.bill] {
      for comparison in rule.predicate.comparisons {
        let tighter = try strict.applying([
          .threshold(
            rule: rule.id, comparison.measure, from: comparison.threshold,
            to: comparison.threshold * 0.5)
        ])
        for tpp in stride(from: 500.0, through: 6_500, by: 750) {
          for density in [1.0, 3, 6, 12] {
            for io in [200.0, 500, 900] {
              let item = Fixtures.item(tpp: tpp, density: density, memory: 1_000, io: io)
              for deal in deals {
                let before = strict.ruling(of: item, in: deal).outcome.strictness
                let after = tighter.ruling(of: item, in: deal).outcome.strictness
                #expect(after >= before)
              }
            }
          }
        }
      }
    }
  }

  @Test(
    "Changes are read as people write them",
    arguments: [
      ("none", RuleBookChange.none), ("only old new", .only(["old", "new"])),
      ("without new", .without(["new"])), ("with bill", .with("bill", from: nil)),
      ("with bill from 2026-06", .with("bill", from: Fixtures.date("2026-06-01"))),
      ("new begins 2022-10-21", .begins(["new"], Fixtures.date("2022-10-21"))),
      ("new notice begins 2023Q1", .begins(["new", "notice"], Fixtures.date("2023-01-01"))),
      ("old ends never", .ends("old", nil)),
      ("new.tpp from 4800 to 4000", .threshold(rule: "new", .tpp, from: 4_800, to: 4_000)),
      ("old.aggregate-io to 500", .threshold(rule: "old", .aggregateIO, to: 500e9)),
      ("easing.grant-rate to 0.3", .parameter(rule: "easing", .grantRate, 0.3)),
    ])
  func reading(text: String, change: RuleBookChange) throws {
    #expect(try RuleBookChange(text) == change)
  }

  @Test(
    "What is no change is refused with what would be one",
    arguments: [
      ("", "is no change"), ("withot new", "is no change"), ("new.tp to 3", "compare no \"tp\""),
      ("new begins 2022-02-30", "28 days"), ("new.tpp to many", "not a number"),
      ("new.tpp 4800", "is no change"), ("new.tpp 4800 4000", "moves nothing"),
    ])
  func refused(text: String, problem: String) {
    #expect {
      try RuleBookChange(text)
    } throws: { error in
      (error as? RuleBookChangeError)?.problem.contains(problem) ?? false
    }
  }
}
