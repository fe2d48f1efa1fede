import ComputeSupply
import Testing

@Suite("Yield of dies")
struct YieldModelTests {
  private static let area = 665.0

  @Test(
    "Gross dies of a 300 mm wafer are those of the table",
    arguments: [
      (665.0, 80), (814, 63), (294.5, 201),
    ])
  func grossDies(area: Double, expected: Double) {
    #expect(WaferGeometry.grossDies(dieArea: area) == expected)
  }

  @Test(
    "Defect densities of a 665 mm² die are those of the table",
    arguments: [
      (0.20, 0.242, 0.286, 0.372), (0.30, 0.181, 0.204, 0.248), (0.40, 0.138, 0.150, 0.175),
      (0.60, 0.077, 0.080, 0.088),
    ])
  func densities(yield: Double, poisson: Double, murphy: Double, clustered: Double) {
    func rounded(_ model: YieldModel) -> Double {
      (model.defectDensity(dieArea: Self.area, yield: yield) * 1_000).rounded() / 1_000
    }
    #expect(rounded(.poisson) == poisson)
    #expect(rounded(.murphy) == murphy)
    #expect(rounded(.negativeBinomial(clustering: 2)) == clustered)
  }

  @Test(
    "The density found for a yield gives that yield",
    arguments: [
      YieldModel.poisson, .murphy, .negativeBinomial(clustering: 2),
      .negativeBinomial(clustering: 3),
    ])
  func inversion(model: YieldModel) {
    for yield in [1.0, 0.999_999, 0.9, 0.5, 0.2, 0.01, 1e-6] {
      let density = model.defectDensity(dieArea: Self.area, yield: yield)
      let again = model.yield(dieArea: Self.area, defectDensity: density)
      #expect(abs(again - yield) <= 1e-12 * max(yield, 1e-3))
    }
  }

  @Test("Poisson is the least, and clustering without bound comes to it")
  func order() {
    for m in [0.01, 0.3, 1, 3, 8] {
      let poisson = YieldModel.poisson.yield(meanDefects: m)
      #expect(YieldModel.murphy.yield(meanDefects: m) > poisson)
      #expect(YieldModel.negativeBinomial(clustering: 3).yield(meanDefects: m) > poisson)
      let even = YieldModel.negativeBinomial(clustering: 1e9).yield(meanDefects: m)
      #expect(abs(even - poisson) < 1e-7)
    }
    #expect(YieldModel.murphy.yield(meanDefects: 0) == 1)
  }
}
