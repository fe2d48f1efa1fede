import Documents
import Quantities
import Scenarios
import Testing

@Suite("Which value wins")
struct PrecedenceTests {
  @Test("Default, parent, file, alternative, setting: each wins over those before it")
  func layers() throws {
    let folder = try ScratchFolder()
    func duration(
      parent: String? = nil, file: String? = nil, alternative: String? = nil, setting: String? = nil
    ) throws -> Seconds {
      func line(_ value: String?) -> String { value.map { "\nduration: \($0)" } ?? "" }
      _ = try folder.write(smallest + line(parent), to: "parent.yaml")
      let changes = alternative.map { "\nalternatives: {a: {duration: \($0)}}" } ?? ""
      let path = try folder.write("extends: parent.yaml" + line(file) + changes, to: "file.yaml")
      let settings = try assignments(setting.map { ["duration=\($0)"] } ?? [])
      return try #require(
        try points(of: ScenarioFile(contentsOf: path, assignments: settings)).first
      ).duration
    }
    #expect(try duration() == Seconds.minute * 10)
    #expect(try duration(parent: "1 min") == Seconds.minute)
    #expect(try duration(parent: "1 min", file: "2 min") == Seconds.minute * 2)
    #expect(
      try duration(parent: "1 min", file: "2 min", alternative: "3 min") == Seconds.minute * 3)
    #expect(
      try duration(parent: "1 min", file: "2 min", alternative: "3 min", setting: "4 min")
        == Seconds.minute * 4)
    #expect(try duration(parent: "1 min", file: "~") == Seconds.minute * 10)
    #expect(try duration(parent: "1 min", setting: "~") == Seconds.minute * 10)
  }

  @Test("A swept value wins over the file and over alternatives")
  func sweeps() throws {
    let all = try points(
      smallest + """

        duration: 1 min
        alternatives: {a: {duration: 2 min}, b: {}}
        sweep: {duration: [3 min, 4 min]}
        """)
    #expect(all.map(\.duration) == [3, 4, 3, 4].map { Seconds.minute * $0 })
  }

  @Test("A later setting wins over an earlier one")
  func settings() throws {
    let late = try point(smallest, settings: ["fleet.replicas=2", "fleet.replicas=3"])
    #expect(late.replicas == 3)
  }

  @Test("A swept key cannot be set as well")
  func sweptAndSet() {
    let found = problems(
      smallest + "\nsweep: {fleet.replicas: [1, 2]}", settings: ["fleet.replicas=3"])
    #expect(found.map(\.path.description) == ["fleet.replicas"])
  }

  @Test("Mappings merge at any depth, and what the child does not name stays")
  func deepMerge() throws {
    let folder = try ScratchFolder()
    _ = try folder.write(
      smallest + "\nowner: {life: 3 years, power-share: {prefill: 80 %, decode: 50 %, idle: 10 %}}",
      to: "parent.yaml")
    let path = try folder.write(
      "extends: parent.yaml\nowner: {power-share: {decode: 60 %}}", to: "file.yaml")
    let merged = try points(of: ScenarioFile(contentsOf: path))
    let whole = try points(
      smallest + "\nowner: {life: 3 years, power-share: {prefill: 80 %, decode: 60 %, idle: 10 %}}")
    #expect(differences(merged[0], whole[0]) == ["title"])
  }

  @Test("A list of the child replaces the parent's")
  func lists() throws {
    let folder = try ScratchFolder()
    _ = try folder.write(
      smallest + "\nsweep: {fleet.replicas: [1, 2, 3]}\nfigures: [tornado]", to: "parent.yaml")
    let path = try folder.write(
      "extends: parent.yaml\nsweep: {fleet.replicas: [4]}\nfigures: [cost-by-stream]",
      to: "file.yaml")
    let file = try ScenarioFile(contentsOf: path)
    #expect(try points(of: file).map(\.replicas) == [4])
    #expect(try file.figures(among: ["tornado", "cost-by-stream"]) == ["cost-by-stream"])
  }

  @Test("A tilde removes what the parent set: a value, a section, a sweep")
  func removal() throws {
    let folder = try ScratchFolder()
    _ = try folder.write(
      smallest + """

        objectives: {time-to-first-token: 2 s, time-per-output-token: 50 ms}
        sweep: {fleet.replicas: [1, 2]}
        training: {tokens: 1 T, within: 9 days, accelerators: 8}
        """, to: "parent.yaml")
    let path = try folder.write(
      """
      extends: parent.yaml
      objectives: {time-to-first-token: ~}
      sweep: ~
      training: ~
      """, to: "file.yaml")
    let all = try points(of: ScenarioFile(contentsOf: path))
    #expect(all.count == 1)
    #expect(all[0].objectives.timeToFirstToken == nil)
    #expect(all[0].objectives.timePerOutputToken?.limit == Seconds(0.05))
    #expect(all[0].training == nil)
  }

  @Test("A chain of parents is one scenario; files are found beside the file that names them")
  func chains() throws {
    let folder = try ScratchFolder()
    _ = try folder.write("extends: middle.yaml\nseed: 1", to: "child.yaml")
    _ = try folder.write("extends: top.yaml\nseed: 2\nreplications: 3", to: "middle.yaml")
    _ = try folder.write(smallest + "\nseed: 4\nduration: 5 min", to: "top.yaml")
    let all = try points(of: ScenarioFile(contentsOf: folder.path + "/child.yaml"))
    #expect(all[0].seed == 1)
    #expect(all[0].replications == 3)
    #expect(all[0].duration == Seconds.minute * 5)
  }

  @Test("A scenario that is its own ancestor is refused where it says so", arguments: 1...3)
  func cycles(length: Int) throws {
    let folder = try ScratchFolder()
    for index in 0..<length {
      _ = try folder.write(
        "seed: 1\nextends: f\((index + 1) % length).yaml", to: "f\(index).yaml")
    }
    let error = #expect(throws: Diagnostics.self) {
      try ScenarioFile(contentsOf: folder.path + "/f0.yaml")
    }
    let problem = try #require(error?.all.first)
    #expect(error?.all.count == 1)
    #expect(problem.message == "a scenario is its own ancestor")
    #expect(problem.location.position?.line == 2)
  }

  @Test("A missing parent is reported at the place that names it")
  func missingParent() throws {
    let folder = try ScratchFolder()
    let path = try folder.write("extends: nowhere.yaml", to: "f.yaml")
    let error = #expect(throws: Diagnostics.self) { try ScenarioFile(contentsOf: path) }
    #expect(error?.all.map(\.path.description) == ["extends"])
    #expect(error?.all.first?.location.file == path)
  }

  @Test("An alternative changes what it names and nothing else")
  func alternatives() throws {
    let all = try points(
      smallest
        + "\nalternatives: {same: {}, more: {fleet: {replicas: 2}}, dear: {owner: {duty: 9 %}}}")
    #expect(all.map(\.alternative) == ["same", "more", "dear"])
    #expect(differences(try point(smallest), all[0]) == [])
    #expect(differences(all[0], all[1]) == ["replicas", "deployment"])
    #expect(differences(all[0], all[2]) == ["tenure"])
  }
}
