import Hardware
import LanguageModels
import Performance
public import Quantities

/// What one device holds in the phases of an iteration, and whether it fits.
///
/// While samples are written: what the engine takes of the device, and on shared accelerators all
/// states. While they are learnt from: all states, and what the fullest microbatch of one model keeps.
/// The engine's cache and its copy of the weights are given up by then. Of each model its fullest
/// pipeline stage counts, though those of two models may lie on different devices: an upper bound.
public struct PostTrainingMemory: Sendable, Hashable {
  /// What one model holds on a device.
  public struct Part: Sendable, Hashable {
    public let role: PostTrainingRole
    /// Weights, and of a trained model gradients, master copies and moments.
    public let states: Bytes
    /// Of those, what must come back when it has left; gradients need not.
    public let kept: Bytes
    /// Activations, gathered layers and logits of its fullest microbatch.
    public let transient: Bytes

    /// What goes over the link to the host in one iteration, both ways together: a frozen model stays
    /// there and comes only in.
    public var moved: Bytes { role.isTrained ? kept * 2 : kept }
  }

  /// Where states are while another phase or model has the device.
  public enum Residence: String, Sendable, Hashable, CaseIterable {
    /// On the device.
    case resident
    /// In host memory while samples are written.
    case offloadedDuringRollout = "offloaded-during-rollout"
    /// In host memory but for the model whose turn it is.
    case oneModelAtATime = "one-model-at-a-time"
  }

  public let parts: [Part]
  /// What the serving engine takes of a device of its pool, and what its weights are of it.
  public let engine: Bytes
  public let engineWeights: Bytes
  /// Samples of the greatest length that its cache holds at once, of one replica.
  public let cachedSamples: Int
  /// The memory of a device in each pool.
  public let servingCapacity: Bytes
  public let trainingCapacity: Bytes
  /// The residence with the fewest moves that fits; nil where none that is allowed does.
  public let residence: Residence?

  /// - Parameter training: accelerators that train, in place of those of the terms.
  public init(_ terms: PostTrainingTerms, training: Int? = nil) throws(PostTrainingError) {
    let pool = terms.placement.training
    let cluster = Cluster(
      accelerator: pool.accelerator, system: pool.system,
      accelerators: training ?? pool.accelerators)
    var parts: [Part] = []
    for role in PostTrainingRole.allCases {
      guard let model = terms[role] else { continue }
      parts.append(try Part(role, model, terms, on: cluster))
    }
    self.parts = parts
    let footprint = MemoryFootprint(deployment: terms.rollout, reserve: terms.reserve)
    servingCapacity = footprint.capacity
    trainingCapacity = cluster.accelerator.device.memory.capacity
    engine = footprint.capacity * (terms.reserve.visible * terms.reserve.memoryFraction)
    engineWeights = footprint.stages.map(\.weights).max() ?? .zero
    cachedSamples = footprint.cachedSequences(context: terms.longest) * footprint.replicas
    residence =
      cachedSamples < 1
      ? nil
      : Self.residence(
        of: parts, beside: engine, isShared: terms.isColocated, on: cluster,
        offload: terms.offload)
  }

  public var fits: Bool { residence != nil }

  /// Whether the devices that train hold all states at once beside what a microbatch keeps, whatever
  /// the engines take of them at other times.
  public var holdsAllStates: Bool {
    states + (parts.map(\.transient).max() ?? .zero)
      <= trainingCapacity * TrainingFeasibility.usableMemory
  }

  /// All states of a device.
  public var states: Bytes { parts.reduce(.zero) { $0 + $1.states } }

  /// What the devices that train hold at most, with the residence that fits; of one that does not,
  /// with everything resident.
  public var trainingPeak: Bytes {
    residence == .oneModelAtATime
      ? parts.map { $0.states + $0.transient }.max() ?? .zero
      : states + (parts.map(\.transient).max() ?? .zero)
  }

  /// What moves between one device and its host in one iteration, both ways together.
  public var moved: Bytes {
    switch residence {
    case .resident, nil: .zero
    case .offloadedDuringRollout, .oneModelAtATime: parts.reduce(.zero) { $0 + $1.moved }
    }
  }

  private static func residence(
    of parts: [Part], beside engine: Bytes, isShared: Bool, on cluster: Cluster,
    offload: OffloadRule
  ) -> Residence? {
    let usable =
      cluster.accelerator.device.memory.capacity * TrainingFeasibility.usableMemory
    let states = parts.reduce(Bytes.zero) { $0 + $1.states }
    let learning = states + (parts.map(\.transient).max() ?? .zero)
    if learning <= usable, !isShared || engine + states <= usable { return .resident }
    guard offload == .whenNeeded, let host = cluster.system.host else { return nil }
    let onHost =
      parts.reduce(Bytes.zero) { $0 + $1.kept } * Double(cluster.accelerator.devices)
    if let capacity = host.capacity, onHost > capacity / Double(cluster.system.accelerators) {
      return nil
    }
    if isShared, learning <= usable { return .offloadedDuringRollout }
    let turns = parts.map { $0.states + $0.transient }.max() ?? .zero
    return turns <= usable ? .oneModelAtATime : nil
  }
}

extension PostTrainingMemory.Part {
  fileprivate init(
    _ role: PostTrainingRole, _ model: PostTrainedModel, _ terms: PostTrainingTerms,
    on cluster: Cluster
  ) throws(PostTrainingError) {
    let run = try model.fullestRun(
      role, longest: terms.longest, handling: terms.handling,
      samples: terms.samples / terms.miniBatches, on: cluster)
    let stages = TrainingMemory(run: run).stages
    self.role = role
    states = stages.map { role.isTrained ? $0.states : $0.weights }.max() ?? .zero
    kept = stages.map { role.isTrained ? $0.states - $0.gradients : $0.weights }.max() ?? .zero
    transient =
      stages.map { stage in
        stage.gathered + stage.logits
          + (role.isTrained ? stage.activations + stage.transfers : .zero)
      }.max() ?? .zero
  }
}

extension PostTrainingTerms {
  var isColocated: Bool {
    if case .colocated = placement { true } else { false }
  }

  /// The fewest accelerators on which one iteration fits, by pool; nil where more do not help.
  ///
  /// Only memory is asked: one replica writes samples, and states are divided among the fewest ranks
  /// that hold them. On shared accelerators both must hold, and the pools are the same ones.
  ///
  /// - Complexity: O(log n) plans for a pool of n accelerators.
  public var fewestAccelerators: (rollout: Int, training: Int)? {
    fewest(where: \.fits).map { (isColocated ? $0 : rollout.accelerators, $0) }
  }

  /// The fewest accelerators that hold all states at once while samples are learnt from, so that none
  /// takes turns; nil where more do not help.
  public var fewestHoldingAllStates: Int? { fewest(where: \.holdsAllStates) }

  private func fewest(where fits: (PostTrainingMemory) -> Bool) -> Int? {
    let devices = placement.training.accelerator.devices
    var step = PostTrainingRole.allCases.compactMap { self[$0]?.leastDevices }.reduce(devices) {
      $0 / greatestCommonDivisor($0, $1) * $1
    }
    if isColocated {
      let replica = rollout.accelerators * devices
      step = step / greatestCommonDivisor(step, replica) * replica
    }
    let least = step / devices
    func isEnough(_ steps: Int) -> Bool {
      (try? PostTrainingMemory(self, training: least * steps)).map(fits) ?? false
    }
    var enough = 1
    while !isEnough(enough) {
      enough *= 2
      if least * enough > Self.mostAccelerators { return nil }
    }
    // More ranks hold less each: the answer lies between the last that fails and the first that fits.
    var tooFew = enough / 2
    while enough - tooFew > 1 {
      let middle = (tooFew + enough) / 2
      if isEnough(middle) { enough = middle } else { tooFew = middle }
    }
    return least * enough
  }

  private static let mostAccelerators = 1 << 20
}
