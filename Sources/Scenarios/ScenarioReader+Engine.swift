import Documents
import Hardware
import Performance
import Quantities
import ReferenceData
import Serving

extension ScenarioReader {
  /// The engine profile with the scenario's own settings.
  mutating func engine(
    for accelerator: Accelerator, serving workload: Workload?
  ) -> EngineProfile? {
    guard let name = engineName(for: accelerator) else { return nil }
    let profile: EngineProfile
    do { profile = try catalog.engine(name) } catch {
      (keys.stated("fleet.engine.name") ?? keys.stated("fleet"))?.report(error)
      return nil
    }
    note("engine", .engines, name)
    let block = setting("block-size", profile.blockTokens, of: name)
    let tokens = setting("step-tokens", profile.tokenBudget, of: name)
    let sequences = setting("sequences", profile.maximumSequences, of: name)
    let reserve = profile.memory
    var fraction: Double? = reserve.memoryFraction
    if let stated = keys.stated("fleet.engine.memory-fraction") {
      fraction = stated.tabulatedNumber()
    } else {
      supply(
        "fleet.engine.memory-fraction", UnitNotation.format(reserve.memoryFraction),
        from: "engines/\(name)")
    }
    let overlap = choice("overlap", profile.communication.overlap, of: name)
    let dispatch = choice("dispatch", profile.communication.dispatch, of: name)
    let variation = keys.optional("fleet.engine.rank-variation")?.tabulatedNumber()
    let preemption = choice("preemption", profile.preemption, of: name)
    var swapSpace = profile.swapSpace
    if let stated = keys.stated("fleet.engine.swap-space") {
      swapSpace = stated.quantity(
        as: Bytes.self, in: Bytes(1e6)...Bytes(1e15),
        words: ScenarioKeys.key("fleet.engine.swap-space")?.expected)
      if swapSpace == nil { return nil }
    } else if let swapSpace {
      supply(
        "fleet.engine.swap-space", UnitNotation.format(swapSpace, significantDigits: nil),
        from: "engines/\(name)")
    }
    let scheduling = scheduling(of: workload)
    guard let block, let tokens, let sequences, let fraction, let overlap, let dispatch,
      let preemption, let scheduling, let variation
    else { return nil }
    do {
      return try profile.limited(
        blockTokens: block, tokenBudget: tokens, maximumSequences: sequences,
        memoryFraction: fraction,
        communication: profile.communication.with(
          overlap: overlap, dispatch: dispatch, rankVariation: variation),
        preemption: preemption, scheduling: scheduling, swapSpace: swapSpace)
    } catch .nothingToSwap {
      (keys.stated("fleet.engine.preemption") ?? keys.stated("fleet.engine"))?.report(
        "\(name) admits a request only with room for its whole output, and preempts none",
        expected: "recompute, or `yielding: to-priority` beside it")
      return nil
    } catch {
      (keys.stated("fleet.engine.sequences") ?? keys.stated("fleet.engine.step-tokens"))?.report(
        "a step of \(tokens) tokens has no room for \(sequences) sequences",
        expected: "step-tokens of at least sequences",
        suggestion: .advice("raise step-tokens or lower sequences"))
      return nil
    }
  }

  /// The engine that the scenario names, or the first of the catalog that runs on the vendor's
  /// chips.
  private mutating func engineName(for accelerator: Accelerator) -> String? {
    let names = catalog.names(of: .engines)
    if let reader = keys.stated("fleet.engine.name") {
      return reader.name(among: names, of: "engine", see: CatalogKind.engines.listCommand)
    }
    if let name = try? catalog.defaultEngine(for: accelerator) {
      supply("fleet.engine.name", name, from: "first engine for \(accelerator.vendor)")
      return name
    }
    guard let standIn = names.first else { return nil }
    supply("fleet.engine.name", standIn, from: "stands in: no engine for \(accelerator.vendor)")
    add(
      Assumption(
        subject: "engine",
        value: "no profile of an engine on \(accelerator.vendor) chips; \(standIn) stands in",
        remark: "default"))
    return standIn
  }

  private mutating func setting(
    _ key: String, _ profile: Int, of engine: String
  ) -> Int? {
    let path = "fleet.engine.\(key)"
    if let stated = keys.stated(path) { return stated.tabulatedCount() }
    supply(path, String(profile), from: "engines/\(engine)")
    return profile
  }

  /// One of a few names: the scenario's, or the profile's.
  private mutating func choice<Choice: RawRepresentable<String>>(
    _ key: String, _ profile: Choice, of engine: String
  ) -> Choice? {
    let path = "fleet.engine.\(key)"
    if let stated = keys.stated(path) {
      return stated.tabulatedName(of: key).flatMap(Choice.init(rawValue:))
    }
    supply(path, profile.rawValue, from: "engines/\(engine)")
    return profile
  }

  /// The efficiencies of the accelerator, its own or a relative's.
  mutating func calibration(for accelerator: Accelerator) -> OperatorCalibration? {
    do {
      let resolved = try catalog.calibration(for: accelerator.name)
      let grade = resolved.confidence.grade.rawValue
      add(
        Assumption(
          subject: Assumption.efficiencies,
          value: (resolved.rule == nil
            ? "\(grade) on \(resolved.fittedOn)" : "\(grade) from \(resolved.fittedOn)")
            + (resolved.isOwn ? ", your own calibration" : ""),
          citations: resolved.sources))
      guard let engine = keys.stated("fleet.engine.name")?.node.text,
        catalog.names(of: .engines).contains(engine),
        !catalog.supports(engine: engine, vendor: accelerator.vendor)
      else { return resolved.calibration }
      add(
        Assumption(
          subject: "engine",
          value: "\(engine) is not known to run on \(accelerator.vendor) chips; its overheads "
            + "were found elsewhere", remark: "extrapolated"))
      return resolved.calibration.graded(noBetterThan: .extrapolated)
    } catch {
      (keys.stated("fleet.accelerator") ?? keys.stated("fleet"))?.report(error)
      return nil
    }
  }
}
