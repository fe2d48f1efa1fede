import Documents
import Scenarios
import Testing

@Suite("Shipped scenarios")
struct ShippedScenarioTests {
  @Test("There are shipped scenarios, the quick start among them")
  func present() {
    #expect(shippedScenarios.contains { $0.hasSuffix("/quickstart.yaml") })
  }

  @Test(
    "Every design point of a shipped scenario binds to the catalog", arguments: shippedScenarios)
  func binds(path: String) throws {
    let file = try ScenarioFile(contentsOf: path)
    let catalog = try file.catalog(extending: installed)
    let points = try file.variants().map { variant in
      try Scenario(variant, of: file, catalog: catalog)
    }
    #expect(!points.isEmpty)
    #expect(Set(points.map(\.label)).count == points.count, "labels tell the points apart")
    #expect(points.allSatisfy { $0.question != nil && $0.title != file.name })
    _ = try file.isEqualizedByObjective()
  }

  @Test("Each design point, resolved, loads again to the same", arguments: shippedScenarios)
  func resolves(path: String) throws { try expectResolution(of: ScenarioFile(contentsOf: path)) }
}

/// Asserts that every design point, written out with all defaults and presets, is read back equal
/// but for its title's origin, and that writing it out again changes nothing.
func expectResolution(of file: ScenarioFile) throws {
  let catalog = try file.catalog(extending: installed)
  for variant in try file.variants() {
    let original = try Scenario(variant, of: file, catalog: catalog)
    let text = variant.resolvedScenario(presets: original.presets)
    let again = try ScenarioFile(text: text, named: file.name + ".yaml")
    let variants = try again.variants()
    #expect(variants.count == 1)
    let resolved = try Scenario(
      variants[0], of: again, catalog: again.catalog(extending: installed))
    #expect(differences(original, resolved) == [], "\(original.label)")
    #expect(variants[0].resolvedScenario(presets: resolved.presets) == text)
    #expect(resolved.presets == [], "\(resolved.presets.map(\.path))")
  }
}
