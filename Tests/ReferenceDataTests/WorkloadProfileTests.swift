import ReferenceData
import Stochastics
import Testing

@Suite("Workloads of the catalog")
struct WorkloadProfileTests {
  @Test("Every workload determines its lengths, with a source for each figure")
  func lengths() throws {
    let catalog = try Catalog.installed()
    let names = catalog.names(of: .workloads)
    #expect(names.count >= 10)
    for name in names {
      let profile = try catalog.workload(name)
      #expect(profile.values.map(\.key).starts(with: ["prompt-tokens", "output-tokens"]))
      for (key, text) in profile.values where key.hasSuffix("-tokens") {
        let law = try DistributionNotation.parse(text) { Double($0)! }
        #expect(law.mean >= 1 && law.mean < 1e6 && law.quantile(0.001) >= 0, "\(name): \(text)")
      }
    }
  }

  @Test("A law meets the figures that are stated of it")
  func figures() throws {
    let catalog = try Catalog.installed()
    let record = try catalog.entry("azure-code-2023", kind: .workloads).record
    let text = try catalog.workload("azure-code-2023").values[0].text
    let law = try DistributionNotation.parse(text) { Double($0)! }
    #expect(abs(law.mean - record.group("prompt")!.number("mean")!) < 1e-6)
    #expect(abs(law.median - record.group("prompt")!.number("median")!) < 1e-6)
  }
}
