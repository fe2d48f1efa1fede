public import Documents
import Hardware
import LanguageModels
import Performance
import Quantities
public import ReferenceData
import Serving

extension Scenario {
  /// Reads one variant of a scenario file against a catalog, which already holds the file's own
  /// entries; see ``ScenarioFile/catalog(extending:)``.
  ///
  /// - Throws: `Diagnostics` with every problem of the variant, never only the first.
  public init(_ variant: ScenarioVariant, of file: ScenarioFile, catalog: Catalog)
    throws(Diagnostics)
  {
    // Of what is not certain, the median stands here.
    let inputs = try variant.uncertainInputs()
    let variant = variant.atMedians(of: inputs)
    let problems = DiagnosticCollector()
    func read(_ variant: ScenarioVariant) -> Scenario? {
      var reader = ScenarioReader(
        variant: variant, file: file, catalog: catalog, problems: problems)
      reader.checkTransferHasPools()
      return reader.read()
    }
    let scenario =
      variant.pools.map { Self.pooled($0, variant, file, catalog, problems) } ?? read(variant)
    if let scenario {
      ScenarioReader(variant: variant, file: file, catalog: catalog, problems: problems)
        .checkResidencies(of: scenario)
    }
    guard let scenario, problems.isEmpty else {
      if problems.isEmpty {
        problems.add(
          Diagnostic(
            at: variant.root.location, "the design point \(variant.alternative) cannot be read",
            expected: "a model, a workload and a fleet of entries that the catalog describes",
            suggestion: .advice("look at its entries with `bessemer catalog show NAME`")))
      }
      throw Diagnostics(problems.diagnostics.all.map { $0.told(asOf: inputs) })
    }
    self = scenario
  }

  /// A fleet in pools: that of the pool that decodes, beside which the other stands.
  private static func pooled(
    _ variants: [PoolVariant], _ variant: ScenarioVariant, _ file: ScenarioFile, _ catalog: Catalog,
    _ problems: DiagnosticCollector
  ) -> Scenario? {
    let whole = ScenarioReader(
      variant: variant, file: file, catalog: catalog, problems: problems)
    guard whole.hasSoundNames(of: variants), whole.leavesReplicas(to: variants) else { return nil }
    let isSplit = variants.contains { $0.role != .whole }
    if !isSplit { whole.checkTransferHasPools() }
    let transfer = isSplit ? whole.transfer() : nil
    let scenarios = variants.compactMap { pool -> Scenario? in
      var reader = ScenarioReader(
        variant: pool.variant, file: file, catalog: catalog, problems: problems,
        pool: whole.keys.stated("fleet.pools.\(pool.name)").map { (pool.name, $0.node) })
      return reader.read()
    }
    guard (transfer != nil) == isSplit, scenarios.count == variants.count,
      let last = scenarios.last
    else { return nil }
    let pools = zip(variants, scenarios).map {
      PoolScenario(name: $0.name, role: $0.role, scenario: $1.judged(as: $0.role))
    }
    if let transfer { whole.checkPools(pools, transfer) }
    return last.standing(beside: pools, transfer)
  }
}

/// Binds the keys of one variant to the types they stand for.
struct ScenarioReader {
  let variant: ScenarioVariant
  let file: ScenarioFile
  var keys: KeyReader
  let problems: DiagnosticCollector
  let catalog: Catalog
  private var assumptions: [Assumption] = []
  private var presets: [PresetValue] = []

  init(
    variant: ScenarioVariant, file: ScenarioFile, catalog: Catalog, problems: DiagnosticCollector,
    pool: (name: String, node: DocumentNode)? = nil
  ) {
    self.variant = variant
    self.file = file
    self.catalog = catalog
    self.problems = problems
    keys = KeyReader(root: variant.root, problems: problems, pool: pool)
  }

  mutating func read() -> Scenario? {
    let seed = keys.optional("seed")?.tabulatedCount()
    let replications = keys.optional("replications")?.tabulatedCount()
    let duration = keys.optional("duration")?.quantity(
      as: Seconds.self, in: Seconds(1)...Seconds.day * 30,
      words: ScenarioKeys.key("duration")?.expected)
    let analysis = self.analysis()
    let warmUp = self.warmUp(of: duration, in: analysis)
    refuseKeysOfSupply()
    let isServed = variant.isServed
    var demand: Workload?
    if isServed {
      takeWorkloadProfile()
      demand = keys.workload()
      checkSize(of: demand, over: duration)
    } else {
      refuseKeysOfServing()
    }
    let title = keys.stated("title")?.text(expected: "a line of text")
    let question = keys.stated("question")?.text(expected: "a sentence")
    let objectives = keys.objectives()
    let classObjectives =
      demand.map { workload in
        objectives.flatMap { keys.classObjectives(of: workload, beside: $0) }
      } ?? []
    let postTraining = self.postTraining()
    let find = self.find()
    let model = self.model()
    let machine = self.machine().flatMap { (machine) -> (Accelerator, AcceleratorSystem)? in
      network(of: machine.1).flatMap { host(of: $0) }.map { (machine.0, $0) }
    }
    let plan = self.plan()
    let speculation = self.speculation()
    let replicas = keys.optional("fleet.replicas")?.tabulatedCount()
    let routing = self.routing()
    let failures = self.failures()
    let scaling = self.scaling()
    let residencies = keys.stated("fleet.residencies").map { $0.list { $0.residency() } } ?? []
    let capacity =
      keys.stated("fleet.capacity").map { $0.number(in: Self.capacities) } ?? 1
    checkSize(of: plan, replicas: replicas)
    let training = self.training(on: machine?.0)
    let limits = keys.clusterLimits()
    let task = keys.task()
    let quality = keys.quality()
    let purchase = self.purchase(of: machine?.0)
    guard let (accelerator, system) = machine else { return nil }
    let engine = self.engine(for: accelerator, serving: demand)
    let prefixCache = self.prefixCache(on: system, serving: demand)
    let calibration = self.calibration(for: accelerator)
    var ownerReader = OwnerReader(
      keys: keys, catalog: catalog, accelerator: accelerator, system: system, workload: demand)
    let owner = ownerReader.owner()
    let price = isServed ? keys.price(in: "price", catalog: catalog) : nil
    guard let model, let weights = weights(of: model), let plan, let engine,
      let cache = cacheFormat(
        of: engine, under: weights, on: accelerator.device.peak), let seed,
      let replications, let duration,
      let analysis, let warmUp, demand != nil || !isServed, let objectives, let classObjectives,
      let replicas,
      let routing,
      let calibration,
      let failures, let scaling, let residencies, let capacity,
      let owner, let speculation, let prefixCache, let find, let limits, let purchase, let task,
      let quality,
      problems.isEmpty
    else { return nil }
    if !isServed {
      // The engine is nobody's, unless it writes samples.
      let writes = variant.isPostTrained
      presets.removeAll {
        ScenarioKeys.isOfServing($0.path) && !(writes && ScenarioKeys.isOfRollout($0.path))
      }
      if !writes { assumptions.removeAll { $0.subject == "engine" } }
    }
    let perPackage = accelerator.devices
    let fleet = (plan.devices * replicas + perPackage - 1) / perPackage
    let cluster = Cluster(
      accelerator: accelerator, system: system,
      accelerators: fleet)
    guard let tables = embeddingTables(on: cluster, replicas: replicas) else { return nil }
    let deployment = Deployment(
      model: model, cluster: cluster, plan: plan, weights: weights, cacheFormat: cache,
      speculation: speculation, tables: tables)
    guard hasSwapSpace(engine, on: deployment) else { return nil }
    var scenario = Scenario(
      title: title ?? file.name, question: question, alternative: variant.alternative,
      coordinates: variant.coordinates, seed: UInt64(seed), replications: replications,
      duration: duration, warmUp: warmUp.length, demand: demand, objectives: objectives,
      deployment: deployment, engine: engine,
      calibration: calibration, replicas: replicas, routing: routing, owner: owner,
      training: training, find: find, assumptions: assumptions + ownerReader.assumptions,
      presets: presets + ownerReader.presets)
    // The only class is all requests.
    if let own = classObjectives.first, classObjectives.count == 1 {
      scenario.objectives = own
    } else {
      scenario.classObjectives = classObjectives
    }
    scenario.postTraining = postTraining
    if let price { scenario.take(price) }
    scenario.analysis = analysis
    scenario.limits = limits
    scenario.purchase = purchase
    scenario.task = task
    scenario.quality = quality
    scenario.prefixCache = prefixCache
    scenario.residencies = residencies
    scenario.capacity = capacity
    scenario.failures = failures
    scenario.scaling = scaling
    scenario.paysForStopped = paysForStopped
    return scenario
  }

  /// How much more a replica may serve than another.
  private static let capacities = 0.001...1_000.0

  // MARK: Model and machine

  private mutating func model() -> ModelArchitecture? {
    guard let reader = keys.required("model"),
      let name = reader.text(expected: ScenarioKeys.key("model")?.expected ?? "a model")
    else { return nil }
    if name.hasSuffix(".json") {
      do { return try catalog.model(reader.path(name)) } catch {
        reader.report(error)
        return nil
      }
    }
    do {
      let model = try catalog.model(name)
      note("model", .models, name)
      return model
    } catch {
      reader.report(error)
      return nil
    }
  }

  private mutating func machine() -> (Accelerator, AcceleratorSystem)? {
    guard let reader = keys.required("fleet.accelerator"),
      let name = reader.text(expected: "an accelerator of the catalog")
    else {
      return nil
    }
    let accelerator: Accelerator
    do { accelerator = try catalog.accelerator(name) } catch {
      reader.report(error)
      return nil
    }
    note("accelerator", .accelerators, name)
    guard let systemReader = keys.stated("fleet.system") else {
      do {
        let system = try catalog.defaultSystem(for: accelerator)
        supply("fleet.system", system.name, from: "first system of \(accelerator.name)")
        note("system", .systems, system.name)
        return (accelerator, system)
      } catch {
        reader.report(error)
        return nil
      }
    }
    guard let systemName = systemReader.text(expected: "a system of the catalog") else {
      return nil
    }
    do {
      let system = try catalog.system(systemName, holding: accelerator.name)
      note("system", .systems, systemName)
      guard system.accelerator == accelerator.name else {
        systemReader.report(
          "\(systemName) holds \(system.accelerator), not \(accelerator.name)",
          expected: "a system of \(accelerator.name)",
          suggestion: .advice("remove the key to take the first system that holds it"))
        return nil
      }
      return (accelerator, system)
    } catch {
      systemReader.report(error)
      return nil
    }
  }

  /// The system on the network that the scenario asks for.
  private func network(of system: AcceleratorSystem) -> AcceleratorSystem? {
    let rails = keys.stated("fleet.network.rails")
    let oversubscription = keys.stated("fleet.network.oversubscription")
    let count = rails?.tabulatedCount()
    let ratio = oversubscription?.tabulatedNumber()
    guard (rails == nil) == (count == nil), (oversubscription == nil) == (ratio == nil) else {
      return nil
    }
    guard let place = rails ?? oversubscription else { return system }
    if let changed = system.with(rails: count, oversubscription: ratio) { return changed }
    place.report(
      "\(system.name) has no network outside", expected: "a system with a scale-out network",
      suggestion: .advice("remove the key, or name another `fleet.system`"))
    return nil
  }

  mutating func add(_ assumption: Assumption) { assumptions.append(assumption) }

  mutating func note(_ subject: String, _ kind: CatalogKind, _ name: String) {
    guard let entry = try? catalog.entry(name, kind: kind) else { return }
    let evidence = entry.record.firstEvidence
    assumptions.append(
      Assumption(
        subject: subject, value: entry.title, citations: evidence?.sources ?? [],
        remark: evidence.map { "\($0.asOf), \($0.grade)" } ?? ""))
  }

  /// Takes note of a value that the catalog supplies.
  mutating func supply(_ path: String, _ text: String, from origin: String) {
    presets.append(PresetValue(path: path, text: text, origin: origin))
  }

  // MARK: Plan and formats

  private func plan() -> ParallelismPlan? {
    func width(_ axis: String) -> Int? {
      keys.optional("fleet.plan.\(axis)")?.tabulatedCount()
    }
    let (tensor, pipeline, data, expert) = (
      width("tensor"), width("pipeline"), width("data"), width("expert")
    )
    let redundant = keys.stated("fleet.plan.redundant-experts")
    let copies = redundant?.tabulatedCount()
    guard let tensor, let pipeline, let data, let expert, (redundant == nil) == (copies == nil)
    else { return nil }
    do {
      return try ParallelismPlan(
        tensor: tensor, pipeline: pipeline, data: data, expert: expert, redundantExperts: copies)
    } catch {
      let place = keys.stated("fleet.plan.expert") ?? keys.stated("fleet.plan")
      place?.report(
        "the experts cannot be shared by \(expert) devices",
        expected: "a divisor of tensor × data = \(tensor * data)",
        suggestion: .advice("set expert to \(greatestCommonDivisor(expert, tensor * data))"))
      return nil
    }
  }

  private func weights(of model: ModelArchitecture) -> WeightFormats? {
    guard let name = keys.optional("fleet.weights")?.tabulatedName(of: "weight format")
    else { return nil }
    return WeightFormat(rawValue: name).map { WeightFormats(matrices: $0) } ?? model.weights
  }

  private func cacheFormat(
    of engine: EngineProfile, under weights: WeightFormats, on peak: PeakRates
  ) -> NumericFormat? {
    guard let name = keys.optional("fleet.cache")?.tabulatedName(of: "cache format") else {
      return nil
    }
    return NumericFormat(rawValue: name) ?? engine.cacheFormat(under: weights, on: peak)
  }

  private func analysis() -> RunAnalysis? {
    keys.optional("analysis")?.tabulatedName(of: "analysis").flatMap { RunAnalysis(rawValue: $0) }
  }

  /// The stated warm-up; the outer optional is nil after a problem, the inner one means MSER-5, or
  /// none of a terminating analysis.
  private func warmUp(
    of duration: Seconds?, in analysis: RunAnalysis?
  ) -> (length: Seconds?, Void)? {
    if analysis == .terminating {
      guard let reader = keys.stated("warm-up") else { return (nil, ()) }
      reader.report(
        "a terminating run has no warm-up: it is measured from its empty start",
        expected: "nothing beside `analysis: terminating`",
        suggestion: .advice("remove `warm-up`, or write `analysis: steady-state`"))
      return nil
    }
    guard let reader = keys.optional("warm-up") else { return nil }
    if reader.node.text == "auto" { return (nil, ()) }
    guard
      let length = reader.quantity(
        as: Seconds.self, in: .zero...Seconds.day * 30, words: ScenarioKeys.key("warm-up")?.expected
      )
    else { return nil }
    if let duration, length >= duration * 0.99 {
      reader.report(
        "the warm-up leaves nothing to measure", expected: "less than the duration",
        suggestion: .advice("lengthen `duration`, or write auto"))
      return nil
    }
    return (length, ())
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
