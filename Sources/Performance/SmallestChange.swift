public import Hardware
public import LanguageModels
public import Quantities

/// The least change of one knob, alone, that makes an infeasible deployment feasible (Eq. 8.9).
public struct SmallestChange: Sendable, Hashable {
  /// What is turned, and how far.
  public enum Knob: Sendable, Hashable {
    /// Routed experts in another format.
    case expertWeights(WeightFormat)
    /// All matrices in another format.
    case weights(WeightFormat)
    case cacheFormat(NumericFormat)
    case tensor(Int)
    case pipeline(Int)
    /// Attention replicas and expert width together; 1 undoes the expert group alone.
    case expert(Int)
    /// Memory of one accelerator.
    case memory(Bytes)
    case context(Int)
    case concurrency(Int)
  }

  public let knob: Knob
  /// What the deployment becomes.
  public let deployment: Deployment
  public let requirement: ServingRequirement
  /// Bytes of all weights afterwards, over the whole model.
  public let weights: Bytes

  public var accelerators: Int { deployment.accelerators }

  /// Whether it answers a smaller question instead of changing the machine or the formats.
  public var reducesDemand: Bool {
    switch knob {
    case .context, .concurrency: true
    case .expertWeights, .weights, .cacheFormat, .tensor, .pipeline, .expert, .memory: false
    }
  }
}

extension Feasibility {
  /// For each knob alone the smallest change that turns the verdict to feasible, found by search
  /// and applied to be sure; knobs that cannot lift it are left out. Empty when it is feasible.
  ///
  /// Ranked: changes that keep the question before those that reduce it, then by accelerators.
  public func smallestChanges() -> [SmallestChange] {
    guard case .infeasible = verdict else { return [] }
    let searches: [SmallestChange?] = [
      firstFeasible(narrowerFormats { .expertWeights($0) }),
      firstFeasible(narrowerFormats { .weights($0) }),
      firstFeasible(narrowerCaches), firstFeasible(tensorWidths), firstFeasible(pipelineDepths),
      firstFeasible(expertWidths), moreMemory,
      largestFeasible(below: requirement.context) { .context($0) },
      largestFeasible(below: requirement.concurrency) { .concurrency($0) },
    ]
    let found = searches.enumerated().compactMap { order, change in
      change.map { (order, $0) }
    }
    return found.sorted {
      ($0.1.reducesDemand ? 1 : 0, $0.1.accelerators, $0.0)
        < ($1.1.reducesDemand ? 1 : 0, $1.1.accelerators, $1.0)
    }.map(\.1)
  }

  /// The same question after a change of one knob; nil where the plan cannot exist.
  private func applying(
    _ knob: SmallestChange.Knob, to requirement: ServingRequirement
  ) -> Feasibility? {
    var deployment = deployment
    var requirement = requirement
    switch knob {
    case .expertWeights(let format):
      deployment = deployment.with { $0.experts = format }
    case .weights(let format):
      deployment = deployment.with {
        $0.attention = format
        $0.feedForward = format
        $0.experts = format
      }
    case .cacheFormat(let format): deployment = deployment.with(cacheFormat: format)
    case .tensor(let width):
      guard let changed = deployment.with(tensor: width) else { return nil }
      deployment = changed
    case .pipeline(let stages):
      guard let changed = deployment.with(pipeline: stages) else { return nil }
      deployment = changed
    case .expert(let width):
      let data = width == 1 ? deployment.plan.data : width
      guard let changed = deployment.with(data: data, expert: width) else { return nil }
      deployment = changed
    case .memory(let capacity): deployment = deployment.with(memory: capacity)
    case .context(let tokens): requirement = requirement.with(context: tokens)
    case .concurrency(let count): requirement = requirement.with(concurrency: count)
    }
    return Feasibility(
      deployment: deployment, reserve: reserve, requirement: requirement, calibration: calibration)
  }

  private func change(_ knob: SmallestChange.Knob) -> SmallestChange? {
    // What needs no times is checked first: it is a thousand times cheaper.
    guard let after = applying(knob, to: requirement.withoutLimits), after.isFeasible,
      let after = applying(knob, to: requirement), after.isFeasible
    else { return nil }
    let model = after.deployment.model
    return SmallestChange(
      knob: knob, deployment: after.deployment, requirement: after.requirement,
      weights: model.weightBytes(after.deployment.weights).total)
  }

  private func firstFeasible(_ knobs: [SmallestChange.Knob]) -> SmallestChange? {
    for knob in knobs {
      if let change = change(knob) { return change }
    }
    return nil
  }

  /// The largest count below the one asked for that passes, by bisection: less is never harder.
  private func largestFeasible(
    below count: Int, _ knob: (Int) -> SmallestChange.Knob
  ) -> SmallestChange? {
    guard count > 1, var best = change(knob(1)) else { return nil }
    var (passes, fails) = (1, count)
    while fails - passes > 1 {
      let middle = passes + (fails - passes) / 2
      if let found = change(knob(middle)) {
        (passes, best) = (middle, found)
      } else {
        fails = middle
      }
    }
    return best
  }

  /// The smallest memory per accelerator, in whole gigabytes, up to a thousand times today's.
  private var moreMemory: SmallestChange? {
    let gigabyte = 1e9
    let capacity = deployment.cluster.accelerator.memory.capacity
    func knob(_ count: Int) -> SmallestChange.Knob { .memory(Bytes(Double(count) * gigabyte)) }
    var fails = Int(capacity.value / gigabyte)
    var passes = fails * 1_000 + 1_000
    guard var best = change(knob(passes)) else { return nil }
    while passes - fails > 1 {
      let middle = fails + (passes - fails) / 2
      if let found = change(knob(middle)) {
        (passes, best) = (middle, found)
      } else {
        fails = middle
      }
    }
    return best
  }

  /// Storage formats of fewer bits, or native to the chip, widest first.
  private func narrowerFormats(
    _ knob: (WeightFormat) -> SmallestChange.Knob
  ) -> [SmallestChange.Knob] {
    let classes: [TensorClass]
    if case .expertWeights = knob(.bf16) {
      guard deployment.model.uses(.experts) else { return [] }
      classes = [.experts]
    } else {
      classes = [.attention, .feedForward, .experts]
    }
    let now = classes.map { deployment.weights[$0].bitsPerElement }.max() ?? 0
    return WeightFormat.allCases.enumerated()
      .filter { _, format in
        guard
          let choice = ArithmeticChoice(
            stored: format, peak: deployment.cluster.accelerator.peak)
        else { return false }
        // Weight-only kernels exist for eight and four bits, not for six.
        return format.bitsPerElement <= now && !(format == .mxfp6 && choice.isWidened)
          && classes.contains { deployment.weights[$0] != format }
      }
      .sorted { ($1.element.bitsPerElement, $0.offset) < ($0.element.bitsPerElement, $1.offset) }
      .map { knob($0.element) }
  }

  /// Engines keep caches in eight bits, in the format that the chip multiplies where it has one;
  /// no narrower cache is proposed, since none could be set.
  private var narrowerCaches: [SmallestChange.Knob] {
    let hasEightBitFloats = deployment.cluster.accelerator.peak[.fp8] != nil
    let formats: [NumericFormat] = hasEightBitFloats ? [.fp8, .int8] : [.int8, .fp8]
    return formats.filter { $0.bits < deployment.cacheFormat.bits }.map { .cacheFormat($0) }
  }

  /// Wider first; narrower where no wider one divides the model.
  private var tensorWidths: [SmallestChange.Knob] {
    let now = deployment.plan.tensor
    let wider = (now + 1)...max(now + 1, 256)
    let narrower = (1..<max(1, min(now, 256))).reversed()
    return (Array(wider) + narrower).map { .tensor($0) }
  }

  /// Deeper first; shallower where the layers do not fill the stages.
  private var pipelineDepths: [SmallestChange.Knob] {
    let (now, layers) = (deployment.plan.pipeline, deployment.model.layers)
    let deeper = now < layers ? Array((now + 1)...layers) : []
    let shallower = (1..<max(1, min(now, layers + 1))).reversed()
    return (deeper + shallower).map { .pipeline($0) }
  }

  /// Wider expert groups, where attention already runs in replicas of one device; else none at all.
  private var expertWidths: [SmallestChange.Knob] {
    let plan = deployment.plan
    guard plan.expert > 1 else { return [] }
    guard plan.expert == plan.data, plan.tensor == 1 else { return [.expert(1)] }
    let wider = (plan.expert + 1)...max(plan.expert + 1, 1_024)
    return (Array(wider) + [1]).map { .expert($0) }
  }
}
