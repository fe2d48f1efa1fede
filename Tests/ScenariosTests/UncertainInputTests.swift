import Documents
import Quantities
import Scenarios
import Testing

@Suite("Uncertain inputs")
struct UncertainInputTests {
  private func inputs(_ text: String, settings: [String] = []) throws -> [UncertainInput] {
    let file = try ScenarioFile(text: text, named: "t.yaml", assignments: assignments(settings))
    return try file.variants()[0].uncertainInputs()
  }

  @Test("Any number of a design point may be written as a distribution")
  func anywhere() throws {
    let file = try ScenarioFile(text: CompleteScenario.text, named: "t.yaml")
    var tried = 0
    for key in CompleteScenario.leaves where !key.isOfFile {
      switch key.form {
      case .count, .number, .quantity, .amount, .quantityOr: break
      default: continue
      }
      let path = try #require(DocumentPath(key.path))
      guard let text = file.root[path]?.text, let (number, unit) = UnitNotation.parts(of: text),
        number > 0
      else { continue }
      tried += 1
      // So narrow that every draw is what stood there.
      let law = "\(number) to \(number * (1 + 1e-6)) \(unit)"
      let settings = CompleteScenario.settings(for: key.path) + ["\(key.path)=\(law)"]
      let found = problems(CompleteScenario.text, settings: settings)
      #expect(found == [], "\(key.path)=\(law)")
    }
    #expect(tried > 40)
  }

  @Test("Keys of the file as a whole, and words, are certain")
  func certain() {
    for (key, law) in [
      ("replications", "2 to 5"), ("seed", "1 to 9"), ("fleet.accelerator", "choice(a, b)"),
      ("fleet.weights", "choice(fp8, bf16)"),
    ] {
      let found = problems(smallest, settings: ["\(key)=\(law)"])
      #expect(!found.isEmpty, "\(key)=\(law)")
      #expect(found.allSatisfy { $0.path.description == key }, "\(key)=\(law)")
    }
  }

  @Test("A scenario is read with its uncertain inputs at their medians")
  func medians() throws {
    let uncertain = try point(
      smallest,
      settings: ["owner.electricity=pert(0.05, 0.08, 0.2 USD/kWh)", "fleet.replicas=2 to 8"])
    let law = try inputs(
      smallest,
      settings: ["owner.electricity=pert(0.05, 0.08, 0.2 USD/kWh)", "fleet.replicas=2 to 8"])
    let settings = law.map { "\($0.path)=\($0.text(at: 0.5))" }
    #expect(settings.contains("fleet.replicas=4"))
    #expect(differences(uncertain, try point(smallest, settings: settings)) == [])
  }

  @Test("What is drawn reads back as what was drawn, in the unit that was written")
  func notation() throws {
    let found = try inputs(
      smallest,
      settings: [
        "owner.electricity=60 to 100 USD/MWh", "duration=pert(30 min, 1 h, 2 h)",
        "owner.spares=uniform(0 %, 5 %)", "fleet.replicas=choice(1, 2, 8)",
      ])
    #expect(Set(found.map(\.unit)) == ["USD/MWh", "min", "%", ""])
    for input in found {
      for u in [0.001, 0.1, 0.37, 0.5, 0.9, 0.999] {
        let (number, unit) = try #require(UnitNotation.parts(of: input.text(at: u)))
        #expect(unit == input.unit)
        #expect(abs(number - input.value(at: u)) <= 1e-13 * abs(number), "\(input.path)")
      }
    }
    let duration = try #require(found.first { $0.path == "duration" })
    #expect((30...120).contains(duration.value(at: 0.999)))
    let replicas = try #require(found.first { $0.path == "fleet.replicas" })
    #expect(replicas.text(at: 0.99) == "8")
  }

  @Test("Draws stay where the key allows; a distribution that leaves it is refused with its share")
  func bounds() throws {
    let residual = try inputs(smallest, settings: ["owner.residual=20 % to 70 %"])[0]
    for u in stride(from: 0.0005, to: 1, by: 0.001) {
      #expect((0...100).contains(residual.value(at: u)))
    }
    let found = problems(smallest, settings: ["owner.residual=50 % to 120 %"])
    #expect(found.map(\.path.description) == ["owner.residual"])
    #expect(
      found.allSatisfy { $0.message.hasSuffix("% of its draws lie outside what may stand here") })
    #expect(
      problems(smallest, settings: ["owner.residual=50 % to 120 % within 0 % to 100 %"]) == [])
  }

  @Test(
    "What is no distribution is told at its place",
    arguments: [
      ("0.06 to 0.04 USD/kWh", "lognormal"), ("0.06 to many USD/kWh", "many"),
      ("pert(1, 2 USD/kWh)", "pert"), ("normall(1, 2 USD/kWh)", "normal"),
      ("0.06 USD/kWh to 0.1 EUR", "EUR"), ("nan to 0.1 USD/kWh", "nan"),
    ])
  func slips(law: String, word: String) {
    let found = problems(smallest, settings: ["owner.electricity=\(law)"])
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.path.description == "owner.electricity" })
    #expect(found.contains { "\($0)".contains(word) }, "\(found)")
  }

  @Test("Sections of the experiment that contradict each other say so")
  func contradictions() {
    #expect(
      problems(smallest, settings: ["sample=8", "precision=2 %"]).map(\.message)
        == ["the number of draws is fixed, and that of runs is not"])
    #expect(
      problems(smallest, settings: ["replications=1", "precision=2 %"]).count == 1)
    #expect(
      problems(smallest, settings: ["replications=300", "precision=2 %"]).count == 1)
    for slip in [
      "sample.correlations={a: {inputs: [owner.life], rank-correlation: 0.5}}",
      "sample.correlations={a: {inputs: [owner.life, owner.spares], rank-correlation: 2}}",
      "sample.correlations={a: {inputs: [owner.life, owner.spares]}}",
    ] {
      #expect(!problems(smallest, settings: [slip]).isEmpty, "\(slip)")
    }
  }

  @Test(
    "A condition that cannot be read is told with the way to write it",
    arguments: ["cost.output 3", "cost.output < cheap", "< 3 USD/Mtok", "a b < 3"])
  func conditions(text: String) {
    let found = problems(smallest, settings: ["thresholds=[\(text)]"])
    #expect(found.count == 1)
    #expect(found.first?.path.description == "thresholds[0]")
    #expect(found.first?.suggestion != nil)
  }
}
