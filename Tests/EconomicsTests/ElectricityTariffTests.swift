import Economics
import Quantities
import Testing

@Suite("Electricity")
struct ElectricityTariffTests {
  private func price(_ dollars: Double) -> USDollarsPerJoule {
    USDollarsPerJoule(perKilowattHour: dollars)
  }

  @Test("The mean over a day weighs each band by its hours, over midnight too")
  func bands() throws {
    let tariff = try TimeOfUse([
      TimeOfUse.Band(from: 22, to: 6, price: price(0.04)),
      TimeOfUse.Band(from: 8.5, to: 11, price: price(0.12)),
    ])
    // 8 h at 0.04, 2.5 h at 0.12, 13.5 h at 0.08.
    let mean = tariff.meanPrice(otherwise: price(0.08)).perKilowattHour
    #expect(abs(mean - (8 * 0.04 + 2.5 * 0.12 + 13.5 * 0.08) / 24) < 1e-12)
  }

  @Test("A load in cheap hours pays less, and one that never changes pays the plain mean")
  func load() throws {
    let night = (0..<24).map { $0 < 6 ? 3.0 : 1 }
    let band = try TimeOfUse.Band(from: 0, to: 6, price: price(0.04))
    let shaped = try TimeOfUse([band], load: night)
    let flat = try TimeOfUse([band], load: Array(repeating: 7, count: 24))
    let base = price(0.1)
    #expect(
      shaped.meanPrice(otherwise: base, followingLoad: true) < shaped.meanPrice(otherwise: base))
    let means = [false, true].map { flat.meanPrice(otherwise: base, followingLoad: $0) }
    #expect(abs(means[0] / means[1] - 1) < 1e-12)
    // 18 of 36 units of load fall in the night.
    let expected = (18 * 0.04 + 18 * 0.1) / 36
    let weighed = shaped.meanPrice(otherwise: base, followingLoad: true).perKilowattHour
    #expect(abs(weighed - expected) < 1e-12)
    // What an idle machine draws does not follow the load.
    let tariff = try ElectricityTariff(base, timeOfUse: shaped)
    #expect(abs(tariff.meanPrice(idle: 0.2, mean: 0.2).perKilowattHour - 0.085) < 1e-12)
    let half = tariff.meanPrice(idle: 0.2, mean: 0.4).perKilowattHour
    #expect(abs(half - (0.085 + expected) / 2) < 1e-12)
  }

  @Test("Bands that overlap, or are no hours of a day, are refused")
  func refusals() throws {
    let night = try TimeOfUse.Band(from: 22, to: 6, price: price(0.04))
    let early = try TimeOfUse.Band(from: 5, to: 8, price: price(0.05))
    #expect(throws: EconomicsError.self) { _ = try TimeOfUse([night, early]) }
    #expect(throws: EconomicsError.self) { _ = try TimeOfUse([night], load: [1, 2]) }
    #expect(throws: EconomicsError.self) {
      _ = try TimeOfUse.Band(from: 3, to: 25, price: self.price(0.04))
    }
    #expect(throws: Never.self) {
      _ = try TimeOfUse([night, TimeOfUse.Band(from: 6, to: 8, price: self.price(0.05))])
    }
  }
}
