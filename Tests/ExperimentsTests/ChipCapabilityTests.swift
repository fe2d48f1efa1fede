import ComputeSupply
import Economics
import ExportControl
import Hardware
import Performance
import Quantities
import ReferenceData
import Testing

@testable import Experiments

@Suite("Capabilities of chips")
struct ChipCapabilityTests {
  /// A small model on small clusters: quick to judge.
  static let reference: CapabilityReference = {
    do {
      let model = try installed.model("llama-3.1-8b")
      return CapabilityReference(
        training: TrainingReference(
          model: model, tokensPerParameter: 100, window: .day * 10, sizes: [64, 256]),
        serving: [try .chat("llama-3.1-8b", catalog: installed)])
    } catch { fatalError("\(error)") }
  }()

  static func machine(_ name: String) throws -> ChipMachine {
    try ChipMachine(name, catalog: installed)
  }

  static func capability(_ machine: ChipMachine) -> ChipCapability {
    ChipCapability.all(of: [machine], on: reference, jobs: 2)[0]
  }

  static let h100: ChipCapability = {
    do { return capability(try machine("h100-sxm")) } catch { fatalError("\(error)") }
  }()

  @Test("A chip does less useful work than its peak, and hardly loses a small cluster to failures")
  func training() throws {
    let curve = try #require(Self.h100.trainingCurve)
    for point in curve.points {
      #expect(point.rate.value > 0 && point.rate.value < 1_979e12)
      #expect(point.goodput > 0.9 && point.goodput < 1)
    }
  }

  @Test("A redesign with the numbers of its base does what the base does")
  func sameRedesign() throws {
    let base = try Self.machine("h100-sxm")
    let same = base.redesigned("same", to: ChipNumbers())
    let found = Self.capability(same)
    #expect(found.basis == .redesigned(of: "h100-sxm"))
    #expect(found.trainingCurve?.points.map(\.rate) == Self.h100.trainingCurve?.points.map(\.rate))
    #expect(found.servingRate(0)?.tokens == Self.h100.servingRate(0)?.tokens)
  }

  @Test("Cutting performance costs training more than service; cutting memory the other way round")
  func cuts() throws {
    let base = try Self.machine("h100-sxm")
    let slow = Self.capability(
      base.redesigned("slow", to: ChipNumbers(totalProcessingPerformance: 4_800)))
    let narrow = Self.capability(
      base.redesigned("narrow", to: ChipNumbers(memoryBandwidth: BytesPerSecond(1e12))))
    func ratios(_ chip: ChipCapability) throws -> (training: Double, serving: Double) {
      let work =
        try #require(chip.trainingCurve).rate(of: 64)
        / #require(Self.h100.trainingCurve).rate(of: 64)
      let tokens =
        try #require(chip.servingRate(0)).tokens
        / #require(Self.h100.servingRate(0)).tokens
      return (work, tokens)
    }
    let (first, second) = (try ratios(slow), try ratios(narrow))
    #expect(first.training < 1 && first.serving <= 1 && second.training <= 1 && second.serving < 1)
    #expect(first.training < second.training && second.serving < first.serving)
    let performance = try #require(slow.measures.totalProcessingPerformance)
    #expect(abs(performance - 4_800) < 1e-6)
  }

  @Test("I/O is cut from the link between accelerators, half in each direction")
  func links() throws {
    let base = try Self.machine("a100-80-sxm")
    let cut = base.redesigned("cut", to: ChipNumbers(aggregateIO: BytesPerSecond(464e9)))
    // 664 to 464 GB/s, as from the A100 to the A800: 300 to 200 GB/s each way.
    #expect(abs(cut.system.scaleUp.bandwidth.value / 200e9 - 1) < 1e-9)
  }

  @Test("What the models cannot take is transferred by ratio, and says so")
  func transfer() throws {
    let products = [ChipProduct("h100-sxm"), ChipProduct("ascend-920")]
    let found = try ChipCapability.all(
      of: products, relatives: ["h100-sxm"], on: Self.reference, catalog: installed, jobs: 2)
    #expect(found.map(\.name) == ["h100-sxm", "ascend-920"])
    #expect(found[1].basis == .transferred(from: "h100-sxm"))
    #expect(found[1].grade == .speculative)
    let ratio =
      try #require(found[1].measures.totalProcessingPerformance)
      / #require(found[0].measures.totalProcessingPerformance)
    let work =
      try #require(found[1].trainingCurve).rate(of: 64)
      / #require(found[0].trainingCurve).rate(of: 64)
    #expect(abs(work / ratio - 1) < 1e-9)
    #expect(found[1].countedEquivalent(.eightBit) > 0)
    #expect(throws: CatalogError.self) {
      try ChipCapability.all(
        of: [ChipProduct("no-such-chip")], on: Self.reference, catalog: installed, jobs: 1)
    }
  }

  @Test("The tables do not depend on the number of threads")
  func threads() throws {
    let machine = try Self.machine("h100-sxm")
    let one = ChipCapability.all(of: [machine], on: Self.reference, jobs: 1)[0]
    #expect(
      one.trainingCurve?.points.map(\.rate) == Self.h100.trainingCurve?.points.map(\.rate))
    #expect(one.servingRate(0) == Self.h100.servingRate(0))
  }

  @Test("Duty, fee and premium raise what an hour costs, a subsidy of energy lowers it")
  func costs() throws {
    let machine = try Self.machine("h20")
    func hour(_ terms: ChannelTerms) throws -> Double {
      let cost = try ChannelCost(of: machine, on: terms, catalog: installed)
      return try #require(cost).hour(phases: .init(prefill: 0.2, decode: 0.3)).value
    }
    let base = try hour(ChannelTerms(.licensed, owner: "china-hyperscaler"))
    for dear in [
      ChannelTerms(.licensed, owner: "china-hyperscaler", premium: 0.5),
      ChannelTerms(.licensed, owner: "china-hyperscaler", duty: 0.25),
      ChannelTerms(.licensed, owner: "china-hyperscaler", fee: 0.15),
    ] { #expect(try hour(dear) > base) }
    let cheap = ChannelTerms(.licensed, owner: "china-hyperscaler", powerSubsidy: 0.5)
    #expect(try hour(cheap) < base)
  }
}

@Suite("Legal status")
struct LegalStatusTests {
  static func status(
    _ chip: String, _ buyer: Country, _ date: String, atHand: Double? = nil,
    obtainable: Double? = nil
  ) throws -> LegalStatus {
    try LegalStatus(
      of: point(chat, settings: ["fleet.accelerator=\(chip)"]), buyer: buyer,
      on: CalendarDate(date), atHand: atHand, obtainable: obtainable, catalog: installed)
  }

  @Test("An H800 may be sold to China until the rule of 2023 and not from it on")
  func h800() throws {
    let before = try Self.status("h800-sxm", .china, "2023-10-01")
    #expect(before.isAllowed && before.checked.outcome == .passes)
    let after = try Self.status("h800-sxm", .china, "2023-11-17")
    #expect(after.outcome == .denied && after.checked.outcome == .fails)
    #expect(after.sentence.contains("denial"))
  }

  @Test("Chips at hand may run on whatever rules say of sales")
  func atHand() throws {
    let held = try Self.status("h800-sxm", .china, "2024-06-01", atHand: 2_048)
    #expect(held.isAllowed && held.sentence.contains("at hand"))
  }

  @Test("At home the chip is free; where fewer can be had the stock decides")
  func home() throws {
    #expect(try Self.status("h100-sxm", .unitedStates, "2024-06-01").isAllowed)
    let short = try Self.status("h100-sxm", .unitedStates, "2024-06-01", obtainable: 0)
    #expect(short.outcome == .lacking && short.checked.outcome == .fails)
  }

  @Test("The regions of owners are countries")
  func regions() {
    #expect(LegalStatus.country(ofRegion: "china") == .china)
    #expect(LegalStatus.country(ofRegion: "us") == .unitedStates)
    #expect(LegalStatus.country(ofRegion: "moon") == nil)
  }
}
