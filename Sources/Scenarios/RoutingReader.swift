public import Documents
import Economics
import Quantities
public import ReferenceData
import Stochastics

extension ScenarioFile {
  /// Whether the scenario asks how requests are divided among tiers, rather than what a fleet does.
  public var isOfRouting: Bool { root["routing"].map { !$0.isNull } ?? false }

  /// How uncertain inputs of a scenario of routing are drawn: as the file says, or else often, since
  /// nothing is simulated.
  ///
  /// - Throws: `Diagnostics` for what cannot be read, and for draws of the catalog's figures.
  public func routingSample() throws(Diagnostics) -> SamplePlan {
    let stated = try sample()
    if stated?.drawsFacts == true {
      let place = root["sample"]?["facts"]
      throw Diagnostics(
        Diagnostic(
          at: place?.location ?? root.location, path: KeyReader.path("sample.facts"),
          "prices of the catalog are taken as they stand", found: place?.text, expected: "none",
          suggestion: .advice("write the figure that is not certain as a range in the scenario")))
    }
    return stated
      ?? SamplePlan(design: .latinHypercube, points: 256, drawsFacts: false, correlations: [])
  }
}

extension RoutingScenario {
  /// Reads one variant of a scenario file against a catalog, which already holds the file's own
  /// entries; uncertain inputs are taken at their medians.
  ///
  /// - Throws: `Diagnostics` with every problem of the variant, never only the first.
  public init(_ variant: ScenarioVariant, of file: ScenarioFile, catalog: Catalog)
    throws(Diagnostics)
  {
    let inputs = try variant.uncertainInputs()
    let problems = DiagnosticCollector()
    let reader = RoutingReader(
      variant: variant.atMedians(of: inputs), name: file.name, catalog: catalog,
      problems: problems)
    let scenario = reader.read()
    guard let scenario, problems.isEmpty else {
      throw Diagnostics(problems.diagnostics.all.map { $0.told(asOf: inputs) })
    }
    self = scenario
  }
}

/// Binds the keys of one variant to the types they stand for.
private struct RoutingReader {
  let variant: ScenarioVariant
  let name: String
  let catalog: Catalog
  let problems: DiagnosticCollector
  let keys: KeyReader

  init(
    variant: ScenarioVariant, name: String, catalog: Catalog, problems: DiagnosticCollector
  ) {
    self.variant = variant
    self.name = name
    self.catalog = catalog
    self.problems = problems
    keys = KeyReader(root: variant.root, problems: problems)
  }

  func read() -> RoutingScenario? {
    refuseOtherSubjects()
    let title = keys.stated("title").map { $0.text() } ?? name
    let question = keys.stated("question").flatMap { $0.text() }
    let seed = keys.optional("seed")?.tabulatedCount()
    guard let task = task() else { return nil }
    let tiers = ScenarioKeys.tiersOfRouting.compactMap { tier($0, task) }
    if tiers.isEmpty, problems.isEmpty {
      _ = keys.required("routing.tiers")
      (keys.stated("routing.tiers"))?.report(
        "there is no tier", expected: "at least one of cheap, frontier and self-hosted",
        suggestion: .advice("name one with a price, such as frontier: {price: gpt-5.5}"))
    }
    // A tier that could not be read is not one that is missing.
    guard problems.isEmpty, let division = division(tiers), problems.isEmpty else { return nil }
    let routing = routing(tiers)
    guard let title, let seed, problems.isEmpty else { return nil }
    return RoutingScenario(
      title: title, question: question, alternative: variant.alternative,
      coordinates: variant.coordinates, seed: UInt64(seed), task: task, tiers: tiers,
      routing: routing, division: division,
      assumptions: tiers.compactMap { tier in
        guard case .price(let price) = tier.charge else { return nil }
        return price.assumption(as: "price, \(tier.name)")
      })
  }

  /// Nothing else can be asked of requests that are only counted.
  private func refuseOtherSubjects() {
    let own = ["routing"] + ScenarioKeys.ofTheFile
    for entry in variant.root.mapping?.entries ?? []
    where !own.contains(entry.key) && !entry.value.isNull {
      problems.add(
        Diagnostic(
          at: entry.keyLocation, path: DocumentPath([.key(entry.key)]),
          "a scenario with `routing` has no `\(entry.key)`", found: entry.key,
          expected: "keys of routing",
          suggestion: .advice(
            "write a scenario of its own for a fleet, and its cost here as a tier's request-cost "
              + "or hourly-cost")))
    }
    for name in ["equalize", "precision", "find", "replications", "trend"] {
      keys.stated(name)?.report(
        "a scenario with `routing` has no `\(name)`", expected: "keys of routing",
        suggestion: .advice(
          ["equalize", "find", "trend"].contains(name)
            ? "remove it" : "write `sample.points` for the number of draws"))
    }
  }

  private func task() -> TokenBlend? {
    let input = keys.required("routing.task.input-tokens")?.tabulatedNumber()
    let output = keys.required("routing.task.output-tokens")?.tabulatedNumber()
    let cached = keys.optional("routing.task.cached-share")?.tabulatedNumber()
    guard let input, let output, let cached else { return nil }
    do {
      return try TokenBlend(input: input, output: output, cachedShare: cached)
    } catch {
      keys.stated("routing.task")?.report(
        "a request of no tokens", expected: "input-tokens or output-tokens above 0",
        suggestion: .advice("state the mean request"))
      return nil
    }
  }

  // MARK: Tiers

  private func tier(_ name: String, _ task: TokenBlend) -> RoutingScenario.Tier? {
    let section = "routing.tiers.\(name)"
    guard let whole = keys.stated(section) else { return nil }
    let error = keys.optional("\(section).error")?.tabulatedNumber()
    let slope = keys.optional("\(section).error-slope")?.tabulatedNumber()
    guard let (charge, cost) = charge(section, whole, task), let error, let slope else {
      return nil
    }
    do {
      let tier = try RoutingTier(
        name: name, requestCost: cost, error: error, errorSlope: slope)
      return RoutingScenario.Tier(name: name, answering: tier, charge: charge)
    } catch {
      (keys.stated("\(section).error-slope") ?? whole).report(
        "\(error)", suggestion: .advice("lower error, or error-slope"))
      return nil
    }
  }

  /// How a tier charges, and what a request costs there.
  private func charge(
    _ section: String, _ whole: ValueReader, _ task: TokenBlend
  ) -> (RoutingScenario.Charge, USDollars)? {
    let ways = ["price", "hourly-cost", "request-cost"].filter {
      keys.stated("\(section).\($0)") != nil
    }
    guard ways.count == 1 else {
      whole.report(
        ways.isEmpty
          ? "nothing says what a request costs here"
          : "\(ways.joined(separator: " and ")) exclude each other",
        expected: "one of price, hourly-cost and request-cost",
        suggestion: .advice("state one, such as price: gpt-5.5"))
      return nil
    }
    for key in ["throughput", "utilization"] where ways != ["hourly-cost"] {
      keys.stated("\(section).\(key)")?.report(
        "this belongs to an hourly cost", expected: "this key only beside `hourly-cost`",
        suggestion: .advice("remove it"))
    }
    switch ways[0] {
    case "price":
      guard let price = keys.price(in: "\(section).price", catalog: catalog) else { return nil }
      return (.price(price), price.list.revenue(of: task.volumes))
    case "request-cost":
      guard let cost = money("\(section).request-cost") else { return nil }
      return (.request, cost)
    default:
      guard let (perToken, utilization) = machineCost(section) else { return nil }
      return (.machine(perToken, utilization: utilization), perToken * task.volumes.total)
    }
  }

  /// Dollars per token of a machine by the hour, c_h / (T u)  (Eq. 9.7), and its utilization u.
  private func machineCost(_ section: String) -> (USDollarsPerToken, utilization: Double)? {
    let hourly = keys.stated("\(section).hourly-cost")?.quantity(
      as: USDollarsPerSecond.self, in: .zero...USDollarsPerSecond(perHour: 1e6),
      notation: notation, words: ScenarioKeys.key("\(section).hourly-cost")?.expected)
    let throughput = keys.required("\(section).throughput")?.quantity(
      as: TokensPerSecond.self, in: TokensPerSecond(1e-6)...TokensPerSecond(1e12),
      words: ScenarioKeys.key("\(section).throughput")?.expected)
    let reader = keys.optional("\(section).utilization")
    let utilization = reader?.tabulatedNumber()
    guard let hourly, let throughput, let utilization else { return nil }
    guard utilization > 0 else {
      reader?.report(
        "a machine that is never busy answers nothing", expected: "a fraction above 0",
        suggestion: .advice("state the share of paid hours in which it works"))
      return nil
    }
    // USD/s ÷ tok/s = USD/tok.
    return (USDollarsPerToken(hourly.value / (throughput.value * utilization)), utilization)
  }

  /// Yuan become dollars at the catalog's rate.
  private var notation: UnitNotation {
    UnitNotation(exchangeRates: try? catalog.exchangeRates())
  }

  private func money(_ path: String, isRequired: Bool = false) -> USDollars? {
    (isRequired ? keys.required(path) : keys.optional(path))?.quantity(
      as: USDollars.self, in: .zero...USDollars(1e9), notation: notation,
      words: ScenarioKeys.key(path)?.expected)
  }

  // MARK: The stack

  private func division(_ tiers: [RoutingScenario.Tier]) -> RoutingScenario.Division? {
    guard let reader = keys.optional("routing.cheap-share") else { return nil }
    let other = keys.stated("routing.self-hosted-share")
    if reader.node.text == "optimal" {
      other?.report(
        "`cheap-share: optimal` divides the requests among all tiers",
        expected: "this key only beside a stated `cheap-share`",
        suggestion: .advice("remove it, or state cheap-share"))
      return other == nil ? .optimal : nil
    }
    guard let cheap = reader.fraction(), let selfHosted = other.map({ $0.tabulatedNumber() }) ?? 0
    else { return nil }
    for (name, share, place) in [("cheap", cheap, reader), ("self-hosted", selfHosted, other)]
    where share > 0 && !tiers.contains(where: { $0.name == name }) {
      place?.report(
        "there is no \(name) tier to send requests to",
        expected: "a tier of that name under `routing.tiers`",
        suggestion: .advice("state the tier, or remove its share"))
      return nil
    }
    guard cheap + selfHosted <= 1 else {
      (other ?? reader).report(
        "more than all requests are divided: "
          + UnitNotation.format(percentage: cheap + selfHosted),
        expected: "shares of at most 100 % together", suggestion: .advice("lower one of them"))
      return nil
    }
    return .stated(cheap: cheap, selfHosted: selfHosted)
  }

  /// The stack of the tiers; nil where only prices are compared, or after a problem was reported.
  private func routing(_ tiers: [RoutingScenario.Tier]) -> TieredRouting? {
    func tier(_ name: String) -> RoutingTier? { tiers.first { $0.name == name }?.answering }
    guard let frontier = tier("frontier"), tiers.count > 1 else {
      for key in ["cheap-share", "router-cost", "verification", "escalation", "residency"] {
        let reader = keys.stated("routing.\(key)")
        // A default that is written out says nothing.
        let standard = ScenarioKeys.key("routing.\(key)")?.standard
        guard let reader, reader.node.text == nil || reader.node.text != standard else { continue }
        reader.report(
          "requests are divided between the frontier and another tier, and one is missing",
          expected: "`frontier` and `cheap` or `self-hosted` under `routing.tiers`",
          suggestion: .advice("state the tier, or remove this key"))
      }
      return nil
    }
    let cheap = tier("cheap")
    let loss = money("routing.loss-per-error")
    let router = money("routing.router-cost")
    let verification = verification(of: cheap)
    let escalation = named("routing.escalation", tier, isAsked: keys.stated("routing.verification"))
    let residency = residency(tier)
    guard let loss, let router, let verification, let escalation, let residency else { return nil }
    do {
      return try TieredRouting(
        frontier: frontier, cheap: cheap, selfHosted: tier("self-hosted"), lossPerError: loss,
        routerCost: router, verification: verification, escalation: escalation,
        residencyShare: residency.share, residencyTier: residency.tier)
    } catch {
      keys.stated("routing")?.report("\(error)")
      return nil
    }
  }

  private func verification(of cheap: RoutingTier?) -> AnswerVerification?? {
    guard let whole = keys.stated("routing.verification") else {
      keys.stated("routing.escalation")?.report(
        "nothing is escalated without a verification", expected: "`verification` beside it",
        suggestion: .advice("state what rejects answers, or remove this key"))
      return problems.isEmpty ? .some(nil) : nil
    }
    guard cheap != nil else {
      whole.report(
        "answers of the cheap tier are verified, and there is none",
        expected: "a tier `cheap`", suggestion: .advice("state it, or remove this key"))
      return nil
    }
    let cost = money("routing.verification.cost", isRequired: true)
    let catches = keys.required("routing.verification.catches")?.tabulatedNumber()
    let alarms = keys.optional("routing.verification.false-alarms")?.tabulatedNumber()
    guard let cost, let catches, let alarms else { return nil }
    do {
      return try AnswerVerification(cost: cost, catches: catches, falseAlarms: alarms)
    } catch {
      whole.report("\(error)")
      return nil
    }
  }

  private func residency(
    _ tier: (String) -> RoutingTier?
  ) -> (share: Double, tier: RoutingTier?)? {
    guard keys.stated("routing.residency") != nil else { return (0, nil) }
    let reader = keys.required("routing.residency.share")
    guard let share = reader?.tabulatedNumber() else { return nil }
    guard
      let bound = named("routing.residency.tier", tier, isAsked: share > 0 ? reader : nil)
    else { return nil }
    return (share, bound)
  }

  /// The tier that a key names; some nil where it is not asked for.
  private func named(
    _ path: String, _ tier: (String) -> RoutingTier?, isAsked place: ValueReader?
  ) -> RoutingTier?? {
    guard let reader = keys.optional(path), let name = reader.tabulatedName(of: "tier") else {
      return nil
    }
    guard let place else { return .some(tier(name)) }
    guard let found = tier(name) else {
      (keys.stated(path) ?? place).report(
        "the tier \(name) that must answer is not stated",
        expected: "a tier \(name) under `routing.tiers`",
        suggestion: .advice("state it, or name another under \(path)"))
      return nil
    }
    return .some(found)
  }
}
