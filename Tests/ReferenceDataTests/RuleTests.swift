import ExportControl
import Hardware
import Quantities
import ReferenceData
import Testing

/// The rules of the catalog against the numbers of the law, which stand here a second time.
@Suite("Export rules of the catalog")
struct RuleTests {
  let book: RuleBook

  init() throws { book = try installed.ruleBook() }

  static func date(_ text: String) throws -> CalendarDate { try CalendarDate(text) }

  static func chip(
    tpp: Double, density: Double? = 1, memory: Double = 100, io: Double = 64,
    dataCentre: Bool = true
  ) -> ControlledItem {
    var item = ControlledItem(name: "chip")
    item[.tpp] = tpp
    item[.performanceDensity] = density
    item[.memoryBandwidth] = memory * 1e9
    item[.aggregateIO] = io * 1e9
    item[.dataCentre] = dataCentre
    return item
  }

  private func outcome(
    _ item: ControlledItem, _ day: String, to: String = "china", parent: String? = nil,
    from: String = "us"
  ) throws -> Outcome {
    let deal = Deal(
      to: try installed.country(to), headquarters: try parent.map { try installed.country($0) },
      on: try Self.date(day), from: try installed.country(from))
    let ruling = book.ruling(of: item, in: deal)
    #expect(ruling.isDetermined)
    return ruling.outcome
  }

  static let denial = Outcome.licence(.denial)
  static let notice = Outcome.notice(days: 25)

  @Test("Each threshold from both sides")
  func thresholds() throws {
    let cases: [(String, ControlledItem, Outcome)] = [
      // 87 FR 62186: both at once.
      ("2023-01-01", Self.chip(tpp: 4_800, io: 600), Self.denial),
      ("2023-01-01", Self.chip(tpp: 4_799.99, io: 600), .free),
      ("2023-01-01", Self.chip(tpp: 4_800, io: 599.99), .free),
      // 88 FR 73458, .a by performance alone.
      ("2024-01-01", Self.chip(tpp: 4_800), Self.denial),
      ("2024-01-01", Self.chip(tpp: 4_799.99), .free),
      // .a by density.
      ("2024-01-01", Self.chip(tpp: 1_600, density: 5.92), Self.denial),
      ("2024-01-01", Self.chip(tpp: 1_599.99, density: 5.92), .free),
      ("2024-01-01", Self.chip(tpp: 1_600, density: 5.919), Self.notice),
      // .b, its first alternative.
      ("2024-01-01", Self.chip(tpp: 2_400, density: 1.6), Self.notice),
      ("2024-01-01", Self.chip(tpp: 2_399.99, density: 1.6), .free),
      ("2024-01-01", Self.chip(tpp: 2_400, density: 1.599), .free),
      ("2024-01-01", Self.chip(tpp: 4_799.99, density: 1.6), Self.notice),
      // And its second.
      ("2024-01-01", Self.chip(tpp: 1_600, density: 3.2), Self.notice),
      ("2024-01-01", Self.chip(tpp: 1_599.99, density: 3.2), .free),
      ("2024-01-01", Self.chip(tpp: 1_600, density: 3.199), .free),
      // Chips that are not for data centres.
      ("2024-01-01", Self.chip(tpp: 4_800, density: 9, dataCentre: false), Self.notice),
      ("2024-01-01", Self.chip(tpp: 4_799.99, density: 9, dataCentre: false), .free),
      // The letters of 2025.
      ("2025-06-01", Self.chip(tpp: 100, memory: 1_400), .licence(.caseByCase)),
      ("2025-06-01", Self.chip(tpp: 100, memory: 1_399.99), .free),
      ("2025-06-01", Self.chip(tpp: 100, io: 1_100), .licence(.caseByCase)),
      ("2025-06-01", Self.chip(tpp: 100, io: 1_099.99), .free),
      ("2025-06-01", Self.chip(tpp: 100, memory: 1_000, io: 700), .licence(.caseByCase)),
      ("2025-06-01", Self.chip(tpp: 100, memory: 1_000, io: 699.99), .free),
      // They override a licence exception.
      ("2025-06-01", Self.chip(tpp: 2_400, density: 1.6, memory: 1_400), .licence(.caseByCase)),
      // 91 FR 1684.
      ("2026-02-01", Self.chip(tpp: 20_999, density: 25, memory: 6_499), .licence(.caseByCase)),
      ("2026-02-01", Self.chip(tpp: 21_000, density: 25, memory: 6_499), Self.denial),
      ("2026-02-01", Self.chip(tpp: 20_999, density: 25, memory: 6_500), Self.denial),
    ]
    for (day, item, expected) in cases {
      #expect(
        try outcome(item, day) == expected,
        "\(day) tpp \(item[.tpp]!) density \(item[.performanceDensity]!)")
    }
  }

  @Test("Each day of effect from both sides")
  func days() throws {
    let h100 = try installed.controlledItem("h100-sxm")
    let h800 = try installed.controlledItem("h800-sxm")
    let h20 = try installed.controlledItem("h20")
    let h200 = try installed.controlledItem("h200-sxm")
    let l4 = Self.chip(tpp: 1_936, density: 6.58, dataCentre: true)
    let cases: [(ControlledItem, String, Outcome)] = [
      (h100, "2022-08-25", .free), (h100, "2022-08-26", Self.denial),
      (h100, "2022-10-20", Self.denial), (h100, "2022-10-21", Self.denial),
      (h800, "2022-12-01", .free), (h800, "2023-10-22", .free),
      (h800, "2023-10-23", Self.denial), (h800, "2023-11-17", Self.denial),
      (l4, "2023-11-16", .free), (l4, "2023-11-17", Self.denial),
      (h20, "2025-04-08", .free), (h20, "2025-04-09", .licence(.caseByCase)),
      (h200, "2026-01-14", Self.denial), (h200, "2026-01-15", .licence(.caseByCase)),
    ]
    for (item, day, expected) in cases {
      #expect(try outcome(item, day) == expected, "\(item.name) on \(day)")
    }
    // Macau joined in January 2023; Nicaragua in March 2024; Cambodia left in November 2025.
    #expect(try outcome(h100, "2023-01-16", to: "macau") == .free)
    #expect(try outcome(h100, "2023-01-17", to: "macau") == Self.denial)
    #expect(try outcome(h100, "2024-03-14", to: "nicaragua") == .free)
    #expect(try outcome(h100, "2024-03-15", to: "nicaragua") == Self.denial)
    #expect(try outcome(h100, "2025-11-06", to: "cambodia") == Self.denial)
    #expect(try outcome(h100, "2025-11-07", to: "cambodia") == .licence(.approval))
    // Without notice to groups D:1 and D:4, by either name of the exception.
    let game = try installed.controlledItem("rtx-4090")
    for day in ["2023-11-17", "2024-04-03", "2024-04-04"] {
      #expect(try outcome(game, day, to: "vietnam") == .exception)
    }
    #expect(try outcome(game, "2023-11-16", to: "vietnam") == .free)
  }

  @Test("Six chips as published, by number and by rule")
  func examples() throws {
    struct Example {
      let name: String
      let tpp, area, density, memory, io: Double
      let outcomes: [Outcome]
    }
    let free = Outcome.free
    let letters = Outcome.licence(.caseByCase)
    let easy = Outcome.licence(.caseByCase)
    // On 2023-06-01, 2024-06-01, and 2026-02-01; the letters by themselves below.
    let examples = [
      Example(
        name: "a100-80-sxm", tpp: 4_992, area: 826, density: 6.04, memory: 2_039, io: 664,
        outcomes: [Self.denial, Self.denial, easy]),
      Example(
        name: "a800-80-sxm", tpp: 4_992, area: 826, density: 6.04, memory: 2_039, io: 464,
        outcomes: [free, Self.denial, easy]),
      Example(
        name: "h100-sxm", tpp: 15_831, area: 814, density: 19.45, memory: 3_350, io: 1_028,
        outcomes: [Self.denial, Self.denial, easy]),
      Example(
        name: "h20", tpp: 2_368, area: 814, density: 2.91, memory: 4_000, io: 1_028,
        outcomes: [free, free, letters]),
      Example(
        name: "b30a", tpp: 28_000, area: 800, density: 35, memory: 4_000, io: 1_028,
        outcomes: [Self.denial, Self.denial, Self.denial]),
      Example(
        name: "rtx-4090d", tpp: 4_706, area: 608.5, density: 7.73, memory: 1_008, io: 64,
        outcomes: [free, free, free]),
    ]
    for example in examples {
      let item = try installed.controlledItem(example.name)
      func near(_ measure: Measure, _ value: Double) throws {
        let found = try #require(item[measure]) / measure.scale
        #expect(
          abs(found / value - 1) < 0.002 || example.name == "b30a", "\(example.name) \(found)")
      }
      try near(.tpp, example.tpp)
      try near(.performanceDensity, example.density)
      try near(.memoryBandwidth, example.memory)
      try near(.aggregateIO, example.io)
      #expect(item[.dataCentre] == (example.name != "rtx-4090d"))
      for (day, expected) in zip(["2023-06-01", "2024-06-01", "2026-02-01"], example.outcomes) {
        #expect(try outcome(item, day) == expected, "\(example.name) on \(day)")
      }
      let deal = Deal(to: .china, on: try Self.date("2025-06-01"))
      #expect(
        book.catches("r2025isinf", item, in: deal)
          == (example.name == "rtx-4090d" ? .fails : .holds))
    }
  }

  @Test("Margins of the six chips as published")
  func margins() throws {
    func margin(_ chip: String, _ rule: String, _ measure: Measure, _ day: String) throws -> Double
    {
      let deal = Deal(to: .china, on: try Self.date(day))
      let found = book.determination(of: try installed.controlledItem(chip), in: deal)
      let test = try #require(
        found.finding(rule)?.prongs.joined().first {
          if case .comparison(let comparison, _) = $0.subject {
            comparison.measure == measure
          } else {
            false
          }
        })
      return try #require(test.margin)
    }
    func percent(_ share: Double) -> Double { (share * 1_000).rounded() / 10 }
    #expect(percent(try margin("a800-80-sxm", "r2022", .aggregateIO, "2023-06-01")) == -22.7)
    #expect(percent(try margin("h20", "r2023b", .tpp, "2024-06-01")) == -1.3)
    #expect(percent(try margin("rtx-4090d", "r2023c", .tpp, "2024-06-01")) == -2.0)
    let b30a = try margin("b30a", "r2026cbc", .tpp, "2026-02-01")
    #expect(b30a > 0.3 && b30a < 0.45)
    // The density of the H20 against 3.2.
    let deal = Deal(to: .china, on: try Self.date("2024-06-01"))
    let h20 = book.determination(of: try installed.controlledItem("h20"), in: deal)
    let densities = h20.finding("r2023b")?.prongs[1].compactMap { test -> Double? in
      guard case .comparison(let comparison, _) = test.subject,
        comparison.measure == .performanceDensity
      else { return nil }
      return test.margin
    }
    #expect(densities.map { percent($0[0]) } == -9.1)
  }

  @Test("Caps as H100: 790 million TPP are about 49.9 thousand, and so on")
  func equivalents() throws {
    let h100 = 15_832.0
    let cap = try #require(book.rule("r2025diff-cap")?.parameters[.countryTPP])
    let order = try #require(book.rule("r2025diff-lpp")?.parameters[.consigneeTPP])
    let company = try #require(book.rule("r2025diff-nveu")?.parameters[.companyTPP])
    #expect((cap / h100 / 100).rounded() == 499)
    #expect((order / h100).rounded() == 1_699)
    #expect((company / h100 / 1_000).rounded() == 320)
    // An eighth of it each quarter.
    #expect(book.rule("r2025diff-nveu")?.parameters[.companyQuarterTPP] == company / 8)
  }

  @Test("The diffusion framework never bound, and binds where a change lets it")
  func diffusion() throws {
    let h100 = try installed.controlledItem("h100-sxm")
    #expect(try outcome(h100, "2025-05-12", to: "india") == .free)
    #expect(
      !book.rules.filter { $0.id.hasPrefix("r2025diff") }.contains {
        $0.isBinding(on: try! Self.date("2025-05-01"))
      })
    let ids = book.rules.map(\.id).filter { $0.hasPrefix("r2025diff") }
    let kept = try book.applying(ids.map { .ends($0, nil) })
    var deal = Deal(
      to: try installed.country("india"), on: try Self.date("2025-06-01"), quantity: 1_000)
    deal.consigneeTPP = 0
    deal.countryTPP = 0
    #expect(kept.ruling(of: h100, in: deal).outcome == .exception)
    deal.quantity = 1_700
    #expect(kept.ruling(of: h100, in: deal).outcome == .licence(.approval))
    deal.countryTPP = 790e6 - 1_700 * (try #require(h100[.tpp])) + 1
    #expect(kept.ruling(of: h100, in: deal).outcome == Self.denial)
    deal.destination = try installed.country("japan")
    deal.headquarters = deal.destination
    #expect(kept.ruling(of: h100, in: deal).outcome == .free)
    // What was in force before stays so for China.
    #expect(kept.ruling(of: h100, in: Deal(to: .china, on: deal.date)).outcome == Self.denial)
  }
}
