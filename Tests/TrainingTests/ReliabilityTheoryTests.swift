import Quantities
import Testing
import Training

@Suite("Closed forms on failures and checkpoints")
struct ReliabilityTheoryTests {
  static let day = 86_400.0

  @Test("A series system fails at the sum of the rates of its parts")
  func seriesSystem() {
    let perNode = PerSecond(6.5e-3 / Self.day)
    for (nodes, hours) in [(2_048, 1.803), (16_384, 0.2254)] {
      let time = FailureTheory.meanTimeToFailure(nodes: nodes, perNode: perNode)
      #expect(agree(time / .hour, hours, within: 5e-4))
    }
    // Halves of one machine, and software that does not grow with it.
    let software = PerSecond(1 / (12 * 3_600))
    let whole = FailureTheory.meanTimeToFailure(
      nodes: 128, perNode: perNode, accelerators: 1_024, perAccelerator: PerSecond(1e-9),
      software: software)
    let half = FailureTheory.meanTimeToFailure(
      nodes: 64, perNode: perNode, accelerators: 512, perAccelerator: PerSecond(1e-9))
    #expect(agree(1 / whole.value, 2 / half.value + software.value))
  }

  @Test("The Weibull law of shape 0.7 has the published scale, spread and early failures")
  func weibull() {
    #expect(
      agree(
        FailureTheory.weibullScale(mean: Seconds(1), shape: 0.7).value, 0.790, within: 1e-3))
    #expect(agree(FailureTheory.weibullVariation(shape: 0.7), 1.462, within: 1e-3))
    #expect(agree(FailureTheory.weibullFailure(within: 0.1, shape: 0.7), 0.210, within: 3e-3))
    #expect(agree(FailureTheory.weibullFailure(within: 0.1, shape: 1), 0.0952, within: 1e-3))
    #expect(agree(FailureTheory.weibullVariation(shape: 1), 1))
  }

  @Test("Young's and Daly's intervals have their published values and meet where saves are short")
  func intervals() {
    let (save, mttf) = (Seconds(60), Seconds(10_800))
    let young = CheckpointTheory.youngInterval(save: save, meanTimeToFailure: mttf)
    let daly = CheckpointTheory.dalyInterval(save: save, meanTimeToFailure: mttf)
    #expect(agree(young.value, 1_138.4, within: 1e-4))
    #expect(agree(daly.value, 1_098.8, within: 1e-4))
    #expect(
      agree(
        CheckpointTheory.youngWaste(interval: young, save: save, meanTimeToFailure: mttf), 0.1054,
        within: 1e-3))
    let exact = CheckpointTheory.exactInterval(save: save, meanTimeToFailure: mttf)
    #expect(agree(exact.value, 1_099, within: 1e-3))
    #expect(
      agree(
        CheckpointTheory.efficiency(
          interval: exact, save: save, restart: Seconds(300), meanTimeToFailure: mttf), 0.8737,
        within: 2e-4))
    var last = Double.infinity
    for save in [600.0, 60, 6, 0.6] {
      let young = CheckpointTheory.youngInterval(save: Seconds(save), meanTimeToFailure: mttf)
      let daly = CheckpointTheory.dalyInterval(save: Seconds(save), meanTimeToFailure: mttf)
      let exact = CheckpointTheory.exactInterval(save: Seconds(save), meanTimeToFailure: mttf)
      #expect(agree(daly.value, exact.value, within: 2e-3))
      let gap = abs(young / daly - 1)
      #expect(gap < last / 2)
      last = gap
    }
    #expect(
      CheckpointTheory.dalyInterval(save: Seconds(3), meanTimeToFailure: Seconds(1)).value == 1)
  }

  @Test("No interval is more efficient than the exact optimum, whatever a restart takes")
  func exactOptimum() {
    for (save, mttf) in [(1.0, 1e3), (60, 1e4), (600, 5e3), (3_000, 2e3)] {
      let (save, mttf) = (Seconds(save), Seconds(mttf))
      let exact = CheckpointTheory.exactInterval(save: save, meanTimeToFailure: mttf)
      for restart in [0.0, 100, 3_000] {
        func efficiency(_ factor: Double) -> Double {
          CheckpointTheory.efficiency(
            interval: exact * factor, save: save, restart: Seconds(restart), meanTimeToFailure: mttf
          )
        }
        for factor in [0.5, 0.9, 0.99, 1.01, 1.1, 2] { #expect(efficiency(factor) < efficiency(1)) }
      }
    }
  }

  @Test("The availability-optimal period and the expected training time ratio have their values")
  func published() {
    let period = CheckpointTheory.availabilityOptimalPeriod(
      save: Seconds(60), restart: Seconds(300), meanTimeToFailure: Seconds(10_800))
    #expect(agree(period.value, 1_215.7, within: 1e-4))
    let hazard = PerSecond(2_048 * 6.5e-3 / Self.day)
    func ratio(_ minutes: Double, hazard: PerSecond = hazard, stall: Double = 60) -> Double {
      CheckpointTheory.expectedTrainingTimeRatio(
        interval: Seconds(60 * minutes), stall: Seconds(stall), restart: Seconds(300),
        hazard: hazard)
    }
    #expect(agree(ratio(14.7), 0.829, within: 1e-3))
    // Its own optimum is −w + √(w² + 2w(1/Λ − u₀)), below Young's 14.7 min.
    #expect(ratio(13.4) > ratio(13) && ratio(13.4) > ratio(14))
    #expect(agree(ratio(14.7, hazard: .zero, stall: 0), 1))
    #expect(ratio(1_000, hazard: PerSecond(1)) == 0)
  }

  @Test("Spares cover the number in repair, and one slow node among many is likely")
  func sparesAndSlowNodes() {
    // 16,384 accelerators at 1.97e-5 an hour, 20.2 h of repair: 6.52 in repair on average.
    let failures = PerSecond(6.52 / 72_000)
    #expect(FailureTheory.spares(failures: failures, timeToRepair: Seconds(72_000)) == 13)
    #expect(FailureTheory.spares(failures: .zero, timeToRepair: .hour) == 0)
    #expect(agree(FailureTheory.anySlow(of: 128, share: 0.005), 0.4735, within: 1e-3))
    #expect(FailureTheory.anySlow(of: 0, share: 0.5) == 0)
    #expect(FailureTheory.anySlow(of: 3, share: 1) == 1)
  }

  @Test("A checkpoint of 70 billion parameters is a terabyte and takes 20 s at 50 GB/s")
  func checkpointSize() {
    let size = CheckpointSize(parameters: 70.55e9)
    #expect(agree(size.bytes.value, 0.988e12, within: 1e-3))
    let storage = BytesPerSecond(50e9)
    #expect(
      agree(
        size.writeTime(storage: storage, writers: 64, link: BytesPerSecond(25e9)).value, 19.8,
        within: 5e-3))
    #expect(
      agree(
        size.writeTime(storage: storage, writers: 1, link: BytesPerSecond(25e9)).value, 39.5,
        within: 5e-3))
    #expect(
      agree(size.copyTime(ranks: 64, deviceToHost: BytesPerSecond(25e9)).value, 0.617, within: 5e-3)
    )
  }
}
