import Quantities
import Testing

@Suite("Quantities")
struct QuantityTests {
  @Test("An amount divided by its rate is a time")
  func amountByRate() {
    let time = Bytes(80e9) / BytesPerSecond(3.35e12)
    let typed: Seconds = time
    #expect(typed.value == 80e9 / 3.35e12)
  }

  @Test("A rate over a time is an amount")
  func rateOverTime() {
    let energy = Watts(700) * Seconds.hour
    let typed: Joules = energy
    #expect(typed == Joules(2.52e6))
    let work: FLOPs = FLOPsPerSecond(989.4e12) * Seconds(2)
    #expect(work.value == 1.9788e15)
  }

  @Test("An amount over another amount is a rate, and over its own kind a ratio")
  func amountOverAmount() {
    let price = USDollars(2) / Tokens(4)
    let typed: USDollarsPerToken = price
    #expect(typed.value == 0.5)
    let ratio = Bytes(6) / Bytes(3)
    let number: Double = ratio
    #expect(number == 2)
    // Rates of one kind also give a ratio, although each is itself a quotient.
    let speedup: Double = BytesPerSecond(4) / BytesPerSecond(2)
    #expect(speedup == 2)
  }

  @Test("Operators chain without annotations")
  func chains() {
    let cost = USDollarsPerJoule(perKilowattHour: 0.1) * (Watts(1_000) * Seconds.hour) * 2
    #expect(abs(cost.value - 0.2) < 1e-15)
    let rent = USDollarsPerWattSecond(perKilowattMonth: 130) * Watts(1_000) * Seconds.month
    #expect(abs(rent.value - 130) < 1e-10)
    let later = Seconds(1) + 2 * Seconds(3) - Seconds(4) / 2
    #expect(later == Seconds(5))
    #expect(-later < .zero && [Seconds(1), Seconds(2)].max() == Seconds(2))
  }

  @Test("Multiplication by a rate undoes division by a time", arguments: [1e-9, 0.3, 7, 1e12])
  func inverse(_ seconds: Double) {
    let amount = Bytes(12_345)
    let back = (amount / Seconds(seconds)) * Seconds(seconds)
    #expect(abs(back.value / amount.value - 1) < 1e-15)
  }

  @Test("Scaling every time by x scales every rate by 1/x", arguments: [1e-6, 0.5, 3, 3_600])
  func scaling(_ x: Double) {
    let amount = Tokens(1_000)
    let time = Seconds(7)
    let scaled = (amount / (time * x)).value * x
    #expect(abs(scaled / (amount / time).value - 1) < 1e-15)
  }

  @Test("Compound dimensions are printed with the base units they are made of")
  func symbols() {
    #expect(Watts(5).description == "5.0 W")
    #expect(BytesPerSecond(5).description == "5.0 B/s")
    #expect(USDollarsPerWattSecond(5).description == "5.0 USD/s/W")
    #expect(Quantity<Per<USDollar, Per<Byte, Second>>>(5).description == "5.0 USD/(B/s)")
    #expect(Quantity<Unity>(5).description == "5.0")
  }
}
