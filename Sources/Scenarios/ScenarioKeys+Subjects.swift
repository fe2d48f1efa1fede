extension ScenarioKeys {
  /// Whether a key is of serving alone: a scenario without `workload` states none of them.
  static func isOfServing(_ path: String) -> Bool {
    let parts = path.split(separator: ".").map(String.init)
    switch parts.first {
    case "workload", "objectives", "price", "duration", "warm-up", "analysis", "equalize":
      return true
    case "fleet": return parts.count > 1 && !machine.contains(parts[1])
    default: return false
    }
  }

  /// Whether a key of serving says how the samples of post-training are written too.
  static func isOfRollout(_ path: String) -> Bool {
    let parts = path.split(separator: ".").map(String.init)
    return parts.first == "fleet" && parts.count > 1 && rollout.contains(parts[1])
  }

  private static let rollout = ["engine", "plan", "weights", "cache", "speculation", "routing"]

  /// What `fleet` says of the machines, whatever runs on them.
  private static let machine = ["accelerator", "system", "network", "host"]
}
