import Hardware
import LanguageModels
import Performance
import Quantities

// Every sentence of this module is made here; elsewhere there are only facts.

extension TrainingFeasibility {
  /// The verdict in one line: what binds, against what, and what would lift it.
  public var sentence: String {
    switch verdict {
    case .feasible: "feasible: " + reason
    case .unknown: "unknown: " + reason
    case .infeasible: reason + ": " + (remedy ?? "no single change lifts it")
    }
  }

  /// What decides the verdict: the checks that fail, or what has been compared.
  public var reason: String {
    switch verdict {
    case .feasible:
      checks.filter { $0.margin != nil }.map(\.sentence).joined(separator: "; ")
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

extension TrainingCheck {
  public var sentence: String {
    switch binding {
    case .memory(let stage, let states, let activations, let available):
      "stage \(stage + 1): states \(UnitNotation.format(states)) + activations "
        + "\(UnitNotation.format(activations)) \(outcome == .fails ? ">" : "≤") "
        + UnitNotation.format(available)
    case .hostMemory(let needed, let available):
      "\(UnitNotation.format(needed)) of a device wait in host memory, its share is "
        + UnitNotation.format(available)
    case .conflicts(let conflicts):
      conflicts.isEmpty
        ? "\(subject.rawValue): no conflict" : conflicts.map(\.sentence).joined(separator: ", ")
    case .time(.peak, let needed, let deadline):
      outcome == .unknown
        ? "time: at least \(UnitNotation.format(needed)) of \(UnitNotation.format(deadline)); "
          + "no calibration of this chip is given"
        : "even at the peak it takes \(UnitNotation.format(needed)) > "
          + UnitNotation.format(deadline)
    case .time(.predicted, let needed, let deadline):
      "it takes \(UnitNotation.format(needed)) \(outcome == .fails ? ">" : "≤") "
        + UnitNotation.format(deadline)
    }
  }
}

extension TrainingConflict {
  public var sentence: String {
    switch self {
    case .devices(let needed, let available):
      "the plan needs \(needed) devices and the cluster has \(available)"
    case .unreachable(let devices, let joined):
      "\(devices) devices on a network that joins \(joined)"
    case .heads(let heads, let tensor):
      "\(heads) attention heads do not divide by tensor width \(tensor)"
    case .experts(let experts, let expert):
      "\(experts) experts do not divide by expert width \(expert)"
    case .noExperts(let expert): "expert width \(expert) for a model without experts"
    case .layers(let layers, let chunks):
      "\(layers) layers do not fill \(chunks) chunks of a pipeline"
    case .sequence(let sequence, let context):
      "sequences of \(sequence) tokens do not divide by context width \(context)"
    case .noHost: "no link to the memory of its hosts is known of the system"
    case .precision(let format, let available):
      "the chip has no units for \(format.rawValue), only "
        + available.map(\.rawValue).joined(separator: ", ")
    case .calibration(let conflicts): conflicts.map(\.sentence).joined(separator: ", ")
    }
  }
}

extension TrainingChange {
  public var sentence: String {
    switch knob {
    case .recompute(let recompute): "\(recompute.rawValue) recomputation"
    case .sharding(.none): "states kept whole"
    case .sharding(.optimizer): "a distributed optimizer"
    case .sharding(.gradients): "sharded optimizer and gradients"
    case .sharding(.weights): "fully sharded states"
    case .offload(.none): "nothing in host memory"
    case .offload(.optimizer): "optimizer states in host memory"
    case .offload(.activations): "activations in host memory"
    case .offload(.both): "optimizer states and activations in host memory"
    case .tensor(let width): "\(run.accelerators) accelerators (tensor width \(width))"
    case .pipeline(let stages): "\(run.accelerators) accelerators (\(stages) pipeline stages)"
    case .data(let width): "\(run.accelerators) accelerators (data width \(width))"
    case .recipe(let recipe): "products in \(recipe.products.rawValue)"
    case .deadline(let deadline): "a deadline of \(UnitNotation.format(deadline))"
    }
  }
}

extension TrainingPlanError {
  public var sentence: String {
    switch self {
    case .widthOutOfRange(let axis, let width): "\(axis) is \(width)"
    case .globalBatch(let batch, let data, let microBatch):
      "a global batch of \(batch) does not divide by data × micro-batch = \(data) × \(microBatch): "
        + "\(batch + data * microBatch - batch % (data * microBatch)) does"
    case .expertGroup(let expert, let tensor, let ranks):
      "expert width \(expert) fits neither \(ranks) ranks nor tensor width \(tensor)"
    case .interleaving(let microBatches, let pipeline):
      "interleaving needs microbatches in multiples of \(pipeline) stages, not \(microBatches)"
    case .interleavingWithoutPipeline(let stages):
      "\(stages) virtual stages need a pipeline"
    case .dualPipe(let pipeline, let virtualStages, let microBatches):
      "dual-pipe needs an even number of stages, one chunk each, and two microbatches per stage, not "
        + "\(pipeline) stages of \(virtualStages) and \(microBatches) microbatches"
    case .zeroBubble(let pipeline, let virtualStages, let microBatches, let overlap):
      "zero bubble needs a pipeline of one chunk per stage, fed from one end, and as many "
        + "microbatches as stages (twice as many but one for zero-bubble-twice), not "
        + "\(pipeline) × \(virtualStages) and \(microBatches) microbatches"
        + (overlap == .dualPipe ? " under dual-pipe" : "")
    }
  }
}
