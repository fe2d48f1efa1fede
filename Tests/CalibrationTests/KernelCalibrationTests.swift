import Foundation
import Performance
import Quantities
import Tables
import Testing

@testable import Calibration

@Suite("Calibrations of kernel tables")
struct KernelCalibrationTests {
  private static let rows = KernelFixtures.allReduceRows(KernelFixtures.truth)

  private static func calibration(
    _ rows: [String] = rows, against shipped: CollectiveEfficiency? = nil
  ) throws -> KernelCalibration {
    let before = shipped.map { figures in
      let perfect = OperatorCalibration.perfect
      return OperatorCalibration(
        products: perfect.products, prefillAttention: perfect.prefillAttention,
        decodeAttention: perfect.decodeAttention,
        latentPrefillAttention: perfect.latentPrefillAttention,
        latentDecodeAttention: perfect.latentDecodeAttention, experts: perfect.experts,
        elementWise: 1, allReduce: [figures], allToAll: perfect.allToAll,
        confidence: perfect.confidence)
    }
    return try KernelCalibration(
      of: [KernelFixtures.table(rows)], on: KernelFixtures.chip, against: before)
  }

  @Test("The order of rows and their division over files change nothing")
  func order() throws {
    let plain = try Self.calibration()
    let reversed = try Self.calibration(Self.rows.reversed())
    for (a, b) in zip(plain.fits[0].figures, reversed.fits[0].figures) {
      #expect(abs(log(a.value / b.value)) < 1e-9)
    }
    #expect(plain.fits[0].heldOut?.count == reversed.fits[0].heldOut?.count)
    let halves = try [Self.rows.prefix(9), Self.rows.dropFirst(9)].map {
      try KernelFixtures.table(Array($0))
    }
    let divided = try KernelCalibration(of: halves, on: KernelFixtures.chip, against: nil)
    #expect(divided.fits[0].figures == plain.fits[0].figures)
  }

  @Test("Three blocks of ten are held out, whole ones, and the same ones always")
  func split() {
    let few = (0..<21).map { "b\($0)" }
    let split = KernelSplit(blocks: few + few)
    #expect(few.count { split.holdsOut($0) } == 6)
    #expect(few.filter(split.holdsOut) == few.filter(KernelSplit(blocks: few.reversed()).holdsOut))
    let many = (0..<2_000).map { "\($0) x \($0 * 7 % 64)" }
    let wide = KernelSplit(blocks: many)
    #expect(abs(Double(many.count { wide.holdsOut($0) }) / 2_000 - 0.3) < 0.04)
    // Whether a block is held out does not depend on the others, where there are many.
    let half = KernelSplit(blocks: many.prefix(1_000))
    #expect(many.allSatisfy { wide.holdsOut($0) == half.holdsOut($0) })
  }

  @Test("Errors are signed so that too slow a prediction is a positive bias")
  func errors() throws {
    let errors = try #require(KernelErrors([0.1, 0.2, 0.3, -0.1, 0.2].map { $0 }))
    #expect(errors.bias == 0.2 && errors.medianAbsolute == 0.2 && errors.count == 5)
    #expect(errors.interval.lowerBound < exp(-0.2) && errors.interval.upperBound > 1)
    #expect(KernelErrors([]) == nil)
  }

  @Test("A fit beats figures that are far off, and never counts as worse than equal ones")
  func baselines() throws {
    let far = CollectiveEfficiency(ranks: 4, latency: Seconds(2e-5), link: 0.3, exponent: 0.7)
    let better = try Self.calibration(against: far).fits[0]
    #expect(try #require(better.shipped).medianAbsolute > 0.5)
    #expect(try #require(better.roofline).medianAbsolute > better.heldOut!.medianAbsolute)
    #expect(!better.isWorse)
    #expect(try !Self.calibration(against: KernelFixtures.truth).fits[0].isWorse)
  }

  @Test("A fit to rows of which the fitted part is spoilt is worse than the truth, and says so")
  func refusal() throws {
    let forms = try KernelClass.allReduce.groups(
      of: [KernelFixtures.table(Self.rows)], on: KernelFixtures.chip)
    #expect(forms.count == 1)
    // The split goes by size: rows that are not held out are made half as long again.
    let split = KernelSplit(blocks: Self.rows.map { "4 \(Self.elements($0) * 2)" })
    let spoilt = Self.rows.map { row in
      var cells = row.split(separator: ",").map(String.init)
      if !split.holdsOut("4 \(Self.elements(row) * 2)") { cells[4] = "\(Double(cells[4])! * 1.5)" }
      return cells.joined(separator: ",")
    }
    let fit = try Self.calibration(spoilt, against: KernelFixtures.truth).fits[0]
    #expect(fit.isWorse)
    #expect(abs(try #require(fit.heldOut).bias - log(1.5)) < 0.05)
  }

  private static func elements(_ row: String) -> Int { Int(row.split(separator: ",")[3])! }

  @Test("Too few rows make no fit, and the table of omissions says why")
  func tooFew() throws {
    let calibration = try Self.calibration(Array(Self.rows.prefix(3)))
    #expect(calibration.fits.isEmpty)
    #expect(calibration.unfitted[0].reason == "2 measurements cannot determine 3 parameters")
    #expect(calibration.omissionTable()?[0, "reason"].string == calibration.unfitted[0].reason)
    #expect(calibration.judgementTable() == nil)
  }

  @Test("Rows too few for a fit still judge the figures used so far, all of them")
  func judgement() throws {
    let slow = CollectiveEfficiency(
      ranks: 4, latency: Seconds(KernelFixtures.truth.latency.value * 1.2),
      link: KernelFixtures.truth.link / 1.2, exponent: KernelFixtures.truth.exponent)
    let calibration = try Self.calibration(Array(Self.rows.prefix(3)), against: slow)
    let errors = try #require(calibration.unfitted[0].shipped)
    #expect(errors.count == 3)
    #expect(abs(errors.medianAbsolute - log(1.2)) < 1e-9 && errors.bias > 0)
    let table = try #require(calibration.judgementTable())
    #expect(abs(table[0, "median_shipped"].number! - 100 * log(1.2)) < 1e-6)
    #expect(try Self.calibration(against: slow).judgementTable() == nil)
  }

  @Test("A class pools the held-out rows of its fits, and says whether it is within ten per cent")
  func classes() throws {
    // Two widths whose rows stray from the form by 30 % up and down in turn; one does not stray.
    let strays = KernelFixtures.allReduceRows(KernelFixtures.truth).enumerated().map { index, row in
      var cells = row.split(separator: ",").map(String.init)
      cells[4] = "\(Double(cells[4])! * (index.isMultiple(of: 2) ? 1.3 : 1 / 1.3))"
      return cells.joined(separator: ",")
    }
    let two = CollectiveEfficiency(ranks: 2, latency: Seconds(5e-6), link: 0.7, exponent: 0.7)
    let calibration = try Self.calibration(strays + KernelFixtures.allReduceRows(two))
    let fits = calibration.errorTable()
    #expect(fits["within_10"].map(\.string) == ["yes", "no"])
    let table = calibration.classTable()
    #expect(table.rows.count == 1 && table[0, "fits"].number == 2)
    let counts = fits["held_out"].compactMap(\.number)
    #expect(table[0, "held_out"].number == counts.reduce(0, +))
    let medians = fits["median"].compactMap(\.number)
    let pooled = try #require(table[0, "median"].number)
    #expect(pooled > medians.min()! && pooled < medians.max()!)
  }

  @Test("Tables state one line per fit and per figure")
  func tables() throws {
    let calibration = try Self.calibration(against: KernelFixtures.truth)
    #expect(calibration.errorTable()["class"].map(\.string) == ["allreduce"])
    #expect(calibration.figureTable()["value"].map(\.string) == ["7.00 µs", "0.600", "0.700"])
    #expect(calibration.omissionTable() == nil)
  }
}
