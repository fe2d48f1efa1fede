import Documents
import ReferenceData

extension ScenarioReader {
  /// Puts the lengths of a published trace beneath what the scenario states of its workload.
  mutating func takeWorkloadProfile() {
    guard let reader = keys.stated("workload.profile"),
      let name = reader.text(
        expected: ScenarioKeys.key("workload.profile")?.expected ?? "a workload")
    else { return }
    do {
      let profile = try catalog.workload(name)
      note("workload", .workloads, name)
      let origin = "workload \(name)"
      for (key, text) in profile.values {
        let path = "workload.\(key)"
        keys.supplied[path] = DocumentNode(text, at: SourceLocation(file: origin))
        if keys.stated(path) == nil { supply(path, text, from: origin) }
      }
    } catch { reader.report(error) }
  }
}
