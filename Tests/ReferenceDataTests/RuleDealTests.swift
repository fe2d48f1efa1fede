import ExportControl
import Hardware
import Quantities
import ReferenceData
import Testing

@Suite("Export rules before deals")
struct RuleDealTests {
  let book: RuleBook

  init() throws { book = try installed.ruleBook() }

  private func deal(
    _ day: String, to: String = "china", parent: String? = nil, from: String = "us"
  ) throws -> Deal {
    Deal(
      to: try installed.country(to), headquarters: try parent.map { try installed.country($0) },
      on: try CalendarDate(day), from: try installed.country(from))
  }

  @Test(
    "A parent in China counts anywhere, from its day on; under notice for what needs no licence")
  func headquarters() throws {
    let h100 = try installed.controlledItem("h100-sxm")
    let game = try installed.controlledItem("rtx-4090")
    let h20 = try installed.controlledItem("h20")
    func outcome(_ item: ControlledItem, _ day: String) throws -> Outcome {
      book.ruling(of: item, in: try deal(day, to: "malaysia", parent: "china")).outcome
    }
    #expect(try outcome(h100, "2023-11-16") == .free)
    #expect(try outcome(h100, "2023-11-17") == .licence(.denial))
    #expect(try outcome(game, "2024-01-01") == .notice(days: 25))
    #expect(try outcome(h20, "2024-01-01") == .free)
    #expect(try outcome(h20, "2025-04-09") == .licence(.denial))
    #expect(book.ruling(of: h100, in: try deal("2024-01-01", to: "malaysia")).outcome == .free)
    // The gap of 2025 lowers how surely it is applied, not what it asks.
    let gap = book.ruling(of: h100, in: try deal("2025-06-01", to: "malaysia", parent: "china"))
    #expect(gap.outcome == .licence(.denial) && gap.terms.enforcement == 0.5)
    let after = book.ruling(of: h100, in: try deal("2026-05-31", to: "malaysia", parent: "china"))
    #expect(after.terms.enforcement == 1)
  }

  @Test("Groups D:1 and D:4 get approval for the same chips, unless they are in A:5 or A:6")
  func otherGroups() throws {
    let h100 = try installed.controlledItem("h100-sxm")
    for (country, expected) in [
      ("uae", Outcome.licence(.approval)), ("saudi-arabia", .licence(.approval)),
      ("vietnam", .licence(.approval)), ("israel", .free), ("cyprus", .free), ("india", .free),
      ("russia", .licence(.denial)), ("hong-kong", .licence(.denial)),
    ] {
      #expect(
        book.ruling(of: h100, in: try deal("2024-06-01", to: country)).outcome == expected,
        "\(country)")
    }
  }

  @Test("Case by case needs the United States, certificates and the cap, and brings duty and share")
  func caseByCase() throws {
    let h200 = try installed.controlledItem("h200-sxm")
    var china = try deal("2026-02-01")
    var found = book.determination(of: h200, in: china)
    #expect(found.outcome == .licence(.caseByCase) && found.ruling.rule == "r2026cbc")
    #expect(found.terms.dutyRate == 0.25 && found.terms.volumeShare == 0.5)
    #expect(found.terms.acceptance == 0.1 * 1 || found.terms.acceptance == 0.1)
    #expect(found.finding("r2025isinf")?.verdict == .setAside(by: "r2026cbc"))
    #expect(found.assumptions.count == 6)
    // The duty is drawn round the H200 and MI325X; an H100 is reviewed without it.
    let h100 = try installed.controlledItem("h100-sxm")
    #expect(book.ruling(of: h100, in: china).terms.dutyRate == 0)
    let mi325x = try installed.controlledItem("mi325x")
    #expect(book.ruling(of: mi325x, in: china).terms.dutyRate == 0.25)
    #expect(
      book.ruling(of: h200, in: try deal("2026-02-01", from: "taiwan")).outcome
        == .licence(.denial))
    china.certifications = Set(Certification.allCases)
    china.volumes = .init(unitedStates: 1_000_000, china: 499_999)
    found = book.determination(of: h200, in: china)
    #expect(found.outcome == .licence(.caseByCase) && found.assumptions.count == 1)
    china.volumes?.china = 500_000
    #expect(book.ruling(of: h200, in: china).outcome == .licence(.denial))
    china.volumes?.china = 0
    china.certifications?.remove(.thirdPartyTest)
    #expect(book.ruling(of: h200, in: china).outcome == .licence(.denial))
  }

  @Test("Letters grant nothing before August 2025, then a share against a fee")
  func letters() throws {
    let h20 = try installed.controlledItem("h20")
    let before = book.ruling(of: h20, in: try deal("2025-08-10"))
    #expect(before.terms.grantRate == 0 && before.terms.feeShare == 0)
    let after = book.ruling(of: h20, in: try deal("2025-08-11"))
    #expect(after.terms.feeShare == 0.15 && (after.terms.grantRate ?? 0) > 0)
    // And China's own buyers were warned off.
    #expect(book.ruling(of: h20, in: try deal("2025-07-30")).terms.acceptance == nil)
    let warned = try #require(after.terms.acceptance)
    let stopped = try #require(
      book.ruling(of: h20, in: try deal("2025-10-01")).terms.acceptance)
    #expect(stopped < warned && warned < 1)
  }

  @Test("A supercomputer is judged by its size, of chips that are free by themselves")
  func supercomputer() throws {
    let h20 = try installed.controlledItem("h20")
    var machine = try deal("2024-06-01")
    machine.endUse = .supercomputer
    let fp32 = try #require(h20.peaks.fp32).value
    let edge = (200e15 / fp32).rounded(.up)
    machine.quantity = edge - 1
    #expect(book.ruling(of: h20, in: machine).outcome == .free)
    machine.quantity = edge
    #expect(book.ruling(of: h20, in: machine).rule == "r2022sc")
    machine.endUse = .ordinary
    #expect(book.ruling(of: h20, in: machine).outcome == .free)
  }

  @Test("Memory by itself is judged by its density")
  func memory() throws {
    func stack(_ density: Double) -> ControlledItem {
      var item = ControlledItem(name: "stack", subject: .memory)
      item[.memoryBandwidthDensity] = density
      return item
    }
    func outcome(_ density: Double, _ day: String) throws -> Outcome {
      book.ruling(of: stack(density), in: try deal(day)).outcome
    }
    #expect(try outcome(2.01, "2024-12-30") == .free)
    #expect(try outcome(2.0, "2025-01-01") == .free)
    #expect(try outcome(3.3, "2024-12-31") == .licence(.denial))
    // Below 3.3 an exception holds where the packager is approved, which is then taken for granted.
    #expect(try outcome(3.29, "2025-01-01") == .exception)
    var diverted = stack(2.5)
    diverted[.approvedPackaging] = false
    #expect(book.ruling(of: diverted, in: try deal("2025-01-01")).outcome == .licence(.denial))
  }

  @Test("DRAM, weights and foundry shipments have rules of their own")
  func otherSubjects() throws {
    var dram = ControlledItem(name: "dram", subject: .dram)
    dram[.cellArea] = 0.0024
    dram[.memoryDensity] = 0.19
    dram[.throughSiliconVias] = 2_000
    #expect(book.ruling(of: dram, in: try deal("2025-01-15")).outcome == .free)
    #expect(book.ruling(of: dram, in: try deal("2025-01-16")).outcome == .licence(.denial))
    dram[.cellArea] = 0.0027
    #expect(book.ruling(of: dram, in: try deal("2025-01-16")).outcome == .free)
    dram[.throughSiliconVias] = 3_001
    #expect(book.ruling(of: dram, in: try deal("2025-01-16")).outcome == .licence(.denial))

    var package = ControlledItem(name: "package", subject: .foundry)
    package[.nonPlanar] = true
    package[.approvedDesigner] = false
    package[.approvedPackaging] = true
    package[.highBandwidthMemory] = false
    func presumed(_ transistors: Double, _ day: String) throws -> Bool {
      package[.transistors] = transistors
      let found = book.determination(of: package, in: try deal(day, to: "taiwan"))
      return found.findings.contains { $0.verdict == .applies }
    }
    #expect(try !presumed(29.9e9, "2026-01-01") && presumed(30e9, "2026-01-01"))
    #expect(try !presumed(34.9e9, "2027-01-01") && presumed(35e9, "2027-01-01"))
    #expect(try !presumed(39.9e9, "2029-01-01") && presumed(40e9, "2029-01-01"))
    package[.highBandwidthMemory] = true
    #expect(try presumed(30e9, "2029-01-01"))
    package[.approvedDesigner] = true
    #expect(try !presumed(100e9, "2026-01-01") && !presumed(100e9, "2025-01-30"))
  }

  @Test("An Ascend is no export of the United States, and is told apart")
  func ascend() throws {
    let chip = try installed.controlledItem("ascend-910c")
    let found = book.determination(of: chip, in: try deal("2026-02-01"))
    #expect(!found.isUSExport && found.outcome == .free && found.ruling.isDetermined)
    #expect(found.finding("r2025gp10")?.verdict == .notJudged)
    #expect(found.finding("r2025foundry") != nil)
    #expect(book.determination(of: chip, in: try deal("2025-05-12")).finding("r2025gp10") == nil)
  }

  @Test("Bills are off; switched on, each catches what it is meant for")
  func bills() throws {
    let h20 = try installed.controlledItem("h20")
    let h200 = try installed.controlledItem("h200-sxm")
    let day = try deal("2026-06-01")
    #expect(book.ruling(of: h200, in: day).outcome == .licence(.caseByCase))
    let watched = try book.applying([.with("p-overwatch", from: nil)])
    // It ends the easing, so that the denial holds again.
    #expect(watched.ruling(of: h200, in: day).outcome == .licence(.denial))
    let strict = try book.applying([.with("p-krish", from: nil)])
    #expect(strict.ruling(of: h20, in: day).outcome == .licence(.denial))
    #expect(book.value(.diversionFactor, on: day.date) == nil)
    let secure = try book.applying([.with("p-csa", from: nil), .with("p-rasa", from: nil)])
    #expect(secure.value(.diversionFactor, on: day.date) == 0.5)
    #expect(secure.value(.remoteAccess, on: day.date) == 0.2)
    for rule in book.rules where rule.status == .proposed { #expect(!rule.isOn) }
    // The affiliates rule returns only where asked for.
    var owned = day
    owned.date = try CalendarDate("2026-11-10")
    owned.listedOwnership = 0.5
    owned.destination = try installed.country("singapore")
    owned.headquarters = owned.destination
    #expect(book.ruling(of: h20, in: owned).outcome == .free)
    let back = try book.applying([.with("r2025affil-return", from: nil)])
    #expect(back.ruling(of: h20, in: owned).outcome == .licence(.denial))
    owned.listedOwnership = 0.49
    #expect(back.ruling(of: h20, in: owned).outcome == .free)
  }

  @Test("A tighter line never frees a chip of the catalog")
  func monotone() throws {
    let strict = try book.applying([.without(["r2026cbc", "r2026tariff"])])
    let items = try installed.names(of: .accelerators).map { try installed.controlledItem($0) }
    let tighter: [(String, RuleBookChange)] = [
      ("2023-01-01", .threshold(rule: "r2022", .aggregateIO, to: 300e9)),
      ("2023-01-01", .threshold(rule: "r2022", .tpp, to: 2_000)),
      ("2024-01-01", .threshold(rule: "r2023a", .tpp, from: 4_800, to: 2_000)),
      ("2024-01-01", .threshold(rule: "r2023a", .performanceDensity, to: 2)),
      ("2025-06-01", .threshold(rule: "r2025isinf", .memoryBandwidth, to: 500e9)),
    ]
    for (day, change) in tighter {
      let changed = try strict.applying([change])
      let deal = try deal(day)
      var stricter = 0
      for item in items {
        let before = strict.ruling(of: item, in: deal).outcome.strictness
        let after = changed.ruling(of: item, in: deal).outcome.strictness
        #expect(after >= before, "\(item.name)")
        if after > before { stricter += 1 }
      }
      #expect(stricter > 0)
    }
  }
}
