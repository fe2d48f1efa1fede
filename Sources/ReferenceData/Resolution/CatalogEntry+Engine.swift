internal import Hardware
internal import LanguageModels
internal import Performance
internal import Quantities
internal import Serving

extension CatalogEntry {
  /// The serving engine that the entry describes.
  func engine() throws(CatalogError) -> EngineProfile {
    guard let block = record.count("block-size"), let tokens = record.count("step-tokens"),
      let sequences = record.count("sequences"), let overhead = record.group("overhead"),
      let perStep: Seconds = overhead.quantity("per-step"),
      let perRequest: Seconds = overhead.quantity("per-request"),
      let perLayer: Seconds = overhead.quantity("per-layer"),
      let perPrefillStep: Seconds = overhead.quantity("per-prefill-step"),
      let perPrefillToken: Seconds = overhead.quantity("per-prefill-token"),
      let cache = record.text("cache").flatMap(NumericFormat.init)
    else { throw .incomplete(name, kind: kind, missing: ["block size, step tokens and overheads"]) }
    let memory = try memoryReserve()
    do {
      return try EngineProfile(
        name: name, versionDate: record.text("released") ?? "", blockTokens: block,
        tokenBudget: tokens, maximumSequences: sequences,
        batching: record.text("batching") == "prefill-first" ? .prefillFirst : .mixed,
        admission: record.text("admission") == "output-fits"
          ? .outputFits : .promptFits(keepingFree: record.number("keep-free") ?? 0),
        preemption: record.text("preemption").flatMap(PreemptionRule.init) ?? .recompute,
        swapSpace: record.quantity("swap-space"), cacheFormat: cache,
        checkpointCaches: caches("cache-of-checkpoint"),
        nativeCaches: caches("cache-of-native"), memory: memory,
        hostOverhead: HostOverhead(
          perStep: perStep, perRequest: perRequest, perLayer: perLayer,
          perPrefillStep: perPrefillStep, perPrefillToken: perPrefillToken,
          launchPerLayer: overhead.quantity("launch-per-layer") ?? .zero,
          graphs: CapturedGraphs(
            decodeTokens: overhead.count("captured-decode") ?? .max,
            promptTokens: overhead.count("captured-prompts") ?? .max),
          isAsynchronous: overhead.text("scheduling") == "asynchronous",
          kernelFactor: overhead.number("kernel-factor") ?? 1),
        communication: communication)
    } catch {
      throw .refused(name, kind: kind, reason: "\(error)")
    }
  }

  /// The format of the cache by the format of the weights, where the entry states one.
  private func caches(_ key: String) -> [WeightFormat: NumericFormat] {
    guard let group = record.group(key) else { return [:] }
    var formats: [WeightFormat: NumericFormat] = [:]
    for weights in WeightFormat.allCases {
      formats[weights] = group.text(weights.rawValue).flatMap(NumericFormat.init)
    }
    return formats
  }

  /// What hides communication; nothing where the entry does not say.
  private var communication: CommunicationProfile {
    guard let group = record.group("communication"),
      let overlap = group.text("overlap").flatMap(CommunicationProfile.Overlap.init),
      let dispatch = group.text("dispatch").flatMap(CommunicationProfile.DispatchFormat.init),
      let remainder = group.number("remainder"), let count = group.count("multiprocessors")
    else { return .serial }
    return CommunicationProfile(
      overlap: overlap, remainder: remainder, multiprocessors: count, dispatch: dispatch)
  }

  /// What the engine keeps of a device's memory beside weights and cache.
  private func memoryReserve() throws(CatalogError) -> MemoryReserve {
    guard let memory = record.group("memory"), let fraction = memory.number("fraction"),
      let basis = memory.text("of").flatMap(MemoryReserve.Basis.init),
      let reserve: Bytes = memory.quantity("reserve")
    else { throw .incomplete(name, kind: kind, missing: ["what it takes of memory"]) }
    // The profile puts its own limits in the place of one token. Where activations are not
    // estimated, the reserve was fitted, or is guessed, for all terms.
    let activations: MemoryReserve.Activations =
      switch memory.text("activations") {
      case "estimated": .estimated(tokens: 1, sequences: 1)
      case "whole-prompts": .estimatedOfWholePrompts(tokens: 1, sequences: 1)
      default: .measured(reserve)
      }
    let other: Bytes = if case .measured = activations { .zero } else { reserve }
    return MemoryReserve(
      memoryFraction: fraction, visible: memory.number("visible") ?? 1, basis: basis,
      activations: activations, graphs: memory.quantity("graphs") ?? .zero,
      communication: memory.quantity("communication") ?? .zero, other: other)
  }
}
