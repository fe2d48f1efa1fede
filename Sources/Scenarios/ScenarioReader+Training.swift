import Documents
import Hardware
import Quantities
import ReferenceData
import Stochastics
import Training

extension ScenarioReader {
  /// What is trained; nil after a problem, or where nothing is.
  mutating func training(on accelerator: Accelerator?) -> TrainingQuestion? {
    guard keys.stated("training") != nil else { return nil }
    return keys.training(course: course(on: accelerator))
  }

  // MARK: What happens on the way

  private mutating func course(on accelerator: Accelerator?) -> TrainingQuestion.CourseTerms? {
    if let stated = keys.stated("training.goodput") {
      guard let goodput = stated.tabulatedNumber(), refuseCourse() else { return nil }
      return .stated(goodput: goodput)
    }
    guard let preset = presetReliability(of: accelerator) else { return nil }
    let reliability = reliability(beside: preset?.reliability ?? .perfect)
    let spares = keys.stated("training.spares")
    let share = spares?.tabulatedNumber()
    let shortage = keys.optional("training.shortage")?.tabulatedName(of: "shortage")
    let stated = keys.stated("training.failures.node-size")
    let size =
      stated == nil
      ? preset?.acceleratorsPerNode ?? Self.nodeSize : stated?.tabulatedCount()
    guard let reliability, let size, (spares == nil) == (share == nil), let shortage,
      let checkpoint = checkpoint(
        storage: preset?.storage ?? Self.storage), let maintenance = maintenance()
    else { return nil }
    return .simulated(
      TrainingQuestion.Course(
        reliability: reliability, nodeSize: size, spares: share, shrinks: shortage == "shrink",
        checkpoint: checkpoint, maintenance: maintenance))
  }

  /// Accelerators behind one board, in most machines; no fewer than a system holds.
  private static let nodeSize = 8

  /// The middle of what 40 runs of a survey wrote their checkpoints at, 50 to 200 GB/s (VAST Data).
  private static let storage = BytesPerSecond(125e9)

  /// Reports what a stated goodput would leave without effect; whether there is nothing of it.
  private func refuseCourse() -> Bool {
    var isSound = true
    for section in ["failures", "stragglers", "spares", "shortage", "checkpoint", "maintenance"] {
      guard let reader = keys.stated("training.\(section)") else { continue }
      reader.report(
        "training.\(section) has no effect beside a stated goodput",
        expected: "either of the two",
        suggestion: .advice("remove `training.goodput` to have the run simulated"))
      isSound = false
    }
    return isSound
  }

  /// What fails, slows down and is repaired: the preset, with what is stated in its place.
  private func reliability(beside preset: Reliability) -> Reliability? {
    let place = keys.stated("training.failures") ?? keys.stated("training")
    var isSound = true
    func duration(_ key: String, in section: String = "failures") -> Seconds? {
      let path = "training.\(section).\(key)"
      guard let reader = keys.stated(path) else { return nil }
      let found = reader.quantity(
        as: Seconds.self, in: Seconds(1)...Seconds(1e15), words: ScenarioKeys.key(path)?.expected)
      isSound = isSound && found != nil
      return found
    }
    func law(_ key: String, in section: String = "failures") -> Distribution? {
      guard let reader = keys.stated("training.\(section).\(key)") else { return nil }
      let found = reader.durations()
      isSound = isSound && found != nil
      return found
    }
    let scopes: [(FailureScope, Seconds?)] = FailureScope.allCases.map {
      ($0, duration($0.rawValue))
    }
    let shape = keys.stated("training.failures.shape")
    let stated = shape?.tabulatedNumber()
    isSound = isSound && (shape == nil) == (stated == nil)
    let (detection, restart, repair) = (law("detection"), law("restart"), law("repair"))
    let stragglers = stragglers(
      beside: preset, onset: duration("onset", in: "stragglers"),
      detection: law("detection", in: "stragglers"), repair: repair)
    guard isSound, let stragglers else { return nil }
    do throws(LongRunError) {
      var failures: [FailureClass] = []
      for (scope, mean) in scopes {
        let own = preset.failures.filter { $0.scope == scope }
        let laws: [FailureClass]
        if let mean {
          let wait = own.first?.detection ?? .zero
          let gone = repair ?? (own + preset.failures).lazy.compactMap(\.effect.repair).first
          if gone == nil, scope != .job {
            keys.stated("training.failures.\(scope.rawValue)")?.report(
              "nothing says how long a failed node is away",
              expected: "training.failures.repair beside it, or a preset")
            return nil
          }
          laws = [
            try FailureClass(
              name: scope.rawValue, scope: scope, law: FailureLaw(mean: mean),
              effect: scope == .job ? .restart : .repair(gone ?? .zero), detection: wait)
          ]
        } else {
          laws = own
        }
        for failure in laws {
          failures.append(
            try failure.with(
              shape: scope == .job ? nil : stated, detection: detection, repair: repair))
        }
      }
      let known = preset.recovery
      return try Reliability(
        failures: failures, nodes: preset.nodes,
        recovery: restart.map { (restart) throws(LongRunError) in
          try Recovery(diagnosis: known.diagnosis, initialization: restart)
        } ?? known, stragglers: stragglers)
    } catch {
      place?.report("failures like these cannot be simulated: \(error)")
      return nil
    }
  }

  /// The entry of the catalog that is named, or that belongs to the accelerator: the outer optional is
  /// nil after a problem, the inner one means that nothing fails.
  private mutating func presetReliability(of accelerator: Accelerator?) -> ReliabilityProfile?? {
    let stated = keys.stated("training.failures.preset")
    do {
      var name = stated?.text(
        expected: ScenarioKeys.key("training.failures.preset")?.expected ?? "")
      guard (stated == nil) == (name == nil) else { return nil }
      if stated == nil, let accelerator {
        name = try catalog.defaultReliability(for: accelerator.name)
        supply(
          "training.failures.preset", name ?? "none",
          from: name == nil
            ? "no entry of reliability for \(accelerator.name)"
            : "reliability for \(accelerator.name)")
      }
      guard let name, name != "none" else { return .some(nil) }
      let profile = try catalog.reliability(name)
      note("failures", .reliability, name)
      return profile
    } catch {
      (stated ?? keys.stated("training"))?.report(error)
      return nil
    }
  }

  /// The outer optional is nil after a problem, the inner one means that no node is slow.
  private func stragglers(
    beside preset: Reliability, onset: Seconds?, detection: Distribution?, repair: Distribution?
  ) -> Stragglers?? {
    guard let place = keys.stated("training.stragglers") else { return .some(preset.stragglers) }
    let stated = keys.stated("training.stragglers.share")
    if stated == nil, onset == nil {
      place.report(
        "no node is slow", expected: "`share` of nodes that are slow, or `onset`",
        suggestion: .advice("state one of them, or remove the section"))
      return nil
    }
    let share = stated == nil ? 0 : stated?.tabulatedNumber()
    guard let share,
      let slowdown = keys.required("training.stragglers.slowdown")?.tabulatedNumber()
    else { return nil }
    do {
      return try Stragglers(
        share: share, onset: onset, slowdown: .constant(slowdown), detection: detection,
        repair: repair ?? .zero)
    } catch {
      place.report("nodes cannot be slow like this: \(error)")
      return nil
    }
  }

  /// - Parameter storage: its bandwidth where none is stated.
  private func checkpoint(storage: BytesPerSecond) -> TrainingQuestion.Checkpoint? {
    func key(_ name: String) -> ValueReader? { keys.optional("training.checkpoint.\(name)") }
    func words(_ name: String) -> String? {
      ScenarioKeys.key("training.checkpoint.\(name)")?.expected
    }
    guard let stated = key("interval") else { return nil }
    var interval: Seconds?
    if stated.node.text != "optimal" {
      if let optimum = keys.stated("training.checkpoint.optimum") {
        optimum.report(
          "no optimum is sought beside a stated interval", expected: "either of the two",
          suggestion: .advice("remove it, or write `interval: optimal`"))
        return nil
      }
      interval = stated.quantity(
        as: Seconds.self, in: Seconds(1)...Seconds.year, words: words("interval"))
      guard interval != nil else { return nil }
    }
    guard let optimum = key("optimum")?.tabulatedName(of: "optimum"),
      let bytes = key("bytes-per-parameter")?.tabulatedNumber(),
      let bandwidth = key("bandwidth") == nil
        ? storage
        : key("bandwidth")?.quantity(
          as: BytesPerSecond.self, in: BytesPerSecond(1e6)...BytesPerSecond(1e15),
          words: words("bandwidth")),
      let storageEvery = key("storage-every")?.tabulatedCount(),
      let asynchronous = key("asynchronous")?.tabulatedName(of: "answer")
    else { return nil }
    return TrainingQuestion.Checkpoint(
      interval: interval, isSimulated: optimum == "simulated", bytesPerParameter: bytes,
      bandwidth: bandwidth, isAsynchronous: asynchronous == "yes",
      storageEvery: storageEvery)
  }

  /// The outer optional is nil after a problem, the inner one means that none is planned.
  private func maintenance() -> Maintenance?? {
    guard let place = keys.stated("training.maintenance") else { return .some(nil) }
    func duration(_ name: String) -> Seconds? {
      let path = "training.maintenance.\(name)"
      return keys.required(path)?.quantity(
        as: Seconds.self, in: Seconds(1)...Seconds.year * 10,
        words: ScenarioKeys.key(path)?.expected)
    }
    guard let every = duration("every"), let lasting = duration("lasting") else { return nil }
    do { return try Maintenance(every: every, duration: .constant(lasting.value)) } catch {
      place.report("maintenance cannot be planned like this: \(error)")
      return nil
    }
  }
}

extension FailureClass {
  /// The same with other laws, where there are any.
  fileprivate func with(
    shape: Double?, detection: Distribution?, repair: Distribution?
  ) throws(LongRunError) -> FailureClass {
    let changed: FailureEffect =
      switch effect {
      case .restart: .restart
      case .repair(let own): .repair(repair ?? own)
      case .corruption(let own): .corruption(repair: own.map { repair ?? $0 })
      }
    return try FailureClass(
      name: name, scope: scope,
      law: shape.map { (shape) throws(LongRunError) in
        try FailureLaw(mean: law.mean, shape: shape, age: law.age)
      } ?? law, effect: changed, detection: detection ?? self.detection)
  }
}
