import Hardware
import LanguageModels
import Quantities

// Every sentence of this module is made here; elsewhere there are only facts.

extension Feasibility {
  /// The verdict in one line: what binds, against what, and what would lift it.
  ///
  ///     weights 671 GB + cache 42.0 GB + reserves 28.0 GB > 8 × 85.9 GB × 0.90 = 618 GB:
  ///     4.5-bit experts (nvfp4, weights 385 GB), or 16 accelerators (tensor width 16)
  public var sentence: String {
    switch verdict {
    case .feasible: "feasible: " + reason
    case .unknown: "unknown: " + reason
    case .infeasible: reason + ": " + (remedy ?? "no single change lifts it")
    }
  }

  /// What decides the verdict: the checks that fail, or what comes nearest to failing.
  public var reason: String {
    switch verdict {
    case .feasible:
      // A replica that takes the whole cluster leaves no margin, and that is no news.
      checks.filter { $0.subject == .memory || $0.subject == .time }
        .compactMap { check in check.margin.map { (check, $0) } }
        .min { $0.1 < $1.1 }?.0.sentence ?? "no constraint binds"
    case .unknown(let checks), .infeasible(let checks):
      checks.map(\.sentence).joined(separator: "; ")
    }
  }

  /// The smallest changes that would make it feasible; nil where it is, or where none alone would.
  public var remedy: String? {
    guard case .infeasible = verdict else { return nil }
    let changes = smallestChanges()
    return changes.isEmpty ? nil : changes.map(\.sentence).joined(separator: ", or ")
  }
}

extension FeasibilityCheck {
  public var sentence: String {
    switch binding {
    case .memory(let balance): balance.sentence
    case .conflicts(let conflicts):
      conflicts.isEmpty
        ? "\(subject.rawValue): no conflict" : conflicts.map(\.sentence).joined(separator: ", ")
    case .widened(let notes):
      notes.isEmpty
        ? "every format has units on the chip" : notes.map(\.sentence).joined(separator: ", ")
    case .communication: compared("communication takes", "of a decode step", "may take")
    case .modelContext: compared("requests of", "", "the model reads")
    case .timePerOutputToken(let cause):
      compared("a token takes at least", "(\(cause.rawValue) bound)", "may take")
    case .timeToFirstToken(let cause):
      compared("a prompt takes at least", "(\(cause.rawValue) bound)", "may take")
    case .missing(.memoryReserve): "memory: what the engine reserves is not known"
    case .missing(.calibration): "communication: no calibration of this chip is given"
    }
  }

  private func compared(_ needs: String, _ what: String, _ offers: String) -> String {
    let left = [needs, need?.text ?? "?", what].filter { !$0.isEmpty }.joined(separator: " ")
    let sign = outcome == .fails ? ">" : "≤"
    return "\(left) \(sign) \(offers) \(available?.text ?? "?")"
  }
}

extension FeasibilityCheck.Amount {
  var text: String {
    switch self {
    case .bytes(let bytes): UnitNotation.format(bytes)
    case .seconds(let seconds): UnitNotation.format(seconds)
    case .tokens(let count): "\(count) tokens"
    case .devices(let count): "\(count) devices"
    case .share(let share): UnitNotation.format(percentage: share)
    }
  }
}

extension MemoryBalance {
  public var sentence: String {
    // Equal devices are summed; stages differ, so that a pipeline is told by its fullest device.
    let scale = isPipelined ? 1 : Double(devices)
    let count = isPipelined ? 1 : accelerators
    func text(_ bytes: Bytes) -> String { UnitNotation.format(bytes * scale) }
    let perAccelerator = UnitNotation.format(capacity * (scale / Double(count)))
    let sign = need > available ? ">" : "≤"
    let place = isPipelined ? "on the fullest of \(devices) devices, " : ""
    let share = fraction == 1 ? "" : " × \(Self.twoDecimals(fraction))"
    return place + "weights \(text(weights)) + cache \(text(cache)) + reserves \(text(reserves))"
      + " \(sign) \(count) × \(perAccelerator)\(share) = \(text(available))"
  }

  /// A fraction with two decimals, such as `0.90`.
  private static func twoDecimals(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)"
  }
}

extension DeploymentConflict {
  public var sentence: String {
    switch self {
    case .devices(let needed, let available):
      "the plan needs \(needed) devices and the cluster has \(available)"
    case .heads(let heads, let tensor):
      "\(heads) attention heads do not divide by tensor width \(tensor)"
        + Self.neighbours(of: tensor, dividing: heads)
    case .layers(let layers, let pipeline):
      "\(layers) layers do not fill \(pipeline) pipeline stages"
    case .experts(let experts, let expert):
      "\(experts) experts do not divide by expert width \(expert)"
        + Self.neighbours(of: expert, dividing: experts)
    case .noExperts(let expert): "expert width \(expert) for a model without experts"
    case .precision(let tensors, let stored, let available):
      "no unit multiplies \(stored.rawValue) (\(tensors.rawValue)); the chip has "
        + available.map(\.rawValue).joined(separator: ", ")
    case .activationPrecision(let available):
      "the chip has neither bf16 nor fp16, only "
        + available.map(\.rawValue).joined(separator: ", ")
    case .unreachable(let devices, let joined):
      "a replica of \(devices) devices on a network that joins \(joined)"
    case .noProductEfficiency(let format):
      "the calibration has no product efficiency for \(format.rawValue)"
    case .noPredictionModules:
      "the model has no modules of multi-token prediction to draft with"
    case .noExpertEfficiency(let format):
      "the calibration has no expert efficiency for \(format.rawValue)"
    }
  }

  /// The nearest widths that divide a count: " (6 or 8 would)".
  private static func neighbours(of width: Int, dividing count: Int) -> String {
    let below = stride(from: min(width, count), through: 1, by: -1)
      .first { count.isMultiple(of: $0) && $0 < width }
    let above = width < count ? (width...count).first { count.isMultiple(of: $0) } : nil
    let found = [below, above].compactMap { $0 }.map { "\($0)" }
    return found.isEmpty ? "" : " (\(found.joined(separator: " or ")) would)"
  }
}

extension PredictionNote {
  public var sentence: String {
    switch self {
    case .widened(let tensors, let stored, let arithmetic):
      "\(tensors.rawValue) weights in \(stored.rawValue) are multiplied as \(arithmetic.rawValue): "
        + "fewer bytes, no faster arithmetic"
    case .borrowedProductEfficiency(let format, let from):
      "products in \(format.rawValue) use the efficiency of \(from.rawValue)"
    case .borrowedExpertEfficiency(let format, let from):
      "experts in \(format.rawValue) use the efficiency of \(from.rawValue)"
    case .extrapolatedCollective(let ranks, let measured):
      "a collective of \(ranks) ranks is extrapolated from \(measured)"
    case .crossesScaleUp(let ranks, let domain):
      "a group of \(ranks) devices leaves its scale-up domain of \(domain): "
        + "its time on the network is assumed, not measured"
    case .unknownMultiprocessors:
      "the number of multiprocessors is not published; 132 stand in"
    case .nothingToHide(let overlap):
      "the overlap \(overlap.rawValue) changes nothing: no layer sends tokens to experts on other "
        + "devices"
        + (overlap == .sharedExperts ? " and has shared experts to compute beside it" : "")
    }
  }
}

extension SmallestChange {
  public var sentence: String {
    switch knob {
    case .expertWeights(let format):
      "\(Self.bits(format))-bit experts (\(format.rawValue), \(weightText))"
    case .weights(let format):
      "\(Self.bits(format))-bit weights (\(format.rawValue), \(weightText))"
    case .cacheFormat(let format): "a cache in \(format.rawValue)"
    case .tensor(let width): "\(count) (tensor width \(width))"
    case .pipeline(let stages): "\(count) (\(stages) pipeline stages)"
    case .expert(let width): "\(count) (expert width \(width))"
    case .memory(let capacity):
      // Every digit: what is printed must suffice.
      "\(UnitNotation.format(capacity, significantDigits: nil)) of memory per accelerator"
    case .context(let tokens): "requests of at most \(tokens) tokens"
    case .concurrency(let requests): "\(requests) at once"
    }
  }

  private var count: String { "\(accelerators) accelerators" }
  private var weightText: String { "weights \(UnitNotation.format(weights))" }

  private static func bits(_ format: WeightFormat) -> String {
    UnitNotation.format((format.bitsPerElement * 100).rounded() / 100, significantDigits: nil)
  }
}
