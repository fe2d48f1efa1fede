import ExportControl
import Quantities
import Testing

@Suite("A book of rules")
struct RuleBookTests {
  let book = Fixtures.book

  private func outcome(
    _ item: ControlledItem, _ day: String, to country: Country = .china, parent: Country? = nil,
    from origin: Country = .unitedStates
  ) -> Outcome {
    book.ruling(
      of: item, in: Fixtures.deal(day, to: country, parent: parent, from: origin)
    ).outcome
  }

  @Test("A rule binds from its day to its last, and its group from and until its own")
  func dates() {
    let chip = Fixtures.item(tpp: 5_000, density: 6, io: 600)
    #expect(outcome(chip, "2022-10-20") == .free)
    #expect(outcome(chip, "2022-10-21") == .licence(.denial))
    let macau = Country("MO")
    #expect(outcome(chip, "2023-01-16", to: macau) == .free)
    #expect(outcome(chip, "2023-01-17", to: macau) == .licence(.denial))
    let cambodia = Country("KH")
    #expect(outcome(chip, "2025-11-06", to: cambodia) == .licence(.denial))
    #expect(outcome(chip, "2025-11-07", to: cambodia) == .free)
    // Only the earlier of the two rules asks for I/O.
    let narrow = Fixtures.item(tpp: 5_000, density: 6, io: 599)
    #expect(outcome(narrow, "2023-11-16") == .free)
    #expect(outcome(narrow, "2023-11-17") == .licence(.denial))
  }

  @Test("A day of compliance is the day that binds, and a rule that ends before it never binds")
  func compliance() throws {
    var rule = Fixtures.new
    rule.compliance = Fixtures.date("2024-01-01")
    #expect(!rule.isBinding(on: Fixtures.date("2023-12-31")))
    #expect(rule.isBinding(on: Fixtures.date("2024-01-01")))
    #expect(rule.notice?.days == 76)
    rule.last = Fixtures.date("2023-12-30")
    let book = try RuleBook(rules: [rule], groups: [Fixtures.china])
    #expect(book.ruleDates.isEmpty)
    #expect(!rule.isBinding(on: Fixtures.date("2024-01-01")))
  }

  @Test("The fast ruling is the one with the reasons, on every date of change")
  func ruling() {
    let items = [
      Fixtures.item(tpp: 5_000, density: 6, memory: 2_000, io: 664),
      Fixtures.item(tpp: 2_500, density: 3, memory: 4_000, io: 1_028),
      Fixtures.item(tpp: 30_000, density: nil, memory: nil, io: 900, dataCentre: nil),
    ]
    for date in book.changeDates {
      for item in items {
        for country in [Country.china, Country("SG")] {
          let deal = Deal(to: country, headquarters: .china, on: date)
          #expect(
            book.determination(of: item, in: deal).ruling == book.ruling(of: item, in: deal))
        }
      }
    }
  }

  @Test("A parent's headquarters count wherever the deal goes")
  func parents() {
    let chip = Fixtures.item(tpp: 5_000, density: 6)
    let singapore = Country("SG")
    #expect(outcome(chip, "2024-01-01", to: singapore) == .free)
    #expect(outcome(chip, "2024-01-01", to: singapore, parent: .china) == .licence(.denial))
    #expect(outcome(chip, "2023-11-16", to: singapore, parent: .china) == .free)
    let found = book.determination(
      of: chip, in: Fixtures.deal("2024-01-01", to: singapore, parent: .china))
    // The number that decides is that of the rule it refers to.
    #expect(found.decisive?.finding.rule == "new")
    #expect(found.decisive?.test.margin == 5_000 / 4_800.0 - 1)
  }

  @Test("An easing sets a denial aside where its conditions hold, and brings its terms")
  func easing() throws {
    let chip = Fixtures.item(tpp: 15_832, density: 19)
    var deal = Fixtures.deal("2026-01-15")
    var found = book.determination(of: chip, in: deal)
    #expect(found.outcome == .licence(.caseByCase) && found.ruling.rule == "easing")
    #expect(found.terms.dutyRate == 0.25 && found.terms.volumeShare == 0.5)
    #expect(found.terms.grantRate == nil)
    // What nothing is stated of is assumed and said.
    #expect(found.assumptions.count == 2 && found.ruling.isDetermined)
    #expect(found.finding("new")?.verdict == .setAside(by: "easing"))
    deal.certifications = []
    #expect(book.ruling(of: chip, in: deal).outcome == .licence(.denial))
    deal.certifications = [.thirdPartyTest]
    deal.volumes = .init(unitedStates: 1_000, china: 499)
    #expect(book.ruling(of: chip, in: deal).outcome == .licence(.caseByCase))
    deal.quantity = 2
    found = book.determination(of: chip, in: deal)
    #expect(found.outcome == .licence(.denial) && found.terms.dutyRate == 0)
    #expect(outcome(chip, "2026-01-14") == .licence(.denial))
    #expect(outcome(chip, "2026-01-15", from: Country("TW")) == .licence(.denial))
    #expect(outcome(Fixtures.item(tpp: 21_000, density: 26), "2026-01-15") == .licence(.denial))
  }

  @Test("An unknown number leaves a range of outcomes, unless another number decides")
  func unknown() {
    let open = Fixtures.item(tpp: 3_000, density: nil)
    let found = book.determination(of: open, in: Fixtures.deal("2024-01-01"))
    #expect(!found.ruling.isDetermined)
    #expect(found.ruling.mildest == .free && found.outcome == .licence(.denial))
    #expect(found.unknowns == ["performance density"])
    #expect(found.reason.contains("performance density"))
    let sure = Fixtures.item(tpp: 5_000, density: nil)
    #expect(book.ruling(of: sure, in: Fixtures.deal("2024-01-01")).isDetermined)
    let small = Fixtures.item(tpp: 1_000, density: nil)
    #expect(book.ruling(of: small, in: Fixtures.deal("2024-01-01")).outcome == .free)
    // An unknown that only an easing asks for counts against it.
    let nothing = ControlledItem(name: "nothing")
    let ruling = book.ruling(of: nothing, in: Fixtures.deal("2026-02-01"))
    #expect(ruling.outcome == .licence(.denial) && ruling.mildest == .free)
  }

  @Test("Every comparison is in the chain with its margin, missed ones included")
  func chain() throws {
    let item = Fixtures.item(tpp: 2_368, density: 2.91)
    let found = book.determination(of: item, in: Fixtures.deal("2024-01-01"))
    #expect(found.outcome == .free && found.ruling.rule == nil)
    let new = try #require(found.finding("new"))
    #expect(new.verdict == .missed && new.prongs.map(\.count) == [2, 3])
    let margins = new.prongs.joined().compactMap(\.margin)
    let expected: [Double] = [2_368.0 / 4_800 - 1, 2_368.0 / 1_600 - 1, 2.91 / 5.92 - 1]
    #expect(margins == expected)
    #expect(new.prongs[1].map(\.truth) == [.holds, .holds, .fails])
    // The nearest line is the one that is said.
    let decisive = try #require(found.decisive)
    #expect(decisive.finding.rule == "notice" && decisive.test.margin == 2_368 / 2_400.0 - 1)
    #expect(
      found.reason
        == "no rule catches it; nearest is notice: TPP 2368 TOPS × bit < 2400 (1.3 % below)")
  }

  @Test("Near misses are those within the share, on both sides, nearest first")
  func nearMisses() {
    let item = Fixtures.item(tpp: 2_368, density: 2.91)
    let misses = book.determination(of: item, in: Fixtures.deal("2024-01-01")).nearMisses()
    #expect(misses.map(\.rule) == ["notice"] && misses.first?.isCaught == false)
    let caught = Fixtures.item(tpp: 4_992, density: 6.04, io: 664)
    let hits = book.determination(of: caught, in: Fixtures.deal("2023-01-01")).nearMisses()
    #expect(hits.map(\.rule) == ["old"] && hits.first?.isCaught == true)
    #expect(hits.first?.margin == 4_992 / 4_800.0 - 1)
    let none = book.determination(of: caught, in: Fixtures.deal("2023-01-01")).nearMisses(
      within: 0.03)
    #expect(none.isEmpty)
  }

  @Test("What is no export of the United States is free of its rules and says so")
  func foreign() {
    let chip = Fixtures.item(tpp: 12_000, density: 9, isUS: false)
    let found = book.determination(of: chip, in: Fixtures.deal("2024-01-01"))
    #expect(found.outcome == .free && !found.isUSExport && found.findings.isEmpty)
  }

  @Test("Rules that contradict themselves make no book")
  func refused() {
    func refuse(_ rules: [ExportRule]) -> RuleError? {
      do {
        _ = try RuleBook(rules: rules, groups: [Fixtures.china])
        return nil
      } catch { return error }
    }
    #expect(refuse([Fixtures.old]) == .unknownRule("new", in: "old", suggestion: nil))
    #expect(refuse([Fixtures.new, Fixtures.new]) == .duplicate("new"))
    var rule = Fixtures.new
    rule.destination = Places(groups: ["targett"])
    #expect(refuse([rule]) == .unknownGroup("targett", in: "new", suggestion: "target"))
    rule = Fixtures.new
    rule.announced = Fixtures.date("2024-01-01")
    #expect(
      refuse([rule])
        == .datesOutOfOrder(
          "new", earlier: "announced 2024-01-01", later: "effective 2023-11-17"))
    rule = Fixtures.new
    rule.predicate = .all([.compare(.tpp, .atLeast, 4_800), .compare(.tpp, .below, 4_800)])
    #expect(
      refuse([rule])
        == .impossible(
          "new", Comparison(.tpp, .atLeast, 4_800), Comparison(.tpp, .below, 4_800)))
    rule.predicate = .compare(.tpp, .atLeast, -1)
    #expect(refuse([rule]) == .impossibleThreshold("new", Comparison(.tpp, .atLeast, -1)))
    rule = Fixtures.new
    rule.parameters[.grantRate] = 1.5
    #expect(refuse([rule]) == .impossibleParameter("new", .grantRate, 1.5))
    var other = Fixtures.notice
    other.predicate = .rule("parents")
    var parents = Fixtures.parents
    parents.predicate = .rule("notice")
    #expect(refuse([other, parents]) == .circle(["notice", "parents", "notice"]))
  }
}
