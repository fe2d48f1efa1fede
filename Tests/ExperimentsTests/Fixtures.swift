import Documents
import Experiments
import Foundation
import ReferenceData
import Scenarios
import Tables
import Testing

/// The bundled catalog, read once for all suites.
let installed: Catalog = {
  do { return try Catalog.installed() } catch { fatalError("\(error)") }
}()

/// A small model on one accelerator, moderately loaded, quick to simulate.
let chat = """
  model: llama-3.1-8b
  workload:
    arrivals: poisson(4 /s)
    prompt-tokens: lognormal(median 400, p95 1500)
    output-tokens: lognormal(median 100, p95 300)
  fleet: {accelerator: h100-sxm}
  duration: 90 s
  replications: 3
  """

/// The design points of a text.
func points(_ text: String, settings: [String] = []) throws -> [Scenario] {
  try points(of: ScenarioFile(text: text, named: "t.yaml", assignments: assignments(settings)))
}

func points(of file: ScenarioFile) throws -> [Scenario] {
  let catalog = try file.catalog(extending: installed)
  return try file.variants().map { try Scenario($0, of: file, catalog: catalog) }
}

func point(_ text: String, settings: [String] = []) throws -> Scenario {
  let all = try points(text, settings: settings)
  return try #require(all.count == 1 ? all.first : nil)
}

func assignments(_ settings: [String]) throws -> [DocumentAssignment] {
  try settings.map { try DocumentAssignment($0) }
}

/// The result of an experiment described by a text.
func result(
  _ text: String, settings: [String] = [], jobs: Int = 2
) throws -> ExperimentResult {
  let file = try ScenarioFile(text: text, named: "t.yaml", assignments: assignments(settings))
  return Experiment(
    points: try points(of: file), isEqualizedByObjective: try file.isEqualizedByObjective()
  ).run(jobs: jobs)
}

/// The one design point of an experiment.
func only(_ text: String, settings: [String] = []) throws -> DesignPointResult {
  let all = try result(text, settings: settings).points
  return try #require(all.count == 1 ? all.first : nil)
}

/// Everything that an experiment writes, as text.
func files(_ result: ExperimentResult) -> String {
  let provenance = Provenance(
    programVersion: "1", scenario: "t", scenarioHash: "a", dataHash: "b", seed: 1, replications: 3)
  return result.measurementTable(provenance: provenance).csv
    + result.summaryTable(provenance: provenance).json
}

/// The measurements of a point, run by run.
func measurements(_ point: DesignPointResult) -> [[Experiments.Measurement]] {
  point.runs.map(\.measurements)
}

/// The shipped scenario files that ask about fleets, by name.
let shippedScenarios: [String] = {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scenarios").path
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    .filter(isOfFleet)
}()

/// Whether a scenario file asks about a fleet: neither how stocks grow nor how requests are divided.
private func isOfFleet(_ path: String) -> Bool {
  let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  return !text.contains("\nsupply:") && !text.contains("\nrouting:")
}
