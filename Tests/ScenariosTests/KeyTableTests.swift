import Documents
import Quantities
import Scenarios
import Testing

@Suite("The table of keys")
struct KeyTableTests {
  @Test("The complete scenario is sound and states every key that can stand beside the others")
  func complete() throws {
    #expect(problems(CompleteScenario.text) == [])
    let file = try ScenarioFile(text: CompleteScenario.text, named: "t.yaml")
    for key in CompleteScenario.leaves where CompleteScenario.settings(for: key.path).isEmpty {
      let path = try #require(DocumentPath(key.path))
      #expect(file.root[path] != nil || key.path == "catalog", "\(key.path) is not stated")
    }
  }

  @Test(
    "A key that is given nonsense reports it at its own path", arguments: CompleteScenario.leaves)
  func nonsense(key: ScenarioKey) {
    // Any name may be one of a region, of a benchmark, or of a case.
    guard !["residencies", "benchmark", "base", "all"].contains(key.name) else { return }
    #expect(!CompleteScenario.problems(setting: key.path, to: "nonsense").isEmpty)
  }

  @Test("A list where one value belongs is reported", arguments: CompleteScenario.leaves)
  func lists(key: ScenarioKey) {
    guard key.form != .list else { return }
    #expect(!CompleteScenario.problems(setting: key.path, to: "[1, 2]").isEmpty)
  }

  @Test("Writing out a default changes nothing")
  func defaults() throws {
    let text =
      smallest.replacing(", plan: {tensor: 8}", with: "")
      + "\ntraining: {tokens: 1 T, within: 90 days, accelerators: 8}"
      + "\npost-training: {prompt-tokens: 300, response-tokens: 900, accelerators: 8}"
    let silent = try point(text)
    for key in ScenarioKeys.ofFleets {
      // Levers are more than one point.
      guard let standard = key.standard, !key.path.hasPrefix("levers.") else { continue }
      let setting = "\(key.path)=\(standard)"
      let isOfPools = key.path.hasPrefix("fleet.transfer")
      let others = key.path.hasPrefix("precision.") ? ["precision=2 %"] : []
      let unstated = isOfPools ? try point(text, settings: [CompleteScenario.pools]) : silent
      let stated = try point(
        text, settings: (isOfPools ? [CompleteScenario.pools] : []) + others + [setting])
      #expect(differences(unstated, stated) == [], "\(key.path)")
    }
  }

  @Test("Every example that a key's expectation names can stand there")
  func examples() {
    for key in ScenarioKeys.ofFleets {
      for example in key.examples {
        let found = problems(
          CompleteScenario.text(around: key.path),
          settings: CompleteScenario.settings(for: key.path) + ["\(key.path)=\(example)"])
        #expect(
          !found.contains { $0.path.description.hasPrefix(key.path) },
          "\(key.path): \(example): \(found)")
      }
    }
  }

  @Test("Every name that a key offers can stand there")
  func choices() {
    for key in ScenarioKeys.ofFleets {
      for name in key.choices where !["closed", "trace", "bursts"].contains(name) {
        var settings = CompleteScenario.settings(for: key.path)
        if name == "state-cloud" { settings.append("owner.region=china") }
        if name == "rented" { settings.append("owner={region: us}") }
        if key.path.hasSuffix("autoscaling.rule") {
          let figures = ["none": "~", "schedule": "{schedule: [07:00 1]}"]
          settings.append("\(key.section)=\(figures[name] ?? "{target: 0.5}")")
        }
        if name == "gamma" { settings.append("\(key.section).cv=2") }
        if name == "weibull" { settings.append("\(key.section).shape=2") }
        if name == "scale-up" { settings.append("fleet.plan={tensor: 2}") }
        if name == "terminating" { settings.append("warm-up=~") }
        if name == "objective" { settings.append("fleet.replicas=~") }
        let found = problems(
          CompleteScenario.text(around: key.path), settings: settings + ["\(key.path)=\(name)"])
        #expect(found == [], "\(key.path)=\(name)")
      }
    }
  }

  @Test("Counts are read up to the ends of their range, and not beyond")
  func counts() {
    let message = "this is out of range"
    for key in CompleteScenario.leaves {
      guard case .count(let range) = key.form else { continue }
      for end in [range.lowerBound, range.upperBound] {
        let found = CompleteScenario.problems(setting: key.path, to: "\(end)")
        #expect(!found.contains(message), "\(key.path)=\(end)")
      }
      #expect(
        CompleteScenario.problems(setting: key.path, to: "\(range.lowerBound - 1)") == [message])
      guard range.upperBound < .max else { continue }
      #expect(
        CompleteScenario.problems(setting: key.path, to: "\(range.upperBound + 1)") == [message])
      #expect(!CompleteScenario.problems(setting: key.path, to: "1.5").isEmpty)
    }
  }

  @Test("Numbers are read up to the ends of their range, and not beyond")
  func numbers() {
    for key in CompleteScenario.leaves {
      guard case .number(let range) = key.form else { continue }
      for end in [range.lowerBound, range.upperBound] {
        #expect(
          CompleteScenario.problems(setting: key.path, to: "\(end)") == [], "\(key.path)=\(end)")
      }
      for beyond in [range.lowerBound - 0.001, range.upperBound * 1.001] {
        let found = CompleteScenario.problems(setting: key.path, to: "\(beyond)")
        #expect(found.count == 1, "\(key.path)=\(beyond)")
      }
    }
  }

  @Test("A quantity needs its unit; an amount of tokens may leave it out")
  func units() {
    for key in CompleteScenario.leaves {
      let found = CompleteScenario.problems(setting: key.path, to: "50")
      switch key.form {
      case .quantity, .quantityOr: #expect(!found.isEmpty, "\(key.path)=50")
      case .amount: #expect(found == [], "\(key.path)=50")
      default: break
      }
    }
  }

  @Test("A key with a letter missing is refused with the key that was meant")
  func typingSlips() throws {
    for key in ScenarioKeys.ofFleets where key.name.count > 4 {
      // The letter before the last, so that plurals stay apart from singulars.
      let letters = Array(key.name)
      let slip = String(letters.dropLast(2) + letters.suffix(1))
      let path = key.section.isEmpty ? slip : "\(key.section).\(slip)"
      let found = problems(
        CompleteScenario.text(around: key.path), settings: ["\(path)=1"])
      #expect(
        found.contains { $0.path.description == path && $0.suggestion == .name(key.name) },
        "\(path): \(found)")
    }
  }

  @Test("Every key belongs to a section of the table and says what it means")
  func sections() {
    for key in ScenarioKeys.all {
      #expect(key.section.isEmpty || ScenarioKeys.key(key.section).map(\.isLeaf) == false)
      #expect(key.isLeaf == (ScenarioKeys.names(in: key.path).isEmpty && key.form != .cases))
      #expect(key.meaning.hasSuffix("."), "\(key.path)")
      #expect(!key.expected.isEmpty)
    }
  }
}
