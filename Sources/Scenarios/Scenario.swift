public import Economics
public import Hardware
public import LanguageModels
public import Performance
public import Quantities

public import Serving

/// One design point, fully typed: everything a run needs, nothing filled in later.
public struct Scenario: Sendable {
  /// The scenario's title, and what is asked.
  public let title: String
  public let question: String?
  /// The alternative this is, and the swept values that distinguish it from its siblings.
  public internal(set) var alternative: String
  public let coordinates: [(path: String, value: String)]

  public let seed: UInt64
  public let replications: Int
  public let duration: Seconds
  /// Stated warm-up, or nil for MSER-5; nil of a terminating analysis, which has none.
  public let warmUp: Seconds?
  public internal(set) var analysis = RunAnalysis.steadyState

  /// The requests that are served; nil of a scenario that only trains.
  public internal(set) var demand: Workload?
  public internal(set) var objectives: Objectives
  /// What each class of the workload is promised, where at least one has promises of its own; empty
  /// where ``objectives`` are those of all requests together.
  public internal(set) var classObjectives: [Objectives] = []

  /// One replica, on a cluster of as many accelerators as the fleet holds.
  public internal(set) var deployment: Deployment
  public internal(set) var engine: EngineProfile
  public let calibration: OperatorCalibration
  public internal(set) var replicas: Int
  public let routing: RoutingRule

  /// The pools of a fleet that is written in pools: those that compute prompts and output apart, in
  /// the order of a request's life, or several that serve requests whole; empty where all replicas
  /// are alike. The fields above are those of the last one, and ``replicas`` counts fleets of the size
  /// that is written.
  public internal(set) var pools: [PoolScenario] = []
  /// How caches move between the pools.
  public internal(set) var transfer: TransferTerms?

  /// What the replicas keep of texts that may come again; nil where nothing is.
  public internal(set) var prefixCache: PrefixCacheTerms?

  /// The residencies whose requests the replicas may serve, beside requests without any.
  public internal(set) var residencies: [String] = []
  /// How much more a replica serves than one of another pool, as the router is told.
  public internal(set) var capacity = 1.0

  /// How replicas fail; nil where they do not.
  public internal(set) var failures: ReplicaFailures?
  /// How many of the replicas serve as the load changes; nil where all do.
  public internal(set) var scaling: PoolScaling?
  /// Whether replicas are paid while they are stopped.
  public internal(set) var paysForStopped = false

  public let owner: Owner
  /// A piece of work whose cost is asked.
  public internal(set) var task: TaskTerms?
  /// What the model's answers are worth.
  public internal(set) var quality: QualityScore?
  /// What the tokens served are sold for; nil where nothing is said of it.
  public internal(set) var price: StatedPrice?
  public let training: TrainingQuestion?
  /// The machines and the power that there are, for training and serving together.
  public internal(set) var limits = ClusterLimits(accelerators: nil, power: nil)
  /// The sale of the accelerators, with the rules that it is held against; nil where none is stated.
  public internal(set) var purchase: MachinePurchase?
  /// Reinforcement learning whose samples the engines write; nil where there is none.
  public internal(set) var postTraining: PostTrainingQuestion?
  /// What `bessemer find` looks for, and where.
  public internal(set) var find: FindQuestion
  /// What was taken from the catalog, with its sources, for the report.
  public internal(set) var assumptions: [Assumption]
  /// What the catalog supplied where the scenario is silent.
  public internal(set) var presets: [PresetValue]

  /// Whether it serves requests; of a scenario that only trains, what serves them stands at its
  /// defaults and is asked by nobody.
  public var isServed: Bool { demand != nil }

  /// The requests that are served.
  ///
  /// - Precondition: ``isServed``.
  public internal(set) var workload: Workload {
    get {
      guard let demand else { preconditionFailure("\(label) serves no requests") }
      return demand
    }
    set { demand = newValue }
  }

  /// What a class of the workload is promised.
  public func objectives(ofClass index: Int) -> Objectives {
    classObjectives.isEmpty ? objectives : classObjectives[index]
  }

  /// Whether any request is promised anything.
  public var promisesAnything: Bool {
    !objectives.isEmpty || classObjectives.contains { !$0.isEmpty }
  }

  public var model: ModelArchitecture { deployment.model }
  public var accelerator: Accelerator { deployment.cluster.accelerator }
  public var system: AcceleratorSystem { deployment.cluster.system }

  /// The name of the design point: its alternative and its swept values.
  public var label: String {
    ([alternative] + coordinates.map { "\($0.path)=\($0.value)" }).joined(separator: " ")
  }

  /// Accelerators that a number of replicas occupies and pays for: devices of several replicas may
  /// share a package, and a package once begun is paid in full.
  public func accelerators(for replicas: Int) -> Int {
    if !pools.isEmpty {
      return pools.reduce(0) {
        $0 + $1.scenario.accelerators(for: $1.scenario.replicas * replicas)
      }
    }
    let devices = deployment.plan.devices * replicas
    return (devices + accelerator.devices - 1) / accelerator.devices
  }

  /// The machines that a number of replicas occupies, in words: `16 × NVIDIA H100 SXM`.
  public func machines(for replicas: Int) -> String {
    guard !pools.isEmpty else {
      return "\(accelerators(for: replicas)) × \(accelerator.title)"
    }
    return pools.map { pool in
      let own = pool.scenario
      return "\(own.accelerators(for: own.replicas * replicas)) × \(own.accelerator.title) "
        + pool.words
    }.joined(separator: " and ")
  }
}

/// Who pays, and how an hour of an accelerator becomes dollars.
public struct Owner: Sendable {
  /// What tables call it: `hyperscaler, us`.
  public let title: String
  public let tenure: Tenure
  /// The rule that divides dollars; see ``Scenario/allocation``.
  public let allocation: AllocationRule
  /// Whether nobody chose that rule.
  public let allocatesByDefault: Bool
  public let memory: CacheMemoryPrices
}

/// What memory that keeps caches between requests costs beside the machines; nil where it is not
/// charged.
public struct CacheMemoryPrices: Sendable, Hashable {
  public let host: USDollarsPerByteSecond?
  public let storage: USDollarsPerByteSecond?

  public init(host: USDollarsPerByteSecond?, storage: USDollarsPerByteSecond?) {
    self.host = host
    self.storage = storage
  }
}

extension Scenario {
  /// The rule that divides dollars among tokens: the one that is stated, or else that each pool is
  /// paid by what it served where pools share the life of a request (Eq. 9.8), and Shapley values.
  public var allocation: AllocationRule {
    owner.allocatesByDefault && pools.contains { $0.role != .whole }
      ? .separatePools : owner.allocation
  }
}

/// Something a result rests on: what it is, what was taken, and who says so.
public struct Assumption: Sendable, Hashable {
  /// The subject of what the efficiencies of kernels rest on.
  public static let efficiencies = "efficiencies"

  public let subject: String
  public let value: String
  /// Names of citations in the catalog, the main one first.
  public let citations: [String]
  /// Date and grade of the evidence, or where else the value comes from.
  public let remark: String

  public init(subject: String, value: String, citations: [String] = [], remark: String = "") {
    self.subject = subject
    self.value = value
    self.citations = citations
    self.remark = remark
  }
}

/// A value that the scenario leaves open and the catalog supplies, as it would be written.
public struct PresetValue: Sendable, Hashable {
  public let path: String
  public let text: String
  /// The entry of the catalog that supplies it.
  public let origin: String
}
