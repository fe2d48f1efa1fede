import Documents
import Economics
import Quantities
import ReferenceData

extension OwnerReader {
  /// The rule that divides dollars, and whether nobody chose it; nil after a problem.
  func allocation() -> (rule: AllocationRule, isDefault: Bool)? {
    keys.optional("owner.allocation")?.value(
      expected: ScenarioKeys.key("owner.allocation")?.expected ?? "a rule"
    ) { text in
      switch text {
      case "auto": return (.shapley, true)
      case "shapley": return (.shapley, false)
      case "separate-pools": return (.separatePools, false)
      case "flop-share": return (.flopShare, false)
      default: return (try Self.listed(text), false)
      }
    }
  }

  /// A rule by list prices.
  private static func listed(_ text: String) throws -> AllocationRule {
    guard let call = FunctionNotation(text), call.name == "price-proportional" else {
      throw TextProblem(
        "no allocation rule is written so",
        suggestion: text == "price-proportional"
          ? .name("price-proportional(output 4, cached 0.1)")
          : NearestName.suggestion(
            for: text, among: ["auto", "shapley", "separate-pools", "flop-share"]
          ).map { .name($0) })
    }
    var multiples: [String: Double] = [:]
    for argument in call.arguments {
      guard let label = argument.label, ["output", "cached"].contains(label) else {
        throw TextProblem("an argument is neither output nor cached")
      }
      let value = try UnitNotation().number(argument.value)
      guard value >= 0, value <= 1e6 else {
        throw TextProblem("\(label) lies outside 0 to a million")
      }
      guard multiples.updateValue(value, forKey: label) == nil else {
        throw TextProblem("\(label) is given twice", suggestion: .advice("remove one of them"))
      }
    }
    guard let output = multiples["output"], let cached = multiples["cached"] else {
      throw TextProblem("both output and cached are needed, as multiples of uncached input")
    }
    return .priceProportional(output: output, cached: cached)
  }

  /// What the memory that keeps caches costs, where it is stated; nil after a problem.
  func memory() -> CacheMemoryPrices? {
    let range = USDollarsPerByteSecond.zero...USDollarsPerByteSecond(perGibibyteMonth: 1e6)
    guard let host = statedAmount("host-memory", in: range),
      let storage = statedAmount("cache-storage", in: range)
    else { return nil }
    return CacheMemoryPrices(host: host, storage: storage)
  }

  /// What yuan are worth, and what the catalog's local costs are multiplied by at that rate; nil after
  /// a problem.
  func exchangeRates(in region: String) -> (rates: ExchangeRates?, local: Double)? {
    let own = try? catalog.exchangeRates()
    guard let reader = keys.stated("owner.exchange-rate") else { return (own, 1) }
    guard let yuan = reader.tabulatedNumber(),
      let rates = try? ExchangeRates(dollarsPerYuan: 1 / yuan, date: "", source: "the scenario")
    else { return nil }
    // Local costs were paid in yuan.
    let local = region == "china" ? (own.map { rates.dollarsPerYuan / $0.dollarsPerYuan } ?? 1) : 1
    return (rates, local)
  }
}
