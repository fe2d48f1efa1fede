import Documents
import Performance
import Quantities
import Serving
import Stochastics

extension ScenarioVariant {
  /// Whether it serves requests; without a workload it trains.
  var isServed: Bool { states("workload") || !(states("training") || isPostTrained) }

  /// Whether its engines write the samples of reinforcement learning.
  var isPostTrained: Bool { states("post-training") }

  private func states(_ key: String) -> Bool {
    root[DocumentPath([.key(key)])].map { !$0.isNull } ?? false
  }
}

extension ScenarioReader {
  /// Reports what is said of serving where nothing is served.
  func refuseKeysOfServing() {
    let ofServing = ScenarioKeys.all.filter {
      ScenarioKeys.isOfServing($0.path)
        && !(variant.isPostTrained && ScenarioKeys.isOfRollout($0.path))
    }
    let stated = ofServing.compactMap { key in keys.stated(key.path).map { (key.path, $0) } }
    // The first of a section stands for what is inside it.
    for (path, reader) in stated
    where !stated.contains(where: { path.hasPrefix($0.0 + ".") }) {
      reader.report(
        "\(path) is of serving, and there is no workload",
        expected: "a `workload` beside it, or keys of what trains",
        suggestion: .advice("remove the key, or state what is served"))
    }
  }

  /// Reports what is said of supply where a fleet is asked about.
  func refuseKeysOfSupply() {
    keys.stated("demand")?.report(
      "`demand` is of scenarios of supply, and there is no `supply`",
      expected: "a `supply` beside it and no fleet, or no `demand`",
      suggestion: .advice("state what is served under `workload`, or write a `supply`"))
  }

  /// Requests that one run may bring: some hours of computing.
  static let mostRequests = 100_000_000.0
  /// Devices that one fleet may hold: well beyond all that were ever built.
  static let mostDevices = 10_000_000

  /// Reports a run of more requests than a machine gets through.
  func checkSize(of workload: Workload?, over duration: Seconds?) {
    guard let duration, let rate = workload?.offeredRate(over: duration) else { return }
    // Requests per second times seconds.
    let requests = rate.value * duration.value
    guard requests > Self.mostRequests else { return }
    (keys.stated("duration") ?? keys.stated("workload.arrivals.rate"))?.report(
      "a run of \(UnitNotation.format(duration)) brings \(UnitNotation.format(requests)) requests",
      expected:
        "at most \(UnitNotation.format(Self.mostRequests, significantDigits: nil)) requests in a run",
      suggestion: .advice("shorten `duration`: intervals narrow with `replications` as well"))
  }

  /// Reports a fleet of more devices than can be counted on.
  func checkSize(of plan: ParallelismPlan?, replicas: Int?) {
    guard let plan, let replicas else { return }
    let (devices, overflows) = plan.devices.multipliedReportingOverflow(by: replicas)
    guard overflows || devices > Self.mostDevices else { return }
    let place =
      keys.stated("fleet.replicas") ?? keys.stated("fleet.plan") ?? keys.stated("fleet")
    let asked = UnitNotation.format(Double(plan.devices) * Double(replicas))
    place?.report(
      "the fleet asks for \(asked) devices",
      expected:
        "at most \(UnitNotation.format(Double(Self.mostDevices), significantDigits: nil)) devices",
      suggestion: .advice("lower `replicas` or the widths of `plan`"))
  }
}
