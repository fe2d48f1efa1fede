import Documents
import Hardware
import LanguageModels
import Quantities
import ReferenceData

extension ScenarioReader {
  /// The search section, its defaults where nothing is said; nil after a problem.
  func find() -> FindQuestion? {
    let goal = keys.optional("find.goal")?.tabulatedName(of: "goal")
    let accuracy = keys.optional("find.accuracy")?.tabulatedNumber()
    let runs = keys.optional("find.runs")?.tabulatedCount()
    let confirmations = keys.optional("find.confirmations")?.tabulatedCount()
    let largest = keys.optional("find.largest-replica")?.tabulatedCount()
    guard let goal = goal.flatMap(FindQuestion.Goal.init(rawValue:)), let accuracy, let runs,
      let confirmations, let largest, let space = findSpace(), let transfer = transfer()
    else { return nil }
    return FindQuestion(
      goal: goal, accuracy: accuracy, runs: runs, confirmations: confirmations,
      largestReplica: largest, space: space, transfer: transfer)
  }

  /// Whether pools are looked for, even where the fleet has none.
  var searchesPools: Bool {
    guard let node = keys.stated("find.space.pools")?.node else { return false }
    return (node.sequence ?? [node]).contains {
      $0.text == FindQuestion.Way.split.rawValue
    }
  }

  private func findSpace() -> FindQuestion.Space? {
    let accelerators = axis("accelerator") { reader -> String? in
      guard let name = reader.text(expected: "an accelerator of the catalog") else { return nil }
      do throws(CatalogError) { return try catalog.accelerator(name).name } catch {
        reader.report(error)
        return nil
      }
    }
    func widths(_ axis: String, upTo most: Int = 100_000) -> [Int]?? {
      self.axis(axis) { $0.integer(in: 1...most) }
    }
    let tensor = widths("tensor")
    let pipeline = widths("pipeline")
    let data = widths("data")
    let expert = widths("expert")
    let weights = axis("weights") { reader -> WeightFormat?? in
      reader.name(among: ["native"] + WeightWords.formats, of: "weight format")
        .map(WeightFormat.init(rawValue:))
    }
    let cache = axis("cache") { reader -> NumericFormat?? in
      reader.name(among: ["auto", "bf16", "fp16", "fp8", "int8"], of: "cache format")
        .map(NumericFormat.init(rawValue:))
    }
    let ways = axis("pools") { reader in
      reader.name(among: FindQuestion.Way.allCases.map(\.rawValue), of: "way to serve")
        .flatMap(FindQuestion.Way.init(rawValue:))
    }
    let ratios = axis("ratio") { $0.poolRatio() }
    let sequences = widths("sequences", upTo: 1_048_576)
    let stepTokens = widths("step-tokens", upTo: 16_777_216)
    guard let accelerators, let tensor, let pipeline, let data, let expert, let weights,
      let cache, let ways, let ratios, let sequences, let stepTokens
    else { return nil }
    return FindQuestion.Space(
      accelerators: accelerators, ways: ways, ratios: ratios, tensor: tensor, pipeline: pipeline,
      data: data, expert: expert,
      weights: weights, cache: cache, sequences: sequences, stepTokens: stepTokens)
  }

  /// The values of an axis, each once; the outer optional is nil after a problem, the inner one
  /// where nothing is said.
  private func axis<Value: Hashable>(
    _ name: String, _ read: (ValueReader) -> Value?
  ) -> [Value]?? {
    guard let reader = keys.stated("find.space.\(name)") else { return .some(nil) }
    let items = reader.node.sequence == nil ? [reader] : reader.items() ?? []
    var values: [Value] = []
    for item in items {
      guard let value = read(item) else { return nil }
      guard !values.contains(value) else {
        item.report("this value is named twice", expected: "each value once")
        return nil
      }
      values.append(value)
    }
    guard !values.isEmpty else {
      reader.report(
        "the list of values is empty", expected: ScenarioKeys.key("find.space.\(name)")?.expected,
        suggestion: .advice("name values, or remove the key"))
      return nil
    }
    return values
  }
}

extension ValueReader {
  /// Replicas for prompts to replicas for output: `2:3`.
  fileprivate func poolRatio() -> FindQuestion.PoolRatio? {
    value(expected: "replicas for prompts to replicas for output, such as 2:3") { text in
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map {
        Int($0.trimmingPrefix { $0 == " " })
      }
      guard parts.count == 2, let prefill = parts[0], let decode = parts[1],
        (1...1_000).contains(prefill), (1...1_000).contains(decode)
      else {
        throw TextProblem(
          "this is no ratio of two numbers of replicas",
          suggestion: .advice("write two whole numbers from 1 to 1000, such as 2:3"))
      }
      return FindQuestion.PoolRatio(prefill: prefill, decode: decode)
    }
  }
}
