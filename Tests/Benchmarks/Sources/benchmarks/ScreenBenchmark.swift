import Experiments
import ReferenceData
import Scenarios

/// How many candidate deployments are judged in a second, closed form, reasons and front included.
enum ScreenBenchmark: Benchmark {
  static let name = "screen"
  static let summary = "Screening: all deployments of a model on a chip, on one core"

  private static let rounds = 3

  static func run() throws -> [TextTable] {
    let catalog = try Catalog.installed()
    var table = TextTable(
      title: summary, header: ["model", "candidates", "kept", "per second", "s for 10,000"])
    for (model, chip, most) in [
      ("llama-3.1-70b", "h100-sxm", 16), ("deepseek-v3", "h200-sxm", 64),
    ] {
      let file = try ScenarioFile(text: Self.text(model, chip, most), named: "screen.yaml")
      let scenario = try Scenario(file.variants()[0], of: file, catalog: catalog)
      let space = DeploymentSpace([scenario])
      var rates: [Double] = []
      var kept = 0
      for round in 0...rounds {
        let start = Machine.processorSeconds
        let screen = DeploymentScreen(space, jobs: 1)
        let time = Machine.processorSeconds - start
        kept = screen.kept.count
        precondition(kept > 0 && screen.count == space.count)
        if round > 0 { rates.append(Double(space.count) / time) }
      }
      table.rows.append([
        model, "\(space.count)", "\(kept)", "\(Int(rates.median))", fixed(1e4 / rates.median),
      ])
    }
    return [table]
  }

  private static func text(_ model: String, _ chip: String, _ most: Int) -> String {
    """
    model: \(model)
    workload:
      arrivals: poisson(40 /s)
      prompt-tokens: lognormal(median 900, p95 4000)
      output-tokens: lognormal(median 250, p95 900)
    fleet: {accelerator: \(chip)}
    objectives: {time-to-first-token: 2 s at p95, time-per-output-token: 50 ms at p95}
    find: {largest-replica: \(most), space: {weights: [native, bf16], cache: [auto, fp8]}}
    """
  }
}
