import Documents
import Economics
import Foundation
import Performance
import ReferenceData
import Scenarios
import Serving
import Stochastics
import Testing

/// The bundled catalog, read once for all suites.
let installed: Catalog = {
  do { return try Catalog.installed() } catch { fatalError("\(error)") }
}()

/// The folder of the package.
let packageFolder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The shipped scenario files that ask about fleets, by name.
let shippedScenarios: [String] = {
  let folder = packageFolder.appending(path: "Scenarios").path
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    .filter { !isOfSupply($0) && !isOfRouting($0) }
}()

/// The shipped scenario files that ask how requests are divided among tiers, by name.
let shippedRoutingScenarios: [String] = {
  let folder = packageFolder.appending(path: "Scenarios").path
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    .filter(isOfRouting)
}()

/// Whether a scenario file asks how requests are divided among tiers.
private func isOfRouting(_ path: String) -> Bool {
  (try? String(contentsOfFile: path, encoding: .utf8))?.contains("\nrouting:") ?? false
}

/// The shipped scenario files that ask how stocks grow, by name.
let shippedSupplyScenarios: [String] = {
  let folder = packageFolder.appending(path: "Scenarios").path
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    .filter(isOfSupply)
}()

/// Whether a scenario file asks how stocks grow.
private func isOfSupply(_ path: String) -> Bool {
  (try? String(contentsOfFile: path, encoding: .utf8))?.contains("\nsupply:") ?? false
}

/// A small scenario that states only what it must.
let smallest = """
  model: llama-3.1-70b
  workload: {arrivals: poisson(2 /s), prompt-tokens: 900, output-tokens: 250}
  fleet: {accelerator: h100-sxm, plan: {tensor: 8}}
  """

/// The design points of a text, with everything else of the file read as well.
func points(_ text: String, settings: [String] = []) throws -> [Scenario] {
  try points(of: ScenarioFile(text: text, named: "t.yaml", assignments: assignments(settings)))
}

func points(of file: ScenarioFile) throws(Diagnostics) -> [Scenario] {
  let problems = DiagnosticCollector()
  var points: [Scenario] = []
  let catalog = try file.catalog(extending: installed)
  for variant in try file.variants() {
    do { points.append(try Scenario(variant, of: file, catalog: catalog)) } catch {
      problems.add(error)
    }
  }
  do { _ = try file.isEqualizedByObjective() } catch { problems.add(error) }
  do { _ = try file.levers() } catch { problems.add(error) }
  do { _ = try file.precision() } catch { problems.add(error) }
  do { _ = try file.sample() } catch { problems.add(error) }
  do { _ = try file.thresholds() } catch { problems.add(error) }
  do { _ = try file.figures(among: ["tornado", "cost-by-stream"]) } catch { problems.add(error) }
  try problems.throwIfAny()
  return points
}

/// The one design point of a text.
func point(_ text: String, settings: [String] = []) throws -> Scenario {
  let all = try points(text, settings: settings)
  return try #require(all.count == 1 ? all.first : nil)
}

func assignments(_ settings: [String]) throws(DocumentError) -> [DocumentAssignment] {
  var found: [DocumentAssignment] = []
  for text in settings { found.append(try DocumentAssignment(text)) }
  return found
}

/// The problems of a text; none where it is sound.
func problems(_ text: String, settings: [String] = []) -> [Diagnostic] {
  do {
    _ = try points(text, settings: settings)
    return []
  } catch let error as Diagnostics {
    return error.all
  } catch {
    Issue.record("\(error)")
    return []
  }
}

/// The names of what differs between two design points, labels apart.
func differences(_ a: Scenario, _ b: Scenario) -> Set<String> {
  let (left, right) = (parts(of: a), parts(of: b))
  return Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }
}

private func parts(of scenario: Scenario) -> [String: AnyHashable?] {
  var parts: [String: AnyHashable?] = [
    "title": scenario.title, "question": scenario.question, "seed": scenario.seed,
    "replications": scenario.replications, "duration": scenario.duration,
    "warm-up": scenario.warmUp, "analysis": scenario.analysis,
    "objectives": scenario.objectives,
    "deployment": scenario.deployment, "engine": scenario.engine,
    "calibration": scenario.calibration, "replicas": scenario.replicas,
    "routing": scenario.routing, "tenure": scenario.owner.tenure,
    "class objectives": scenario.classObjectives, "residencies": scenario.residencies,
    "capacity": scenario.capacity,
    "allocation": scenario.owner.allocation, "training": scenario.training,
    "limits": scenario.limits, "is served": scenario.isServed,
  ]
  parts["post-training"] = scenario.postTraining
  parts["price"] = scenario.price
  for stream in scenario.demand?.streams ?? [] {
    switch stream.arrivals {
    case .open(let process):
      parts["arrivals \(stream.name)"] =
        [
          process.interarrival, process.profile, process.modulation,
        ] as [AnyHashable?]
    case .closed(let clients, let thinkTime):
      parts["arrivals \(stream.name)"] = [clients, thinkTime] as [AnyHashable?]
    case .listed(let trace):
      parts["arrivals \(stream.name)"] = (0..<trace.count).map { trace[$0] }
    }
  }
  for requestClass in scenario.demand?.classes ?? [] {
    let lengths = requestClass.lengths
    parts["lengths \(requestClass.name)"] = [lengths?.promptTokens, lengths?.outputTokens]
    parts["cached \(requestClass.name)"] = lengths?.cachedFraction
    parts["terms \(requestClass.name)"] = requestClass.terms
    parts["residency \(requestClass.name)"] = requestClass.residency
  }
  return parts
}

/// A folder of small files that disappears with the test.
final class ScratchFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    let file = "\(path)/\(name)"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }
}
